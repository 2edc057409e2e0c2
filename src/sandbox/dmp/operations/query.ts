import type { Availability } from "../../../domain/document/entry.js";
import { NS } from "../names.js";
import type { DmpPerson } from "../people.js";
import { registryError } from "../refusal.js";
import { type Filed, type FiledSet, uniqueIdOf } from "../registry.js";
import { codesOf, type FiledObject, type RimAssociation, readSlots, type Slots, slotOf } from "../rim.js";
import { RimWriter } from "../rim-writer.js";
import { ASSOCIATION, DOCUMENT, statusOf } from "../schemes.js";
import { type Caller, readCx } from "../vihf.js";
import type { StandingAuthorization, World } from "../world.js";
import { child, type XmlElement } from "../xml.js";

/** Stored queries that the DMP answers (dmp.md TD3.1). */
const QUERIES = {
  "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d": findDocuments,
  "urn:uuid:f26abbcb-ac74-4422-8a30-edb644bbc1a9": findSubmissionSets,
  "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4": getDocuments,
  "urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155": getAssociations,
  "urn:uuid:bab9529a-4a10-40b3-a01f-f68a615d247a": getDocumentsAndAssociations,
} as const satisfies Record<string, (query: Query) => Found>;

interface Found {
  readonly documents?: readonly Filed[];
  readonly sets?: readonly FiledSet[];
  readonly associations?: readonly RimAssociation[];
}

interface Query {
  readonly world: World;
  readonly caller: Caller;
  readonly person: DmpPerson;
  readonly standing: StandingAuthorization;
  readonly slots: Slots;
}

/** What stands between the tags of the answer, in pieces: 2,100 entries are 20 MB. */
export interface QueryAnswer {
  readonly xml: Iterable<string>;
  readonly outcome: string;
}

/**
 * TD3.1 (ITI-18): the query, its rights, and the objects in the form that was asked.
 * @param alter what a scripted fault makes of each document
 * @throws {Refusal}
 */
export async function query(
  world: World,
  caller: Caller,
  body: XmlElement,
  prefix: string,
  alter: (filed: Filed) => Promise<FiledObject>,
): Promise<QueryAnswer> {
  const adhoc = child(body, NS.rim, "AdhocQuery");
  const returnType = child(body, NS.query, "ResponseOption")?.attributes.returnType;
  if (body.name !== "AdhocQueryRequest" || adhoc === undefined || (returnType !== "LeafClass" && returnType !== "ObjectRef")) {
    throw registryError("XDSRegistryError", "AdhocQueryRequest avec returnType LeafClass ou ObjectRef attendu");
  }
  const id = adhoc.attributes.id ?? "";
  const run = Object.hasOwn(QUERIES, id) ? QUERIES[id as keyof typeof QUERIES] : undefined;
  if (run === undefined) throw registryError("XDSUnknownStoredQuery", `Requête inconnue : ${id}`);
  const { person, standing } = world.enterAuthorised(
    returnType === "LeafClass" ? "metadata" : "reference",
    caller,
    run !== findDocuments && run !== findSubmissionSets,
  );
  await world.seeder.ensure(person);
  const found = run({ world, caller, person, standing, slots: readSlots(adhoc) });
  const write = new RimWriter(prefix);
  const { documents = [], sets = [], associations = [] } = found;
  if (returnType === "ObjectRef") {
    const ids = [
      ...documents.map(({ object }) => object.id),
      ...sets.map(({ object }) => object.id),
      ...associations.map((one) => one.id),
    ];
    return { xml: ids.map((one) => write.reference(one)), outcome: "Success" };
  }
  const altered: FiledObject[] = [];
  for (const filed of documents) altered.push(await alter(filed));
  return {
    outcome: "Success",
    xml: (function* () {
      for (const object of altered) yield write.document(object);
      for (const { object } of sets) yield write.submissionSet(object);
      for (const one of associations) yield write.association(one);
    })(),
  };
}

