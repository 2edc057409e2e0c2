import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, constants, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { platform, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { FILE_MODE } from "./files.js";

/** Ghostscript, where it is installed: makes a PDF/A-1b of a PDF. Nothing of the document is in the arguments. */

const PROGRAM = platform() === "win32" ? "gswin64c" : "gs";
/** Longer than it takes for a hundred pages of pictures. */
const LONGEST_MS = 120_000;
/** A disk in memory, where there is one: what is written there in clear never reaches a disk. */
const IN_MEMORY = "/dev/shm";

export interface PdfAOptions {
  readonly profile: Uint8Array;
  readonly createdAt: Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Another program in its place. */
  readonly program?: string;
}

/** Whether it stands in the PATH: looked for, not run. */
export async function hasGhostscript(env: PdfAOptions["env"]): Promise<boolean> {
  const name = platform() === "win32" ? `${PROGRAM}.exe` : PROGRAM;
  for (const folder of (env.PATH ?? env.Path ?? "").split(delimiter)) {
    if (folder === "") continue;
    const found = await access(join(folder, name), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}

/**
 * Fonts are embedded, colours brought to sRGB, transparency drawn. Null when there is no Ghostscript or it gave up. Its files are in
 * a private folder that is removed whatever happens.
 */
export async function toPdfA1(source: AsyncIterable<Uint8Array>, options: PdfAOptions): Promise<Buffer | null> {
  const folder = await mkdtemp(join(await temporary(), "segur-pdf-"));
  try {
    const profile = join(folder, "srgb.icc");
    const made = join(folder, "made.pdf");
    await writeFile(profile, options.profile, { mode: FILE_MODE });
    const ended = await run([...settings(made, profile, options.createdAt), "-f", "-"], source, folder, options);
    return ended ? await readFile(made) : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function settings(made: string, profile: string, createdAt: Date): string[] {
  const read = postscript(profile);
  const date = `D:${createdAt.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}+00'00'`;
  // Ghostscript writes its own dates in two ways that PDF/A wants equal (ISO 19005-1 §6.7.3), hence ours.
  const marks = [
    `[/_objdef {icc} /type /stream /OBJ pdfmark [{icc} << /N 3 >> /PUT pdfmark [{icc} ${read} (r) file /PUT pdfmark`,
    "[/_objdef {intent} /type /dict /OBJ pdfmark",
    "[{intent} << /Type /OutputIntent /S /GTS_PDFA1 /DestOutputProfile {icc} /OutputConditionIdentifier (sRGB) >> /PUT pdfmark",
    "[{Catalog} << /OutputIntents [{intent}] >> /PUT pdfmark",
    `[ /CreationDate (${date}) /ModDate (${date}) /DOCINFO pdfmark`,
  ];
  return [
    ...["-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dPDFA=1", "-dPDFACompatibilityPolicy=1", "-sDEVICE=pdfwrite"],
    ...["-sColorConversionStrategy=RGB", `--permit-file-read=${profile}`, `-sOutputFile=${made}`, "-c", marks.join(" ")],
  ];
}

/** A text of PostScript. */
function postscript(text: string): string {
  return `(${text.replaceAll(/[\\()]/g, "\\$&")})`;
}

async function run(
  args: readonly string[],
  source: AsyncIterable<Uint8Array>,
  folder: string,
  { env, program = PROGRAM }: PdfAOptions,
): Promise<boolean> {
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...env, TMPDIR: folder, TEMP: folder, TMP: folder },
    stdio: ["pipe", "ignore", "ignore"],
    timeout: LONGEST_MS,
    killSignal: "SIGKILL",
  });
  const ended = once(child, "close").then(
    ([code]) => code === 0,
    // There is no such program here.
    () => false,
  );
  // It may stop reading, or never have started; a source that fails is the caller's to know.
  let failure: unknown;
  async function* told() {
    try {
      yield* source;
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  await pipeline(told(), child.stdin).catch(() => child.kill("SIGKILL"));
  const done = await ended;
  if (failure !== undefined) throw failure;
  return done;
}

async function temporary(): Promise<string> {
  const found = platform() === "linux" ? await stat(IN_MEMORY).catch(() => null) : null;
  return found?.isDirectory() === true ? IN_MEMORY : tmpdir();
}
