import type { ExchangeFact } from "../../domain/exchange/exchange.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import { submissionPayload } from "../dmp/payload.js";
import type { Settled } from "../outbox/handler.js";
import { currentStatus, type FactCabinet, factBases } from "./common.js";

/** What counts of a deposit that ended: one fact for each document. Of one that the DMP took in part, each has its own end. */
export async function depositFacts(cabinet: FactCabinet, item: OutboxItem, settled: Settled): Promise<readonly ExchangeFact[]> {
  const { prepared, types, author } = submissionPayload(item);
  const { matricule, oid } = prepared.patientId;
  const bases = await factBases(cabinet, item, { ins: { matricule, oid }, types, sender: author });
  const status = settled.state === "done" ? null : await currentStatus(cabinet, item);
  return bases.map((base) => {
    const isThere = settled.state === "done" || (base.document !== null && settled.arrived.includes(base.document));
    return {
      ...base,
      ...(isThere || status === null ? {} : { identityStatus: status }),
      service: "dmp",
      state: isThere ? "sent" : "failed",
      others: null,
      cause: isThere ? null : settled.code,
    };
  });
}
