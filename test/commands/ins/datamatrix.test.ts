import { existsSync, readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { run } from "../../../src/commands/ins/datamatrix.js";
import { ruth } from "../../services/ins/identities.js";
import { testCabinet } from "../../services/support/cabinet.js";
import { testContext, typed } from "../support/context.js";

/** Test vector of insi.md §7. */
const PAYLOAD =
  "IS010000000000000000000000S1277076322082910S21.2.250.1.213.1.4.8\u001dS3RUTH\u001dS4NESSI\u001dS5FS614-07-1977S763220";

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  const { buffer } = new Uint8Array(await readFile(wasm));
  await prepareZXingModule({ overrides: { wasmBinary: buffer }, fireImmediately: true });
});

async function qualified(status: Parameters<typeof ruth>[0] = "qualifiee") {
  const cabinet = await testCabinet();
  await cabinet.add(ruth(status));
  return cabinet;
}

describe("segur ins datamatrix", () => {
  it.each([
    ["no patient", [undefined], {}, "usage.id_missing"],
    ["a PNG on stdout", ["F-RUTH"], { as: "png" }, "datamatrix.output_missing"],
    ["a drawing in a pipe", ["F-RUTH"], { as: "terminal" }, "datamatrix.no_screen"],
    ["reading and writing at once", ["F-RUTH"], { read: "-" }, "datamatrix.read_and_id"],
  ])("refuses %s before the matricule is touched", async (_, args, options, code) => {
    const cabinet = await qualified();
    const { context } = await testContext({ cabinet });
    await expect(run(context, typed(args, options))).rejects.toMatchObject({ kind: "usage", code });
    expect(await cabinet.traces.list({ limit: 5 })).toEqual([]);
  });

  it("refuses an identity that is not qualified and writes no file", async () => {
    const { context, folder } = await testContext({ cabinet: await qualified("recuperee") });
    const output = join(folder, "ruth.png");
    await expect(run(context, typed(["F-RUTH"], { output }))).rejects.toMatchObject({ kind: "refused", rule: "INS/va1.53" });
    expect(existsSync(output)).toBe(false);
  });

  it("writes a private PNG that a scanner reads byte for byte", async () => {
    const { context, folder } = await testContext({ cabinet: await qualified() });
    const output = join(folder, "ruth.png");
    await run(context, typed(["F-RUTH"], { output }));
    if (process.platform !== "win32") expect(statSync(output).mode & 0o777).toBe(0o600);
    const [found] = await readBarcodes(readFileSync(output), { formats: ["DataMatrix"], textMode: "Plain" });
    expect(Buffer.from(found?.bytes ?? []).toString("latin1")).toBe(PAYLOAD);
  });

  it("gives the text with its separators in a pipe, and in JSON", async () => {
    const pipe = await testContext({ cabinet: await qualified() });
    await run(pipe.context, typed(["F-RUTH"]));
    expect(pipe.io.written()).toBe(`${PAYLOAD}\n`);
    const json = await testContext({ cabinet: await qualified(), format: "json" });
    await run(json.context, typed(["F-RUTH"]));
    expect(JSON.parse(json.io.written())).toEqual({
      schema: "segur.ins.datamatrix/1",
      id: "P1",
      shape: "text",
      content: PAYLOAD,
    });
  });

  it("draws on a screen wide enough, and refuses a narrower one", async () => {
    const wide = await testContext({ cabinet: await qualified(), tty: true, columns: 40 });
    await run(wide.context, typed(["F-RUTH"]));
    expect(wide.io.written()).toContain("INS à scanner");
    expect(wide.io.written()).toContain("▀");
    const narrow = await testContext({ cabinet: await qualified(), tty: true, columns: 39 });
    await expect(run(narrow.context, typed(["F-RUTH"]))).rejects.toMatchObject({ code: "datamatrix.screen_narrow" });
  });

  it("shows separators on a screen in a form that can be read again", async () => {
    const screen = await testContext({ cabinet: await qualified(), tty: true });
    await run(screen.context, typed(["F-RUTH"], { as: "text" }));
    expect(screen.io.written()).toBe(`${PAYLOAD.replaceAll("\u001d", "<GS>")}\n`);
    const reader = await testContext({ input: screen.io.written(), format: "json" });
    await run(reader.context, typed([undefined], { read: "-" }));
    expect(JSON.parse(reader.io.written())).toMatchObject({
      birthName: "NESSI",
      matricule: "277************",
      mustCallInsi: true,
    });
  });

  it("reads a symbol without any cabinet, masked, and says that INSi must be called", async () => {
    const { context, io } = await testContext({ input: PAYLOAD });
    await run(context, typed([undefined], { read: "-" }));
    expect(io.written()).toContain("14/07/1977");
    expect(io.written()).not.toContain("277076322082910");
    expect(io.told()).toContain("INSi doit être appelé");
  });

  it("shows the matricule that was read only on demand, traced", async () => {
    const cabinet = await testCabinet();
    const { context, io } = await testContext({ cabinet, input: PAYLOAD });
    await run(context, typed([undefined], { read: "-", reveal: true }));
    expect(io.written()).toContain("277076322082910");
    expect(await cabinet.traces.list({ limit: 5 })).toMatchObject([
      { kind: "ins.accessed", data: { where: "ins.datamatrix.read" } },
    ]);
  });
});
