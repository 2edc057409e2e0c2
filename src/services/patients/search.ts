import { parseBirthDate } from "../../domain/identity/birth-date.js";
import { checkMatricule } from "../../domain/identity/matricule.js";
import { parseSearchTerms } from "../../domain/identity/search-query.js";
import { queryTokens } from "../../domain/identity/search-tokens.js";
import type { PatientSummary } from "../../domain/patient.js";
import type { NameField, Page, PageRequest, PatientQuery } from "../../store/patients.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolveFilter } from "../filters/filters.js";
import { localDay } from "../ins/proof-date.js";
import { badCriterion, nothingSearched } from "./errors.js";

/** A search as typed: the one box (`terms`) and one field each, all together. */
export interface SearchRequest {
  readonly terms: readonly string[];
  readonly names: Readonly<Record<Exclude<NameField, "any">, string | undefined>>;
  readonly birthDate?: string | undefined;
  readonly matricule?: string | undefined;
  readonly fileNumber?: string | undefined;
  /** Name of a preset filter. */
  readonly filter?: string | undefined;
  /** Everyone is meant when nothing is asked. */
  readonly everyone: boolean;
}

export const NAME_FLAGS: Readonly<Record<Exclude<NameField, "any">, string>> = {
  name: "--name",
  givenName: "--given-name",
  usedName: "--used-name",
  usedGivenName: "--used-given-name",
  birthName: "--birth-name",
  birthGivenName: "--birth-given-name",
};

/** What was typed, understood; refuses what can not be, rather than searching for something else. */
export async function understandSearch(cabinet: OpenCabinet, request: SearchRequest): Promise<PatientQuery> {
  const today = localDay(cabinet.clock.now());
  const names: PatientQuery["names"][number][] = [];
  let { birthDate, matricule }: { birthDate?: string | undefined; matricule?: string | undefined } = {};
  if (request.terms.some((term) => term.trim() !== "")) {
    const parsed = parseSearchTerms(request.terms, today);
    if (!parsed.ok) throw badCriterion("termes", parsed.code, parsed.message);
    names.push(...parsed.value.names);
    ({ birthDate, matricule } = parsed.value);
  }
  for (const field of NAME_FIELDS) {
    const text = request.names[field];
    if (text === undefined) continue;
    const tokens = queryTokens(text);
    if (tokens.length === 0) throw badCriterion(NAME_FLAGS[field], "search.term", "La valeur ne contient ni lettre ni chiffre.");
    for (const token of tokens) names.push({ field, token });
  }
  if (request.birthDate !== undefined) {
    const date = parseBirthDate(request.birthDate, { today });
    if (!date.ok) throw badCriterion("--birth-date", date.code, date.message);
    if (birthDate !== undefined && birthDate !== date.value.date)
      throw badCriterion("--birth-date", "search.two_dates", TWO_DATES);
    birthDate = date.value.date;
  }
  if (request.matricule !== undefined) {
    const read = checkMatricule(request.matricule);
    if (!read.ok) throw badCriterion("--ins", read.code, read.message);
    matricule = read.value;
  }
  const { fileNumber } = request;
  const filter = request.filter === undefined ? undefined : (await resolveFilter(cabinet, request.filter)).where;
  const asked = names.length > 0 || [birthDate, matricule, fileNumber, filter].some((part) => part !== undefined);
  if (!asked && !request.everyone) throw nothingSearched();
  return { names, birthDate, matricule, fileNumber, filter };
}

const NAME_FIELDS = ["name", "givenName", "usedName", "usedGivenName", "birthName", "birthGivenName"] as const;
const TWO_DATES = "Deux dates de naissance différentes sont données.";

/** Pages of a search, one when a limit is given; the last `next` tells whether something was left. */
export interface SearchResult {
  readonly items: AsyncIterable<PatientSummary>;
  /** Cursor of what was not given; null when all was. Known once the items were consumed. */
  readonly next: () => string | null;
  /** How the answer was sorted. Known once the first item was asked for. */
  readonly order: () => Page<PatientSummary>["order"];
}

const PAGE = 500;

/** @param limit null for everything */
export function searchPatients(
  cabinet: OpenCabinet,
  query: PatientQuery,
  limit: number | null,
  after: string | undefined,
): SearchResult {
  let next: string | null = null;
  let order: Page<PatientSummary>["order"] = "name";
  async function* items() {
    let request: PageRequest = { limit: limit ?? PAGE, after };
    for (;;) {
      const page = await cabinet.patients.search(query, request);
      ({ next, order } = page);
      yield* page.items;
      if (limit !== null || page.next === null) return;
      request = { limit: PAGE, after: page.next };
    }
  }
  return { items: items(), next: () => next, order: () => order };
}
