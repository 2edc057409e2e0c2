import { notRunning } from "./errors.js";
import { sandboxDirectory } from "./files.js";
import { TEST_IDAM } from "./insi/test-idam.js";
import { pkiPaths, STRUCTURE_ID, STRUCTURE_NAME } from "./pki/names.js";
import { readState } from "./state.js";

export { sandboxDirectory };

/** What the INSi client of a sandbox cabinet needs. PEM paths; the keys have no passphrase. */
export interface SandboxConnection {
  /** `https://127.0.0.1:<port>/lps` */
  readonly url: string;
  /** Path of the authorities to trust. */
  readonly ca: string;
  /** Path of the client certificate with its chain (CN `INSI-MANU` or `INSI-AUTO`). */
  readonly cert: string;
  readonly key: string;
  /** `OU` of the certificate, hence Emetteur. */
  readonly structureId: string;
  readonly structureName: string;
  /** CNDA authorisation number that the sandbox knows. */
  readonly idam: string;
}

/**
 * How to reach the running sandbox of this folder (see {@link sandboxDirectory}). Reads one small file and opens no connection.
 * @param mode `auto` for batch calls, `manual` for those a person starts (insi.md §2)
 * @throws {SegurError} kind `unreachable` when no sandbox left its address there
 */
export async function sandboxConnection(directory: string, mode: "auto" | "manual" = "manual"): Promise<SandboxConnection> {
  const state = await readState(directory);
  if (state === null) throw notRunning();
  const paths = pkiPaths(directory);
  const pair = paths.clients[mode === "auto" ? "insi-auto" : "insi-manu"];
  return {
    url: state.insi.url,
    ca: paths.ca,
    cert: pair.cert,
    key: pair.key,
    structureId: STRUCTURE_ID,
    structureName: STRUCTURE_NAME,
    idam: TEST_IDAM,
  };
}
