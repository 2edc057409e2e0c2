import { SegurError } from "../../domain/errors.js";
import type { MailDelivery } from "../../sandbox/port.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import type { CommandInput } from "../spec.js";

const COLUMNS: readonly Column<MailDelivery>[] = [
  { key: "id", title: "File", value: ({ id }) => id },
  { key: "at", title: "Reçu", value: ({ at }) => at },
  { key: "messageId", title: "Message-ID", value: ({ messageId }) => messageId },
  { key: "envelopeId", title: "ENVID", value: ({ envelopeId }) => envelopeId },
  { key: "size", title: "Octets", value: ({ size }) => size },
  {
    key: "recipients",
    title: "Destinataires",
    value: ({ recipients }) => recipients,
    text: ({ recipients }) => String(recipients.length),
  },
  { key: "anomalies", title: "Écarts", value: ({ anomalies }) => anomalies, text: ({ anomalies }) => anomalies.join(", ") },
  { key: "sha256", title: "SHA-256", value: ({ sha256 }) => sha256, machineOnly: true },
];

export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const tools = await context.sandbox();
  const count = tools.readNumber("--count", textOption(input, "count"), 1, 100_000);
  if (count !== undefined) {
    const { fillMail } = await import("./mail-fill.js");
    return fillMail(context, tools, input, count);
  }
  if (["seed", "mailbox", "people"].some((name) => textOption(input, name) !== undefined)) throw countMissing();
  const control = await tools.needed();
  await context.output.list({ schema: "segur.sandbox.mail/1", columns: COLUMNS, items: await control.mailDeliveries() });
  return 0;
}

function countMissing(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "sandbox.mail_count",
    message: "--seed, --mailbox et --people disent quels messages ajouter : il manque leur nombre.",
    advice: "segur sandbox mail --count 60",
  });
}
