import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import { usageError } from "../../services/ins/errors.js";
import { askOne, type OneAnswer, putOff, settleOne } from "../../services/ins/qualify-one.js";
import type { ItemResult } from "../../services/ins/run/types.js";
import { resolvePatient } from "../../services/patients/reference.js";
import { requireRight } from "../../services/session/access.js";
import { aside } from "../../terminal/aside.js";
import type { CommandContext } from "../context.js";
import { EXIT_DECISION, EXIT_DONE, EXIT_PARTIAL, EXIT_REFUSED } from "../exit.js";
import type { CommandInput } from "../spec.js";
import { OUTCOMES } from "./run-output.js";
import { sideBySide } from "./side-by-side.js";
import { STATUS_WORDS } from "./words.js";

/** `segur ins qualify P42`: the call, the traits side by side, the confirmation, then the identity document. */
export async function qualifyPatient(context: CommandContext, input: CommandInput, reference: string): Promise<number> {
  const proof = readProofFlags(input);
  const cabinet = await context.cabinet();
  // A document that somebody saw is written by who may write the record, before anything is asked of INSi.
  if (proof !== null) await requireRight(cabinet, "patients.write", "ins qualify");
  const patient = await resolvePatient(cabinet, reference);
  if (input.options.dryRun === true) return dryRun(context, patient);
  const vitale = await readVitale(context, input, patient);
  const asked = await askOne(cabinet, patient, context.interrupted, vitale);
  const result = asked.kind === "told" ? asked.result : await settle(context, patient, asked, input.options.yes === true);
  const status = await applyProof(context, patient, result, proof);
  await write(context, patient, { ...result, status: status ?? result.status });
  return exitCode(result);
}

/**
 * A person accepts or not; nobody to ask, or `--yes`: the rules alone decide, and a difference that is more than typography
 * waits in the reviews (INS/va1.52.01).
 */
async function settle(context: CommandContext, patient: Patient, one: OneAnswer, yes: boolean): Promise<ItemResult> {
  const cabinet = await context.cabinet();
  if (!one.comparison || yes || !context.io.canPrompt || !decides(cabinet)) return settleOne(cabinet, patient.id, one, false);
  aside(context.io, sideBySide(context.output, one.comparison));
  const accept = { name: "Oui, l'accepter : ses traits deviennent ceux d'INSi", value: "accept" as const };
  const later = { name: "Décider plus tard (segur ins review)", value: "later" as const };
  const refuse = { name: "Non, ce n'est pas ce patient", value: "refuse" as const };
  // The first is what Enter alone chooses: never to accept a difference.
  const choices = one.comparison.verdict === "different" ? [later, accept, refuse] : [accept, later, refuse];
  const choice = await context.prompt.choose("INSi a trouvé une identité. Est-ce bien ce patient ?", choices, { flag: "--yes" });
  if (choice === "accept") return settleOne(cabinet, patient.id, one, true);
  const id = await putOff(cabinet, patient.id, one);
  if (choice === "refuse") {
    const { refuseReview } = await import("../../services/ins/review.js");
    await refuseReview(cabinet, id);
  }
  const outcome = choice === "refuse" ? "refused" : "review";
  const advice = choice === "refuse" ? null : `Pour décider : segur ins review ${id}`;
  return { outcome, code: "00", status: patient.identity.status, calls: one.calls, advice };
}

/** Seeing the traits and deciding belong to who may see and write the record; for anybody else the rules alone decide, as in a run. */
function decides({ rights }: OpenCabinet): boolean {
  return rights.has("patients.read") && rights.has("patients.write");
}

/** The document given by flags, or asked for: never assumed, and never without a found identity. */
async function applyProof(
  context: CommandContext,
  patient: Patient,
  result: ItemResult,
  flags: CommandInput | null,
): Promise<Patient["identity"]["status"] | null> {
  if (result.outcome !== "found" || result.status === "qualifiee") return null;
  if (flags === null) {
    if (!context.io.canPrompt || !decides(await context.cabinet())) return null;
    const seen = await context.prompt.confirm("Une pièce d'identité a-t-elle été vue ?", {
      flag: "--proof-type",
      initial: false,
    });
    if (!seen) return null;
  }
  const { record } = await import("./proof.js");
  return (await record(context, flags ?? { args: [], options: {} }, patient.id)).status;
}

async function readVitale(context: CommandContext, input: CommandInput, patient: Patient) {
  const { vitale } = input.options;
  if (typeof vitale !== "string") return undefined;
  const { readVitaleFile } = await import("../../services/ins/vitale.js");
  const { query, warnings } = await readVitaleFile(await context.cabinet(), patient, await context.open(vitale));
  for (const warning of warnings) context.output.warn(warning);
  return query;
}

/** The proof flags as `segur ins proof` takes them; refused before any call when they can not be recorded. */
function readProofFlags(input: CommandInput): CommandInput | null {
  const { proofType: type, proofDate: date, proofBy: by, yes } = input.options;
  if (type === undefined && date === undefined && by === undefined) return null;
  if (typeof type !== "string" || typeof date !== "string") {
    throw usageError(
      "proof.incomplete",
      "Un justificatif se donne avec sa pièce et la date où elle a été vue.",
      "Exemple : --proof-type CN --proof-date 23/11/2026 (codes : segur ins proof --list)",
    );
  }
  return { args: [], options: { type, date, by, yes } };
}

async function dryRun(context: CommandContext, patient: Patient): Promise<number> {
  const { mayAsk } = await import("../../services/ins/may-ask.js");
  const { firstQuery } = await import("../../services/ins/run/ask.js");
  const allowed = mayAsk(patient);
  const would = allowed.ask ? "call" : allowed.result.outcome;
  const criteria = allowed.ask ? Object.keys(firstQuery(patient)) : [];
  await context.output.one(
    "segur.ins.plan/1",
    { id: patient.id, would, criteria, advice: allowed.ask ? null : allowed.result.advice },
    () =>
      allowed.ask
        ? `INSi serait appelé pour ${patient.id} (${criteria.join(", ")}). Aucun appel n'a été fait.`
        : `INSi ne serait pas appelé pour ${patient.id} : ${allowed.result.advice ?? OUTCOMES[allowed.result.outcome].label}`,
  );
  return EXIT_DONE;
}

async function write(context: CommandContext, patient: Patient, result: ItemResult): Promise<void> {
  const { output } = context;
  const { outcome, code, status, calls, advice } = result;
  const key = patient.fileNumber ?? patient.id;
  await output.one(
    "segur.ins.item/1",
    { id: patient.id, line: 1, key, patientId: patient.id, outcome, code, status, calls, advice },
    (style) => {
      const first = `${patient.id} : ${style(OUTCOMES[outcome].tone, OUTCOMES[outcome].label)} (code ${code}, ${calls} appel${calls > 1 ? "s" : ""}), identité ${status === null ? "inchangée" : STATUS_WORDS[status].text}.`;
      return advice === null || status === "qualifiee" ? first : `${first}\n${advice}`;
    },
  );
}

function exitCode({ outcome, code }: ItemResult): number {
  if (outcome === "review" || outcome === "several") return EXIT_DECISION;
  // A person who says « not this patient » has got what was asked for; a rule or INSi that refuses has not.
  if (outcome === "refused") return code === "00" ? EXIT_DONE : EXIT_REFUSED;
  return outcome === "error" ? EXIT_PARTIAL : EXIT_DONE;
}
