import { SegurError } from "../../domain/errors.js";
import type { Right } from "../../domain/users/rights.js";
import type { SessionEnd } from "../../domain/users/session-limits.js";

const LOGIN = "segur login   (sans carte ni e-CPS : segur login --password)";

/** A command needs to know who asks, and nobody is logged in. */
export function sessionMissing(): SegurError {
  return new SegurError({
    kind: "auth",
    code: "session.none",
    message: "Personne n'est connecté à ce cabinet.",
    why: "Cette commande demande de savoir qui agit, et de le tracer.",
    advice: LOGIN,
  });
}

const ENDS: Readonly<Record<SessionEnd, { readonly message: string; readonly why: string }>> = {
  expired: { message: "La session est terminée.", why: "Une session dure quatre heures au plus (règle de Pro Santé Connect)." },
  idle: { message: "La session s'est verrouillée.", why: "Aucune commande pendant trop longtemps (réglage session.lockAfter)." },
  locked: { message: "La session est verrouillée.", why: "Elle l'a été par segur lock." },
};

/** The session is over: log in again. */
export function sessionEnded(end: SessionEnd): SegurError {
  return new SegurError({ kind: "auth", code: `session.${end}`, ...ENDS[end], advice: LOGIN });
}

/** The person was removed from the cabinet while their session was open. */
export function userDisabled(): SegurError {
  return new SegurError({
    kind: "auth",
    code: "session.user_disabled",
    message: "Ce compte a été fermé dans ce cabinet.",
    why: "Un administrateur l'a désactivé.",
    advice: "Demandez à un administrateur : segur user set ID --enable",
  });
}

/** What a right lets somebody do, as a refusal says it. */
const ALLOWS: Readonly<Record<Right, string>> = {
  "patients.read": "de voir les patients",
  "patients.write": "de créer et modifier des patients",
  "patients.import": "de charger un fichier de patients",
  "ins.see": "de voir un matricule INS en clair",
  "insi.call": "d'appeler le téléservice INSi",
  "dmp.read": "de lire le DMP",
  "dmp.feed": "d'alimenter le DMP",
  "mss.send": "d'envoyer par MSSanté",
  inbox: "de lire et classer ce qui est reçu par MSSanté",
  "results.ack": "d'acquitter un résultat (un médecin le fait)",
  medical: "de lire ou d'écrire les données médicales d'un dossier",
  export: "d'exporter des données de patients",
  follow: "de suivre l'activité du cabinet",
  journal: "de lire le journal",
  administer: "d'administrer le cabinet",
};

/** The rule that asks for the right, where the reference documents have one. */
const RULES: Partial<Readonly<Record<Right, string>>> = {
  "patients.read": "SSI/GEN.16",
  "ins.see": "INS/va1.50",
  "insi.call": "INS/va1.32",
};

/** The person is known and may not do this. */
export function rightMissing(right: Right, userId: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "rights.missing",
    rule: RULES[right],
    message: `Cet utilisateur n'a pas le droit ${ALLOWS[right]}.`,
    why: `Il manque le droit ${right} à ${userId}.`,
    advice: `Un administrateur peut le donner : segur user set ${userId} --grant ${right}${right === "insi.call" ? " --insi on" : ""}`,
    details: { right, userId },
  });
}

/** Wrong password, unknown user, closed account and user without password are told alike. */
export function passwordWrong(): SegurError {
  return new SegurError({
    kind: "auth",
    code: "session.password_wrong",
    message: "Utilisateur ou mot de passe incorrect.",
    why: "Après trois erreurs de suite sur un compte, chaque nouvel essai attend.",
    advice:
      "segur login --password   (mot de passe oublié : un administrateur en donne un autre, segur user set ID --password-file F)",
  });
}

/** Too many wrong passwords: not even a right one is looked at before that time. */
export function throttled(waitSeconds: number): SegurError {
  return new SegurError({
    kind: "auth",
    code: "session.throttled",
    message: "Trop d'essais de mot de passe : ce compte attend.",
    why: "Plusieurs mots de passe faux se sont suivis.",
    advice: `Réessayez dans ${waitSeconds} secondes : segur login --password`,
    details: { waitSeconds },
  });
}

/** Pro Santé Connect knows the person; the cabinet does not. */
export function professionalUnknown(): SegurError {
  return new SegurError({
    kind: "auth",
    code: "session.professional_unknown",
    rule: "PSC.02",
    message: "Pro Santé Connect vous a reconnu, mais vous n'êtes pas un utilisateur de ce cabinet.",
    why: "Aucun utilisateur actif n'a votre numéro RPPS.",
    advice: "Un administrateur peut vous ajouter : segur user add NOM --role medecin --rpps NUMÉRO",
  });
}

/** One person was asked, and Pro Santé Connect answers with another. */
export function otherPerson(): SegurError {
  return new SegurError({
    kind: "auth",
    code: "session.other_person",
    message: "Pro Santé Connect a répondu pour une autre personne que celle qui était demandée.",
    why: "L'identifiant national reçu n'est pas celui de la demande.",
    advice: "Vérifiez votre numéro : segur login --ciba --rpps NUMÉRO",
  });
}

/** Nobody came back from the browser. */
export function browserExpired(): SegurError {
  return new SegurError({
    kind: "auth",
    code: "session.browser_expired",
    message: "Le navigateur n'est pas revenu à temps.",
    why: "La page de Pro Santé Connect attend dix minutes au plus.",
    advice: "segur login --browser   (sans navigateur : segur login --ciba)",
  });
}

export function activityUnknown(count: number): SegurError {
  return new SegurError({
    kind: "usage",
    code: "session.activity",
    message: "Cette situation d'exercice n'est pas la vôtre.",
    why: `Pro Santé Connect en donne ${count}.`,
    advice: "segur login sans --activity les propose ; avec --activity, donnez son numéro dans cette liste.",
  });
}

export function passwordPolicy(fault: "short" | "long" | "poor"): SegurError {
  const why = {
    short: "Il faut au moins 12 caractères.",
    long: "Il faut au plus 256 caractères.",
    poor: "Il faut au moins cinq caractères différents.",
  }[fault];
  return new SegurError({
    kind: "input",
    code: "user.password_weak",
    rule: "SSI/IE.36",
    message: "Ce mot de passe est refusé.",
    why,
    advice: "Choisissez une phrase de quatre mots.",
  });
}
