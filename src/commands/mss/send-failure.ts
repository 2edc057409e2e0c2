import { SegurError } from "../../domain/errors.js";
import type { Sent } from "../../services/mss/send.js";

/** What remains of it: each try would otherwise leave one more, without a word. */
const stays: Readonly<Partial<Record<Sent["item"]["state"], string>>> = {
  queued: "attend dans la file",
  refused: "reste dans la file, refusé",
  uncertain: "reste à vérifier",
};

/** What the operator answered is explained without knowing the message: the command to run again is given its number. */
export function numbered(advice: string, line: string): string {
  return advice.replace(/segur outbox retry(?! O\d)/, `segur outbox retry ${line}`);
}

/** Why a message is not gone, with the line that waits for it; null when at least a part of it is. */
export function sendFailure({ outcome, item, error, status }: Sent): SegurError | null {
  if (outcome === "done" || status.recipients.some(({ state }) => state === "accepted")) return null;
  const { id } = item;
  if (outcome === "queued" && (error === null || error.kind === "unreachable")) {
    return new SegurError({
      kind: "unreachable",
      code: "mss.queued",
      message: `L'opérateur MSSanté ne répond pas : le message ${id} attend dans la file, rien n'est perdu.`,
      // The cause first: what the system said of it (`why`) is for who repairs.
      why: error === null ? undefined : [error.message, error.why].filter((part) => part !== undefined).join(" "),
      advice:
        error?.code === "sandbox.not_running"
          ? `Démarrez-le : segur sandbox start --detach   (puis : segur outbox retry ${id})`
          : `Quand la connexion revient : segur outbox retry ${id}`,
      details: { outbox: id },
      cause: error ?? undefined,
    });
  }
  if (error === null) return null;
  const { kind, code, message, why, rule, advice, details } = error;
  return new SegurError({
    ...{ kind, code, message, why, rule, cause: error },
    advice: withLine(numbered(advice ?? "Corrigez la cause.", id), item),
    details: { ...details, outbox: id },
  });
}

/** What to do, then what remains in the queue and how to take it up or give it up. */
function withLine(advice: string, { id, state }: Sent["item"]): string {
  const remains = `${id} ${stays[state] ?? "est dans la file"}`;
  const next = [`segur outbox retry ${id}`, `segur outbox cancel ${id}`].filter((command) => !advice.includes(command));
  // What may have left is not given up.
  const ways = next.filter((command) => state !== "uncertain" || !command.includes("cancel"));
  return `${advice}   (${[remains, ways.join(", ou ")].filter(Boolean).join(" : ")})`;
}