/** Values of a slot: strings in quotes (doubled inside), maybe in a list; a number as it is. Null when the slot is absent. */
function valuesOf(slots: Slots, name: string): readonly string[] | null {
  const values = slots[name];
  if (values === undefined) return null;
  return values.flatMap((value) => {
    if (/^\d+$/.test(value)) return [value];
    const inside = value.startsWith("(") && value.endsWith(")") ? value.slice(1, -1) : value;
    const found = [...inside.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = ""]) => text.replaceAll("''", "'"));
    if (found.length === 0) throw registryError("XDSStoredQueryParamNumber", `Valeur mal écrite pour ${name}`);
    return found;
  });
}

function needed(slots: Slots, name: string): readonly string[] {
  const values = valuesOf(slots, name);
  if (values === null || values.length === 0)
    throw registryError("XDSStoredQueryMissingParam", `Paramètre obligatoire absent : ${name}`);
  return values;
}

/** The patient of the query is that of the VIHF. */
function checkPatient({ slots, caller }: Query, name: string): void {
  const values = needed(slots, name);
  if (slots[name]?.[0]?.startsWith("(")) throw registryError("XDSStoredQueryParamNumber", `${name} n'est pas une liste`);
  const cx = readCx(values[0] ?? "");
  if (cx === null) throw registryError("XDSUnknownPatientId", `${name} incorrect`);
  if (cx.matricule !== caller.patient?.matricule || cx.oid !== caller.patient.oid) {
    throw registryError("XDSPatientIdDoesNotMatch", `${name} n'est pas le patient du VIHF`);
  }
}

function statusesOf(slots: Slots, name: string): ReadonlySet<Availability> {
  const statuses = new Set<Availability>();
  for (const urn of needed(slots, name)) {
    const status = statusOf(urn);
    if (status === null) throw registryError("XDSRegistryError", `Statut inconnu : ${urn}`);
    statuses.add(status);
  }
  return statuses;
}

const CODED = {
  $XDSDocumentEntryClassCode: DOCUMENT.classCode,
  $XDSDocumentEntryTypeCode: DOCUMENT.typeCode,
  $XDSDocumentEntryPracticeSettingCode: DOCUMENT.practiceSettingCode,
  $XDSDocumentEntryHealthcareFacilityTypeCode: DOCUMENT.healthcareFacilityTypeCode,
  $XDSDocumentEntryEventCodeList: DOCUMENT.eventCodeList,
  $XDSDocumentEntryConfidentialityCode: DOCUMENT.confidentialityCode,
  $XDSDocumentEntryFormatCode: DOCUMENT.formatCode,
} as const;
const TIMES = ["creationTime", "serviceStartTime", "serviceStopTime"] as const;

function findDocuments(query: Query): Found {
  const { world, person, slots } = query;
  checkPatient(query, "$XDSDocumentEntryPatientId");
  const statuses = statusesOf(slots, "$XDSDocumentEntryStatus");
  const tests: ((object: FiledObject) => boolean)[] = [(object) => statuses.has(object.status)];
  for (const [name, scheme] of Object.entries(CODED)) {
    const wanted = valuesOf(slots, name);
    if (wanted === null) continue;
    tests.push((object) => codesOf(object, scheme).some(({ code, system }) => wanted.includes(`${code}^^${system}`)));
  }
  for (const time of TIMES) {
    const slot = `$XDSDocumentEntry${time[0]?.toUpperCase()}${time.slice(1)}`;
    const from = valuesOf(slots, `${slot}From`)?.[0];
    const to = valuesOf(slots, `${slot}To`)?.[0];
    // The lower bound is in, the upper one out (ITI TF-2 §3.18.4.1.2.3.7.1).
    if (from !== undefined) tests.push((object) => padded(slotOf(object, time)) >= padded(from));
    if (to !== undefined) tests.push((object) => padded(slotOf(object, time)) < padded(to));
  }
  const author = valuesOf(slots, "$XDSDocumentEntryAuthorPerson");
  if (author !== null) {
    const patterns = author.map(like);
    tests.push((object) => authorsOf(object).some((one) => patterns.some((pattern) => pattern.test(one))));
  }
  const documents = shown(query, world.registry.documentsOf(person.matricule)).filter(({ object }) =>
    tests.every((test) => test(object)),
  );
  return { documents };
}

