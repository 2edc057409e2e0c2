import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PostalMime, { type Email } from "postal-mime";
import { sandboxDirectory } from "../../../src/sandbox/files.js";
import type { Practice } from "./practice.js";

/** Messages that the operator of the sandbox took, oldest first, read by a library that shares nothing with what wrote them. */
export async function receivedBy(practice: Practice): Promise<readonly Email[]> {
  const folder = join(sandboxDirectory(join(practice.home, "state")), "mail", "received");
  const deliveries = await practice.sandbox.control.mailDeliveries();
  const known = new Set(readdirSync(folder));
  return Promise.all(
    deliveries
      .filter(({ sha256 }) => known.has(`${sha256}.eml`))
      .map(({ sha256 }) => PostalMime.parse(readFileSync(join(folder, `${sha256}.eml`)))),
  );
}

/** Message-ID of each copy that stands in « Envoyés » of any mailbox of the sandbox. */
export function sentIdsOf({ home }: Pick<Practice, "home">): readonly string[] {
  const boxes = join(sandboxDirectory(join(home, "state")), "mail", "boxes");
  const sent = readdirSync(boxes).map((box) => join(boxes, box, "sent"));
  return sent.flatMap((folder) =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.endsWith(".eml"))
      .map((name) => /^message-id:\s*(\S+)/im.exec(readFileSync(join(folder, name), "latin1"))?.[1] ?? name),
  );
}

/** METADATA.XML of the archive of a message, as `unzip` extracts it. */
export function metadataOf({ attachments }: Email): string {
  const archive = attachments.find(({ mimeType }) => mimeType === "application/zip");
  if (archive === undefined) throw new Error("no archive");
  const folder = mkdtempSync(join(tmpdir(), "segur-received-"));
  try {
    writeFileSync(join(folder, "a.zip"), new Uint8Array(archive.content as ArrayBuffer), { mode: 0o600 });
    const { stdout } = spawnSync("unzip", ["-p", join(folder, "a.zip"), "IHE_XDM/SUBSET01/METADATA.XML"], { encoding: "utf8" });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
