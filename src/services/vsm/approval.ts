import { readHead } from "../../documents/cda/read-head.js";
import { isVsm } from "../../documents/vsm/kind.js";
import { isVsmType } from "../../domain/document/code.js";
import type { Document } from "../../domain/document/document.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { approvalNeeded, oneByOne } from "./errors.js";

/**
 * A summary that was established here leaves with the approval of a person who has this very document before them, one at a time: neither
 * `--yes`, given in advance for whatever is named, nor one question for several is that. `segur vsm share` asks for it.
 * @param asked a person will be asked, with the documents named before them
 * @throws {SegurError} `vsm.approval`, `vsm.one_by_one`
 */
export async function requireVsmApproval(
  { documents, contents }: Pick<OpenCabinet, "documents" | "contents">,
  ids: readonly string[],
  asked: boolean,
): Promise<void> {
  const found = await Promise.all(ids.map((id) => documents.get(id.trim().toUpperCase())));
  const summaries: Document[] = [];
  for (const each of found) {
    // The same document twice is one summary.
    if (each == null || summaries.some(({ id }) => id === each.id)) continue;
    if (each.origin === "local" && (await isSummary(contents, each))) summaries.push(each);
  }
  const [first, another] = summaries;
  if (first === undefined) return;
  if (another !== undefined) throw oneByOne(first.id);
  if (!asked) throw approvalNeeded(first.id);
}

/** The type that somebody chose says it, or the document itself: a summary that was filed under another type is one all the same. */
async function isSummary(contents: OpenCabinet["contents"], { type, mimeType, content }: Document): Promise<boolean> {
  if (isVsmType(type)) return true;
  if (mimeType !== "text/xml") return false;
  const header = await readHead(contents.read(content));
  // One whose header is so long that its type was not reached is asked for: nothing says that it is none.
  return header !== null && (isVsm(header) || header.code.code === "");
}
