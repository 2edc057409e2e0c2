import type { MailDelivery } from "../../sandbox/port.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";

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

export async function run(context: CommandContext): Promise<number> {
  const tools = await context.sandbox();
  const control = await tools.needed();
  await context.output.list({ schema: "segur.sandbox.mail/1", columns: COLUMNS, items: await control.mailDeliveries() });
  return 0;
}
