import { createHash, randomUUID, type X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { CdaLook, checkCda } from "../cda-check.js";
import { contentIdOf, type Part } from "../multipart.js";
import { NS, REPOSITORY } from "../names.js";
import { accessDenied, fault, registryError } from "../refusal.js";
import { type Filed, type FiledSet, isAuthor, newUuid } from "../registry.js";
import { type RimAssociation, type RimObject, readSubmission, slotOf } from "../rim.js";
import { type CheckedSubmission, checkSubmission, unresolved } from "../rules.js";
import { DOCUMENT, SUBMISSION } from "../schemes.js";
import type { Caller } from "../vihf.js";
import type { World } from "../world.js";
import { checkXades, MOST_CANONICALIZED, type ReceivedDocument } from "../xades.js";
import { attribute, child, childrenOf, type XmlElement } from "../xml.js";

/** A document on the disk, not registered yet. */
interface Received extends ReceivedDocument {
  readonly draft: string;
  readonly size: number;
  /** Lower-case hexadecimal SHA-1. */
  readonly hash: string;
  readonly look: CdaLook;
}

/**
 * TD2.1 (ITI-41): the metadata are checked before a byte is kept, the documents are written as they come, and the set is registered
 * whole or not at all.
 * @param parts those after the root; null when the request was not MTOM
 * @throws {Refusal}
 */
export async function provide(
  world: World,
  caller: Caller,
  body: XmlElement,
  parts: AsyncIterable<Part> | null,
  authorities: readonly X509Certificate[],
): Promise<string> {
  if (body.name !== "ProvideAndRegisterDocumentSetRequest" || body.namespace !== NS.xds) {
    throw registryError("XDSRepositoryError", "ProvideAndRegisterDocumentSetRequest attendu");
  }
  // EX_2.1-1260.
  if (parts === null) throw fault("DMPInvalidRequest", "MTOM/XOP est obligatoire pour l'alimentation (EX_2.1-1260)");
  const { person } = world.enter("feed", caller, "registry");
  const request = child(body, NS.lcm, "SubmitObjectsRequest");
  if (request === undefined) throw registryError("XDSMissingDocumentMetadata", "lcm:SubmitObjectsRequest absent");
  const submission = checkSubmission(readSubmission(request), caller, person, world.now());
  const contentIds = contentIdsOf(body, submission.documents);
  const received = new Map<string, Received>();
  try {
    for await (const part of parts) {
      const document = contentIds.get(part.contentId);
      if (document === undefined || received.has(document.id))
        throw registryError("XDSRepositoryError", "Une partie du message ne correspond à aucun document");
      received.set(document.id, await receive(world, document, part.body));
    }
    await checkContents(world, caller, submission, received, authorities);
    return await world.alone(() => register(world, caller, submission, received));
  } finally {
    for (const { draft } of received.values()) await world.disk.discard(draft);
  }
}

/** Content id → ExtrinsicObject; each has its `Document` and no other. */
function contentIdsOf(body: XmlElement, documents: readonly RimObject[]): ReadonlyMap<string, RimObject> {
  const contentIds = new Map<string, RimObject>();
  const seen = new Set<string>();
  for (const one of childrenOf(body, NS.xds, "Document")) {
    const id = attribute(one, "id") ?? "";
    const object = documents.find((known) => known.id === id);
    if (object === undefined || seen.has(id))
      throw registryError("XDSMissingDocumentMetadata", `Document « ${id} » sans ExtrinsicObject`, id);
    seen.add(id);
    const href = child(one, NS.xop, "Include")?.attributes.href ?? "";
    if (!href.startsWith("cid:")) throw fault("DMPInvalidRequest", "MTOM/XOP est obligatoire pour l'alimentation (EX_2.1-1260)");
    contentIds.set(contentIdOf(href.slice(4)), object);
  }
  for (const one of documents)
    if (!seen.has(one.id)) throw registryError("XDSMissingDocument", "ExtrinsicObject sans Document", one.id);
  return contentIds;
}

/** Writes one part down; digests and size are those of its exact bytes. */
async function receive(world: World, document: RimObject, body: AsyncIterable<Buffer>): Promise<Received> {
  const draft = randomUUID();
  const path = world.disk.draft(draft);
  const sha1 = createHash("sha1");
  const sha256 = createHash("sha256");
  const look = new CdaLook();
  const file = createWriteStream(path, { mode: 0o600 });
  const ended = finished(file);
  // Told where it is awaited.
  ended.catch(() => undefined);
  let size = 0;
  try {
    for await (const piece of body) {
      sha1.update(piece);
      sha256.update(piece);
      look.take(piece);
      size += piece.length;
      if (!file.write(piece)) await once(file, "drain");
    }
  } finally {
    file.end();
  }
  await ended;
  const digest = sha1.digest();
  return {
    draft,
    size,
    uniqueId: document.identifiers[DOCUMENT.uniqueId] ?? "",
    hash: digest.toString("hex"),
    look,
    sha1: digest.toString("base64"),
    sha256: sha256.digest("base64"),
    text: async () => ((await stat(path)).size > MOST_CANONICALIZED ? null : readFile(path, "utf8")),
  };
}

async function checkContents(
  world: World,
  caller: Caller,
  { set, documents, signature }: CheckedSubmission,
  received: ReadonlyMap<string, Received>,
  authorities: readonly X509Certificate[],
): Promise<void> {
  const own: Received[] = [];
  for (const object of documents) {
    const one = received.get(object.id);
    if (one === undefined)
      throw registryError("XDSMissingDocument", "Le contenu d'un document n'est pas dans le message", object.id);
    if (one.size === 0) throw registryError("XDSRepositoryError", "Document vide (EX_GEN-1060)", object.id);
    const hash = slotOf(object, "hash");
    const size = slotOf(object, "size");
    if (hash !== null && hash !== one.hash)
      throw registryError("XDSRepositoryMetadataError", "hash : n'est pas celui du document reçu", object.id);
    if (size !== null && size !== String(one.size))
      throw registryError("XDSRepositoryMetadataError", "size : n'est pas celle du document reçu", object.id);
    if (object === signature) continue;
    own.push(one);
    checkCda(one.look, one.uniqueId, caller.patient?.matricule ?? "", object.id);
  }
  const sealed = received.get(signature.id);
  const xml = (await sealed?.text()) ?? "";
  await checkXades(xml, set.identifiers[SUBMISSION.uniqueId] ?? "", own, { authorities, now: world.now() });
}

/** What is already there, then the set: one at a time, see {@link World.alone}. */
async function register(
  world: World,
  caller: Caller,
  submission: CheckedSubmission,
  received: ReadonlyMap<string, Received>,
): Promise<string> {
  const { set, documents, replaces } = submission;
  const matricule = caller.patient?.matricule ?? "";
  for (const object of documents) {
    const known = world.registry.byUniqueId(object.identifiers[DOCUMENT.uniqueId] ?? "");
    if (known === null) continue;
    const same = slotOf(known.object, "hash") === received.get(object.id)?.hash;
    throw registryError(same ? "XDSDuplicateUniqueIdInRegistry" : "XDSNonIdenticalHash", "uniqueId déjà enregistré", object.id);
  }
  if (world.registry.knowsSet(set.identifiers[SUBMISSION.uniqueId] ?? "")) {
    throw registryError("XDSDuplicateUniqueIdInRegistry", "uniqueId de lot déjà utilisé", set.id);
  }
  const replaced = [...new Set(replaces.values())];
  for (const target of replaced) checkReplaced(world, caller, matricule, target);
  const at = world.now().getTime();
  const ids = new Map<string, string>([[set.id, newUuid()], ...documents.map((one): [string, string] => [one.id, newUuid()])]);
  const idOf = (symbol: string): string => ids.get(symbol) ?? symbol;
  const filed: Filed[] = [];
  for (const object of documents) {
    const one = received.get(object.id);
    if (one === undefined) continue;
    const file = await world.disk.keep(one.draft, one.uniqueId);
    const id = idOf(object.id);
    const slots = { ...object.slots, hash: [one.hash], size: [String(one.size)], repositoryUniqueId: [REPOSITORY] };
    filed.push({
      object: { ...object, id, lid: id, version: 1, status: "approved", slots },
      matricule,
      place: { file },
      depositor: { nationalId: caller.nationalId, structureId: caller.structureId },
      at,
    });
  }
  const associations: RimAssociation[] = readAssociations(submission, documents, idOf);
  const filedSet: FiledSet = { object: { ...set, id: idOf(set.id) }, matricule, at };
  await world.record({ kind: "submission", set: filedSet, documents: filed, associations, replaced });
  return "Success";
}

function readAssociations(
  { set, signature, replaces }: CheckedSubmission,
  documents: readonly RimObject[],
  idOf: (symbol: string) => string,
): RimAssociation[] {
  const original = { SubmissionSetStatus: ["Original"] };
  const one = (type: string, source: string, target: string, slots = {}): RimAssociation => ({
    id: newUuid(),
    type,
    source: idOf(source),
    target: idOf(target),
    slots,
  });
  return [
    ...documents.map((object) => one("urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember", set.id, object.id, original)),
    one("urn:ihe:iti:2007:AssociationType:signs", signature.id, set.id, original),
    ...[...replaces].map(([source, target]) => one("urn:ihe:iti:2007:AssociationType:RPLC", source, target)),
  ];
}

/** What is replaced exists, is of this patient, is current, and is the author's or the structure's. */
function checkReplaced(world: World, caller: Caller, matricule: string, target: string): void {
  const old = world.registry.byEntry(matricule, target);
  if (old === null) {
    if (world.registry.former(target) !== null)
      throw registryError("XDSRegistryDeprecatedDocumentError", "La fiche remplacée n'est plus la dernière", target);
    throw unresolved(target, target);
  }
  if (old.object.status !== "approved")
    throw registryError("XDSRegistryDeprecatedDocumentError", "Le document remplacé n'est pas à l'état Approved", target);
  if (!isAuthor(old, caller) && old.depositor.structureId !== caller.structureId) {
    throw accessDenied("registry", "Seul l'auteur du document, ou sa structure, peut le remplacer");
  }
}
