import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const FOLDER = resolve(ROOT, process.env.SEGUR_CONFORMANCE ?? "../shared/conformance");
const XSD_CHECK = join(FOLDER, "..", "tools", "xsd-check.sh");

/** In continuous integration the official data must be there: the tests then run and fail instead of being skipped. */
function isMissing(path: string): boolean {
  return !existsSync(path) && !process.env.CI;
}

/** Official schemas and samples, read where they are and never copied. */
export const conformance = {
  missing: isMissing(join(FOLDER, "insi")),
  reason: isMissing(join(FOLDER, "insi")) ? "(SKIPPED: no SEGUR_CONFORMANCE)" : "",
  path: (...parts: string[]): string => join(FOLDER, ...parts),
};

const usable = !isMissing(XSD_CHECK) && (process.platform !== "win32" || Boolean(process.env.CI));

/** The validator that stands beside the official data. */
export const xsdCheck = {
  missing: !usable,
  reason: usable ? "" : "(SKIPPED: no xsd-check.sh beside SEGUR_CONFORMANCE)",
  /** Validates the element of the set found in the message; the output says why not. */
  run(set: string, xml: string): { ok: boolean; output: string } {
    const { status, stdout, stderr, error } = spawnSync("bash", [XSD_CHECK, set, "-"], { input: xml, encoding: "utf8" });
    if (error !== undefined) throw error;
    if (status !== 0 && status !== 1) throw new Error(`xsd-check could not run: ${stderr || stdout}`);
    return { ok: status === 0, output: stdout + stderr };
  },
};
