import type { Resource, ResourceType } from "./resources.js";

/** The parameter is none that the server knows: 400, as the real one answers (mss.md §3.1). */
export class UnknownParameter extends Error {}

type Values = (resource: Resource) => readonly string[];
interface Parameter {
  readonly kind: "string" | "token" | "reference";
  readonly values: Values;
}

/** Texts at the end of a path through objects and lists. */
function at(value: unknown, path: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => at(one, path));
  const [key, ...rest] = path;
  if (key === undefined) return typeof value === "string" || typeof value === "boolean" ? [String(value)] : [];
  if (typeof value !== "object" || value === null) return [];
  return at((value as Readonly<Record<string, unknown>>)[key], rest);
}

const string = (...path: string[]): Parameter => ({ kind: "string", values: (one) => at(one, path) });
const reference = (...path: string[]): Parameter => ({ kind: "reference", values: (one) => at(one, path) });

/** `system|code` of every coding or identifier at a path. */
function token(code: string, ...path: string[]): Parameter {
  return {
    kind: "token",
    values: (one) => {
      const found: string[] = [];
      const visit = (value: unknown, rest: readonly string[]): void => {
        if (Array.isArray(value)) for (const each of value) visit(each, rest);
        else if (typeof value === "object" && value !== null) {
          const record = value as Readonly<Record<string, unknown>>;
          const [key, ...after] = rest;
          if (key === undefined) found.push(`${String(record.system ?? "")}|${String(record[code] ?? "")}`);
          else visit(record[key], after);
        }
      };
      visit(one, path);
      return found;
    },
  };
}

const COMMON = {
  _id: { kind: "token", values: (one: Resource) => [`|${one.id}`] } as Parameter,
  _lastUpdated: { kind: "string", values: () => ["ge2000"] } as Parameter,
  active: { kind: "token", values: (one: Resource) => [`|${String(one.active)}`] } as Parameter,
  identifier: token("value", "identifier"),
  "identifier-type": token("code", "identifier", "type", "coding"),
  "mailbox-mss": string("telecom", "value"),
  "data-information-system": string("meta", "source"),
};

const PARAMETERS: Readonly<Record<ResourceType, Readonly<Record<string, Parameter>>>> = {
  Practitioner: {
    ...COMMON,
    family: string("name", "family"),
    given: string("name", "given"),
    name: {
      kind: "string",
      values: (one) => [...at(one, ["name", "family"]), ...at(one, ["name", "given"])],
    },
    "qualification-code": token("code", "qualification", "code", "coding"),
    "number-smartcard": string("smartcard"),
  },
  PractitionerRole: {
    ...COMMON,
    practitioner: reference("practitioner", "reference"),
    organization: reference("organization", "reference"),
    role: token("code", "code", "coding"),
    specialty: token("code", "specialty", "coding"),
  },
  Organization: {
    ...COMMON,
    name: string("name"),
    type: token("code", "type", "coding"),
    partof: reference("partOf", "reference"),
    "pharmacy-licence": string("licence"),
    address: {
      kind: "string",
      values: (one) => ["line", "city", "postalCode"].flatMap((key) => at(one, ["address", key])),
    },
    "address-city": string("address", "city"),
    "address-postalcode": string("address", "postalCode"),
  },
};

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * What a query keeps of a type: repeated parameters must all hold, one of the values between commas is enough.
 * @throws {UnknownParameter}
 */
export function matcher(
  type: ResourceType,
  query: readonly (readonly [name: string, value: string])[],
): (one: Resource) => boolean {
  const checks = query.map(([full, value]) => {
    const [name = "", modifier] = full.split(":");
    const known = PARAMETERS[type];
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined;
    if (parameter === undefined || !["contains", "exact", undefined].includes(modifier)) throw new UnknownParameter(name);
    // Seen in use: the real server finds nothing by a part of an address.
    if (name === "mailbox-mss" && modifier === "contains") return () => false;
    const wanted = value.split(",").filter((one) => one !== "");
    return (one: Resource): boolean =>
      parameter.values(one).some((held) => wanted.some((each) => holds(parameter.kind, held, each, modifier)));
  });
  return (one) => checks.every((check) => check(one));
}

function holds(kind: Parameter["kind"], held: string, wanted: string, modifier: string | undefined): boolean {
  if (kind === "reference") return held === wanted || held.endsWith(`/${wanted}`);
  if (kind === "token") {
    const [system, code] = wanted.includes("|") ? wanted.split("|") : [null, wanted];
    const [heldSystem, heldCode] = [held.slice(0, held.lastIndexOf("|")), held.slice(held.lastIndexOf("|") + 1)];
    return (system === null || system === heldSystem) && (code === "" || code === heldCode);
  }
  if (modifier === "exact") return held === wanted;
  return modifier === "contains" ? plain(held).includes(plain(wanted)) : plain(held).startsWith(plain(wanted));
}
