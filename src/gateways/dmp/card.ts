import { spawn } from "node:child_process";
import type { Digest } from "./config.js";
import { dmpConfigError } from "./config-errors.js";

/** A person may have to type the code of the card. */
const TIMEOUT_MS = 120_000;
/** RSA-4096 signs in 512 bytes. */
const MAX_SIGNATURE = 1_024;

/**
 * Runs the command that signs with the card: bytes to sign on stdin, raw PKCS#1 signature on stdout. No shell; what it says on stderr is
 * not kept, it could hold a code.
 * @throws {SegurError} `dmp.config.card_…`
 */
export function runSigningCommand(
  command: readonly string[],
  bytes: Uint8Array,
  digest: Digest,
  signal?: AbortSignal,
  timeoutMs = TIMEOUT_MS,
): Promise<Buffer> {
  const [program, ...words] = command.map((word) => word.replaceAll("{digest}", digest));
  if (program === undefined) throw dmpConfigError("no_card");
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      stdio: ["pipe", "pipe", "ignore"],
      timeout: timeoutMs,
      windowsHide: true,
      ...(signal === undefined ? {} : { signal }),
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_SIGNATURE) child.kill();
      else chunks.push(chunk);
    });
    // A command that does not read what it signs is told by its result.
    child.stdin.on("error", () => undefined);
    child.on("error", (cause) => {
      const code = "code" in cause && typeof cause.code === "string" ? cause.code : "échec";
      reject(dmpConfigError("card_failed", { why: `Cause technique : ${code}.`, cause }));
    });
    child.on("close", (status, killedBy) => {
      if (size > MAX_SIGNATURE) return reject(dmpConfigError("card_signature"));
      if (killedBy !== null) return reject(dmpConfigError("card_timeout"));
      if (status !== 0) return reject(dmpConfigError("card_failed", { why: `Elle a fini avec le code ${status}.` }));
      resolve(Buffer.concat(chunks));
    });
    child.stdin.end(bytes);
  });
}
