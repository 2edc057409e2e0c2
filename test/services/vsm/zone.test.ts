import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { legalZone, localInstant, zoneAsWritten } from "../../../src/domain/local-time.js";
import { exportedVsm } from "../../../src/services/export/vsm.js";
import { buildVsm } from "../../../src/services/vsm/build.js";
import { generateVsm } from "../../../src/services/vsm/generate.js";
import { vsmToShare } from "../../../src/services/vsm/share.js";
import { must } from "../documents/support.js";
import { vsmCabinet } from "./support.js";

const ZONES = ["UTC", "Europe/Paris", "America/New_York", "Pacific/Auckland", "Indian/Reunion", "Pacific/Marquesas"] as const;
const before = process.env.TZ;

function inZone(zone: string | undefined): void {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
}

afterEach(() => inZone(before));

describe("the zone of the machine", () => {
  it("changes nothing of the summary of an export, to the byte", async () => {
    const { cabinet } = await vsmCabinet();
    const made: { readonly cda: Buffer; readonly pdf: Buffer }[] = [];
    for (const zone of ZONES) {
      inZone(zone);
      const vsm = await exportedVsm(cabinet, await must(cabinet, "P1"), await cabinet.medical.record("P1"));
      if (vsm === null || "fault" in vsm) throw new Error("it is made");
      made.push(vsm);
    }
    const [first] = made;
    for (const { cda, pdf } of made) expect([first?.cda.equals(cda), first?.pdf.equals(pdf)]).toEqual([true, true]);
  });

  it("is no change of a record that a summary was made of, and names it alike", async () => {
    const { cabinet } = await vsmCabinet();
    inZone("Pacific/Auckland");
    const { document } = await generateVsm(cabinet, { patient: "P1" });
    for (const zone of ZONES) {
      inZone(zone);
      expect(await generateVsm(cabinet, { patient: "P1" })).toMatchObject({
        outcome: "unchanged",
        document: { id: document?.id },
      });
      expect((await vsmToShare(cabinet, "P1")).outdated).toBe(false);
      // Made at the same time on a machine of another zone, it is one document.
      expect((await buildVsm(cabinet, "P1")).draft.header.id.root).toBe(document?.uniqueId);
    }
  });
});

describe("an offset", () => {
  it("is read as it was written", () => {
    fc.assert(
      fc.property(fc.integer({ min: -12 * 4, max: 14 * 4 }), (quarters) => {
        const at = "2026-11-25T12:00:00.000Z";
        expect(zoneAsWritten(localInstant(at, quarters * 15))?.(new Date(0))).toBe(quarters * 15);
      }),
    );
    expect(zoneAsWritten("2026-11-25")).toBeNull();
    expect(zoneAsWritten("2026-11-25T12:00:00Z")?.(new Date(0))).toBe(0);
  });

  it.each([
    ["2026-01-15T12:00:00.123Z", 60],
    ["2026-07-15T12:00:00.999Z", 120],
    ["2026-03-29T00:59:59.999Z", 60],
    ["2026-03-29T01:00:00.000Z", 120],
    ["2026-10-25T00:59:59.999Z", 120],
    ["2026-10-25T01:00:00.000Z", 60],
    ["2026-12-31T23:30:00.000Z", 60],
  ])("of the legal time at %s is %i minutes", (at, offset) => {
    for (const zone of ZONES) {
      inZone(zone);
      expect(legalZone(new Date(at))).toBe(offset);
    }
  });
});