/** A time of the registry, to the second, so that texts compare as times do. */
const padded = (time: string | null): string => (time ?? "").padEnd(14, "0");

function authorsOf(object: FiledObject): readonly string[] {
  return object.classifications
    .filter(({ scheme }) => scheme === DOCUMENT.author)
    .flatMap(({ slots }) => slots.authorPerson ?? []);
}

/** `%` and `_` of SQL. */
function like(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${escaped}$`, "is");
}

function shown({ world, caller, person, standing }: Query, all: Iterable<Filed>): Filed[] {
  return [...all].filter((filed) => world.isShown(filed, caller, person, standing));
}

function findSubmissionSets(query: Query): Found {
  const { world, person, slots } = query;
  checkPatient(query, "$XDSSubmissionSetPatientId");
  const statuses = statusesOf(slots, "$XDSSubmissionSetStatus");
  if (!statuses.has("approved")) return { sets: [] };
  const from = valuesOf(slots, "$XDSSubmissionSetSubmissionTimeFrom")?.[0] ?? "";
  const to = valuesOf(slots, "$XDSSubmissionSetSubmissionTimeTo")?.[0] ?? "9";
  const sets = world.registry.setsOf(person.matricule).filter(({ object }) => {
    const time = padded(slotOf(object, "submissionTime"));
    return time >= padded(from) && time < padded(to);
  });
  return { sets };
}

function getDocuments(query: Query): Found {
  const { world, person, slots } = query;
  const uniqueIds = valuesOf(slots, "$XDSDocumentEntryUniqueId");
  const entries = valuesOf(slots, "$XDSDocumentEntryEntryUUID");
  if ((uniqueIds === null) === (entries === null)) {
    throw registryError("XDSStoredQueryParamNumber", "$XDSDocumentEntryUniqueId ou $XDSDocumentEntryEntryUUID, l'un ou l'autre");
  }
  const found: (Filed | null)[] = [];
  for (const id of uniqueIds ?? []) found.push(world.registry.byUniqueId(id));
  for (const id of entries ?? []) found.push(world.registry.byEntry(person.matricule, id) ?? world.registry.former(id));
  const own = found.filter((filed): filed is Filed => filed !== null && filed.matricule === person.matricule);
  return { documents: shown(query, own) };
}

function getAssociations({ world, person, slots }: Query): Found {
  const uuids = new Set(needed(slots, "$uuid"));
  const associations = world.registry
    .associationsOf(person.matricule)
    .filter((one) => uuids.has(one.source) || uuids.has(one.target));
  return { associations };
}

function getDocumentsAndAssociations(query: Query): Found {
  const { documents = [] } = getDocuments(query);
  const ids = new Set(documents.map(({ object }) => object.id));
  const associations = query.world.registry
    .associationsOf(query.person.matricule)
    .filter((one) => ids.has(one.source) || ids.has(one.target));
  return { documents, associations };
}

/** For `sandbox` and for tests: what is in the registry, and nothing of whom it is about. */
export function inventory(
  all: Iterable<Filed>,
): readonly { readonly uniqueId: string; readonly status: Availability; readonly version: number; readonly seeded: boolean }[] {
  const list = [];
  for (const filed of all) {
    if (codesOf(filed.object, DOCUMENT.typeCode)[0]?.code === "E1762") continue;
    list.push({
      uniqueId: uniqueIdOf(filed),
      status: filed.object.status,
      version: filed.object.version,
      seeded: "seed" in filed.place,
    });
  }
  return list;
}

export const isReplacement = (one: RimAssociation): boolean => one.type === ASSOCIATION.replaces;
