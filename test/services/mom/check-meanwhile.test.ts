import { describe, expect, it } from "vitest";
import type { MomThresholds } from "../../../src/domain/mom/thresholds.js";
import { type MomCabinet, momCheck } from "../../../src/services/mom/check.js";
import { RPPS, several, told } from "../../e2e/support/exchanges.js";
import { testCabinet } from "../patients/cabinet.js";

const thresholds: MomThresholds = {
  ...{ version: "1", source: "essai", date: "2026-01-01" },
  indicators: [{ service: "dmp", wanted: 3, unit: "document" }],
};
const request = { rpps: [RPPS], since: undefined, thresholds, candidates: false };

/** A cabinet in order, in which a colleague sends once more before each of the first readings of this kind. */
async function meanwhile(where: "page" | "lines", times: number): Promise<MomCabinet> {
  const cabinet = await testCabinet();
  const at = new Date(cabinet.clock.now().getTime() - 60_000).toISOString();
  await cabinet.settings.set("structure.id", "10B0152872");
  await told(cabinet, several("dmp", 2, 101, { at }));
  let sent = 0;
  const first = async () => {
    if (sent === times) return;
    sent += 1;
    await told(cabinet, [{ service: "dmp", exchange: `O${200 + sent}`, at }]);
  };
  const journal = { ...cabinet.journal };
  const exchanges = { ...cabinet.exchanges };
  const page: typeof journal.page = async (query) => {
    if (where === "page") await first();
    return cabinet.journal.page(query);
  };
  const lines: typeof exchanges.lines = async (query) => {
    if (where === "lines") await first();
    return cabinet.exchanges.lines(query);
  };
  return { ...cabinet, journal: { ...journal, page }, exchanges: { ...exchanges, lines } };
}

describe("a check while somebody sends", () => {
  it.each(["page", "lines"] as const)("is not a journal nor a ledger that is wrong (%s)", async (where) => {
    const report = await momCheck(await meanwhile(where, 2), request);
    expect(report).toMatchObject({ verdict: "met", reasons: [] });
    expect(report.practitioners[0]?.indicators[0]).toMatchObject({ missing: 0, items: { length: 3 } });
  });

  it("is given up when it never ends, and says that it cannot be determined", async () => {
    expect(await momCheck(await meanwhile("page", 1_000), request)).toMatchObject({ verdict: "unknown" });
  });
});
