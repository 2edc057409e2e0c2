import { SegurError } from "../../domain/errors.js";
import type { OutboxItem } from "../../store/outbox.port.js";

/** What was typed is repeated only when it looks like a line's number. */
export function lineNotFound(id: string): SegurError {
  const shown = /^O\d{1,12}$/i.test(id) ? ` ${id.toUpperCase()}` : " donné";
  return new SegurError({
    kind: "not_found",
    code: "outbox.not_found",
    message: `Aucun envoi ne porte le numéro${shown}.`,
    advice: "Voyez les envois : segur outbox list",
  });
}

export function notCancellable(item: OutboxItem): SegurError {
  const why: Readonly<Record<OutboxItem["state"], string>> = {
    queued: "Un autre processus vient de le prendre.",
    sending: "Il est en cours d'envoi.",
    uncertain: "Il est peut-être arrivé : il faut d'abord le vérifier.",
    done: item.kind === "mss.send" ? "Il a été remis à l'opérateur." : "Il est arrivé.",
    refused: "Il vient de changer d'état.",
    cancelled: "Il est déjà annulé.",
  };
  const pulled = item.state === "done" ? item.documents[0] : undefined;
  return new SegurError({
    kind: "refused",
    code: "outbox.not_cancellable",
    message: `L'envoi ${item.id} ne peut pas être annulé.`,
    why: why[item.state],
    advice:
      pulled !== undefined && item.kind === "dmp.submit"
        ? `Pour retirer le document du DMP : segur dmp delete ${pulled}`
        : `Voyez où il en est : segur outbox show ${item.id}`,
  });
}

export function interrupted(id: string): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "outbox.interrupted",
    message: `Envoi ${id} interrompu ; rien n'est perdu, et rien ne sera envoyé deux fois.`,
    advice: `Pour continuer : segur outbox retry ${id}`,
    details: { outbox: id },
  });
}

/** Another process took the line while this one slept: it is there that it is checked and sent. */
export function taken(id: string): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "outbox.taken",
    message: `L'envoi ${id} a été repris par un autre processus ; celui-ci n'a rien envoyé.`,
    advice: `Voyez où il en est : segur outbox show ${id}`,
    details: { outbox: id },
  });
}

/** A kind that a newer program wrote, or whose service is not part of this one. */
export function kindUnknown(item: OutboxItem): SegurError {
  return new SegurError({
    kind: "config",
    code: "outbox.kind",
    message: `Cette version du logiciel ne sait pas faire l'envoi ${item.id}.`,
    advice: "Mettez segur à jour, puis relancez la commande.",
    details: { outbox: item.id, kind: item.kind },
  });
}

/** A payload that does not have the shape this program wrote. */
export function payloadUnreadable(item: OutboxItem): SegurError {
  return new SegurError({
    kind: "storage",
    code: "outbox.payload",
    message: `L'envoi ${item.id} ne peut pas être relu.`,
    why: "Il a été écrit par une autre version de segur, ou son contenu est abîmé.",
    advice: "Vérifiez le cabinet : segur cabinet check",
    details: { outbox: item.id },
  });
}

/** A defect of ours met while a line was being sent: its text may quote what was handled, and is not kept. */
export function unexpected(cause: unknown): SegurError {
  return new SegurError({
    kind: "internal",
    code: "outbox.unexpected",
    message: "Une erreur inattendue a interrompu l'envoi.",
    advice: "Relancez l'envoi ; il sera vérifié avant d'être refait.",
    cause,
  });
}
