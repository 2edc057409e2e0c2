import { SegurError } from "../../domain/errors.js";
import type { User } from "../../domain/users/user.js";

/**
 * The operator does not open this mailbox to who is there: which one, and what to set, since to log in again may change nothing.
 * @param address that of the sender, which the preview shows
 */
export function mailboxRefused(cause: SegurError, address: string, user: Pick<User, "id" | "role"> | null): SegurError {
  const { kind, code, message, rule, why } = cause;
  const own =
    user?.role === "medecin"
      ? `si elle n'est pas la vôtre : segur user set ${user.id} --mss-email ADRESSE`
      : "si elle n'est pas à vous, un administrateur règle celle du cabinet : segur config set mss.address ADRESSE, puis segur config set mss.kind ORG";
  return new SegurError({
    ...{ kind, code, message, rule, cause },
    why: [`La boîte est ${address}.`, why, "Le message n'est pas gardé dans la file."].filter(Boolean).join(" "),
    advice: `segur login --ciba   (${own})`,
  });
}
