import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FaultRules } from "../fault-rules.js";
import { readText } from "../http.js";
import { CALLS_A_SECOND, DEFAULT_PAGE, FHIR_PATH, MOST_PAGE, TEST_API_KEY } from "./names.js";
import type { Resource, ResourceType } from "./resources.js";
import type { DirectoryFaultKind } from "./script.js";
import { matcher, UnknownParameter } from "./search.js";

export interface Fhir {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface FhirOptions {
  readonly base: string;
  /** Every resource, in the order of the directory. */
  readonly resources: () => readonly Resource[];
  readonly script: FaultRules<DirectoryFaultKind>;
  /** Milliseconds, for the limit of calls. */
  readonly now: () => number;
  /** One call more, by its outcome. */
  readonly count: (outcome: string) => void;
}

/** A search that has more pages; its address says nothing of it. */
interface Page {
  readonly found: readonly Resource[];
  readonly query: Query;
  readonly from: number;
}

interface Query {
  readonly type: ResourceType;
  readonly count: number;
  readonly total: boolean;
  readonly elements: readonly string[];
  readonly include: readonly string[];
  readonly revinclude: readonly string[];
  readonly filters: readonly (readonly [string, string])[];
}

const TYPES: readonly ResourceType[] = ["Practitioner", "PractitionerRole", "Organization"];
const MOST_PAGES = 5_000;

/**
 * The FHIR API v2 of the directory (mss.md §3.1), with its known gaps: `_summary` and `mailbox-mss-type` unknown, `mailbox-mss:contains`
 * that finds nothing, no batch, no writing.
 */
export function createFhir(options: FhirOptions): Fhir {
  const pages = new Map<string, Page>();
  const recent: number[] = [];
  let byReference: ReadonlyMap<string, Resource> | null = null;
  const find = (reference: string): Resource | undefined => {
    byReference ??= new Map(options.resources().map((one) => [`${one.resourceType}/${one.id}`, one]));
    return byReference.get(reference);
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const delay = options.script.delay("slow");
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay).unref());
    const body = request.method === "POST" ? await readText(request) : "";
    const [status, value] = reply(request, body ?? "");
    options.count(String(status));
    const text = JSON.stringify(value);
    response.writeHead(status, {
      "Content-Type": "application/fhir+json;charset=UTF-8",
      "Content-Length": Buffer.byteLength(text),
      ...(status === 429 ? { "Retry-After": "1" } : {}),
    });
    response.end(text);
  }

  function reply(request: IncomingMessage, body: string): readonly [status: number, value: unknown] {
    if (options.script.happens("down")) return [503, outcome("transient", "Service Unavailable")];
    if (request.headers["esante-api-key"] !== TEST_API_KEY) return [401, { message: "Unauthorized", http_status_code: 401 }];
    if (tooMany() || options.script.happens("429")) return [429, { message: "Rate limit exceeded", http_status_code: 429 }];
    const url = new URL(request.url ?? "/", options.base);
    if (!url.pathname.startsWith(`${FHIR_PATH}/`)) return [404, outcome("not-found", "Unknown path")];
    const [first = "", second] = url.pathname.slice(FHIR_PATH.length + 1).split("/");
    if (first === "_page" && request.method === "GET") return page(url.searchParams.get("id") ?? "");
    const type = TYPES.find((one) => one === first);
    if (type === undefined) return [404, outcome("not-found", `Unknown resource type '${first}'`)];
    const posted = request.method === "POST" && second === "_search";
    if (request.method !== "GET" && !posted) return [405, outcome("not-supported", "Method Not Allowed")];
    if (second !== undefined && !posted) {
      const found = find(`${type}/${second}`);
      return found === undefined ? [404, outcome("not-found", `Resource ${type}/${second} is not known`)] : [200, found];
    }
    return search(type, [...url.searchParams, ...(posted ? new URLSearchParams(body) : [])]);
  }

  /** A window of one second that slides. */
  function tooMany(): boolean {
    const now = options.now();
    while ((recent[0] ?? now) <= now - 1_000) recent.shift();
    if (recent.length >= CALLS_A_SECOND) return true;
    recent.push(now);
    return false;
  }

  function search(type: ResourceType, parameters: readonly (readonly [string, string])[]): readonly [number, unknown] {
    try {
      const query = readQuery(type, parameters);
      const matches = matcher(type, query.filters);
      const found = options.resources().filter((one) => one.resourceType === type && matches(one));
      return [200, bundle({ found, query, from: 0 })];
    } catch (error) {
      if (!(error instanceof UnknownParameter)) throw error;
      return [400, outcome("processing", `Parameter ${error.message} not found`)];
    }
  }

  function page(id: string): readonly [number, unknown] {
    const known = pages.get(id);
    return known === undefined ? [410, outcome("not-found", "Unknown page")] : [200, bundle(known)];
  }

  function bundle({ found, query, from }: Page): unknown {
    const shown = found.slice(from, from + query.count);
    const next = from + query.count;
    const link = [{ relation: "self", url: `${options.base}/${query.type}` }];
    if (next < found.length) {
      const id = randomBytes(12).toString("base64url");
      if (pages.size >= MOST_PAGES) pages.clear();
      pages.set(id, { found, query, from: next });
      link.push({ relation: "next", url: `${options.base}/_page?id=${id}` });
    }
    const entry = (resource: Resource, mode: "match" | "include") => ({
      fullUrl: `${options.base}/${resource.resourceType}/${resource.id}`,
      search: { mode },
      resource: subset(resource, query.elements),
    });
    const others = [...new Set(shown.flatMap((one) => related(one, query)))];
    return {
      resourceType: "Bundle",
      type: "searchset",
      ...(query.total ? { total: found.length } : {}),
      link,
      entry: [...shown.map((one) => entry(one, "match")), ...others.map((one) => entry(one, "include"))],
    };
  }

  function related(one: Resource, { include, revinclude }: Query): readonly Resource[] {
    const wants = (name: string): boolean =>
      include.some((each) => each === `PractitionerRole:${name}` || each === "PractitionerRole:*");
    const target = (name: string): readonly Resource[] => {
      const value: unknown = one[name];
      const reference = typeof value === "object" && value !== null && "reference" in value ? String(value.reference) : "";
      const found = find(reference);
      return found === undefined ? [] : [found];
    };
    const forward = ["practitioner", "organization"].flatMap((name) => (wants(name) ? target(name) : []));
    if (one.resourceType !== "Practitioner" || !revinclude.includes("PractitionerRole:practitioner")) return forward;
    const role = find(`PractitionerRole/005-${one.id.slice(4)}`);
    return role === undefined ? forward : [...forward, role];
  }

  return { answer };
}

