import type { ExchangeService } from "../../domain/exchange/exchange.js";
import { missingOf } from "../../domain/mom/verdict.js";
import type { JournalLine } from "../../store/journal.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { faultText, parseWitness } from "../journal/verify.js";
import { canonical, type EvidenceItem, type MomEvidence } from "./evidence.js";
import { sha256Of } from "./make-evidence.js";
import { parseEvidence } from "./read-evidence.js";
import { factsIn, lineOf } from "./said.js";

/** What a file of evidence says that this cabinet's journal does not. */
export interface EvidenceDifference {
  /** Stable: `mom.line_differs`. */
  readonly code: string;
  /** Where in the file: `99700000001/dmp/T42`, or the part. */
  readonly place: string;
  /** French. */
  readonly message: string;
}

export interface EvidenceCheck {
  readonly sha256: string;
  readonly head: string;
  /** Items that count and that the journal confirms. */
  readonly confirmed: number;
  /** Items whose line a purge took away since: the chain holds, and nothing more can be said of them. */
  readonly purged: number;
  readonly differences: readonly EvidenceDifference[];
}

/**
 * Compares a file of evidence with the journal of this cabinet, which is read whole: that it was written here and not changed since, that
 * the chain still goes through its head, and that each line that it names says what it says. @throws {SegurError} `mom.evidence_unreadable`
 */
export async function checkEvidence(
  cabinet: Pick<OpenCabinet, "journal" | "traces" | "info">,
  bytes: Uint8Array,
  onPage: (done: number, total: number) => void = () => {},
): Promise<EvidenceCheck> {
  const evidence = parseEvidence(bytes);
  const sha256 = sha256Of(bytes);
  const differences: EvidenceDifference[] = [];
  const differs = (code: string, place: string, message: string) => differences.push({ code, place, message });
  if (evidence.cabinet.instanceId !== cabinet.info.instanceId)
    differs("mom.other_cabinet", "cabinet", "Il vient d'un autre cabinet, ou d'une copie de celui-ci.");
  if (Buffer.from(canonical(evidence)).compare(bytes) !== 0)
    differs("mom.not_canonical", "fichier", "Il n'est pas écrit comme un rapport l'est ici : il a été modifié.");
  const told = await reportedHead(cabinet, sha256);
  if (told === null)
    differs("mom.not_reported", "fichier", "Aucune ligne du journal ne dit que ce fichier, tel qu'il est, a été écrit ici.");
  else if (told !== evidence.journal.head)
    differs("mom.head_differs", "journal.head", "La ligne du journal qui le dit nomme une autre tête.");
  for (const place of incoherent(evidence)) differs("mom.figures_differ", place, "Ses chiffres ne s'accordent pas entre eux.");
  const verification = await cabinet.journal.verify({ witness: parseWitness(evidence.journal.head), onPage });
  if (verification.broken !== null)
    differs("mom.journal_broken", `T${verification.broken.seq}`, `Le journal est rompu : ${faultText(verification)}.`);
  else if (verification.witness === "absent")
    differs("mom.head_absent", "journal.head", "La chaîne du journal ne passe pas par la tête que le fichier nomme.");
  let [confirmed, purged] = [0, 0];
  for (const { place, service, item } of itemsOf(evidence)) {
    const said = await lineOf(cabinet.journal, item.trace);
    if (said === null || item.digest === null) {
      if (verification.purged > 0) purged += 1;
      else differs("mom.line_missing", place, `La ligne ${item.trace} n'est pas au journal.`);
    } else if (said.digest !== item.digest)
      differs("mom.line_differs", place, `L'empreinte de la ligne ${item.trace} n'est pas celle du journal.`);
    else if (!saysItem(said, service, item))
      differs("mom.item_differs", place, `La ligne ${item.trace} du journal ne dit pas cela de ${item.exchange}.`);
    else confirmed += 1;
  }
  return { sha256, head: evidence.journal.head, confirmed, purged, differences };
}

/** The head that the line of the journal names beside this SHA-256; null: no line does. */
async function reportedHead({ traces }: Pick<OpenCabinet, "traces">, sha256: string): Promise<string | null> {
  for (let after: string | undefined; ; ) {
    const page = await traces.list({ kinds: ["mom.reported"], limit: PAGE, after });
    const found = page.find(({ data }) => data?.sha256 === sha256);
    if (found !== undefined) return String(found.data?.journal ?? "");
    if (page.length < PAGE) return null;
    after = page.at(-1)?.id;
  }
}

const PAGE = 1_000;

interface Named {
  readonly place: string;
  readonly service: ExchangeService;
  readonly item: EvidenceItem;
}

function* itemsOf({ practitioners }: MomEvidence): Generator<Named> {
  for (const { rpps, indicators } of practitioners) {
    for (const { service, items } of indicators) {
      for (const item of items) yield { place: `${rpps}/${service}/${item.trace}`, service, item };
    }
  }
}

/** Places whose figures do not follow from each other. */
function incoherent({ practitioners, verdict }: MomEvidence): readonly string[] {
  const places: string[] = [];
  for (const { rpps, met, indicators } of practitioners) {
    for (const { service, wanted, counted, missing, met: reached, items } of indicators) {
      const right = missing === missingOf(wanted, counted) && reached === (missing === 0);
      if (!right || items.length !== Math.min(wanted, counted)) places.push(`${rpps}/${service}`);
    }
    if (met !== indicators.every((each) => each.met)) places.push(rpps);
  }
  if (verdict === "met" && !(practitioners.length > 0 && practitioners.every(({ met }) => met))) places.push("verdict");
  return places;
}

/** Sent by this service, as the item says. A report on a message says no more than whether it arrived. */
function saysItem(said: JournalLine, service: ExchangeService, item: EvidenceItem): boolean {
  const fields = said.kind === "mss.report" ? REPORT : ANSWER;
  return factsIn(said).some(
    (fact) => fact.service === service && fact.state === "sent" && fields.every((field) => (fact[field] ?? null) === item[field]),
  );
}

const REPORT = ["exchange", "document"] as const;
const ANSWER = [...REPORT, "type", "identityStatus", "rpps", "finess"] as const;
