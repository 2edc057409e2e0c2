import { createHash } from "node:crypto";
import type { ExchangeLine } from "../../domain/exchange/exchange.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { textSetting } from "../dmp/subject.js";
import { headText, verifyJournal } from "../journal/verify.js";
import { type MomCabinet, type MomRequest, momCheck } from "./check.js";
import { journalBroken, ledgerDiffers } from "./errors.js";
import { canonical, EVIDENCE_SCHEMA, type EvidenceItem, evidenceItem, type MomEvidence } from "./evidence.js";
import { lineOf } from "./said.js";

export interface MadeEvidence {
  readonly evidence: MomEvidence;
  /** Canonical, UTF-8. */
  readonly text: string;
  /** Of {@link text}, lower-case hexadecimal. */
  readonly sha256: string;
}

/**
 * The evidence of where the practice stands: the check, on a journal that is read whole and a ledger that is made again from it. Evidence
 * of a journal that does not hold would prove nothing: it is refused. @throws {SegurError} `mom.journal_broken`, `mom.ledger_wrong`, those of
 * {@link momCheck}
 */
export async function makeEvidence(
  cabinet: OpenCabinet & MomCabinet,
  request: Omit<MomRequest, "candidates">,
  { interrupted, onProgress }: { readonly interrupted: AbortSignal; readonly onProgress: (done: number, total: number) => void },
): Promise<MadeEvidence> {
  const { exchanges, info, journal } = cabinet;
  if ((await exchanges.verify()).differing > 0) throw ledgerDiffers();
  const report = await momCheck(cabinet, { ...request, candidates: false });
  const items = async (lines: readonly ExchangeLine[]) => {
    const told: EvidenceItem[] = [];
    for (const line of lines) told.push(evidenceItem(line, (await lineOf(journal, line.trace))?.digest ?? null));
    return told;
  };
  const practitioners: MomEvidence["practitioners"][number][] = [];
  for (const { rpps, met, indicators } of report.practitioners) {
    const told: MomEvidence["practitioners"][number]["indicators"][number][] = [];
    for (const { label: _label, candidates: _candidates, items: counted, others, ...figures } of indicators) {
      const reasons: (typeof told)[number]["others"][number][] = [];
      for (const { reason, count, newest } of others) reasons.push({ reason, count, newest: await items(newest) });
      told.push({ ...figures, items: await items(counted), others: reasons });
    }
    practitioners.push({ rpps, met, indicators: told });
  }
  // After what it proves: the head is that of a journal that holds every line named above.
  const { broken, head, lines, purged } = await verifyJournal(cabinet, { interrupted, onProgress });
  if (broken !== null) throw journalBroken(broken.seq);
  const evidence: MomEvidence = {
    schema: EVIDENCE_SCHEMA,
    cabinet: {
      instanceId: info.instanceId,
      environment: info.environment,
      structure: await textSetting(cabinet, "structure.id"),
    },
    ...{ madeAt: report.madeAt, since: report.since, verdict: report.verdict, notices: report.notices },
    reasons: report.reasons.map(({ code, message }) => ({ code, message })),
    thresholds: request.thresholds,
    practitioners,
    journal: { head: headText(head), lines, purged },
  };
  const text = canonical(evidence);
  return { evidence, text, sha256: sha256Of(text) };
}

/** The journal keeps what was given out: its SHA-256 and the head that it names. */
export async function tellEvidence(cabinet: OpenCabinet, { evidence, sha256 }: MadeEvidence): Promise<void> {
  await cabinet.traces.append([
    {
      kind: "mom.reported",
      at: cabinet.clock.now().toISOString(),
      actor: cabinet.actor,
      code: evidence.verdict,
      data: { sha256, journal: evidence.journal.head },
    },
  ]);
}

export function sha256Of(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
