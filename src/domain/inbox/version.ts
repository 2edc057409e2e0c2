import type { Document } from "../document/document.js";
import { nameKey } from "../identity/search-tokens.js";
import type { Problem, ReceivedState } from "./received.js";

type Arrived = {
  readonly uniqueId: string | null;
  readonly setId: string | null;
  readonly versionNumber: number | null;
  readonly replaces: string | null;
  readonly action: "C" | "D" | null;
  readonly author: Document["author"] | null;
};

type Held = Pick<Document, "id" | "uniqueId" | "setId" | "versionNumber" | "state" | "author">;

/** What the practice has already. */
export interface Known {
  /** Document of a file with this uniqueId, from wherever it came (the DMP too). */
  readonly same: Held | null;
  /** Every version of its set in the files. */
  readonly set: readonly Held[];
  /** The one that it says to replace. */
  readonly replaced: Held | null;
  /** A document of the inbox with the same uniqueId and version that came before and is not decided yet, or asks for its deletion. */
  readonly waiting: { readonly id: string; readonly asksDeletion: boolean } | null;
}

/**
 * - `first`: nothing of it is here; may be filed
 * - `duplicate`: « déjà intégré » (LGC.MDV.06): `about` is in a file, or waits in the inbox (`twin`)
 * - `obsolete`: a version as new or newer is here
 * - `new_version`, `deletion`: waits for a yes (UX.05); `about` null: what it would withdraw is not in a file
 * - `refused`: 900, 901 (mss.md §2.4)
 */
export type Version =
  | { readonly kind: "first" /** Told: it replaces a document that is not here. */; readonly replacesUnknown: boolean }
  | { readonly kind: "withdrawn" /** `M15.1`, which asks for its deletion. */; readonly by: string }
  | { readonly kind: "duplicate"; readonly about: string | null; readonly twin: string | null }
  | { readonly kind: "obsolete"; readonly about: string }
  | { readonly kind: "new_version"; readonly about: string; readonly otherAuthor: boolean }
  | { readonly kind: "deletion"; readonly about: string | null }
  | { readonly kind: "refused"; readonly about: string; readonly problem: Problem };

/**
 * Which version a document is of what is here already (SC.CDA/INT.18; mss.md §2.4, cda.md §5). By its identifiers only: two documents of
 * one patient, type, day and title may be two documents.
 */
export function versionOf(document: Arrived, { same, set, replaced, waiting }: Known): Version {
  if (document.action === "D") return deletionOf(document, same, set);
  const version = document.versionNumber ?? 1;
  if (same !== null) {
    return version > same.versionNumber
      ? refused("900", "Il a l'identifiant d'un document déjà classé, sous un autre numéro de version.", same.id)
      : { kind: "duplicate", about: same.id, twin: null };
  }
  if (waiting !== null) {
    return waiting.asksDeletion ? { kind: "withdrawn", by: waiting.id } : { kind: "duplicate", about: null, twin: waiting.id };
  }
  const latest = latestOf(set);
  if (latest !== null && version <= latest.versionNumber) return { kind: "obsolete", about: latest.id };
  const target = latest ?? replaced;
  if (target === null) return { kind: "first", replacesUnknown: document.action === "C" || document.replaces !== null };
  const named = replaced ?? target;
  if (named.state === "superseded" || (latest !== null && named.id !== latest.id && document.action === "C"))
    return refused("900", "Il remplace une version qui n'est plus la dernière.", named.id);
  const entitled = isEntitled(document, target);
  if (document.action === "C" && !entitled) return notEntitled(target.id);
  return { kind: "new_version", about: target.id, otherAuthor: !entitled };
}

function deletionOf(document: Arrived, same: Held | null, set: readonly Held[]): Version {
  if (same === null) return { kind: "deletion", about: null };
  if (same.state === "removed") return { kind: "duplicate", about: same.id, twin: null };
  const latest = latestOf(set);
  if (same.state === "superseded" || (latest !== null && latest.versionNumber > same.versionNumber))
    return refused("900", "Il demande la suppression d'une version qui n'est plus la dernière.", same.id);
  return isEntitled(document, same) ? { kind: "deletion", about: same.id } : notEntitled(same.id);
}

function latestOf(set: readonly Held[]): Held | null {
  let latest: Held | null = null;
  for (const each of set) if (latest === null || each.versionNumber >= latest.versionNumber) latest = each;
  return latest;
}

/** The author or the same organisation (901); one that is not said is nobody's. */
function isEntitled({ author }: Arrived, { author: own }: Held): boolean {
  if (author === null) return false;
  if (author.id !== null && author.id === own.id) return true;
  const [theirs, ours] = [nameKey(author.institution ?? ""), nameKey(own.institution ?? "")];
  return theirs !== "" && theirs === ours;
}

function notEntitled(about: string): Version {
  return refused("901", "Seul l'auteur d'un document, ou son organisation, peut le remplacer ou le supprimer.", about);
}

function refused(code: string, message: string, about: string): Version {
  return { kind: "refused", about, problem: { code, message, technical: false } };
}

/** What the inbox shows of it. */
export function stateOf(version: Version): ReceivedState {
  if (version.kind === "refused") return "quarantined";
  return version.kind === "first" || version.kind === "withdrawn" ? "new" : version.kind;
}

/** The document of a file that it is about. */
export function aboutOf(version: Version): string | null {
  return "about" in version ? version.about : null;
}
