import { SegurError } from "../../domain/errors.js";
import type { IdentityStatus } from "../../domain/identity/types.js";

/** The national id of the person is unknown: no VIHF can name them. */
export function subjectUnknown(userId: string): SegurError {
  return new SegurError({
    kind: "config",
    code: "dmp.subject_unknown",
    rule: "EX_AIR-085",
    message: "Le DMP demande de nommer le professionnel qui l'appelle, et cette session ne le nomme pas.",
    why: "L'utilisateur n'a ni numéro RPPS ni identité donnée par Pro Santé Connect.",
    advice: `segur user set ${userId} --rpps NUMÉRO   (ou : segur login --ciba)`,
  });
}

/** A call is in somebody's name, and nobody is logged in. */
export function nobodyCalls(): SegurError {
  return new SegurError({
    kind: "auth",
    code: "dmp.session_none",
    rule: "EX_AIR-085",
    message: "Personne n'est connecté : le DMP ne s'appelle pas au nom de personne.",
    advice: "segur login --ciba   (ou : segur login --browser)",
  });
}

/** Something that the VIHF must say of the professional is not known (dmp.md §1.4). */
export function subjectIncomplete(missing: string, advice: string): SegurError {
  return new SegurError({
    kind: "config",
    code: "dmp.subject_incomplete",
    rule: "EX_AIR-070",
    message: `Il manque ${missing} pour appeler le DMP.`,
    why: "Le jeton d'authentification (VIHF) que le DMP vérifie doit le porter.",
    advice,
  });
}

/** Reading in AIR asks for a person who really proved who they are (EX_AIR-085, dmp.md §0.2). */
export function strongLoginNeeded(mode: string): SegurError {
  return new SegurError({
    kind: "auth",
    code: "dmp.login_too_weak",
    rule: "EX_AIR-085",
    message: "Lire le DMP demande une connexion par Pro Santé Connect.",
    why:
      mode === "demo"
        ? "La session de démonstration ne vaut que dans un cabinet du bac à sable."
        : "Le mot de passe local ne prouve pas assez qui vous êtes pour une authentification indirecte renforcée.",
    advice: "segur login --ciba   (ou : segur login --browser)",
  });
}

/** The patient opposed the reading of their DMP. */
export function readingOpposed(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "dmp.reading_opposed",
    rule: "DMP/CONF.06",
    message: `Le patient ${id} s'oppose à la consultation de son DMP : rien n'est lu.`,
    why: "Cette opposition est enregistrée dans son dossier ; il peut en changer à tout moment.",
    advice: `S'il a changé d'avis : segur patient consent ${id} --dmp-read accord`,
  });
}

const STATUS_WORDS: Readonly<Record<IdentityStatus, string>> = {
  provisoire: "provisoire",
  recuperee: "récupérée",
  validee: "validée",
  qualifiee: "qualifiée",
};

/** Matricule and OID go to the DMP for a qualified identity only. What lacks is the proof of identity, the INS, or both. */
export function dmpNotQualified(id: string, status: IdentityStatus): SegurError {
  return new SegurError({
    kind: "refused",
    code: "dmp.not_qualified",
    rule: "INS/va1.53",
    message: `L'identité de ${id} n'est pas qualifiée : le DMP n'est pas appelé.`,
    why: `Statut actuel : ${STATUS_WORDS[status]}. Sans INS qualifiée, le DMP d'un autre patient pourrait être lu ou alimenté.`,
    advice:
      status === "recuperee"
        ? `Enregistrez la pièce d'identité que vous avez vue : segur ins proof ${id}`
        : `Demandez son INS : segur ins qualify ${id}`,
  });
}

/** A fictitious or doubtful identity never reaches the DMP, whatever its status says. */
export function dmpIdentityUnsure(id: string, attribute: "douteuse" | "fictive"): SegurError {
  return new SegurError({
    kind: "refused",
    code: "dmp.identity_unsure",
    rule: "INS/va1.53",
    message: `L'identité de ${id} est ${attribute} : le DMP n'est pas appelé.`,
    why: "Le DMP contient de vrais documents d'une vraie personne.",
    advice: `Levez le doute d'abord : segur ins status ${id}`,
  });
}

/** A test identity in production (dmp.md §1.5). */
export function dmpTestIdentity(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "dmp.test_identity",
    rule: "INS/va1.52",
    message: `L'INS de ${id} est une INS de test : le DMP réel n'est pas appelé avec elle.`,
    why: "Son OID est celui des identités de test ou de démonstration.",
    advice: `Reprenez l'identité du patient : segur ins status ${id}`,
  });
}

/** An emergency access says why, in words that mean something to whoever reads the trace, the patient first. */
export function reasonTrivial(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "dmp.break_glass_reason",
    rule: "EX_0.3-1050",
    message: "Le bris de glace demande un motif véritable.",
    why: "Le motif est tracé et le patient est informé de cet accès : dix lettres au moins, et deux mots.",
    advice: '--break-glass "patient inconscient amené par les pompiers"',
  });
}

/** What the matrix of rights never allows in emergency (dmp.md §2). */
export function notInEmergency(what: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "dmp.not_in_emergency",
    rule: "EX_0.3-1010",
    message: `${what} ne se fait pas en bris de glace.`,
    why: "La matrice d'habilitations du DMP ne l'ouvre qu'en accès normal.",
    advice: "Relancez sans --break-glass, avec le consentement du patient.",
  });
}
