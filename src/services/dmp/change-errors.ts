import { type ErrorParts, SegurError } from "../../domain/errors.js";

/** Refusals of changes to what is in the DMP (TD3.3). */
function refused(parts: Omit<ErrorParts, "kind">): SegurError {
  return new SegurError({ kind: "refused", ...parts });
}

export function neverPushed(id: string): SegurError {
  return refused({
    code: "dmp.never_there",
    rule: "DMP/va1.16",
    message: `Le document ${id} n'est pas dans le DMP.`,
    why: "Il n'a été ni déposé ni repris de là.",
    advice: `Pour l'y déposer : segur dmp push ${id}`,
  });
}

/** @param patientId whose DMP it is in, which any user of the cabinet may know */
export function otherView(id: string, patientId: string): SegurError {
  return refused({
    code: "dmp.other_view",
    rule: "EX_3.1-1030",
    message: `${id} vient d'une liste du DMP affichée par un autre utilisateur.`,
    why: "Ce que chacun peut voir d'un DMP dépend de ses droits.",
    advice: `Affichez la vôtre : segur dmp list ${patientId}`,
  });
}

/** A number of a listing made under an INS that the patient no longer has. */
export function otherIdentity(id: string, patientId: string): SegurError {
  return refused({
    code: "dmp.other_identity",
    rule: "INS/va1.53",
    message: `${id} vient du DMP de l'identité que le patient ${patientId} avait avant : il n'est pas le sien.`,
    why: "L'INS de ce patient a changé depuis que cette liste a été affichée.",
    advice: `Affichez celle d'aujourd'hui : segur dmp list ${patientId}`,
    details: { patient: patientId },
  });
}

/** Only deleting makes sense where the document should never have been. */
export function formerIdentity(id: string): SegurError {
  return refused({
    code: "dmp.former_identity",
    rule: "INS/va1.53",
    message: `Le document ${id} est dans le DMP de l'identité que ce patient avait avant, et non dans le sien.`,
    why: "Son INS a été corrigée depuis le dépôt.",
    advice: `Retirez-le de ce DMP : segur dmp delete ${id}`,
  });
}

/** This person hid it from the professionals, being neither its author nor the médecin traitant. */
export function hiddenByYou(id: string, patientId: string): SegurError {
  return refused({
    code: "dmp.hidden_by_you",
    rule: "EX_2.1-1050",
    message: `Vous avez masqué ${id} aux professionnels de santé : le DMP ne vous le montre plus.`,
    why: "Seuls son auteur et le médecin traitant le voient encore, et peuvent le rendre visible.",
    advice: `Demandez-le à l'un d'eux ; ce que vous en saviez : segur dmp list ${patientId} --status tous`,
    details: { patient: patientId },
  });
}

export function gone(id: string, patientId: string): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "dmp.entry_gone",
    message: `Le DMP ne montre plus le document ${id}.`,
    why: "Il a été supprimé, ou il est masqué pour vous.",
    advice: `Voyez ce qu'il contient : segur dmp list ${patientId} --status tous`,
  });
}

export function notOurs(id: string): SegurError {
  return refused({
    code: "dmp.not_author",
    rule: "DMP/CONF.03",
    message: `Le document ${id} n'a été écrit ni par vous ni par votre structure : il ne peut pas être supprimé d'ici.`,
    advice: "Seuls son auteur et sa structure le peuvent.",
  });
}

export function oneWay(): SegurError {
  return refused({
    code: "dmp.one_way",
    rule: "EX_2.1-1050",
    message: "Un document déjà déposé ne se masque plus au patient ni à ses représentants légaux.",
    why: "La visibilité au patient ne va que dans un sens : elle se choisit au dépôt, puis s'ouvre.",
    advice: "Au dépôt : segur dmp push … --hide-from patient",
  });
}

/** The code that a command tells as a note: it is already as it was asked to be. */
export const NOTHING_TO_CHANGE = "dmp.nothing_to_change";

export function nothingToDo(id: string, what: string): SegurError {
  return refused({
    code: NOTHING_TO_CHANGE,
    rule: "EX_GEN-1060",
    message: `Rien à faire : le document ${id} est déjà ${what}.`,
  });
}

export function wrongState(id: string, what: string, patientId: string): SegurError {
  return refused({
    code: "dmp.entry_state",
    rule: "DMP/va1.16",
    message: `Le document ${id} est ${what} dans le DMP : ce changement ne s'y applique pas.`,
    advice: `Voyez son état : segur dmp list ${patientId} --status tous`,
  });
}
