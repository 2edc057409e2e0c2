import fc from "fast-check";
import { expect, test } from "vitest";
import type { ExchangeFact, ExchangeLine } from "../../src/domain/exchange/exchange.js";
import { tally } from "../../src/domain/mom/tally.js";
import { unitsOf } from "../../src/domain/mom/units.js";
import type { ExchangeStore } from "../../src/store/exchanges.port.js";
import { tempStore, trace } from "./support.js";

const RPPS = ["10000000018", "99700000001", null] as const;
const DAYS = ["2026-01-31", "2026-02-01", "2026-03-15"];

/** One message: its documents, each with its signatory and its lineage, which other messages may have too. */
const message = fc.record({
  day: fc.constantFrom(...DAYS),
  service: fc.constantFrom("mss-pro" as const, "mss-patient" as const),
  identityStatus: fc.constantFrom("qualifiee" as const, "qualifiee" as const, "provisoire" as const),
  failed: fc.boolean(),
  cameBack: fc.boolean(),
  others: fc.constantFrom(0, 1, 2),
  documents: fc.array(fc.record({ rpps: fc.constantFrom(...RPPS), lineage: fc.integer({ min: 1, max: 8 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
});
type Message = typeof message extends fc.Arbitrary<infer T> ? T : never;

function factsOf({ documents, service, identityStatus, failed, others }: Message, index: number): ExchangeFact[] {
  return documents.map(({ rpps, lineage }, rank) => ({
    ...{ service, state: failed ? "failed" : "sent", exchange: `O${index + 1}`, document: `D${index * 10 + rank}` },
    ...{ lineage: `1.2^${lineage}`, type: "11488-4", identityStatus, testOid: false, rpps, finess: "750000001" },
    ...{ others, cause: failed ? "5.1.1" : null },
  }));
}

async function everyLine(exchanges: ExchangeStore): Promise<readonly ExchangeLine[]> {
  return exchanges.lines({ limit: 10_000 });
}

test("messages counted from sums are those that the lines give one by one, whatever became of them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 12 }), fc.constantFrom(null, ...DAYS), async (messages, since) => {
      const { exchanges, traces, close } = tempStore({ zone: () => 0 });
      const inOrder = [...messages].sort((a, b) => a.day.localeCompare(b.day));
      for (const [index, each] of inOrder.entries()) {
        const exchange = factsOf(each, index);
        await traces.append([trace({ kind: "outbox.settled", at: `${each.day}T10:00:00.000Z`, data: { exchange } })]);
        if (!each.cameBack) continue;
        const back = exchange.map((fact) => ({ ...fact, state: "failed" as const, cause: "5.2.2" }));
        await traces.append([trace({ kind: "mss.report", at: "2026-03-20T10:00:00.000Z", data: { exchange: back } })]);
      }
      const lines = await everyLine(exchanges);
      const early = since === null ? null : new Date(Date.parse(since) - 86_400_000).toISOString().slice(0, 10);
      const nothing = { cells: [], groups: [] };
      for (const service of ["mss-pro", "mss-patient"] as const) {
        const services = [service];
        const read = async (days: object) => ({
          cells: await exchanges.cells({ ...days, services }),
          groups: await exchanges.groups({ ...days, services }),
        });
        const within = await read(since === null ? {} : { from: since });
        const before = early === null ? nothing : await read({ to: early });
        for (const rpps of RPPS) {
          const only = ({ cells, groups }: typeof within) => ({
            cells: cells.filter((cell) => cell.rpps === rpps),
            groups: groups.filter((group) => group.rpps === rpps),
          });
          const found = tally("message", only(within), only(before as typeof within));
          const units = unitsOf(
            lines.filter((line) => line.service === service && line.rpps === rpps),
            "message",
            since,
          );
          const expected = new Map<unknown, number>();
          for (const { reason } of units) expected.set(reason, (expected.get(reason) ?? 0) + 1);
          expect(found.counted).toBe(expected.get(null) ?? 0);
          expected.delete(null);
          expect(new Map(found.others)).toEqual(expected);
        }
      }
      for (const [index, each] of inOrder.entries()) {
        const of = await exchanges.ofExchange(`O${index + 1}`);
        expect(of.map(({ document }) => document).sort()).toEqual(
          each.documents.map((_, rank) => `D${index * 10 + rank}`).sort(),
        );
      }
      expect(await exchanges.ofExchange("O999")).toEqual([]);
      expect((await exchanges.verify()).differing).toBe(0);
      await close();
    }),
    { numRuns: 40 },
  );
}, 60_000);
