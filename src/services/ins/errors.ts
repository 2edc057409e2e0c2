import { SegurError } from "../../domain/errors.js";

export function usageError(code: string, message: string, advice: string): SegurError {
  return new SegurError({ kind: "usage", code, message, advice });
}

export function reasonMissing(): SegurError {
  return new SegurError({
    kind: "refused",
    code: "run.reason_missing",
    message: "Ce lot n'a pas de motif.",
    why: "Hors bac à sable, INSi est fait pour des patients reçus : chaque lot dit pourquoi ces patients sont interrogés.",
    advice: 'Ajoutez par exemple : --reason "consultations de la semaine"',
  });
}

/** What was typed is repeated only when it looks like what was expected: it may be a patient's name in the wrong place. */
function repeated(typed: string, expected: RegExp): string {
  return expected.test(typed) ? ` ${typed}` : " donné";
}

export function runNotFound(runId: string): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "run.not_found",
    message: `Aucun lot ne porte le numéro${repeated(runId, /^R\d{8}-\w{4}$/i)}.`,
    advice: "Voyez les lots du cabinet : segur ins runs",
  });
}

export function runLoading(runId: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "run.loading",
    message: `Le lot ${runId} n'a pas fini d'être lu.`,
    why: "Sa lecture est en cours dans un autre processus, ou a été interrompue.",
    advice: "Relancez la commande qui l'a créé : segur ins qualify FICHIER",
  });
}

export function serviceDown(runId: string, cause: SegurError | undefined): SegurError {
  return new SegurError({
    kind: "unreachable",
    code: "run.service_down",
    message: "INSi ne répond pas : le lot s'arrête, rien n'est perdu.",
    why: cause?.why ?? cause?.message,
    advice: `Reprenez quand le service répond : segur ins resume ${runId}`,
    details: { runId },
    cause,
  });
}

export function runInterrupted(runId: string): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "run.interrupted",
    message: "Lot interrompu ; ce qui était commencé est enregistré.",
    advice: `Pour continuer : segur ins resume ${runId}`,
    details: { runId },
  });
}

export function callInterrupted(patientId: string): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "ins.interrupted",
    message: "Appel interrompu ; l'identité n'a pas changé.",
    advice: `Pour recommencer : segur ins qualify ${patientId}`,
  });
}

export function reviewNotFound(id: string): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "review.not_found",
    message: `Aucune réponse à valider ne porte le numéro${repeated(id, /^V?\d{1,12}$/i)}.`,
    advice: "Voyez celles qui attendent : segur ins review --list",
  });
}

export function reviewDecided(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "review.decided",
    message: `La réponse ${id} a déjà été acceptée ou refusée.`,
    advice: "Voyez celles qui attendent : segur ins review --list",
  });
}

export function patientChanged(patientId: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "patient.changed_meanwhile",
    message: `La fiche ${patientId} a été modifiée par un autre processus en même temps.`,
    advice: "Relancez la commande.",
  });
}

export function noPatientChosen(): SegurError {
  return usageError(
    "ins.nobody",
    "Aucun patient n'est désigné.",
    "Donnez un identifiant, un fichier, « - », --filter NOM ou --ids A,B. Exemple : segur ins qualify --filter ins-never",
  );
}
