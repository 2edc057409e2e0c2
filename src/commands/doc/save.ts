import { lstat } from "node:fs/promises";
import type { ExportPlan } from "../../services/documents/export.js";
import { openDraft } from "../../terminal/save.js";
import { fileExists } from "./errors.js";

/** Writes an export to a file of its owner only, whole or not at all; one that exists is kept unless `force`. */
export async function saveExport(plan: ExportPlan, path: string, force: boolean): Promise<number> {
  if (!force) await refuseExisting(path);
  const draft = await openDraft(path);
  let size = 0;
  try {
    await plan.write(async (chunk) => {
      size += chunk.length;
      await draft.write(chunk);
    });
    if (!force) await refuseExisting(path);
    await draft.keep();
  } finally {
    await draft.drop();
  }
  return size;
}

/** A broken link counts: somebody put it there. */
export async function refuseExisting(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found !== null) throw fileExists(path);
}
