import { SegurError } from "../../domain/errors.js";

/** What the composer was given cannot go into a message (RFC 5322). The value is not quoted: it may name a patient. */
export function messageInvalid(field: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "mss.message_invalid",
    rule: "MSS/va1.08",
    message: `Le message ne peut pas être composé : ${field} n'a pas la forme attendue.`,
    why: "Une adresse, un identifiant de message ou un code contient un caractère interdit dans un en-tête.",
    advice: "Corrigez le destinataire ou le document, puis relancez : segur mss send --dry-run …",
    details: { field },
  });
}
