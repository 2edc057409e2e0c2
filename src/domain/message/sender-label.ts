import { plainLine, shortened } from "./plain-line.js";

/** Who sends, for the label of the address (ECO.2.2.7, MSS/va1.16). */
export type Sender =
  | {
      readonly type: "PER" | "CAB";
      /** « Dr », « Pr », « M. »; only name and given name are compulsory. */
      readonly title: string | null;
      readonly givenName: string;
      readonly familyName: string;
      /** The structure. */
      readonly entity: string | null;
    }
  | { readonly type: "ORG"; readonly entity: string }
  | { readonly type: "APP"; readonly entity: string };

const MAX_PART = 60;

/**
 * `Dr_Marie_MARTIN_Cabinet Medical` for a person, the functional entity for a mailbox of a team or of a machine. `<`, `>`, `"`, `\`, `@` and
 * controls are taken out: nothing of it can pass for another address.
 */
export function senderLabel(sender: Sender): string {
  if (sender.type === "ORG" || sender.type === "APP") return part(sender.entity);
  const { title, givenName, familyName, entity } = sender;
  return [title ?? "", givenName, familyName.toUpperCase(), entity ?? ""]
    .map(part)
    .filter((each) => each !== "")
    .join("_");
}

/** The same for a reader, at the end of a text: `Dr Marie MARTIN, Cabinet Medical`. @param sender a label that was set by hand, or who sends */
export function senderSignature(sender: Sender | string): string {
  if (typeof sender === "string") return sender.replaceAll("_", " ");
  if (sender.type === "ORG" || sender.type === "APP") return part(sender.entity);
  const { title, givenName, familyName, entity } = sender;
  const name = [title ?? "", givenName, familyName.toUpperCase()].map(part).filter((each) => each !== "");
  return [name.join(" "), part(entity ?? "")].filter((each) => each !== "").join(", ");
}

/** Pro Santé Connect writes `PAUL`, `MARIE-ANNE`; a given name that is not all in capitals is left as it was typed. */
export function givenNameShown(text: string): string {
  if (text !== text.toUpperCase()) return text;
  return text.toLowerCase().replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, first: string) => before + first.toUpperCase());
}

/** `_` stands between the parts only. */
function part(text: string): string {
  return shortened(plainLine(text.replace(/[<>"\\@_]/g, " ")), MAX_PART);
}
