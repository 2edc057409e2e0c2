import { SegurError } from "../../domain/errors.js";

/**
 * The national identifier that Pro Santé Connect takes (`login_hint`): `8` then the RPPS for a bare RPPS number; any other form
 * (ADELI, CPE, test identities) as it is (psc.md §1.6, §1.8).
 * @throws {SegurError} `session.national_id`
 */
export function toNationalId(text: string): string {
  const value = text.replaceAll(/\s/g, "");
  if (/^\d{11}$/.test(value)) return `8${value}`;
  if (/^[\w/.-]{5,60}$/.test(value)) return value;
  throw new SegurError({
    kind: "usage",
    code: "session.national_id",
    message: "Ce n'est ni un numéro RPPS ni un identifiant national.",
    why: "Un RPPS a 11 chiffres ; l'identifiant national d'un professionnel est 8 suivi du RPPS.",
    advice: "segur login --ciba --rpps NUMÉRO",
  });
}

/** Setting under which the identifier of the last login is kept; not one that people set. */
export const LAST_NATIONAL_ID = "session.lastNationalId";

/** The two digits that the person compares on the telephone (psc.md §1.6: made by the client, at random). */
export async function bindingCode(): Promise<string> {
  const { randomInt } = await import("node:crypto");
  return String(randomInt(100)).padStart(2, "0");
}