function readQuery(type: ResourceType, parameters: readonly (readonly [string, string])[]): Query {
  const filters: (readonly [string, string])[] = [];
  const values = (name: string): string[] => parameters.filter(([key]) => key === name).flatMap(([, value]) => value.split(","));
  for (const [name, value] of parameters) {
    if (["_count", "_total", "_include", "_revinclude", "_elements", "_format", "_sort"].includes(name)) continue;
    filters.push([name, value]);
  }
  const count = Number(values("_count")[0] ?? DEFAULT_PAGE);
  return {
    type,
    count: Number.isInteger(count) && count > 0 ? Math.min(count, MOST_PAGE) : DEFAULT_PAGE,
    total: values("_total")[0] !== "none",
    elements: values("_elements"),
    include: values("_include"),
    revinclude: values("_revinclude"),
    filters,
  };
}

function subset(resource: Resource, elements: readonly string[]): unknown {
  if (elements.length === 0) return resource;
  const kept = Object.entries(resource).filter(([key]) => ["resourceType", "id", ...elements].includes(key));
  const system = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
  return { ...Object.fromEntries(kept), meta: { tag: [{ system, code: "SUBSETTED" }] } };
}

function outcome(code: string, diagnostics: string): unknown {
  return { resourceType: "OperationOutcome", issue: [{ severity: "error", code, diagnostics }] };
}
