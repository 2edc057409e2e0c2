import { wordsOfResult } from "../../documents/cda/biology/words.js";
import { readCda } from "../../documents/cda/reader.js";
import type { ContentId, Document } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import type { ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";

/** A result in both versions, in words; null where a version has it not. */
export interface ComparedResult {
  readonly label: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * The results that a new version changes, beside those of the document that it would replace (BIO/va1.02): what a person must see before
 * they accept it. Null: one of the two has no structure to compare.
 */
export async function changedResults(
  cabinet: Pick<OpenCabinet, "contents">,
  held: Document,
  received: ReceivedDocument,
): Promise<readonly ComparedResult[] | null> {
  const before = held.mimeType === "text/xml" ? await resultsOf(cabinet, held.content) : null;
  const after =
    received.mediaType === "text/xml" && received.content !== null ? await resultsOf(cabinet, received.content) : null;
  if (before === null || after === null) return null;
  const labels = new Set([...before.keys(), ...after.keys()]);
  return [...labels]
    .map((label) => ({ label, before: before.get(label) ?? null, after: after.get(label) ?? null }))
    .filter((each) => each.before !== each.after);
}

/** By name; a name that comes back (an earlier sample, two methods) keeps all its values. Null: nothing structured. */
async function resultsOf({ contents }: Pick<OpenCabinet, "contents">, content: ContentId) {
  try {
    const { biology } = await readCda(contents.read(content), { biology: true });
    if (biology == null || biology.results.length === 0) return null;
    const found = new Map<string, string>();
    for (const result of biology.results) {
      const { label, values, flag } = wordsOfResult(result, false);
      const words = [values.join(" ; "), flag].filter((part) => part !== "").join(", ");
      const earlier = found.get(label);
      found.set(label, earlier === undefined ? words : `${earlier} | ${words}`);
    }
    return found;
  } catch (error) {
    if (!(error instanceof SegurError) || error.kind !== "input") throw error;
    return null;
  }
}
