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

export function otherView(id: string): SegurError {
  return refused({
    code: "dmp.other_view",
    rule: "EX_3.1-1030",
    message: `${id} vient d'une liste du DMP affichée par un autre utilisateur.`,
    why: "Ce que chacun peut voir d'un DMP dépend de ses droits.",
    advice: "Affichez la vôtre : segur dmp list P42",
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

export function gone(id: string): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "dmp.entry_gone",
    message: `Le DMP ne montre plus le document ${id}.`,
    why: "Il a été supprimé, ou il est masqué pour vous.",
    advice: "Voyez ce qu'il contient : segur dmp list P42 --status tous",
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

export function nothingToDo(id: string, what: string): SegurError {
  return refused({
    code: "dmp.nothing_to_change",
    rule: "EX_GEN-1060",
    message: `Rien à faire : le document ${id} est déjà ${what}.`,
  });
}

export function wrongState(id: string, what: string): SegurError {
  return refused({
    code: "dmp.entry_state",
    rule: "DMP/va1.16",
    message: `Le document ${id} est ${what} dans le DMP : ce changement ne s'y applique pas.`,
    advice: "Voyez son état : segur dmp list P42 --status tous",
  });
}
