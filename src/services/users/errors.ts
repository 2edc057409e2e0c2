import { SegurError } from "../../domain/errors.js";
import { RIGHTS, ROLES } from "../../domain/users/rights.js";

export function userUnknown(): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "user.unknown",
    message: "Aucun utilisateur du cabinet n'a cet identifiant.",
    advice: "segur user list",
  });
}

/** A value of `user add` or `user set` is not one. @param flag empty for the name of the user */
export function userValueWrong(flag: string, expected: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "user.value",
    message: flag === "" ? "Ce nom ne peut pas être utilisé." : `La valeur de ${flag} ne peut pas être utilisée.`,
    why: `Il faut ${expected}.`,
    advice: "segur user set --help",
    details: { flag },
  });
}

export function roleMissing(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "user.role",
    message: "Il manque le rôle de cet utilisateur.",
    advice: `Ajoutez --role ${ROLES.join("|")}`,
  });
}

export function rightUnknown(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "user.right",
    message: "Ce droit n'existe pas.",
    why: `Droits : ${RIGHTS.join(", ")}.`,
    advice: "segur user set --help",
  });
}

/** Somebody who does not administer changes only their own settings and password. */
export function notYourAccount(userId: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "user.not_yours",
    message: "Vous ne pouvez changer que vos propres réglages et votre mot de passe.",
    why: `Il manque le droit administer à ${userId} pour changer le reste.`,
    advice: `segur user set ${userId} …   (ou demandez à un administrateur)`,
  });
}

/** Whoever closes an account is not the one whom it would lock out. */
export function ownAccount(userId: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "user.own_account",
    message: "Vous ne pouvez pas fermer votre propre compte.",
    why: "Vous ne pourriez plus revenir dans ce cabinet.",
    advice: `Une autre personne qui l'administre peut le faire : segur user disable ${userId}`,
  });
}

/** A cabinet that nobody administers could never be put right. */
export function lastAdministrator(): SegurError {
  return new SegurError({
    kind: "refused",
    code: "user.last_administrator",
    message: "Ce changement laisserait le cabinet sans personne pour l'administrer.",
    advice: "Donnez d'abord ce droit à quelqu'un d'autre : segur user set ID --grant administer",
  });
}

export function nothingToChange(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "user.nothing",
    message: "Rien à changer n'est demandé.",
    advice: "segur user set --help",
  });
}
