import { type Known, type Version, versionOf } from "../../domain/inbox/version.js";
import type { ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";

type Cabinet = Pick<OpenCabinet, "documents" | "inbox">;

/** Which version a received document is of what the files and the inbox hold now. */
export async function currentVersion(cabinet: Cabinet, document: ReceivedDocument): Promise<Version> {
  return versionOf(document, await known(cabinet, document));
}

async function known({ documents, inbox }: Cabinet, document: ReceivedDocument): Promise<Known> {
  const { uniqueId, setId, replaces } = document;
  return {
    same: uniqueId === null ? null : await documents.byUniqueId(uniqueId),
    set: setId === null ? [] : await documents.versions(setId),
    replaced: replaces === null ? null : await documents.byUniqueId(replaces),
    waiting: uniqueId === null ? null : twinOf(document, await inbox.sameDocument({ uniqueId, setId: null })),
  };
}

/**
 * The same document, in another message: one that came before and still waits, or one that asks for its deletion, whenever it came. What a
 * person put aside, or what must not be filed, is no twin: this one may be the sound one.
 */
function twinOf(document: ReceivedDocument, others: readonly ReceivedDocument[]): Known["waiting"] {
  const deletion = others.find(
    ({ id, state, action }) => id !== document.id && action === "D" && (state === "deletion" || state === "new"),
  );
  if (deletion !== undefined) return { id: deletion.id, asksDeletion: true };
  const version = document.versionNumber ?? 1;
  const twin = others.find(
    (each) =>
      isBefore(each.id, document.id) &&
      (each.state === "new" || each.state === "new_version") &&
      each.action !== "D" &&
      (each.versionNumber ?? 1) === version,
  );
  return twin === undefined ? null : { id: twin.id, asksDeletion: false };
}

function isBefore(one: string, other: string): boolean {
  const place = (id: string) => id.slice(1).split(".").map(Number);
  const [[message = 0, rank = 0], [otherMessage = 0, otherRank = 0]] = [place(one), place(other)];
  return message < otherMessage || (message === otherMessage && rank < otherRank);
}
