import type { SecureContext } from "node:tls";
import type { Clock } from "../../domain/ports.js";
import {
  byName,
  type DirectoryTerm,
  directoryMatch,
  directoryTerms,
  wordsOf,
} from "../../domain/professional/directory-terms.js";
import type { DirectoryMailbox, DirectoryQuery } from "../../domain/professional/entry.js";
import { createHttpsClient, type HttpReply } from "../http.js";
import { answerUnusable, directoryDown, directoryMoved, directoryUnreachable, keyRefused, queryRefused } from "./errors.js";
import { type Json, list, object, text } from "./fhir.js";
import { createLimiter } from "./limiter.js";
import { type LabelOf, mailboxesOf, Resources } from "./mailboxes.js";
import type { DirectoryClient } from "./port.js";

export interface DirectoryOptions {
  /** Base of the API: `https://gateway.api.esante.gouv.fr/fhir/v2`. */
  readonly url: string;
  /** `ESANTE-API-KEY`, a secret. */
  readonly apiKey: string;
  readonly secureContext: SecureContext;
  readonly clock: Clock;
  readonly labelOf: LabelOf;
  /** Default: 30 s, the time that the service gives itself. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 20_000_000;
const CONNECTIONS = 4;
const PAGE = 50;
/** Pages read for one question: a name that needs more must be said more precisely. */
const MOST_PAGES = 10;
/** Longest wait that a 429 may ask for. */
const LONGEST_WAIT_S = 10;

/** Annuaire Santé by its FHIR API: see the port. What a server cannot be asked for is filtered here, as in the offline copy. */
export function createDirectoryClient(options: DirectoryOptions): DirectoryClient {
  const base = new URL(`${options.url.replace(/\/+$/, "")}/`);
  const http = createHttpsClient({
    url: base,
    secureContext: options.secureContext,
    connections: CONNECTIONS,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    maxBytes: MOST_BYTES,
  });
  const mayCall = createLimiter(options.clock);
  const headers = { accept: "application/fhir+json", "esante-api-key": options.apiKey };

  const send = async (url: URL, signal?: AbortSignal): Promise<HttpReply> => {
    for (let attempt = 1; ; attempt += 1) {
      await mayCall(signal);
      const request = { method: "GET", path: url.pathname + url.search, headers, body: null } as const;
      const reply = await http.send(request, signal).catch((error: unknown) => {
        throw directoryUnreachable(error);
      });
      if (reply.status !== 429 || attempt > 1) return reply;
      const asked = Number(reply.headers["retry-after"] ?? 1);
      if (!(asked <= LONGEST_WAIT_S)) return reply;
      await options.clock.sleep(Math.max(1, asked) * 1_000, signal);
    }
  };

  /** Adds the resources of every page; true when some were left. */
  const collect = async (first: URL, resources: Resources, words: readonly string[], signal?: AbortSignal): Promise<boolean> => {
    let next: URL | null = first;
    for (let page = 1; next !== null; page += 1) {
      if (page > MOST_PAGES) return true;
      const bundle = bundleOf(await send(next, signal), words);
      for (const entry of list(bundle.entry)) resources.add(entry.resource);
      next = nextOf(bundle, base);
    }
    return false;
  };

  return {
    async search(query, signal) {
      const terms = directoryTerms(query);
      const resources = new Resources();
      const typed = Object.values(query).join(" ");
      const words = [...wordsOf(typed), ...typed.split(/[^\p{L}\p{N}]+/u)];
      let left = false;
      for (const path of questions(query, terms)) left = (await collect(new URL(path, base), resources, words, signal)) || left;
      const missing = resources.missingOrganizations();
      for (let index = 0; index < missing.length; index += PAGE) {
        const ids = missing.slice(index, index + PAGE).join(",");
        left = (await collect(new URL(`Organization?_id=${ids}&_count=${PAGE}`, base), resources, words, signal)) || left;
      }
      const found: DirectoryMailbox[] = mailboxesOf(resources, options.labelOf).filter((each) => directoryMatch(each, terms));
      found.sort(byName);
      return { items: found.slice(0, query.limit), truncated: left || found.length > query.limit };
    },
    close: () => http.close(),
  };
}

/**
 * What the server is asked, from the most precise: by RPPS, by name with the roles of each person, by structure. `mailbox-mss` is not used
 * to look for people: the real server answers nothing to a part of an address (mss.md §3.1).
 */
function questions(query: DirectoryQuery, terms: readonly DirectoryTerm[]): readonly string[] {
  const [rpps] = terms.flatMap((term) => (term.kind === "rpps" ? [term.rpps] : []));
  const [address] = terms.flatMap((term) => (term.kind === "address" ? [term.address] : []));
  const people = (criteria: Readonly<Record<string, string>>) =>
    `Practitioner?${new URLSearchParams({ ...criteria, active: "true", _revinclude: "PractitionerRole:practitioner", _count: String(PAGE) })}`;
  const structures = (criteria: Readonly<Record<string, string>>) =>
    `Organization?${new URLSearchParams({ ...criteria, active: "true", _count: String(PAGE) })}`;
  if (rpps !== undefined) return [people({ identifier: `https://rpps.esante.gouv.fr|${rpps}` })];
  if (address !== undefined)
    return [
      people({ "mailbox-mss": address }),
      structures({ "mailbox-mss": address }),
      `PractitionerRole?${new URLSearchParams({ "mailbox-mss": address, _include: "PractitionerRole:*", _count: String(PAGE) })}`,
    ];
  const { familyName, givenName, structure, city } = query;
  if (familyName !== undefined || givenName !== undefined) {
    const named = {
      ...(familyName === undefined ? {} : { family: familyName }),
      ...(givenName === undefined ? {} : { given: givenName }),
    };
    return [people(named)];
  }
  const [word] = (query.text ?? "").trim().split(/\s+/);
  if (word !== undefined && word !== "") return [people({ name: word }), structures({ "name:contains": word })];
  const place = city === undefined ? {} : /^\d+$/.test(city) ? { "address-postalcode": city } : { "address-city": city };
  if (structure !== undefined || city !== undefined)
    return [structures({ ...(structure === undefined ? {} : { "name:contains": structure }), ...place })];
  return [];
}

function bundleOf(reply: HttpReply, words: readonly string[]): Json {
  const { status } = reply;
  if (status >= 300 && status < 400) throw directoryMoved();
  if (status === 401 || status === 403) throw keyRefused(status);
  if (status === 429 || status >= 500) throw directoryDown(status);
  const body = jsonOf(reply);
  if (body?.resourceType === "OperationOutcome" || status >= 400) throw queryRefused(status, outcomeText(body, words));
  if (body?.resourceType !== "Bundle")
    throw answerUnusable("Ce qui répond à cette adresse n'est pas l'API FHIR de l'Annuaire Santé.");
  return body;
}

function jsonOf(reply: HttpReply): Json | null {
  try {
    return object(JSON.parse(reply.body.toString("utf8")));
  } catch {
    return null;
  }
}

/** The words of the service, in one short line, without those that were typed. */
function outcomeText(body: Json | null, words: readonly string[]): string {
  const [issue] = list(body?.issue);
  const said = text(issue?.diagnostics) ?? text(object(issue?.details)?.text) ?? text(issue?.code) ?? "";
  let clean = said.replace(/[^\p{L}\p{N}\p{P}\p{Zs}]/gu, " ").slice(0, 200);
  for (const word of words) if (word.length > 2) clean = clean.replace(new RegExp(word, "gi"), "…");
  return clean;
}

/** The link is opaque: only where it leads is looked at. Elsewhere, it would take the key with it. */
function nextOf(bundle: Json, base: URL): URL | null {
  const found = list(bundle.link).find((each) => each.relation === "next");
  const link = text(found?.url);
  if (link === null) return null;
  const next = URL.canParse(link, base.href) ? new URL(link, base) : null;
  if (next === null || next.origin !== base.origin)
    throw answerUnusable("La page suivante est à une autre adresse que le service.");
  return next;
}
