import type { RecipientFate } from "./send.js";
import { GIVE_UP_RULE, smtpRule } from "./smtp-rule.js";

/** « ENS Mon espace santé Messagerie » (CNAM, 28/06/2023), §6: why Mon espace santé sends a message back (mss.md §1.6). */
const MES = "ENS Messagerie V1.3 §6";
const RULES: Readonly<Record<string, string>> = {
  "mes.invalid": `MSS/va1.19, ${MES}`,
  "mes.closed": MES,
  "mes.unknown": MES,
  "mes.too_big": MES,
};
/** The reason of a failure is shown, whatever it is. */
const SHOWN = "MSS/UX.30";

/** The text by which a recipient did not get a message, or could not file it; null when there is nothing to explain. */
export function fateRule({ state, code }: Pick<RecipientFate, "state" | "code">): string | null {
  const filing = /^integration\.(\d{3})$/.exec(code ?? "")?.[1];
  if (filing !== undefined) return `Volet LPS-MSS (${filing})`;
  if (state !== "failed") return null;
  const known = RULES[code ?? ""];
  if (known !== undefined) return known;
  if (code === null || !/^[245][\d.]+$/.test(code)) return SHOWN;
  // A final failure for a passing cause: somebody waited as long as one waits.
  return code.startsWith("4") ? `${GIVE_UP_RULE}, ${smtpRule(code)}` : smtpRule(code);
}
