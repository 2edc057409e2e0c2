import type { Document } from "../document/document.js";
import type { Problem, ReceivedState } from "./received.js";

type Arrived = {
  readonly versionNumber: number | null;
  readonly replaces: string | null;
  readonly action: "C" | "D" | null;
};

/**
 * Whose two documents are: `same` one person's, `other` two persons', `unsaid` one of them does not say enough.
 */
export type Whose = "same" | "other" | "unsaid";

/**
 * Who wrote two documents (901): `same` by a national identifier, and by a mailbox of the same organisation when it is known ·
 * `unproven` a name alone, or another mailbox: told, and for a person · `other`
 */
export type Authorship = "same" | "unproven" | "other";

/** What was compared of the document that arrives and of another one, since anybody writes the identifiers that they like. */
export interface Relation {
  readonly whose: Whose;
  /** Every byte: an alert is told by another document only then. */
  readonly sameBytes: boolean;
  readonly author: Authorship;
}

export type Held = Pick<Document, "id" | "versionNumber" | "state" | "origin"> & Relation;

/** What the practice has already. */
export interface Known {
  /** Document of a file with this uniqueId, from wherever it came (the DMP too). */
  readonly same: Held | null;
  /** Every version of its set in the files. */
  readonly set: readonly Held[];
  /** The one that it says to replace. */
  readonly replaced: Held | null;
  /**
   * A document of the inbox with the same uniqueId: one that came before and is not decided yet, or one that asks for its deletion and may.
   * Of a request of deletion: what it asks to delete, whenever that came.
   */
  readonly waiting: (Relation & { readonly id: string; readonly asksDeletion: boolean; readonly version: number }) | null;
}

/**
 * - `first`: nothing of it is here; may be filed
 * - `duplicate`: « déjà intégré » (LGC.MDV.06): `about` is in a file, or waits in the inbox (`twin`), with the same bytes
 * - `obsolete`: a version as new or newer of the same patient is here
 * - `new_version`, `deletion`: waits for a yes (UX.05); `about` null: what it would withdraw is not in a file
 * - `refused`: 900, 901, 904 (mss.md §2.4, §8.1). `byHand`: the clash is of a set only: a person may file it in its own patient's file
 */
export type Version =
  | { readonly kind: "first" /** Told: it replaces a document that is not here. */; readonly replacesUnknown: boolean }
  | { readonly kind: "withdrawn" /** `M15.1`, which asks for its deletion. */; readonly by: string }
  | { readonly kind: "duplicate"; readonly about: string | null; readonly twin: string | null }
  | { readonly kind: "obsolete"; readonly about: string }
  | ({ readonly kind: "new_version"; readonly about: string } & Answerable)
  | ({ readonly kind: "deletion"; readonly about: string | null } & Answerable)
  | Refused;

interface Answerable {
  /** Its author is who wrote the other one, by more than a name. */
  readonly proven: boolean;
  /** It names the patient of the other one. */
  readonly samePatient: boolean;
}

interface Refused {
  readonly kind: "refused";
  readonly about: string | null;
  readonly problem: Problem;
  readonly byHand: boolean;
}

/**
 * Which version a document is of what is here already (SC.CDA/INT.18; mss.md §2.4, cda.md §5), among the documents of the same patient:
 * the same identifier with other bytes or of somebody else is a conflict that a person must see, never a duplicate. Two documents of one
 * patient, type, day and title may be two documents.
 */
export function versionOf(document: Arrived, { same, set, replaced, waiting }: Known): Version {
  if (document.action === "D") return deletionOf(same, set, waiting);
  const version = document.versionNumber ?? 1;
  if (same !== null) {
    if (same.sameBytes) return { kind: "duplicate", about: same.id, twin: null };
    if (same.whose === "other") return anotherPatient(same.id, false);
    return refused("900", version > same.versionNumber ? RENUMBERED : REWRITTEN, same.id);
  }
  if (waiting?.asksDeletion === true) return { kind: "withdrawn", by: waiting.id };
  if (waiting !== null) {
    if (waiting.sameBytes) return { kind: "duplicate", about: null, twin: waiting.id };
    return waiting.whose === "other" ? anotherPatient(null, false) : refused("900", REWRITTEN, null);
  }
  return inItsSet(document, version, set, replaced);
}

