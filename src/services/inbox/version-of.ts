import type { Document } from "../../domain/document/document.js";
import { authorshipOf } from "../../domain/inbox/authorship.js";
import { isOfFile, samePerson } from "../../domain/inbox/same-person.js";
import { type Held, type Known, type Relation, type Version, versionOf } from "../../domain/inbox/version.js";
import type { ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { namesOf } from "../documents/unique-id.js";
import { type WritingCabinet, writtenHeld, writtenReceived } from "./written.js";

export type VersionCabinet = WritingCabinet & Pick<OpenCabinet, "documents" | "patients">;

/** Which version a received document is of what the files and the inbox hold now. */
export async function currentVersion(cabinet: VersionCabinet, document: ReceivedDocument): Promise<Version> {
  return versionOf(document, await known(cabinet, document));
}

async function known(cabinet: VersionCabinet, document: ReceivedDocument): Promise<Known> {
  const { uniqueId, setId, replaces } = document;
  const held = (found: Document | null) => (found === null ? null : heldFor(cabinet, document, found));
  const same = await held(await named(cabinet, uniqueId));
  const set: Held[] = [];
  if (setId !== null) for (const each of await versionsOf(cabinet, setId)) set.push(await heldFor(cabinet, document, each));
  return {
    ...{ same, set, replaced: await held(await named(cabinet, replaces)) },
    waiting: uniqueId === null ? null : await twinOf(cabinet, document, await copiesOf(cabinet, document)),
  };
}

/** Documents of the inbox, this one apart, with its uniqueId in any case. */
export async function copiesOf(
  { inbox }: Pick<OpenCabinet, "inbox">,
  { id, uniqueId }: Pick<ReceivedDocument, "id" | "uniqueId">,
): Promise<readonly ReceivedDocument[]> {
  const found: ReceivedDocument[] = [];
  if (uniqueId === null) return found;
  for (const name of namesOf(uniqueId)) found.push(...(await inbox.sameDocument({ uniqueId: name, setId: null })));
  return found.filter((each) => each.id !== id);
}

async function named({ documents }: VersionCabinet, uniqueId: string | null): Promise<Document | null> {
  for (const name of uniqueId === null ? [] : namesOf(uniqueId)) {
    const found = await documents.byUniqueId(name);
    if (found !== null) return found;
  }
  return null;
}

async function versionsOf({ documents }: VersionCabinet, setId: string): Promise<readonly Document[]> {
  const found: Document[] = [];
  for (const name of namesOf(setId)) found.push(...(await documents.versions(name)));
  return found;
}

async function heldFor(cabinet: VersionCabinet, document: ReceivedDocument, held: Document): Promise<Held> {
  const { id, versionNumber, state, origin } = held;
  const patient = await cabinet.patients.get(held.patientId);
  const whose = patient === null ? "other" : isOfFile(document.patient, { ...patient.identity, ...usedNames(patient) });
  const author = authorshipOf(await writtenReceived(cabinet, document), await writtenHeld(cabinet, held));
  return { ...{ id, versionNumber, state, origin, whose, author }, sameBytes: isSameContent(document, held) };
}

function usedNames({ usedName, usedGivenName }: { usedName: string | null; usedGivenName: string | null }) {
  return { usedName, usedGivenName };
}

/** What stayed in the mailbox has no digest here: its size tells that it is another one, and its own alert is never muted. */
function isSameContent({ content, size }: ReceivedDocument, held: Document): boolean {
  return content === null ? held.size === size : content === held.content || content === held.cda;
}

/** How two documents of the inbox stand to one another. */
export async function relationOf(
  cabinet: VersionCabinet,
  document: ReceivedDocument,
  other: ReceivedDocument,
): Promise<Relation> {
  const [one, two] = [await writtenReceived(cabinet, document), await writtenReceived(cabinet, other)];
  return {
    whose: samePerson(document.patient, other.patient),
    sameBytes: document.content === other.content && (document.content !== null || document.size === other.size),
    author: authorshipOf(one, two),
  };
}

/** Whether a request of deletion is one of who may, about the same patient: only then does it hold back what waits (901). */
function mayWithdraw({ whose, author }: Relation): boolean {
  return whose === "same" && author === "same";
}

/**
 * The same document, in another message: one that came before and still waits, or one that asks for its deletion, whenever it came. What a
 * person put aside, or what must not be filed, is no twin: this one may be the sound one.
 */
async function twinOf(
  cabinet: VersionCabinet,
  document: ReceivedDocument,
  others: readonly ReceivedDocument[],
): Promise<Known["waiting"]> {
  const version = document.versionNumber ?? 1;
  const waits = others.filter(({ state }) => state === "new" || state === "new_version");
  if (document.action === "D") {
    const targets: NonNullable<Known["waiting"]>[] = [];
    for (const each of waits.filter(({ action }) => action !== "D")) {
      targets.push(twin(each, await relationOf(cabinet, document, each), false));
    }
    return targets.find(mayWithdraw) ?? targets.find(({ whose }) => whose !== "other") ?? targets[0] ?? null;
  }
  for (const asks of others.filter(({ state, action }) => action === "D" && (state === "deletion" || state === "new"))) {
    const relation = await relationOf(cabinet, document, asks);
    if (mayWithdraw(relation)) return twin(asks, relation, true);
  }
  const before = waits.filter(({ id, action }) => action !== "D" && isBefore(id, document.id));
  const first = before.find((each) => (each.versionNumber ?? 1) === version) ?? before[0];
  return first === undefined ? null : twin(first, await relationOf(cabinet, document, first), false);
}

function twin({ id, versionNumber }: ReceivedDocument, relation: Relation, asksDeletion: boolean): NonNullable<Known["waiting"]> {
  return { id, version: versionNumber ?? 1, asksDeletion, ...relation };
}

function isBefore(one: string, other: string): boolean {
  const place = (id: string) => id.slice(1).split(".").map(Number);
  const [[message = 0, rank = 0], [otherMessage = 0, otherRank = 0]] = [place(one), place(other)];
  return message < otherMessage || (message === otherMessage && rank < otherRank);
}
