import { shownSubject } from "../../domain/message/subject.js";
import { withoutMatricule } from "../../services/inbox/shown.js";
import type { SendPlan } from "../../services/mss/plan.js";
import { isOpen } from "../../services/mss/replaces.js";
import { maskedAddress } from "../../services/mss/status.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { whoIs } from "../dmp/who.js";
import { plural } from "../ins/plural.js";

/** What would leave, for a person who is about to say yes: the patient by name, date of birth and sex (mss.md §1.6). */
export async function previewText(context: CommandContext, plan: SendPlan): Promise<string> {
  const { audience, recipients, patient, documents, body, subject } = plan;
  const about = patient === null ? null : await whoIs(context, patient);
  const to =
    audience === "patient"
      ? [
          `Au patient ${about ?? ""}, à sa messagerie Mon espace santé (${maskedAddress(recipients[0]?.address ?? "")})`,
          ...(plan.isMinor ? ["Patient mineur : ses représentants légaux lisent cette messagerie"] : []),
        ]
      : [
          "À des professionnels :",
          ...recipients.map(({ address, name }) => `  ${name === null ? address : `${name} <${address}>`}`),
          ...(about === null ? [] : [`Au sujet de ${about}`]),
        ];
  const lines = [
    ...to,
    `De : ${plan.from}`,
    `Objet : ${context.output.machine ? "" : withoutMatricule(shownSubject(subject))}`,
    ...documents.map(({ id, title }) => `Joint : ${id}, ${title} (archive IHE_XDM et PDF/A)`),
    ...bodyLines(body),
    ...replacesRows(plan),
    ...(plan.readReceipt ? ["Accusé de lecture demandé"] : []),
    ...(plan.endOfExchange ? ["Le patient ne pourra pas répondre"] : []),
    ...earlierRows(plan),
  ];
  return lines.join("\n");
}

/** What becomes of the message that this one replaces, with what it carries: the wrong number would void somebody else's document. */
function replacesRows({ replaces }: SendPlan): readonly string[] {
  if (replaces === null) return [];
  const { id, documents, createdAt } = replaces.item;
  const what = `message ${id}${documents.length === 0 ? "" : ` (${documents.join(", ")})`}, écrit le ${frenchDateTime(createdAt)}`;
  switch (replaces.effect) {
    case "voids":
      return [`Annule et remplace le ${what}${isOpen(replaces.item) ? " ; ce qui en attend encore ne partira pas" : ""}`];
    case "cancels":
      return [`Prend la place du ${what} : il n'est pas parti, et ne partira plus`];
    case "follows":
      return [`Suit le ${what} : il est parti, et reste`];
    default:
      return [`Remplace le ${what}, qui n'est jamais parti`];
  }
}

function earlierRows({ earlier }: SendPlan): readonly string[] {
  return earlier.map(({ line, address, documents, at }) => {
    return `Déjà envoyé : ${documents.join(", ")} à ${maskedAddress(address)}, le ${frenchDateTime(at)} (${line})`;
  });
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
    replaces: plan.replaces?.item.id ?? null,
    replaced: plan.replaces?.effect ?? null,
    minor: plan.isMinor,
    alreadySent: plan.earlier.map(({ line, address, documents, at }) => ({
      id: line,
      to: maskedAddress(address),
      documents,
      at,
    })),
    warnings: plan.warnings,
  };
}
