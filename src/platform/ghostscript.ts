import { access, constants, readFile, rm, writeFile } from "node:fs/promises";
import { platform } from "node:os";
import { delimiter, join } from "node:path";
import { FILE_MODE } from "./files.js";
import { runGuarded } from "./guarded.js";
import { privateFolder } from "./private-folder.js";

/** Ghostscript, where it is installed: makes a PDF/A-1b of a PDF. Nothing of the document is in the arguments. */

const PROGRAM = platform() === "win32" ? "gswin64c" : "gs";
/** Longer than it takes for a hundred pages of pictures. */
const LONGEST_MS = 120_000;

export interface PdfAOptions {
  readonly profile: Uint8Array;
  readonly createdAt: Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Another program in its place. */
  readonly program?: string;
  /** Kills it. */
  readonly signal?: AbortSignal | undefined;
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

/** What it needs of the environment of this process: where it is, and, on Windows, where the system is. Never GS_OPTIONS nor GS_LIB. */
const KEPT = ["PATH", "Path", "SystemRoot"];

/**
 * Fonts are embedded, colours brought to sRGB, transparency drawn. Null when there is no Ghostscript or it gave up. Its files are in
 * a private folder that is removed whatever happens, even to this process.
 * @throws what `source` threw, or the reason of the signal
 */
export async function toPdfA1(source: AsyncIterable<Uint8Array>, options: PdfAOptions): Promise<Buffer | null> {
  const { program = PROGRAM, signal, createdAt } = options;
  const folder = await privateFolder("segur-pdf-");
  const [given, made, profile] = ["given.pdf", "made.pdf", "srgb.icc"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  try {
    await writeFile(profile, options.profile, { mode: FILE_MODE });
    await writeFile(given, source, { mode: FILE_MODE, ...(signal === undefined ? {} : { signal }) });
    const args = settings({ given, made, profile }, createdAt);
    const ended = await runGuarded({
      program,
      args,
      folder,
      env: environment(options.env, folder),
      longestMs: LONGEST_MS,
      signal,
    });
    return ended ? await readFile(made).catch(() => null) : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function environment(env: PdfAOptions["env"], folder: string): Record<string, string> {
  const kept = KEPT.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { ...Object.fromEntries(kept), TMPDIR: folder, TEMP: folder, TMP: folder };
}

/**
 * The file is given to `runpdf`, which reads PDF and nothing else: named in the arguments, Ghostscript would run it as PostScript when it
 * begins like that. A file that it cannot read is given up (PDFSTOPONERROR) rather than drawn without what is missing.
 */
function settings({ given, made, profile }: Record<"given" | "made" | "profile", string>, createdAt: Date): string[] {
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
    ...["-dPDFSTOPONERROR", "-sColorConversionStrategy=RGB", `--permit-file-read=${profile}`, `--permit-file-read=${given}`],
    ...[`-sOutputFile=${made}`, "-c", marks.join(" "), `${postscript(given)} (r) file runpdf`],
  ];
}

/** A text of PostScript. */
function postscript(text: string): string {
  return `(${text.replaceAll(/[\\()]/g, "\\$&")})`;
}
