import type { Report } from "../../gateways/mss/port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { isReadable, messagePayload } from "./payload.js";
import { isCertain } from "./report-fates.js";

/** Whether a report names a message that left from here, and comes from who knows ({@link isCertain}); null: it names none. */
export async function ourReport(
  { fates, outbox }: Pick<OpenCabinet, "fates" | "outbox">,
  report: Report,
): Promise<{ readonly certain: boolean } | null> {
  const id = await fates.find(report);
  if (id === null) return null;
  const item = await outbox.get(id);
  if (item === null || !isReadable(item)) return { certain: false };
  const { envelopeId, recipients } = messagePayload(item);
  return { certain: isCertain(report, { envelopeId, recipients: recipients.map(({ address }) => address) }) };
}
