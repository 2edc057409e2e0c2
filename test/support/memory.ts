import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What buffers hold now, once what other tests of this process left has been let go: freed later, it would hide what is measured. */
export function heldByBuffers(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  return process.memoryUsage().arrayBuffers;
}
