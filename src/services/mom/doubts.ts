import type { ExchangeStore } from "../../store/exchanges.port.js";
import type { JournalLine } from "../../store/journal.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { textSetting } from "../dmp/subject.js";
import { frenchDay } from "./labels.js";
import type { MomDoubt, MomPractitioner } from "./report.js";
import { factsIn, lineOf, saysSo } from "./said.js";

export type DoubtsCabinet = Pick<OpenCabinet, "clock" | "exchanges" | "info" | "journal" | "settings">;

/** Newest lines of the journal that are compared with the ledger at each check; the whole is for `mom report` and `journal verify`. */
const COMPARED = 100;

/**
 * What makes any figure unreliable, whatever it is, looked for at little cost: the end of the journal holds, the clock is not behind it, its
 * newest lines are in the ledger, and the items that count are in the journal.
 */
export async function doubts(cabinet: DoubtsCabinet, practitioners: readonly MomPractitioner[]): Promise<readonly MomDoubt[]> {
  const { journal, clock } = cabinet;
  const found: MomDoubt[] = [];
  if ((await textSetting(cabinet, "structure.id")) === null) found.push(noStructure());
  const head = await journal.head();
  const newest = await journal.page({ order: "newest", limit: COMPARED });
  const [last] = newest;
  if (last === undefined || last.seq !== head.seq || last.digest !== head.digest) found.push(journalBroken());
  else if (last.at > clock.now().toISOString()) found.push(clockBehind(last.at));
  const differing = (await forgotten(cabinet, newest)) ?? (await invented(cabinet, practitioners));
  return differing === null ? found : [...found, ledgerDiffers(differing)];
}

/** The line of the journal (`T42`) of which the ledger does not know a fact; null: it knows them all. */
async function forgotten({ exchanges }: DoubtsCabinet, lines: readonly JournalLine[]): Promise<string | null> {
  for (const line of lines) {
    for (const { service, state, exchange, document } of factsIn(line)) {
      const isReport = line.kind === "mss.report";
      const fact = { service, state, exchange, document: document ?? null, isReport } as Parameters<ExchangeStore["knows"]>[0];
      if (typeof exchange !== "string" || !(await exchanges.knows(fact))) return line.id;
    }
  }
  return null;
}

/**
 * What does not say of the items that count what the ledger says: a line of the journal (`T42`; one that a purge took away says nothing), or
 * the ledger itself, whose sums must be those of its lines.
 */
async function invented(
  { journal, exchanges }: DoubtsCabinet,
  practitioners: readonly MomPractitioner[],
): Promise<string | null> {
  const indicators = practitioners.flatMap((each) => each.indicators);
  if (indicators.some(({ items, counted, wanted }) => items.length !== Math.min(counted, wanted))) return SUMS;
  const items = indicators.flatMap((each) => each.items);
  const unsound = await exchanges.unsound(items.map(({ id }) => id));
  if (unsound !== null) return items.find(({ id }) => id === unsound)?.trace ?? SUMS;
  for (const item of items) {
    const said = await lineOf(journal, item.trace);
    if (said !== null && !saysSo(said, item)) return item.trace;
  }
  return null;
}

export function noPractitioner(): MomDoubt {
  return {
    code: "mom.no_practitioner",
    message: "Aucun médecin du cabinet n'a de numéro RPPS, et rien n'a été envoyé au nom de quelqu'un.",
    advice: "segur user set U1 --role medecin --rpps NUMÉRO",
  };
}

/** A threshold is of each practitioner (product.md §1.1): who has no RPPS has no figure. @param users `U3` */
export function noRpps(users: readonly string[]): MomDoubt {
  const [first = "U1"] = users;
  const who = users.length === 1 ? `Le médecin ${first} n'a` : `Les médecins ${users.join(", ")} n'ont`;
  return {
    code: "mom.no_rpps",
    message: `${who} pas de numéro RPPS : rien ne peut être compté pour ${users.length === 1 ? "lui" : "eux"}.`,
    advice: `segur user set ${first} --rpps NUMÉRO ; ou segur mom check --rpps NUMÉRO, pour ne regarder qu'un praticien`,
  };
}

/** @param rpps as typed, 11 digits */
export function rppsUnknown(rpps: string): MomDoubt {
  return {
    code: "mom.rpps_unknown",
    message: `Le numéro RPPS ${rpps} n'est celui de personne ici : ni d'un utilisateur du cabinet, ni d'un envoi.`,
    advice: "segur user list",
  };
}

/** @param day of the newest of them */
export function testOids(count: number, day: string): MomDoubt {
  return {
    code: "mom.test_oids",
    message: `Ce cabinet est en production, et ${count} envois portent une identité de test : le dernier, du ${frenchDay(day)}.`,
    advice: "segur mom check --since DATE, d'un jour d'après ; puis segur cabinet info, pour vérifier que ce cabinet est le bon",
  };
}

export function notCounted(count: number): MomDoubt {
  return {
    code: "mom.uncounted",
    message: `${count} envois ont été faits par une version du programme qui ne les comptait pas : ils manquent peut-être ici.`,
    advice: "segur mom check --since DATE, d'un jour d'après la mise à jour ; ou envoyez ce qui manque avec cette version",
  };
}

function noStructure(): MomDoubt {
  return {
    code: "mom.no_structure",
    message: "Le cabinet n'a pas d'identifiant national : ses envois ne sont ceux d'aucun FINESS.",
    advice: "segur config set structure.id 1FINESS",
  };
}

function journalBroken(): MomDoubt {
  return {
    code: "mom.journal_unverifiable",
    message: "La fin du journal n'est pas celle qui a été gardée à part : le journal a été coupé ou changé.",
    advice: "segur journal verify",
  };
}

function clockBehind(at: string): MomDoubt {
  return {
    code: "mom.clock_behind",
    message: `L'horloge de cette machine est en retard sur la dernière ligne du journal (${at}) : rien ne peut être daté.`,
    advice: "segur doctor, puis remettez cette machine à l'heure",
  };
}

/** Not a line of the journal. */
const SUMS = "sums";

function ledgerDiffers(where: string): MomDoubt {
  return {
    code: "mom.ledger_differs",
    message:
      where === SUMS
        ? "Le compte des envois ne s'accorde pas avec les envois qu'il compte."
        : `Le compte des envois ne dit pas ce que dit la ligne ${where} du journal.`,
    advice: "segur journal verify, puis segur cabinet check --rebuild",
  };
}
