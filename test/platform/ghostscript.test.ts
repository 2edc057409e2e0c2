import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import PDFDocument from "pdfkit";
import { expect, onTestFinished, test } from "vitest";
import { inspectPdf, isPdfA1 } from "../../src/documents/pdf/inspect.js";
import { srgbProfile } from "../../src/documents/pdf/profile.js";
import { toPdfA1 } from "../../src/platform/ghostscript.js";
import { privateFolder } from "../../src/platform/private-folder.js";
import { tool } from "../documents/support/conformance.js";

const about = { profile: srgbProfile(), createdAt: new Date("2026-11-25T10:00:00.000Z"), env: { PATH: process.env.PATH } };
const hasGhostscript = spawnSync("gs", ["--version"]).status === 0;
const reason = hasGhostscript ? "" : "(SKIPPED: no gs)";
const pdfa = tool("pdfa-check.sh");

/** An ordinary PDF: a font that is not embedded, transparency, no profile. */
async function ordinaryPdf(): Promise<Buffer> {
  const document = new PDFDocument({ info: { Title: "Essai" } });
  const pieces: Buffer[] = [];
  document.on("data", (piece: Buffer) => pieces.push(piece));
  const ended = new Promise((resolve) => document.once("end", resolve));
  document.text("Bonjour").addPage().rect(50, 50, 100, 100).fillOpacity(0.5).fill("red");
  document.end();
  await ended;
  return Buffer.concat(pieces);
}

async function* of(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

const folders = () =>
  ["/dev/shm", tmpdir()].flatMap((place) => {
    try {
      return readdirSync(place).filter((name) => name.startsWith("segur-pdf-"));
    } catch {
      return [];
    }
  });

test("without the program, or when it fails, there is no PDF and nothing is left", async () => {
  const before = folders();
  expect(await toPdfA1(of(Buffer.from("x")), { ...about, program: "segur-no-such-program" })).toBeNull();
  const program = process.platform === "win32" ? "where" : "false";
  expect(await toPdfA1(of(Buffer.alloc(1_000_000)), { ...about, program })).toBeNull();
  expect(folders().filter((name) => !before.includes(name))).toEqual([]);
});

test("a source that fails is told as it is", async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from("%PDF-1.4\n");
    throw new Error("broken");
  }
  await expect(toPdfA1(broken(), { ...about, program: hasGhostscript ? "gs" : "cat" })).rejects.toThrow("broken");
});

test.skipIf(!hasGhostscript)(
  `a PostScript program is not run, whatever it says that it is ${reason}`,
  async () => {
    const program = Buffer.from("%!PS\n%PDF-1.4\n(it ran) show showpage\n");
    const forever = Buffer.from("%!PS\n%PDF-1.4\n{ } loop\n");
    expect(await toPdfA1(of(program), about)).toBeNull();
    // Run, it would end only with the time that it has.
    expect(await toPdfA1(of(forever), about)).toBeNull();
  },
  20_000,
);

test.skipIf(!hasGhostscript)(`what cannot be drawn whole is given up, not drawn in part ${reason}`, async () => {
  const broken = (await ordinaryPdf()).subarray(0, 700);
  expect(await toPdfA1(of(broken), about)).toBeNull();
});

const posix = process.platform !== "win32";

/** A program that says where it works, then works for ever, in a child of its own. */
function endless(): { readonly program: string; readonly told: string } {
  const folder = mkdtempSync(join(tmpdir(), "segur-gs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [program, told] = [join(folder, "gs"), join(folder, "told")];
  writeFileSync(program, `#!/bin/sh\nenv > "${told}.env"\nsleep 600 & echo "$$ $! $PWD" > "${told}"\nwait\n`, { mode: 0o700 });
  return { program, told };
}

async function workers(told: string): Promise<{ readonly pids: readonly number[]; readonly folder: string }> {
  for (;;) {
    const [own, child, folder] = existsSync(told) ? readFileSync(told, "utf8").trim().split(" ") : [];
    if (folder !== undefined) return { pids: [Number(own), Number(child)], folder };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A zombie that nobody waits for here has ended too. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !/^\d+ \(.*\) Z/.test(existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "");
}

test.skipIf(!posix)(
  "an interruption kills it with all that it started, and its folder is gone; it is told as an interruption",
  async () => {
    const { program, told } = endless();
    const abort = new AbortController();
    const secret = { ...about.env, GS_OPTIONS: "-dNOSAFER", SEGUR_CABINET_KEY_FILE: "/secret" };
    const made = toPdfA1(of(Buffer.from("%PDF-1.4")), { ...about, env: secret, program, signal: abort.signal });
    const { pids, folder } = await workers(told);
    expect(readFileSync(`${told}.env`, "utf8")).not.toMatch(/GS_OPTIONS|SEGUR/);
    abort.abort();
    await expect(made).rejects.toMatchObject({ name: "AbortError" });
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  },
);

test.skipIf(!posix)("when this process is killed it dies too, and its folder goes", async () => {
  const { program, told } = endless();
  const code = `import { toPdfA1 } from ${JSON.stringify(join(import.meta.dirname, "../../src/platform/ghostscript.ts"))};
    await toPdfA1((async function* () { yield Buffer.from("%PDF-1.4"); })(), { profile: new Uint8Array(), createdAt: new Date(0),
      env: process.env, program: ${JSON.stringify(program)} });`;
  const script = join(dirname(told), "parent.mjs");
  await build({
    stdin: { contents: code, resolveDir: import.meta.dirname },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: script,
  });
  const parent = spawn(process.execPath, [script], { stdio: "ignore" });
  const { pids, folder } = await workers(told);
  expect(existsSync(folder)).toBe(true);
  parent.kill("SIGKILL");
  await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  await expect.poll(() => existsSync(folder)).toBe(false);
});

test("folders that killed commands left are removed by the next one, those at work are kept", async () => {
  const work = await privateFolder("segur-pdf-test-");
  const stale = await privateFolder("segur-pdf-test-");
  writeFileSync(join(stale, "given.pdf"), "x");
  utimesSync(stale, new Date(0), new Date(0));
  const last = await privateFolder("segur-pdf-test-");
  onTestFinished(() => {
    for (const each of [work, stale, last]) rmSync(each, { recursive: true, force: true });
  });
  expect([work, stale, last].map((each) => existsSync(each))).toEqual([true, false, true]);
});

test.skipIf(!hasGhostscript)(`what is no PDF is given up ${reason}`, async () => {
  const made = await toPdfA1(of(Buffer.from("not a PDF at all")), about);
  expect(made === null || !isPdfA1(await inspectPdf(made))).toBe(true);
});

test.skipIf(!hasGhostscript || pdfa.missing)(`an ordinary PDF becomes a PDF/A-1b ${reason}${pdfa.reason}`, async (context) => {
  const before = await ordinaryPdf();
  expect(isPdfA1(await inspectPdf(before))).toBe(false);
  const made = await toPdfA1(of(before), about);
  if (made === null) throw new Error("gs gave up");
  expect(isPdfA1(await inspectPdf(made))).toBe(true);
  const folder = mkdtempSync(join(tmpdir(), "segur-gs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "made.pdf"), made);
  const { status, output } = pdfa.run(context, [join(folder, "made.pdf")]);
  expect(status, output).toBe(0);
});
