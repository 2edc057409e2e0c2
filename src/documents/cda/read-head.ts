import type { CdaHeader } from "./header.js";
import { CdaParser } from "./parser.js";
import { readHeader } from "./read-header.js";
import { createTextDecoding } from "./text-decoder.js";
import { first } from "./tree.js";

const MAX_BYTES = 4 * 1_048_576;

/**
 * The header of a CDA, without its body: the reading stops where the body begins, which is within the first piece of its content.
 * What a document lacks is empty, as in {@link readHeader}; null when it is no CDA, or cannot be read that far.
 */
export async function readHead(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<CdaHeader | null> {
  const path: string[] = [];
  let within = -1;
  let isWhole = false;
  const parser: CdaParser = new CdaParser({
    open: ({ local }) => {
      if (within < 0 && parser.root === null && local === "ClinicalDocument") within = path.length;
      // A body that comes before the type of its document is read over.
      const isBody = within >= 0 && (path.length === within + 1 ? local : path[within + 1]) === "component";
      if (isBody && first(parser.root, "code") !== null) isWhole = true;
      path.push(local);
      return within >= 0 && !isBody ? "tree" : "skip";
    },
    diverted: () => undefined,
    plain: (text) => text.length,
    altered: () => undefined,
    divertedEnd: () => undefined,
    named: () => undefined,
    heard: () => undefined,
    close: () => {
      path.pop();
      if (within >= 0 && path.length === within) {
        within = Number.NEGATIVE_INFINITY;
        isWhole = true;
      }
    },
    warn: () => undefined,
  });
  const decoding = createTextDecoding();
  try {
    let size = 0;
    for await (const bytes of source) {
      size += bytes.length;
      parser.write(decoding.write(bytes));
      if (isWhole || size > MAX_BYTES) break;
    }
    if (!isWhole) parser.write(decoding.end());
  } catch {
    // What was read before may say enough.
  }
  return parser.root === null ? null : readHeader(parser.root, () => undefined);
}
