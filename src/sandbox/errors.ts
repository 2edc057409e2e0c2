import { SegurError } from "../domain/errors.js";

/** No sandbox answers in this folder. */
export function notRunning(): SegurError {
  return new SegurError({
    kind: "unreachable",
    code: "sandbox.not_running",
    message: "Le bac à sable n'est pas démarré.",
    why: "Aucun téléservice embarqué ne répond pour ce dossier d'état.",
    advice: "segur sandbox start --detach",
  });
}

export function alreadyRunning(url: string, pid: number | null): SegurError {
  return new SegurError({
    kind: "usage",
    code: "sandbox.already_running",
    message: `Le bac à sable est déjà démarré${pid === null ? "" : ` (processus ${pid})`}.`,
    why: `INSi répond à l'adresse ${url}.`,
    advice: "Utilisez-le tel quel, ou arrêtez-le d'abord : segur sandbox stop",
    details: { url, pid },
  });
}

export function portBusy(port: number, cause: unknown): SegurError {
  return new SegurError({
    kind: "config",
    code: "sandbox.port_busy",
    message: `Le port ${port} est déjà pris par un autre programme.`,
    why: "Deux programmes ne peuvent pas écouter sur le même port.",
    advice: "Laissez le système choisir un port libre : segur sandbox start --detach (sans --port)",
    details: { port },
    cause,
  });
}

export function portForbidden(port: number, cause: unknown): SegurError {
  return new SegurError({
    kind: "config",
    code: "sandbox.port_forbidden",
    message: `Le système interdit d'écouter sur le port ${port}.`,
    why: "Les ports inférieurs à 1024 sont souvent réservés à l'administrateur.",
    advice: "Choisissez un port entre 1024 et 65535, ou ne donnez pas --port.",
    details: { port },
    cause,
  });
}

export function startFailed(why: string, log: string): SegurError {
  return new SegurError({
    kind: "internal",
    code: "sandbox.start_failed",
    message: "Le bac à sable n'a pas démarré.",
    why,
    advice: `Lisez le journal « ${log} », ou démarrez-le au premier plan : segur sandbox start`,
  });
}

export function stopFailed(pid: number | null): SegurError {
  return new SegurError({
    kind: "internal",
    code: "sandbox.stop_failed",
    message: "Le bac à sable a reçu l'ordre de s'arrêter mais répond encore.",
    advice:
      pid === null
        ? "segur sandbox status"
        : `Attendez quelques secondes, puis vérifiez : segur sandbox status (processus ${pid})`,
  });
}

export function stateLocked(path: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "sandbox.locked",
    message: "Un autre programme prépare le bac à sable et ne finit pas.",
    why: `Le verrou « ${path} » est tenu depuis plus de 15 secondes.`,
    advice: "Relancez la commande ; si cela dure, supprimez ce verrou.",
  });
}

/** The running sandbox answered something we do not read: another version of segur, usually. */
export function controlRefused(status: number): SegurError {
  return new SegurError({
    kind: "config",
    code: "sandbox.control_refused",
    message: "Le bac à sable en marche refuse cet ordre.",
    why: `Réponse ${status} : il vient sans doute d'une autre version de segur.`,
    advice: "segur sandbox stop, puis segur sandbox start --detach",
  });
}

const ARTICLES = { "Pro Santé Connect": "Pro Santé Connect", DMP: "le DMP", MSSanté: "MSSanté", annuaire: "l'annuaire" } as const;

/** The sandbox that runs comes from a version without this service. */
export function tooOld(service: keyof typeof ARTICLES): SegurError {
  return new SegurError({
    kind: "unreachable",
    code: "sandbox.too_old",
    message: `Le bac à sable en marche ne contient pas ${ARTICLES[service]}.`,
    why: "Il vient d'une version plus ancienne de segur.",
    advice: "segur sandbox stop, puis segur sandbox start --detach",
  });
}
