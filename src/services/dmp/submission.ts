import { isStructure, toEntry } from "../../documents/cda/metadata.js";
import { oidOf } from "../../documents/cda/oid.js";
import { contentType } from "../../documents/vocabularies/content-type.js";
import { SYSTEMS } from "../../domain/document/code.js";
import type { Document } from "../../domain/document/document.js";
import type { DocumentAuthor, NewEntry } from "../../domain/document/entry.js";
import type { Ins } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { DmpClient, PreparedSubmission } from "../../gateways/dmp/port.js";
import type { ContentInfo } from "../../store/documents.port.js";
import type { NewOutboxItem, OutboxItem } from "../../store/outbox.port.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { prepareCda } from "../documents/prepare.js";
import { hiddenFromRecipient, tooBig } from "./feed-errors.js";
import type { SubmissionPayload } from "./payload.js";
import { linesBehind } from "./replaced.js";

/** One document that is about to be deposited. */
export interface ToSubmit {
  readonly document: Document;
  /** entryUuid of the version in the DMP that it replaces, just read; null for a new document. */
  readonly replaces: string | null;
}

/** The same, with its CDA written and the metadata that derive from it. */
export interface Ready extends ToSubmit {
  readonly entry: NewEntry;
  readonly info: ContentInfo;
  readonly canonical: boolean;
}

/** The line that was written, and what a person is told of it: French, without patient data. */
export interface Written {
  readonly item: OutboxItem;
  readonly warnings: readonly string[];
}

/** « Consultations, soins externes » (JDV_J59): what a practice deposits. */
const CONSULTATIONS = "07";

/**
 * Writes one submission of these documents of one patient, with the signature, all of it on disk with its identifiers before anything
 * leaves. Documents of one submission stand or fall together.
 * @throws {SegurError} `dmp.too_big`
 */
export async function writeSubmission(
  cabinet: OpenCabinet,
  patient: Patient,
  ins: Ins,
  ready: readonly Ready[],
  author: DocumentAuthor,
  known: Pick<SubmissionPayload, "checked" | "traitsConfirmed">,
): Promise<Written> {
  const client = await cabinet.dmp();
  requireSize(client, ready);
  const prepared = await prepare(cabinet, client, ins, ready, author);
  const payload: SubmissionPayload = {
    version: 1,
    prepared,
    ...known,
    types: ready.map(({ document }) => document.type.code),
    author: author.id,
  };
  const at = cabinet.clock.now().toISOString();
  const { actor } = cabinet;
  const documents = ready.map(({ document }) => document.id);
  const item: NewOutboxItem = {
    kind: "dmp.submit",
    key: prepared.uniqueId,
    patientId: patient.id,
    documents,
    payload,
    contents: ready.map(({ info }) => info.id),
    createdAt: at,
    createdBy: actor.userId,
  };
  const older = (await Promise.all(ready.map(({ document }) => linesBehind(cabinet, document)))).flat();
  const supersedes = [...new Set(older)];
  const common = { at, actor, patientId: patient.id };
  const data = { kind: item.kind, documents, uniqueId: prepared.uniqueId };
  const traces: NewTrace[] = [
    ...supersedes.map((outbox) => ({ ...common, kind: "outbox.cancelled" as const, data: { outbox } })),
    { ...common, kind: "outbox.queued", data },
  ];
  const added = await cabinet.outbox.add(item, traces, supersedes);
  // The key was just drawn: only a broken generator of identifiers gives it twice.
  if (added === null) throw new TypeError("a submission identifier was drawn twice");
  const given = supersedes.map((line) => `l'envoi ${line} d'une version précédente est annulé : il n'était pas parti.`);
  return { item: added, warnings: given };
}

/**
 * One document as it is exchanged: its CDA, written once, and its metadata.
 * @throws {SegurError} `dmp.hidden_from_recipient`, and what preparing a CDA throws
 */
export async function prepareDocument(cabinet: OpenCabinet, { document: given, replaces }: ToSubmit): Promise<Ready> {
  const { document, header, info, canonical, bodyMediaType } = await prepareCda(cabinet, given);
  const { visibility } = given;
  if (visibility.hiddenFromProfessionals && header.recipients.length > 0) throw hiddenFromRecipient(document.id);
  const entry = toEntry(header, { visibility, sha1: info.sha1, size: info.size, bodyMediaType });
  return { document: { ...document, visibility }, replaces, entry, info, canonical };
}

function requireSize(client: DmpClient, ready: readonly Ready[]): void {
  const size = ready.reduce((sum, { info }) => sum + info.size, 0);
  if (size > client.maxSubmissionBytes) throw tooBig(size, client.maxSubmissionBytes);
}

async function prepare(
  cabinet: OpenCabinet,
  client: DmpClient,
  ins: Ins,
  ready: readonly Ready[],
  author: DocumentAuthor,
): Promise<PreparedSubmission> {
  const { ids, clock, info: installation, contents } = cabinet;
  return client.prepare({
    uniqueId: oidOf(ids.uuid()),
    signatureUniqueId: oidOf(ids.uuid()),
    submissionTime: clock.now().toISOString(),
    title: ready.length === 1 ? (ready[0]?.document.title ?? null) : null,
    comment: null,
    author,
    coAuthors: structureOf(ready),
    contentType: contentType(CONSULTATIONS) ?? { code: CONSULTATIONS, system: SYSTEMS.contentType, label: CONSULTATIONS },
    sourceId: oidOf(installation.instanceId),
    patientId: ins,
    documents: ready.map(({ entry, replaces, info, canonical }) => ({
      entry,
      replaces,
      // The store names a content by its SHA-256.
      content: {
        size: info.size,
        canonical,
        digests: { sha1: info.sha1, sha256: info.id },
        open: () => contents.read(info.id),
      },
    })),
  });
}

/** The structure that our own writer named beside an author who has left: it signs the submission set too (DMP/HISTO.04). */
function structureOf(ready: readonly Ready[]): readonly DocumentAuthor[] {
  const authors = ready.flatMap(({ entry, canonical }) => (canonical ? entry.authors : []));
  const structure = authors.find(isStructure);
  return structure === undefined ? [] : [structure];
}
