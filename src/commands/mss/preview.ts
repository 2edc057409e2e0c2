import { shownSubject } from "../../domain/message/subject.js";
import type { SendPlan } from "../../services/mss/plan.js";
import { maskedAddress } from "../../services/mss/status.js";
import type { CommandContext } from "../context.js";
import { whoIs } from "../dmp/who.js";
import { plural } from "../ins/plural.js";

/** What would leave, for a person who is about to say yes: the patient by name, date of birth and sex (mss.md §1.6). */
export async function previewText(context: CommandContext, plan: SendPlan): Promise<string> {
  const { audience, recipients, patient, documents, body, subject } = plan;
  const about = patient === null ? null : await whoIs(context, patient);
  const to =
    audience === "patient"
      ? [`Au patient ${about ?? ""}, à sa messagerie Mon espace santé (${maskedAddress(recipients[0]?.address ?? "")})`]
      : [
          "À des professionnels :",
          ...recipients.map(({ address, name }) => `  ${name === null ? address : `${name} <${address}>`}`),
          ...(about === null ? [] : [`Au sujet de ${about}`]),
        ];
  const lines = [
    ...to,
    `De : ${plan.from}`,
    `Objet : ${context.output.machine ? "" : shownSubject(subject)}`,
    ...documents.map(({ id, title }) => `Joint : ${id}, ${title} (archive IHE_XDM et PDF/A)`),
    ...bodyLines(body),
    ...(plan.action === "C" ? [`Annule et remplace le message ${plan.replaces?.id ?? ""}`] : []),
    ...(plan.readReceipt ? ["Accusé de lecture demandé"] : []),
    ...(plan.endOfExchange ? ["Le patient ne pourra pas répondre"] : []),
  ];
  return lines.join("\n");
}

/** Lines of the text that are shown: enough to see that it is the right one. */
const SHOWN = 3;

function bodyLines(body: string | null): readonly string[] {
  const lines = (body ?? "").trim().split(/\r?\n/);
  if (lines.length === 1 && lines[0] === "") return [];
  const more = lines.length - SHOWN;
  return [
    `Texte : ${plural(lines.length, "ligne", "lignes")}`,
    ...lines.slice(0, SHOWN).map((line) => `  ${line.trimEnd()}`),
    ...(more > 0 ? [`  … et ${plural(more, "autre ligne", "autres lignes")}`] : []),
  ];
}

/** A plan as machines get it: nobody is named but by number. */
export function planValue(plan: SendPlan) {
  return {
    audience: plan.audience,
    from: plan.from,
    to: plan.recipients.map(({ address }) => maskedAddress(address)),
    patientId: plan.patient?.id ?? null,
    documents: plan.documents.map(({ id }) => id),
    readReceipt: plan.readReceipt,
    endOfExchange: plan.endOfExchange,
    replaces: plan.replaces?.id ?? null,
    warnings: plan.warnings,
  };
}
