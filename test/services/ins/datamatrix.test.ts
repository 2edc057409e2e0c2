import { describe, expect, it } from "vitest";
import { IDENTITY_STATUSES } from "../../../src/domain/identity/types.js";
import { patientDatamatrix, readDatamatrix } from "../../../src/services/ins/datamatrix.js";
import { testCabinet } from "../support/cabinet.js";
import { ruth } from "./identities.js";

/** Test vector of insi.md §7. */
const PAYLOAD =
  "IS010000000000000000000000S1277076322082910S21.2.250.1.213.1.4.8\u001dS3RUTH\u001dS4NESSI\u001dS5FS614-07-1977S763220";

async function* bytes(...parts: readonly string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part, "utf8");
}

describe("patientDatamatrix", () => {
  it.each(IDENTITY_STATUSES.filter((status) => status !== "qualifiee"))(
    "refuses a %s identity, and traces no access",
    async (status) => {
      const cabinet = await testCabinet();
      const [patient] = await cabinet.add(ruth(status));
      const id = patient?.id ?? "";
      await expect(patientDatamatrix(cabinet, id)).rejects.toMatchObject({
        kind: "refused",
        rule: "INS/va1.53",
        advice: expect.stringContaining(id),
      });
      expect(await cabinet.traces.list({ patientId: id, limit: 5 })).toEqual([]);
    },
  );

  it("gives the payload of a qualified identity and traces the access", async () => {
    const cabinet = await testCabinet();
    const [patient] = await cabinet.add(ruth("qualifiee"));
    expect(await patientDatamatrix(cabinet, patient?.id ?? "")).toEqual({ id: patient?.id, payload: PAYLOAD });
    const [trace] = await cabinet.traces.list({ patientId: patient?.id, limit: 5 });
    expect(trace).toMatchObject({ kind: "ins.accessed", data: { where: "ins.datamatrix" } });
  });
});

describe("readDatamatrix", () => {
  it.each([
    ["an empty file", ""],
    ["another text", "bonjour"],
    ["stripped separators", PAYLOAD.replaceAll("\u001d", "")],
    ["another file, much longer", "IS01".padEnd(10_000, "0")],
  ])("refuses %s with a French input error", async (_, text) => {
    await expect(readDatamatrix(bytes(text))).rejects.toMatchObject({ kind: "input", code: "datamatrix.unreadable" });
  });

  it("says at which character a text goes wrong, without quoting it", async () => {
    const error = await readDatamatrix(bytes(PAYLOAD.replace("S4NESSI", "X9NESSI"))).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ details: { column: expect.any(Number) } });
    expect(JSON.stringify(error)).not.toContain("NESSI");
  });

  it.each([
    ["as bytes, in two pieces", [PAYLOAD.slice(0, 40), PAYLOAD.slice(40)]],
    ["with written separators and the line end of a scanner", [`${PAYLOAD.replaceAll("\u001d", "<GS>")}\r\n`]],
    ["with a byte order mark", [`\uFEFF${PAYLOAD}\n`]],
  ])("reads the payload %s", async (_, parts) => {
    expect(await readDatamatrix(bytes(...parts))).toMatchObject({
      matricule: "277076322082910",
      birthName: "NESSI",
      birthGivenNames: ["RUTH"],
      birthDate: "1977-07-14",
      birthPlace: "63220",
      warnings: [],
    });
  });
});
