import { type Biology, UNDETERMINED } from "../../../domain/inbox/biology.js";
import { readCda } from "../reader.js";

export { isBiology } from "./kind.js";

/**
 * The results of a biology report and its alerts. Who wants its header or its binaries too asks {@link readCda} for all in one pass.
 * A document that is no biology report has no results, and its alerts are undetermined.
 * @throws what {@link readCda} throws
 */
export async function readBiology(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Biology> {
  const { biology } = await readCda(source, { biology: true });
  return biology ?? { alerts: UNDETERMINED, results: [], comments: [], partial: false, warnings: [] };
}
