import type { ExportPlan } from "../../services/documents/export.js";
import { openDraft, refuseExisting } from "../../terminal/save.js";

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
    if (force) await draft.keep();
    else await draft.keepNew();
  } finally {
    await draft.drop();
  }
  return size;
}
