import { EXTENSIONS, type MediaType } from "../../../documents/media-type.js";
import type { IdentityField } from "../../../domain/document/compare-identity.js";
import { type DmpLink, type DocumentState, type NewDocument, ORIGINS } from "../../../domain/document/document.js";
import type { AlertState } from "../../../domain/inbox/acks.js";
import { ACKS, type Ack } from "../../../domain/inbox/acks.js";
import type { BiologyAlerts } from "../../../domain/inbox/biology.js";
import type { SenderKind } from "../../../domain/inbox/received.js";
import type { Shape } from "./shape.js";

/** One item of `documents.json`, its contents still in the archive. */
export interface ReadDocument {
  /** `D7` where it was exported. */
  readonly id: string;
  readonly state: DocumentState;
  /** `D6` where it was exported. */
  readonly replaces: string | null;
  /** All but what this cabinet gives: patient, contents, the document that it replaces. */
  readonly document: Omit<NewDocument, "patientId" | "content" | "cda" | "replaces" | "size">;
  readonly files: { readonly original: string; readonly cda: string | null };
  readonly received: ReadReceived | null;
}

/** What the inbox knew of it. */
export interface ReadReceived {
  /** `M12.1` where it was exported. */
  readonly id: string;
  readonly from: { readonly address: string; readonly name: string | null } | null;
  readonly sender: SenderKind;
  readonly sentAt: string | null;
  readonly receivedAt: string;
  readonly alerts: BiologyAlerts | null;
  readonly alert: AlertState;
  readonly partial: boolean;
  readonly acknowledgements: readonly {
    readonly at: string;
    readonly userId: string;
    readonly ack: Ack;
    readonly note: string | null;
  }[];
}

const STATES = ["current", "superseded", "removed"] as const;
const TOLD = ["yes", "no", "undetermined"] as const;
const MEDIA = Object.keys(EXTENSIONS) as readonly MediaType[];
const FIELDS = [
  "ins",
  "birthName",
  "birthDate",
  "firstBirthGivenName",
  "sex",
  "birthPlace",
] as const satisfies readonly IdentityField[];
const PATH = /^documents\/D[1-9]\d{0,11}\/[A-Za-z0-9.]{1,40}$/;
const DOCUMENT = /^D[1-9]\d{0,11}$/;

/** @throws {SegurError} `export.altered` */
export function readDocument(json: Shape): ReadDocument {
  const files = json.inner("files");
  const author = json.inner("author");
  const visibility = json.inner("visibility");
  const samePatient = json.texts("samePatient").flatMap((text) => FIELDS.find((field) => field === text) ?? []);
  const received = json.innerOrNull("received");
  return {
    id: json.like("id", DOCUMENT),
    state: json.one("state", STATES),
    replaces: json.likeOrNull("replaces", DOCUMENT),
    document: {
      type: json.code("type"),
      class: json.code("class"),
      title: json.text("title"),
      actDate: json.day("actDate"),
      origin: json.one("origin", ORIGINS),
      mimeType: json.one("mimeType", MEDIA),
      fileName: json.textOrNull("fileName"),
      uniqueId: json.like("uniqueId", /^[\w.^:-]{1,256}$/),
      setId: json.like("setId", /^[\w.^:-]{1,256}$/),
      versionNumber: json.count("versionNumber"),
      author: { id: author.textOrNull("id"), name: author.text("name"), institution: author.textOrNull("institution") },
      confidentiality: json.one("confidentiality", ["N", "R", "V"] as const),
      visibility: {
        hiddenFromProfessionals: visibility.flag("hiddenFromProfessionals"),
        hiddenFromPatient: visibility.flag("hiddenFromPatient"),
        hiddenFromLegalRepresentatives: visibility.flag("hiddenFromLegalRepresentatives"),
      },
      createdAt: json.instant("createdAt"),
      dmp: dmpOf(json.innerOrNull("dmp")),
      ...(samePatient.length > 0 ? { samePatient } : {}),
      ...(json.raw("ownVsm") !== undefined && json.flag("ownVsm") ? { ownVsm: true as const } : {}),
    },
    files: { original: files.like("original", PATH), cda: files.likeOrNull("cda", PATH) },
    received: received === null ? null : receivedOf(received),
  };
}

/** Where it is in a DMP, as far as the export knows: it may have been withdrawn there since. */
function dmpOf(json: Shape | null): DmpLink | null {
  if (json === null) return null;
  const text = (name: string) => (json.raw(name) === undefined ? null : json.textOrNull(name));
  const ins = json.raw("ins") === undefined ? null : json.inner("ins");
  const withdrawnAt = json.raw("withdrawnAt") === undefined ? null : json.instant("withdrawnAt");
  return {
    entryUuid: text("entryUuid"),
    logicalId: text("logicalId"),
    repositoryUniqueId: text("repositoryUniqueId"),
    at: json.instant("at"),
    direction: json.one("direction", ["pushed", "pulled"] as const),
    ...(ins === null ? {} : { ins: { matricule: ins.text("matricule"), oid: ins.text("oid") } }),
    ...(withdrawnAt === null ? {} : { withdrawnAt }),
    unverified: true,
  };
}

function receivedOf(json: Shape): ReadReceived {
  const from = json.innerOrNull("from");
  const alerts = json.innerOrNull("alerts");
  const sender = json.raw("sender") === null ? "other" : json.one("sender", ["professional", "patient", "other"] as const);
  const receivedAt = json.instantOrNull("receivedAt") ?? json.instantOrNull("sentAt");
  return {
    id: json.like("id", /^M[1-9]\d{0,11}\.[1-9]\d{0,5}$/),
    from: from === null ? null : { address: from.text("address"), name: from.textOrNull("name") },
    sender,
    sentAt: json.instantOrNull("sentAt"),
    receivedAt: receivedAt ?? json.wrong("receivedAt"),
    alerts:
      alerts === null
        ? null
        : { urgent: alerts.one("urgent", TOLD), outside: alerts.one("outside", TOLD), comment: alerts.one("comment", TOLD) },
    alert: json.raw("alert") === null ? null : json.one("alert", ["waiting", "in_progress", "resolved"] as const),
    partial: json.flag("partial"),
    acknowledgements: json.list("acknowledgements").map((each) => ({
      at: each.instant("at"),
      userId: each.text("userId"),
      ack: each.one("ack", ACKS),
      note: each.words("note"),
    })),
  };
}
