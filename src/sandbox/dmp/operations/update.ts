import type { Availability } from "../../../domain/document/entry.js";
import { NS } from "../names.js";
import type { DmpPerson } from "../people.js";
import { accessDenied, metadataError, registryError } from "../refusal.js";
import { type Filed, type FiledSet, isAuthor, newUuid, uniqueIdOf } from "../registry.js";
import { isAllowed } from "../rights.js";
import { codesOf, type RimAssociation, type RimObject, readSlots, readSubmission, slotOf } from "../rim.js";
import { checkAuthor, checkEntry, checkVisibility, unresolved } from "../rules.js";
import { ASSOCIATION, DOCUMENT, HIDDEN, SUBMISSION, statusOf } from "../schemes.js";
import type { Caller } from "../vihf.js";
import { isHidden, type StandingAuthorization, type World } from "../world.js";
import { child, type XmlElement } from "../xml.js";

interface Change {
  readonly world: World;
  readonly caller: Caller;
  readonly person: DmpPerson;
  readonly standing: StandingAuthorization;
  readonly set: FiledSet;
}

/**
 * TD3.3 (ITI-57): a, b by the whole entry with another confidentiality; c, d by UpdateAvailabilityStatus. One document at a time.
 * @throws {Refusal}
 */
export function update(world: World, caller: Caller, body: XmlElement): Promise<string> {
  return world.alone(() => change(world, caller, body));
}

async function change(world: World, caller: Caller, body: XmlElement): Promise<string> {
  if (
    body.name !== "SubmitObjectsRequest" ||
    body.namespace !== NS.lcm ||
    child(body, NS.rim, "RegistryObjectList") === undefined
  ) {
    throw registryError("XDSMetadataUpdateError", "lcm:SubmitObjectsRequest attendu");
  }
  const { sets, documents, associations } = readSubmission(body);
  const [set] = sets;
  if (set === undefined || sets.length > 1)
    throw metadataError("RegistryPackage", "un lot de soumission, et un seul, est attendu");
  checkAuthor(set, SUBMISSION.author);
  const setId = set.identifiers[SUBMISSION.uniqueId] ?? "";
  if (setId === "") throw metadataError("XDSSubmissionSet.uniqueId", "obligatoire et absent", set.id);
  if (world.registry.knowsSet(setId))
    throw registryError("XDSDuplicateUniqueIdInRegistry", "uniqueId de lot déjà utilisé", set.id);
  const [association, ...more] = associations;
  if (association === undefined || more.length > 0)
    throw registryError("XDSMetadataUpdateOperationError", "Une seule opération est attendue");
  const { person, standing } = world.enterAuthorised(actOf(body), caller, true);
  await world.seeder.ensure(person);
  const filedSet: FiledSet = { object: { ...set, id: newUuid() }, matricule: person.matricule, at: world.now().getTime() };
  const what: Change = { world, caller, person, standing, set: filedSet };
  const [document] = documents;
  if (document === undefined) await changeStatus(what, association);
  else await changeMetadata(what, document, association, set.id);
  return "Success";
}

/** What an update does, as the matrix of rights tells it. */
export function actOf(body: XmlElement): "visibility" | "archive" | "delete" {
  const list = child(body, NS.rim, "RegistryObjectList");
  if (child(list, NS.rim, "ExtrinsicObject") !== undefined) return "visibility";
  const association = child(list, NS.rim, "Association");
  const status = association === undefined ? null : slotOf({ slots: readSlots(association) }, "NewStatus");
  return statusOf(status ?? "") === "deleted" ? "delete" : "archive";
}

/** TD3.3c, d. The entryUUID stays; its status must be the one that was read. */
async function changeStatus({ world, caller, person, standing, set }: Change, one: RimAssociation): Promise<void> {
  if (one.type !== ASSOCIATION.updateAvailability)
    throw registryError("XDSMetadataUpdateOperationError", "UpdateAvailabilityStatus attendu", one.id);
  const from = statusOf(slotOf(one, "OriginalStatus") ?? "");
  const to = statusOf(slotOf(one, "NewStatus") ?? "");
  const filed = world.registry.byEntry(person.matricule, one.target);
  if (filed === null) {
    if (world.registry.former(one.target) !== null)
      throw registryError("XDSMetadataVersionError", "Cette version de la fiche n'est plus la dernière", one.target);
    throw unresolved(one.target, one.id);
  }
  refuseOthers(filed, caller, standing);
  if (from !== filed.object.status)
    throw registryError("XDSMetadataVersionError", "OriginalStatus n'est pas le statut actuel", one.target);
  if (to === null || to === "deprecated" || to === from || from === "deleted") {
    throw registryError("XDSMetadataUpdateOperationError", "Changement de statut non autorisé", one.target);
  }
  if (to === "deleted") mayDelete(filed, caller, standing);
  else mayArchive(filed, caller, standing, from, to);
  await world.record({ kind: "status", set, id: filed.object.id, status: to });
}

