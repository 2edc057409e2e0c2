import { describe, expect, it } from "vitest";
import type { SegurError } from "../../../src/domain/errors.js";
import { readThresholds, THRESHOLDS_BYTES } from "../../../src/services/mom/read-thresholds.js";
import { MOM_THRESHOLDS } from "../../../src/services/mom/thresholds.data.js";

async function read(text: string | Uint8Array, piece = 7) {
  const bytes = Buffer.from(text);
  async function* source() {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  }
  return readThresholds(source());
}

const refusal = (text: string | Uint8Array) =>
  read(text, 4_096).then(
    () => expect.fail(`accepted: ${String(text).slice(0, 120)}`),
    (error: SegurError) => error,
  );

const ONE = { service: "dmp", wanted: 3, unit: "document" };
const FILE = { version: "2", source: "Convention", date: "2026-09-01", indicators: [ONE] };
const withOne = (change: object) => JSON.stringify({ ...FILE, indicators: [{ ...ONE, ...change }] });

describe("thresholds of a file", () => {
  it("are read back as they are, in the order of the services, after a mark of UTF-8 too", async () => {
    expect(await read(JSON.stringify(MOM_THRESHOLDS))).toEqual(MOM_THRESHOLDS);
    expect(await read(`\ufeff${JSON.stringify(FILE, null, 2)}`)).toEqual(FILE);
    const reversed = { ...MOM_THRESHOLDS, indicators: [...MOM_THRESHOLDS.indicators].reverse() };
    expect(await read(JSON.stringify(reversed))).toEqual(MOM_THRESHOLDS);
  });

  it("a text that holds what looks like a key is a text", async () => {
    const source = 'Annexe "A" : {"wanted": 0} \\';
    expect(await read(JSON.stringify({ ...FILE, source }))).toMatchObject({ source });
  });

  it.each([
    ["nothing", "", "fichier"],
    ["no JSON", "seuils: 10", "fichier"],
    ["a list", "[]", "fichier"],
    ["null", "null", "fichier"],
    ["no UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "fichier"],
    ["a key too many", JSON.stringify({ ...FILE, note: "" }), "fichier"],
    ["a key less", JSON.stringify({ version: "2", source: "x", date: "2026-09-01" }), "fichier"],
    ["a prototype", `{"__proto__":{},${JSON.stringify(FILE).slice(1)}`, "fichier"],
    ["a key twice", JSON.stringify(FILE).replace('"wanted":3', '"wanted":3,"wanted":1'), "fichier"],
    ["a key twice, escaped", JSON.stringify(FILE).replace('"wanted":3', '"wanted":3,"w\\u0061nted":1'), "fichier"],
    ["no such day", JSON.stringify({ ...FILE, date: "2026-02-30" }), "date"],
    ["a date in words", JSON.stringify({ ...FILE, date: "hier" }), "date"],
    ["no indicator", JSON.stringify({ ...FILE, indicators: [] }), "indicators"],
    ["a service twice", JSON.stringify({ ...FILE, indicators: [ONE, { ...ONE, wanted: 1 }] }), "indicators"],
    ["an unknown service", withOne({ service: "fax" }), "indicators[0].service"],
    ["a service of Object", withOne({ service: "toString" }), "indicators[0].service"],
    ["an unknown unit", withOne({ unit: "page" }), "indicators[0].unit"],
    ["zero", withOne({ wanted: 0 }), "indicators[0].wanted"],
    ["a negative number", withOne({ wanted: -1 }), "indicators[0].wanted"],
    ["half a deposit", withOne({ wanted: 0.5 }), "indicators[0].wanted"],
    ["a number in a text", withOne({ wanted: "10" }), "indicators[0].wanted"],
    ["infinity", withOne({}).replace(":3", ":1e999"), "indicators[0].wanted"],
    ["far too many", withOne({ wanted: 10_001 }), "indicators[0].wanted"],
    ["a key too many of an indicator", withOne({ label: "x" }), "indicators[0]"],
    ["an empty version", JSON.stringify({ ...FILE, version: " " }), "version"],
    ["a source that moves the cursor", JSON.stringify({ ...FILE, source: "a\u001b[2Jb" }), "source"],
    ["a source that turns the line round", JSON.stringify({ ...FILE, source: "a\u202eb" }), "source"],
    ["a source of several lines", JSON.stringify({ ...FILE, source: "a\nb" }), "source"],
    ["a source without end", JSON.stringify({ ...FILE, source: "a".repeat(301) }), "source"],
  ])("refuses %s", async (_, text, place) => {
    const { code, kind, message, details } = await refusal(text);
    expect({ code, kind, details }).toEqual({ code: "mom.thresholds_invalid", kind: "input", details: { place } });
    expect(message).toContain(`« ${place} »`);
  });

  it("refuses depth without end, and a file without end before it is whole", async () => {
    for (const deep of ["[".repeat(30_000), `${"[".repeat(30_000)}${"]".repeat(30_000)}`])
      expect((await refusal(deep)).code).toBe("mom.thresholds_invalid");
    let given = 0;
    async function* endless() {
      for (;;) {
        given += 1024;
        yield Buffer.alloc(1024, " ");
      }
    }
    await expect(readThresholds(endless())).rejects.toMatchObject({ code: "mom.thresholds_too_large", kind: "input" });
    expect(given).toBeLessThanOrEqual(THRESHOLDS_BYTES + 1024);
  });
});
