import fc from "fast-check";
import { type ExchangeLine, NOT_COUNTED } from "../../../src/domain/exchange/exchange.js";
import { IDENTITY_STATUSES } from "../../../src/domain/identity/types.js";

const DAYS = ["2026-08-31", "2026-09-01", "2026-09-30", "2026-11-26"];

/** A line of the ledger; a failed one was never judged further. */
const line: fc.Arbitrary<ExchangeLine> = fc
  .record({
    row: fc.integer({ min: 1, max: 100_000 }),
    exchange: fc.integer({ min: 1, max: 6 }),
    trace: fc.integer({ min: 1, max: 20 }),
    failed: fc.boolean(),
    notCounted: fc.constantFrom(null, null, null, ...NOT_COUNTED),
    identityStatus: fc.constantFrom(...IDENTITY_STATUSES, "qualifiee" as const, null),
    day: fc.constantFrom(...DAYS),
  })
  .map(({ row, exchange, trace, failed, notCounted, identityStatus, day }) => ({
    id: `E${row}`,
    trace: `T${trace}`,
    exchange: `O${exchange}`,
    at: `${day}T10:00:00.000Z`,
    day,
    patientId: "P1",
    state: failed ? "failed" : "sent",
    notCounted: failed ? null : notCounted,
    service: "mss-pro",
    document: `D${row}`,
    lineage: `1.2.${row}`,
    type: "11488-4",
    identityStatus,
    testOid: false,
    rpps: "99700000001",
    finess: "0B0152872",
    others: 1,
    cause: failed ? "5.1.1" : null,
  }));

/** Lines of one practitioner, each once. */
export const someLines: fc.Arbitrary<readonly ExchangeLine[]> = fc.uniqueArray(line, { selector: ({ id }) => id, maxLength: 40 });
export const someDay = fc.constantFrom(null, ...DAYS, "2026-12-31");