function refuseOthers(filed: Filed, caller: Caller, { ownOnly }: StandingAuthorization): void {
  if (ownOnly === true && !isAuthor(filed, caller))
    throw accessDenied("registry", "Ce professionnel n'a pas d'autorisation d'accès à ce DMP");
}

/** Only the author or the structure; what the patient put there, only the médecin traitant (dmp.md §2). */
function mayDelete(filed: Filed, caller: Caller, standing: StandingAuthorization): void {
  const isOwn = isFromPatient(filed)
    ? standing.medecinTraitant
    : caller.mode === "INDIRECTE"
      ? filed.depositor.structureId === caller.structureId
      : isAuthor(filed, caller);
  if (!isOwn) throw accessDenied("registry", "Seul l'auteur du document, ou sa structure, peut le supprimer");
}

function mayArchive(filed: Filed, caller: Caller, standing: StandingAuthorization, from: Availability, to: Availability): void {
  if (!(from === "approved" && to === "archived") && !(from === "archived" && to === "approved")) {
    throw registryError("XDSMetadataUpdateOperationError", "Seuls Approved et Archived s'échangent", filed.object.id);
  }
  if (caller.access !== "normal") {
    if (caller.profession !== "10") throw accessDenied("registry", "Archivage réservé aux médecins en situation d'urgence");
    return;
  }
  const isOwn = standing.medecinTraitant || (!isFromPatient(filed) && isAuthor(filed, caller));
  if (!isOwn) throw accessDenied("registry", "Archivage réservé à l'auteur du document et au médecin traitant");
}

function isFromPatient(filed: Filed): boolean {
  const of = (scheme: string): string => codesOf(filed.object, scheme)[0]?.code ?? "";
  return of(DOCUMENT.classCode) === "90" || /^(DOCPAT|EXPPAT_)/.test(of(DOCUMENT.typeCode));
}

/** TD3.3a, b: everything again, under the same lid, with the version that was read; a new entryUUID. */
async function changeMetadata(what: Change, document: RimObject, member: RimAssociation, setId: string): Promise<void> {
  const { world, caller, person, standing, set } = what;
  if (!isAllowed("visibility", caller)) throw accessDenied("registry", `Transaction interdite en mode ${caller.mode}`);
  if (member.type !== ASSOCIATION.hasMember || member.source !== setId || member.target !== document.id) {
    throw registryError(
      "XDSMetadataUpdateOperationError",
      "Une association HasMember avec PreviousVersion est attendue",
      document.id,
    );
  }
  checkEntry(document, caller);
  checkVisibility(document, caller, person, world.now());
  const was = document.lid === null ? null : world.registry.byLogicalId(person.matricule, document.lid);
  if (was === null)
    throw registryError("XDSMetadataUpdateError", "Aucun document n'a cet identifiant logique (lid)", document.id);
  refuseOthers(was, caller, standing);
  if (slotOf(member, "PreviousVersion") !== String(was.object.version)) {
    throw registryError("XDSMetadataVersionError", "PreviousVersion n'est pas la version actuelle", document.id);
  }
  if (uniqueIdOf({ object: { ...was.object, identifiers: document.identifiers } }) !== uniqueIdOf(was)) {
    throw registryError("XDSMetadataUpdateError", "L'uniqueId d'un document ne change pas", document.id);
  }
  for (const slot of ["hash", "size", "creationTime"]) {
    const sent = slotOf(document, slot);
    if (sent !== null && sent !== slotOf(was.object, slot))
      throw registryError("XDSMetadataUpdateError", `${slot} d'un document ne change pas`, document.id);
  }
  mayShow(was, document, caller, standing);
  const id = newUuid();
  const { hash = [], size = [], repositoryUniqueId = [] } = was.object.slots;
  const object = {
    ...document,
    id,
    lid: was.object.lid,
    status: was.object.status,
    version: was.object.version + 1,
    slots: { ...document.slots, hash, size, repositoryUniqueId },
  };
  const association = { ...member, id: newUuid(), source: set.object.id, target: id, slots: { ...member.slots } };
  await world.record({ kind: "metadata", set, was: was.object.id, document: { ...was, object }, associations: [association] });
}

/** Unmasking is for the author and the médecin traitant; hiding from the patient what he or she sees is for nobody (TD3.3b). */
function mayShow(was: Filed, next: RimObject, caller: Caller, standing: StandingAuthorization): void {
  const has = (code: string): boolean => codesOf(next, DOCUMENT.confidentialityCode).some((one) => one.code === code);
  if (isHidden(was, HIDDEN.professionals) && !has(HIDDEN.professionals) && !standing.medecinTraitant && !isAuthor(was, caller)) {
    throw accessDenied("registry", "Démasquage réservé à l'auteur du document et au médecin traitant");
  }
  for (const code of [HIDDEN.patient, HIDDEN.representatives]) {
    if (has(code) && !isHidden(was, code))
      throw registryError("XDSMetadataUpdateError", `Un document visible ne peut pas devenir ${code}`, next.id);
  }
}
