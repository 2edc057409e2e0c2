import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { machineZone } from "../../domain/local-time.js";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import { localDay } from "../../services/ins/proof-date.js";
import { type MadeEvidence, sha256Of, tellEvidence } from "../../services/mom/make-evidence.js";
import { type Draft, makeFolder, openDraft, refuseExisting } from "../../terminal/save.js";
import type { CommandContext } from "../context.js";
import { formContradicted, formNeedsFile, formUnknown } from "./errors.js";

/** `json` is the evidence; the others are views of it. */
const FORMS = ["json", "html", "pdf"] as const;
type Form = (typeof FORMS)[number];

/** Which files are written; `stdout`: one form, to the standard output. */
export interface FilesPlan {
  readonly files: readonly { readonly form: Form; readonly path: string }[];
  readonly stdout: Form | null;
  /** To be made when it is not there. */
  readonly folder: string | null;
  readonly force: boolean;
}

export interface WrittenFile {
  readonly path: string;
  readonly form: Form;
  readonly size: number;
  readonly sha256: string;
}

/**
 * Where the report goes: a file of one form, a folder that gets the forms (all three unless `--format` says one), or the standard output
 * for one form and no `--out`. @throws {SegurError} `mom.form_…`, `output.file_exists`
 */
export async function planFiles(
  { output, io, clock }: CommandContext,
  out: string | undefined,
  force: boolean,
): Promise<FilesPlan> {
  const asked = FORMS.find((form) => form === output.format) ?? null;
  if (out === undefined && asked !== null) {
    if (asked === "pdf" && io.stdoutIsTty) throw formNeedsFile(asked);
    return { files: [], stdout: asked, folder: null, force };
  }
  const into = out ?? ".";
  const isFolder = await meansFolder(into);
  const files = isFolder ? inFolder(into, asked, clock.now()) : [oneFile(into, asked)];
  if (!force) for (const { path } of files) await refuseExisting(path);
  return { files, stdout: null, folder: isFolder ? into : null, force };
}

/** A folder that is there, or a name that is not there and has no extension: it is made. */
async function meansFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found === null ? /[/\\]$/.test(path) || extname(path) === "" : found.isDirectory();
}

type Planned = FilesPlan["files"][number];

function inFolder(folder: string, asked: Form | null, now: Date): readonly Planned[] {
  const name = `mom-${localDay(now)}`;
  return (asked === null ? FORMS : [asked]).map((form) => ({ form, path: join(folder, `${name}.${form}`) }));
}

function oneFile(path: string, asked: Form | null): Planned {
  const extension = extname(path).slice(1).toLowerCase();
  const said = FORMS.find((each) => each === extension) ?? null;
  if (said !== null && asked !== null && said !== asked) throw formContradicted(asked);
  const form = asked ?? said;
  if (form === null) throw formUnknown();
  return { form, path };
}

/**
 * Writes the files, readable by their owner only. The journal tells the report once every file is whole, and before any of them has its
 * name: what is not told is not given out. @returns null when it went to the standard output
 */
export async function writeFiles(
  context: CommandContext,
  cabinet: OpenCabinet,
  made: MadeEvidence,
  plan: FilesPlan,
): Promise<readonly WrittenFile[] | null> {
  if (plan.stdout !== null) {
    const content = await contentOf(plan.stdout, made);
    await tellEvidence(cabinet, made);
    await context.io.out(content);
    return null;
  }
  const drafts: Draft[] = [];
  const written: WrittenFile[] = [];
  if (plan.folder !== null) await makeFolder(plan.folder);
  try {
    for (const { form, path } of plan.files) {
      const content = Buffer.from(await contentOf(form, made));
      const draft = await openDraft(path);
      drafts.push(draft);
      await draft.write(content);
      written.push({ path, form, size: content.length, sha256: sha256Of(content) });
    }
    await tellEvidence(cabinet, made);
    for (const draft of drafts) await (plan.force ? draft.keep() : draft.keepNew());
  } finally {
    for (const draft of drafts) await draft.drop();
  }
  return written;
}

async function contentOf(form: Form, { evidence, text, sha256 }: MadeEvidence): Promise<string | Buffer> {
  if (form === "json") return text;
  const { evidenceWords } = await import("../../services/mom/evidence-words.js");
  const words = evidenceWords(evidence, sha256, machineZone);
  if (form === "html") {
    const { evidencePage } = await import("../../services/mom/html/page.js");
    return evidencePage(words, evidence.cabinet.environment);
  }
  const { evidencePdf } = await import("../../services/mom/evidence-pdf.js");
  return evidencePdf(words, new Date(evidence.madeAt));
}
