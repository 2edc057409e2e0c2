import { isVsmType } from "../../domain/document/code.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { approvalNeeded, oneByOne } from "./errors.js";

/**
 * A summary that was established here leaves with the approval of a person who has this very document before them, one at a time: neither
 * `--yes`, given in advance for whatever is named, nor one question for several is that. `segur vsm share` asks for it.
 * @param asked a person will be asked, with the documents named before them
 * @throws {SegurError} `vsm.approval`, `vsm.one_by_one`
 */
export async function requireVsmApproval(
  { documents }: Pick<OpenCabinet, "documents">,
  ids: readonly string[],
  asked: boolean,
): Promise<void> {
  const found = await Promise.all(ids.map((id) => documents.get(id.trim().toUpperCase())));
  const [first, another] = found.filter((each) => each?.origin === "local" && isVsmType(each.type));
  if (first == null) return;
  if (another != null) throw oneByOne(first.id);
  if (!asked) throw approvalNeeded(first.id);
}
