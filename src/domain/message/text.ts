import type { IsoDate } from "../identity/types.js";
import { plainLine } from "./plain-line.js";
import type { Audience } from "./send.js";

export interface MessageTextInput {
  readonly audience: Audience;
  /** What the person wrote; null or blank: our sentence. */
  readonly written: string | null;
  readonly documents: readonly { readonly title: string; readonly actDate: IsoDate }[];
  /** What the message does to a version that was sent before (mss.md §2.4). */
  readonly action: "C" | "D" | null;
  /** How the sender is called, at the end of our sentence; null: nothing. */
  readonly signature: string | null;
  /** From a mailbox of a machine (ECO.2.2.5): the address of a person who may be written to. */
  readonly automatic: { readonly contact: string } | null;
  /** The patient may not answer (`X-MSS-MES: FIN`). */
  readonly endOfExchange: boolean;
}

const REPLACES =
  "Annule et remplace : les documents joints remplacent la version transmise précédemment, qui ne doit plus être utilisée.";
const WITHDRAWS =
  "Les documents joints, transmis précédemment, sont annulés par leur auteur : ils ne doivent plus être utilisés.";

/** A surrogate without its other half: no UTF-8 can say it. */
const HALVES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Plain text of a message, lines ended by LF: first what it does to an earlier version, which nobody may read past; what the person wrote,
 * else a sentence that tells what is joined; then that the patient may not answer, and the automatic mention of a machine (MSS/va1.09). No identity of the patient.
 */
export function messageText(input: MessageTextInput): string {
  const { action, automatic } = input;
  const written = input.written === null ? "" : lines(input.written);
  const blocks = [
    action === "C" ? REPLACES : action === "D" ? WITHDRAWS : "",
    written === "" ? ourSentence(input) : written,
    input.audience === "patient" && input.endOfExchange ? "Vous ne pouvez pas répondre à ce message." : "",
    automatic === null
      ? ""
      : `Ce message a été généré automatiquement. Pour toute question, écrivez à ${plainLine(automatic.contact)}.`,
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function ourSentence({ audience, documents, signature }: MessageTextInput): string {
  const list = documents.map(({ title, actDate }) => `- ${plainLine(title)} (${actDate.split("-").reverse().join("/")})`);
  const who = audience === "patient" ? "vous concernant" : "d'un patient commun";
  const joined =
    list.length === 0
      ? ""
      : list.length === 1
        ? `Veuillez trouver ci-joint un document de santé ${who} :`
        : `Veuillez trouver ci-joint ${list.length} documents de santé ${who} :`;
  const signed = signature === null ? "" : plainLine(signature);
  return ["Bonjour,", [joined, ...list].filter((line) => line !== "").join("\n"), signed]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** CRLF and CR become LF; other controls and marks that reorder text are dropped, tabulations kept; blank ends are trimmed. */
function lines(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(/(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, "")
    .replace(HALVES, "\uFFFD")
    .replace(/[ \t]+$/gm, "")
    .replace(/^\n+|\n+$/g, "");
}
