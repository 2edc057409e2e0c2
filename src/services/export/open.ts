import { byBlocks, type RandomAccess } from "../../documents/export/random-access.js";
import { type OpenExport, openExport } from "../../documents/export/read.js";
import { notExport } from "../../documents/export/read-errors.js";
import { isSealed, unseal } from "../../documents/export/unseal.js";

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
  const blocks = byBlocks(file.size, BLOCK, (index) => file.read(index * BLOCK, Math.min(BLOCK, file.size - index * BLOCK)));
  const head = await blocks.read(0, Math.min(64, file.size));
  if (!isSealed(head) && head.subarray(0, 2).toString("latin1") !== "PK")
    throw notExport("Ce n'est ni un fichier age, ni une archive ZIP.");
  return openExport(isSealed(head) ? await unseal(blocks, await passphrase()) : blocks);
}