function inItsSet(document: Arrived, version: number, set: readonly Held[], replaced: Held | null): Version {
  const own = set.filter(({ whose }) => whose !== "other");
  const latest = latestOf(own);
  const [stranger] = latest === null ? set : [];
  if (replaced?.whose === "other") return anotherPatient(replaced.id, true);
  if (stranger !== undefined && replaced === null) return anotherPatient(stranger.id, true);
  if (latest !== null && version <= latest.versionNumber) {
    // Who has no right to replace it makes nothing obsolete either.
    return latest.author === "other" ? notEntitled(latest.id, true) : { kind: "obsolete", about: latest.id };
  }
  const target = latest ?? replaced;
  if (target === null) return { kind: "first", replacesUnknown: document.action === "C" || document.replaces !== null };
  const named = replaced ?? target;
  if (named.state === "superseded" || (latest !== null && named.id !== latest.id && document.action === "C"))
    return refused("900", "Il remplace une version qui n'est plus la dernière.", named.id);
  // An emitter that leaves the action out has no more right to replace (901).
  if (target.author === "other") return notEntitled(target.id, document.action === null && replaced === null);
  return { kind: "new_version", about: target.id, ...answerable(target) };
}

function deletionOf(same: Held | null, set: readonly Held[], waiting: Known["waiting"]): Version {
  const target = same ?? waiting;
  if (target?.whose === "other") return anotherPatient(same?.id ?? null, false);
  if (same?.state === "removed") return { kind: "duplicate", about: same.id, twin: null };
  // UX.38: a system tells the deletion of its own documents only; ours and those of the DMP are deleted where they are.
  if (same !== null && same.origin !== "mss")
    return refused("901", "Il demande la suppression d'un document qui n'a pas été reçu par MSSanté (UX.38).", same.id);
  const latest = latestOf(set.filter(({ whose }) => whose !== "other"));
  if (same !== null && (same.state === "superseded" || (latest !== null && latest.versionNumber > same.versionNumber)))
    return refused("900", "Il demande la suppression d'une version qui n'est plus la dernière.", same.id);
  if (target?.author === "other") return notEntitled(same?.id ?? null, false);
  return {
    kind: "deletion",
    about: same?.id ?? null,
    ...(target === null ? { proven: false, samePatient: true } : answerable(target)),
  };
}

function answerable({ author, whose }: Relation): Answerable {
  return { proven: author === "same", samePatient: whose === "same" };
}

function latestOf(set: readonly Held[]): Held | null {
  let latest: Held | null = null;
  for (const each of set) if (latest === null || each.versionNumber >= latest.versionNumber) latest = each;
  return latest;
}

const RENUMBERED = "Il a l'identifiant d'un document déjà reçu, sous un autre numéro de version.";
const REWRITTEN = "Il a l'identifiant d'un autre document déjà reçu, mais pas le même contenu : lisez les deux.";

function anotherPatient(about: string | null, byHand: boolean): Refused {
  const message = "Il a l'identifiant, ou celui des versions, d'un document d'un autre patient : lisez les deux.";
  return refused("904", message, about, byHand);
}

function notEntitled(about: string | null, byHand: boolean): Refused {
  const message = "Seul l'auteur d'un document, ou son organisation, peut le remplacer ou le supprimer.";
  return refused("901", message, about, byHand);
}

function refused(code: VersionCode, message: string, about: string | null, byHand = false): Refused {
  return { kind: "refused", about, byHand, problem: { code, message, technical: false } };
}

const VERSION_CODES = ["900", "901", "904"] as const;
type VersionCode = (typeof VERSION_CODES)[number];

/** Whether a quarantine is about what else is here, hence ends with it; any other is about the document itself, and stays. */
export function isOfVersion(problem: Problem | null): boolean {
  return VERSION_CODES.some((code) => code === problem?.code);
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
