import type { HistoryLine } from "../../services/ins/history.js";
import { type CabinetIdentityReport, cabinetReport, type IdentityReport, identityReport } from "../../services/ins/status.js";
import type { Style } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { firstArg, givenFlag } from "./given.js";
import { plural } from "./plural.js";
import { attributeWords, CONFIDENCE_WORDS, frenchDate, frenchInstant, OUTCOME_WORDS, STATUS_WORDS } from "./words.js";

/** Lines of history that a person sees; machines get all of them. */
const SHOWN = 15;

/** `segur ins status [ID] [--reveal]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const id = firstArg(input);
  if (id !== undefined) {
    const report = await identityReport(cabinet, id, { reveal: givenFlag(input, "reveal") });
    await context.output.one("segur.ins.status/1", { ...report }, (style) => onePatient(report, style));
    return;
  }
  const report = await cabinetReport(cabinet);
  const value = { id: cabinet.info.name, ...report };
  await context.output.one("segur.ins.status.cabinet/1", value, (style) => wholeCabinet(context, report, style));
}

function onePatient(report: IdentityReport, style: Style): string {
  const status = STATUS_WORDS[report.status];
  const file = report.fileNumber === null ? "" : ` (dossier ${report.fileNumber})`;
  const lines = [`${style("strong", report.id)}${file} : identité ${style(status.tone, status.text)}`];
  const { ins, proof, lastInsi } = report;
  lines.push(`  INS        ${ins === null ? "aucune" : `${ins.matricule} ${ins.nature ?? ""} (OID ${ins.oid})`}`);
  lines.push(`  Attributs  ${attributeWords(report.attributes)}`);
  lines.push(`  Pièce      ${proof === null ? "aucune" : proofWords(proof)}`);
  const called = lastInsi === null ? "jamais appelé" : `${OUTCOME_WORDS[lastInsi.outcome]}, le ${frenchInstant(lastInsi.at)}`;
  lines.push(`  INSi       ${called}`);
  const history = withoutEchoes(report.history);
  if (history.length > 0) {
    lines.push("  Historique");
    const hidden = history.length - SHOWN;
    if (hidden > 0) lines.push(style("muted", `    … ${hidden} plus anciens : segur ins status ${report.id} --json`));
    for (const event of history.slice(-SHOWN)) lines.push(`    ${frenchInstant(event.at)}  ${historyWords(event)}`);
  }
  if (report.next !== null) lines.push(`${style("strong", "À faire :")} ${report.next}`);
  return lines.join("\n");
}

/** A change that moved the status is told once to a person: by the line of the status. */
function withoutEchoes(history: readonly HistoryLine[]): readonly HistoryLine[] {
  const moves = new Set(history.filter((line) => line.kind === "status").map((line) => `${line.at} ${line.what}`));
  return history.filter((line) => line.kind !== "change" || !moves.has(`${line.at} ${line.what}`));
}

function proofWords(proof: NonNullable<IdentityReport["proof"]>): string {
  const confidence = proof.confidence === null ? "plus admise" : `confiance ${CONFIDENCE_WORDS[proof.confidence]}`;
  return `${proof.type}, contrôlée le ${frenchDate(proof.checkedOn)} par ${proof.checkedBy} (${confidence})`;
}

const CALLS: Readonly<Record<string, string>> = {
  "search.traits": "recherche INSi par traits",
  "search.vitale": "recherche INSi par carte Vitale",
  verify: "vérification INSi",
};
const EVENTS: Readonly<Record<string, string>> = {
  proof: "justificatif enregistré",
  "proof.validated": "validation sur le justificatif",
  proofRemoved: "justificatif retiré",
  attribute: "attributs modifiés",
  traitsChanged: "traits modifiés",
  insiAccepted: "réponse d'INSi acceptée",
  verificationKo: "vérification KO",
  accepted: "réponse d'INSi acceptée par une personne",
  refused: "réponse d'INSi refusée par une personne",
};

function historyWords(event: HistoryLine): string {
  const what = EVENTS[event.what] ?? event.what;
  switch (event.kind) {
    case "call":
      return `${CALLS[event.what] ?? "appel INSi"} : ${event.code ?? "sans réponse enregistrée"} (${event.userId})`;
    case "status":
      return `statut ${word(event.from)} → ${word(event.to)} : ${what} (${event.userId})`;
    case "access":
      return `matricule vu en clair (${event.userId})`;
    default:
      return `${what} (${event.userId})`;
  }
}

function word(status: HistoryLine["from"]): string {
  return status === null ? "?" : STATUS_WORDS[status].text;
}

function wholeCabinet(context: CommandContext, report: CabinetIdentityReport, style: Style): string {
  const { patients, qualificationRate } = report;
  if (qualificationRate === null) return "Aucun patient dans ce cabinet. Pour commencer : segur patient import FICHIER";
  const share = (count: number): string => `${((100 * count) / patients).toFixed(1).replace(".", ",")} %`;
  const row = (text: string, count: number): readonly string[] => [text, String(count), share(count)];
  const statuses = (["qualifiee", "recuperee", "validee", "provisoire"] as const).map((status) =>
    row(style(STATUS_WORDS[status].tone, STATUS_WORDS[status].text), report.byStatus[status]),
  );
  const outcomes = (["00", "01", "02", "KO", "error", "never"] as const)
    .filter((outcome) => report.byLastInsi[outcome] > 0)
    .map((outcome) => row(OUTCOME_WORDS[outcome] ?? outcome, report.byLastInsi[outcome]));
  return [
    style("strong", `${plural(patients, "patient", "patients")}, ${share(report.byStatus.qualifiee)} d'identités qualifiées`),
    context.output.table(["Statut", "Patients", "Part"], statuses),
    context.output.table(["Dernier résultat INSi", "Patients", "Part"], outcomes),
  ].join("\n");
}
