import { SegurError } from "../../domain/errors.js";
import { shownSubject } from "../../domain/message/subject.js";
import { withoutMatricule } from "../../services/inbox/shown.js";
import { readReports } from "../../services/mss/follow.js";
import { listReceipts } from "../../services/mss/receipts.js";
import { maskedAddress } from "../../services/mss/status.js";
import type { CommandContext } from "../context.js";
import { givenFlag } from "../ins/given.js";
import { whenWords } from "../outbox/words.js";
import type { CommandInput } from "../spec.js";

const ANSWERS = { sent: "envoyé", declined: "refusé" } as const;

/** `segur mss receipts list [--all] [--offline]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  if (!givenFlag(input, "offline")) {
    await readReports(cabinet, context.interrupted).catch((error: unknown) => {
      if (!(error instanceof SegurError) || error.kind !== "unreachable") throw error;
      context.output.warn(`La boîte n'a pas pu être lue : ${error.message}`);
    });
  }
  const now = context.clock.now();
  await context.output.list({
    schema: "segur.mss.receipts.list/1",
    items: await listReceipts(cabinet, givenFlag(input, "all")),
    empty: "Personne n'attend d'accusé de lecture.",
    columns: [
      { key: "id", title: "Demande", value: ({ id }) => id },
      { key: "at", title: "Reçue", value: ({ at }) => at, text: ({ at }) => whenWords(at, now) },
      { key: "from", title: "De", value: ({ request }) => maskedAddress(request.from) },
      // With documents a subject names a patient: a person reads it here, a script asks for the message.
      {
        key: "subject",
        title: "Objet",
        value: () => null,
        text: ({ request }) => withoutMatricule(shownSubject(request.subject)),
      },
      {
        key: "answer",
        title: "Réponse",
        value: ({ answer }) => answer,
        text: ({ answer }) => (answer === null ? "" : ANSWERS[answer]),
      },
    ],
  });
}
