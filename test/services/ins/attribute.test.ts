import { describe, expect, it } from "vitest";
import { changeAttributes } from "../../../src/services/ins/attribute.js";
import { type TestCabinet, testCabinet } from "../support/cabinet.js";
import { ruth } from "./identities.js";

async function withRuth(status: "qualifiee" | "provisoire"): Promise<{ cabinet: TestCabinet; id: string }> {
  const cabinet = await testCabinet();
  const [patient] = await cabinet.add(ruth(status));
  return { cabinet, id: patient?.id ?? "" };
}

describe("changeAttributes", () => {
  it("refuses an attribute both set and unset, and a combination that RNIV forbids, leaving the patient as it was", async () => {
    const { cabinet, id } = await withRuth("qualifiee");
    await expect(changeAttributes(cabinet, id, { set: ["douteuse"], unset: ["douteuse"] })).rejects.toMatchObject({
      kind: "usage",
    });
    await expect(changeAttributes(cabinet, id, { set: ["homonyme", "fictive"], unset: [] })).rejects.toMatchObject({
      kind: "refused",
      code: "identity.attributes_exclusive",
    });
    const patient = await cabinet.patients.get(id);
    expect(patient?.identity).toMatchObject({ status: "qualifiee", attributes: { homonyme: false, fictive: false } });
    expect(await cabinet.traces.list({ patientId: id, limit: 10 })).toEqual([]);
  });

  it.each(["douteuse", "fictive"] as const)(
    "%s takes the INS away; its trace alone keeps the former one, and no name",
    async (attribute) => {
      const { cabinet, id } = await withRuth("qualifiee");
      const result = await changeAttributes(cabinet, id.toLowerCase(), { set: [attribute], unset: [] });
      expect(result).toMatchObject({ from: "qualifiee", status: "provisoire", insInvalidated: true, changed: true });
      expect((await cabinet.patients.get(id))?.identity.ins).toBeNull();
      const traces = await cabinet.traces.list({ patientId: id, limit: 10 });
      expect(traces.map((trace) => trace.kind)).toEqual(["identity.changed", "identity.status"]);
      expect(traces[0]?.data).toMatchObject({ previous: { ins: { matricule: expect.stringContaining("2770763220829") } } });
      expect(JSON.stringify(traces)).not.toMatch(/NESSI|RUTH/);
      expect(JSON.stringify(traces[1])).not.toContain("2770763220829");
    },
  );

  it("homonyme changes no status, and setting it again changes nothing at all", async () => {
    const { cabinet, id } = await withRuth("qualifiee");
    expect(await changeAttributes(cabinet, id, { set: ["homonyme"], unset: [] })).toMatchObject({
      status: "qualifiee",
      changed: true,
    });
    const before = await cabinet.patients.get(id);
    expect(await changeAttributes(cabinet, id, { set: ["homonyme"], unset: [] })).toMatchObject({ changed: false });
    expect((await cabinet.patients.get(id))?.version).toBe(before?.version);
  });

  it("replaces one attribute by another in one command", async () => {
    const { cabinet, id } = await withRuth("provisoire");
    await changeAttributes(cabinet, id, { set: ["douteuse"], unset: [] });
    const { attributes } = await changeAttributes(cabinet, id, { set: ["fictive"], unset: ["douteuse"] });
    expect(attributes).toEqual({ homonyme: false, douteuse: false, fictive: true });
  });
});
