import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Once for a run: where the sandboxes of the tests find keys that are already made ({@link ./pki.ts}); removed at the end. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "segur-test-pki-"));
  process.env.SEGUR_TEST_PKI = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
