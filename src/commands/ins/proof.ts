import { SegurError } from "../../domain/errors.js";
import type { IsoDate } from "../../domain/identity/types.js";
import { ATTESTATION, actingUser, type ProofResult, recordProof, removeProof, validateProof } from "../../services/ins/proof.js";
import { localDay, parseProofDate } from "../../services/ins/proof-date.js";
import { type ProofLine, proofTable, readProofSettings, requireProof } from "../../services/ins/proof-settings.js";
import { resolvePatient } from "../../services/patients/reference.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { idMissing, proofContradiction } from "./errors.js";
import { firstArg, givenFlag, givenText } from "./given.js";
import { CONFIDENCE_WORDS, frenchDate, STATUS_WORDS } from "./words.js";

/** Words of the Sentinelle attestation, read before it is given (product.md §1.3). */
const ATTEST =
  "J'atteste déjà connaître l'identité de cette personne et sa correspondance aux traits rendus par INSi avec sa carte Vitale. Confirmer ?";

/** `segur ins proof ID --type … --date … [--by …] [--validate]`, `ID --validate`, `ID --remove`, `--list` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const id = firstArg(input);
  if (givenFlag(input, "list")) return list(context);
  if (id === undefined) throw idMissing("proof");
  const cabinet = await context.cabinet();
  const entry = ["type", "date", "by"].filter((option) => input.options[option] !== undefined);
  if (givenFlag(input, "remove")) {
    if (entry.length > 0 || givenFlag(input, "validate")) throw proofContradiction();
    return remove(context, input, id);
  }
  if (givenFlag(input, "validate") && entry.length === 0) return tell(context, await validateProof(cabinet, id));
  return tell(context, await record(context, input, id));
}

async function list(context: CommandContext): Promise<void> {
  const cabinet = await context.cabinet();
  const settings = await readProofSettings(cabinet.settings);
  await context.output.list<ProofLine>({
    schema: "segur.ins.proofs/1",
    items: proofTable(settings),
    columns: [
      { key: "id", title: "Code", value: (proof) => proof.code },
      { key: "label", title: "Pièce", value: (proof) => proof.label },
      {
        key: "confidence",
        title: "Confiance",
        value: (proof) => proof.confidence,
        text: (proof) => CONFIDENCE_WORDS[proof.confidence] + (proof.reference ? "" : " (choix du cabinet)"),
        tone: (proof) => (proof.confidence === "high" ? "good" : "muted"),
      },
      { key: "condition", title: "Condition", value: (proof) => proof.condition ?? null },
      {
        key: "minorOnly",
        title: "Mineurs seulement",
        value: (proof) => proof.minorOnly === true,
        text: (proof) => (proof.minorOnly ? "oui" : ""),
      },
      { key: "reference", title: "Niveau de référence", value: (proof) => proof.reference, machineOnly: true },
    ],
    extra: () => ({ autoValidate: settings.autoValidate }),
  });
  const mode = settings.autoValidate
    ? "valide l'identité dès son enregistrement"
    : "attend une validation explicite (--validate)";
  context.output.note(`Une pièce de confiance élevée ${mode}.`);
}

/** Records a proof, asking for what was not given; no document is chosen by default (rule 19, INS/va1.23). */
export async function record(context: CommandContext, input: CommandInput, id: string): Promise<ProofResult> {
  const cabinet = await context.cabinet();
  const { identity } = await resolvePatient(cabinet, id);
  const settings = await readProofSettings(cabinet.settings);
  const { prompt } = context;
  const typed =
    givenText(input, "type") ?? (await prompt.choose("Pièce contrôlée", choices(proofTable(settings)), { flag: "--type" }));
  const kind = requireProof(typed, settings);
  const today = localDay(context.clock.now());
  const check = (text: string) => whyNoDate(text, today, identity.traits.birthDate);
  const asked = { flag: "--date", initial: frenchDate(today), check };
  const date = givenText(input, "date") ?? (await prompt.ask("Date du contrôle (JJ/MM/AAAA)", asked));
  if (kind.code === ATTESTATION && !givenFlag(input, "yes") && !(await prompt.confirm(ATTEST, { flag: "--yes" })))
    throw cancelled();
  let by = givenText(input, "by") ?? null;
  if (by === null && kind.code !== ATTESTATION && context.io.canPrompt) {
    by = await prompt.ask("Pièce vue par", { flag: "--by", initial: await actingUser(cabinet) });
  }
  let validate = givenFlag(input, "validate");
  if (!validate && !settings.autoValidate && kind.confidence === "high" && context.io.canPrompt) {
    validate = await prompt.confirm("Valider l'identité sur cette pièce ?", { flag: "--validate" });
  }
  return recordProof(cabinet, id, { type: kind.code, date, by, validate });
}

/** True, or what to correct while the question is still there. */
function whyNoDate(text: string, today: IsoDate, birthDate: IsoDate): string | true {
  try {
    parseProofDate(text, today, birthDate);
    return true;
  } catch (error) {
    if (error instanceof SegurError) return error.why ?? error.message;
    throw error;
  }
}

function choices(proofs: readonly ProofLine[]): readonly { name: string; value: string; description: string }[] {
  return proofs.map(({ code, label, confidence, condition }) => ({
    name: `${code}  ${label}`,
    value: code,
    description: `confiance ${CONFIDENCE_WORDS[confidence]}${condition === undefined ? "" : ` ; ${condition}`}`,
  }));
}

async function remove(context: CommandContext, input: CommandInput, id: string): Promise<void> {
  const cabinet = await context.cabinet();
  await resolvePatient(cabinet, id);
  if (!givenFlag(input, "yes")) {
    const question = "Retirer ce justificatif ? Le statut de l'identité redescendra.";
    if (!(await context.prompt.confirm(question, { flag: "--yes" }))) throw cancelled();
  }
  return tell(context, await removeProof(cabinet, id));
}

async function tell(context: CommandContext, result: ProofResult): Promise<void> {
  await context.output.one("segur.ins.proof/1", { ...result }, (style) => {
    const { text, tone } = STATUS_WORDS[result.status];
    const { proof, id } = result;
    const what =
      proof === null
        ? "justificatif retiré"
        : `${proof.type}, contrôlée le ${frenchDate(proof.checkedOn)} par ${proof.checkedBy}`;
    const lines = [`${id} : ${what} ; identité ${style(tone, text)}`];
    if (result.kept) lines.push("La pièce déjà enregistrée est de meilleure confiance : elle est gardée.");
    if (result.confidence === "low" && !result.kept)
      lines.push(style("warn", "Confiance faible : cette pièce ne valide pas l'identité."));
    if (result.awaitsValidation) lines.push(`À valider : segur ins proof ${id} --validate`);
    if (result.status === "validee") lines.push(`Il manque la réponse d'INSi : segur ins qualify ${id}`);
    return lines.join("\n");
  });
}

function cancelled(): SegurError {
  return new SegurError({ kind: "interrupted", code: "proof.cancelled", message: "Abandonné : rien n'a été enregistré." });
}
