import { changedFile } from "../../documents/export/diagnose.js";
import { byBlocks, type RandomAccess } from "../../documents/export/random-access.js";
import { type OpenExport, openExport } from "../../documents/export/read.js";
import { exportAltered, notExport } from "../../documents/export/read-errors.js";
import { isSealed, unseal } from "../../documents/export/unseal.js";
import type { SegurError } from "../../domain/errors.js";

export type { OpenExport } from "../../documents/export/read.js";

/** A file that somebody gave, read anywhere in it. */
export type GivenFile = RandomAccess;

const BLOCK = 65_536;

/**
 * Opens an export, encrypted or not; its manifest alone is read.
 * @param passphrase asked for when the file is encrypted, and then only
 * @throws {SegurError} `export.not_export`, `export.passphrase_wrong`, `export.newer`, `export.altered`
 */
export async function openGiven(file: GivenFile, passphrase: () => Promise<string>): Promise<OpenExport> {
  const blocks = blocksOf(file);
  const head = await blocks.read(0, Math.min(64, file.size));
  if (!isSealed(head) && head.subarray(0, 2).toString("latin1") !== "PK")
    throw notExport("Ce n'est ni un fichier age, ni une archive ZIP.");
  return openExport(isSealed(head) ? await unseal(blocks, await passphrase()) : blocks);
}

function blocksOf(file: GivenFile): RandomAccess {
  return byBlocks(file.size, BLOCK, (index) => file.read(index * BLOCK, Math.min(BLOCK, file.size - index * BLOCK)));
}

/**
 * Looks again at an export that was found altered for the file that was changed: an archive that another program wrote again is told apart
 * by its layout before any of its files is looked at.
 * @returns `found`, when nothing says more
 */
export async function whichAltered(file: GivenFile, found: SegurError): Promise<SegurError> {
  const what = String(found.details?.what);
  if (found.code !== "export.altered" || !LAYOUT.has(what)) return found;
  try {
    const fault = await changedFile(blocksOf(file));
    return fault === null ? found : exportAltered(fault.what, fault.where, found);
  } catch {
    return found;
  }
}

/** Faults that say how an archive is laid out, not what is in it. */
const LAYOUT: ReadonlySet<string> = new Set(["name", "unlisted", "missing", "json"]);
