import { SegurError } from "../../domain/errors.js";

/** `--step` without anybody to press Enter. */
export function stepNeedsTerminal(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "demo.step_needs_terminal",
    message: "--step attend une personne devant un terminal.",
    why: "La démonstration s'arrête après chaque étape, jusqu'à la touche Entrée.",
    advice: "segur demo, ou segur demo --json pour un test automatique",
  });
}

export function stepFailed(step: string, command: string, exit: number): SegurError {
  return new SegurError({
    kind: "partial",
    code: "demo.step_failed",
    message: `La démonstration s'arrête : l'étape ${step} a fini par le code ${exit}.`,
    why: "Les étapes d'avant sont faites, et le cabinet de démonstration reste.",
    advice: `Pour voir : segur sandbox start --detach, puis ${command}`,
    details: { step, exit },
  });
}

export function interruptedBetween(cabinet: string): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "demo.interrupted",
    message: "Démonstration interrompue ; le bac à sable qu'elle avait démarré est arrêté.",
    advice: `Ce qui est fait reste dans le cabinet « ${cabinet} ». Pour recommencer : segur demo`,
  });
}

export function stoppedByPerson(cabinet: string): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "demo.stopped",
    message: "Démonstration arrêtée entre deux étapes.",
    advice: `Ce qui est fait reste dans le cabinet « ${cabinet} ». Pour recommencer : segur demo`,
  });
}

/** The population asked for has too few people for what the demonstration shows. */
export function tooFewQualified(found: number, wanted: number): SegurError {
  return new SegurError({
    kind: "input",
    code: "demo.too_few_qualified",
    message: `Seulement ${found} identités qualifiées : il en faut ${wanted} pour la suite.`,
    advice: "Prenez une population plus grande : segur demo --count 200",
  });
}
