import { randomUUID } from "node:crypto";
import type { Availability } from "../../domain/document/entry.js";
import { authorIds, type FiledObject, type RimAssociation, type RimObject } from "./rim.js";
import { DOCUMENT, SUBMISSION } from "./schemes.js";
import type { Caller } from "./vihf.js";

/** Where the bytes of a document are: a file of the sandbox, or written again by the seeding from this key. */
export type ContentPlace = { readonly file: string } | { readonly seed: string };

/** A document with what the registry alone knows of it. */
export interface Filed {
  readonly object: FiledObject;
  readonly matricule: string;
  readonly place: ContentPlace;
  readonly depositor: { readonly nationalId: string; readonly structureId: string };
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface FiledSet {
  readonly object: RimObject;
  readonly matricule: string;
  readonly at: number;
}

/** An authorisation that was given or taken back here. */
export interface Authorization {
  readonly matricule: string;
  readonly nationalId: string;
  readonly name: string;
  readonly speciality: string;
  readonly action: "AJOUT" | "SUPPRESSION";
  readonly medecinTraitant: boolean;
  readonly at: number;
}

/** Everything that changes the registry, as it is written down before it is believed. */
export type RegistryEvent =
  | {
      readonly kind: "submission";
      readonly set: FiledSet;
      readonly documents: readonly Filed[];
      readonly associations: readonly RimAssociation[];
      /** entryUUIDs that become Deprecated. */
      readonly replaced: readonly string[];
    }
  | {
      readonly kind: "metadata";
      readonly set: FiledSet;
      readonly was: string;
      readonly document: Filed;
      readonly associations: readonly RimAssociation[];
    }
  | { readonly kind: "status"; readonly set: FiledSet; readonly id: string; readonly status: Availability }
  | { readonly kind: "authorization"; readonly authorization: Authorization }
  | { readonly kind: "bulk"; readonly matricule: string; readonly count: number };

interface PatientFile {
  readonly documents: Map<string, Filed>;
  readonly sets: FiledSet[];
  readonly associations: RimAssociation[];
}

export const uniqueIdOf = (filed: { readonly object: RimObject }): string => filed.object.identifiers[DOCUMENT.uniqueId] ?? "";

/** Documents, submission sets, associations and authorisations of everybody, in memory; `apply` alone changes it. */
export class Registry {
  readonly #files = new Map<string, PatientFile>();
  readonly #byUniqueId = new Map<string, Filed>();
  readonly #setIds = new Set<string>();
  /** Versions whose metadata were replaced (TD3.3a, b): found by their entryUUID, listed no more. */
  readonly #former = new Map<string, Filed>();
  readonly #authorizations = new Map<string, Authorization>();
  readonly #bulk = new Map<string, number>();
  /** Changes to documents of each patient, in order: done again on what is planted after them. */
  readonly #changes = new Map<string, RegistryEvent[]>();

  apply(event: RegistryEvent): void {
    switch (event.kind) {
      case "submission": {
        const file = this.#enter(event);
        for (const filed of event.documents) this.#keep(file, filed);
        file.associations.push(...event.associations);
        return;
      }
      case "metadata": {
        const file = this.#enter(event);
        this.#keep(file, event.document);
        file.associations.push(...event.associations);
        return;
      }
      case "status":
        this.#enter(event);
        return;
      case "authorization":
        this.#authorizations.set(`${event.authorization.matricule}|${event.authorization.nationalId}`, event.authorization);
        return;
      case "bulk":
        this.#bulk.set(event.matricule, this.bulkOf(event.matricule) + event.count);
    }
  }

  /** Files the set of a change, and what it does to documents that are there. */
  #enter(event: Extract<RegistryEvent, { readonly set: FiledSet }>): PatientFile {
    const file = this.#file(event.set.matricule);
    file.sets.push(event.set);
    this.#setIds.add(event.set.object.identifiers[SUBMISSION.uniqueId] ?? "");
    this.#changes.set(event.set.matricule, [...(this.#changes.get(event.set.matricule) ?? []), event]);
    this.#affect(file, event);
    return file;
  }

  #affect(file: PatientFile, event: RegistryEvent): void {
    if (event.kind === "submission") for (const id of event.replaced) this.#status(file, id, "deprecated");
    if (event.kind === "status") this.#status(file, event.id, event.status);
    if (event.kind !== "metadata") return;
    const was = file.documents.get(event.was);
    if (was === undefined) return;
    this.#former.set(event.was, { ...was, object: { ...was.object, status: "deprecated" } });
    file.documents.delete(event.was);
    this.#keep(file, file.documents.get(event.document.object.id) ?? event.document);
  }

  /**
   * Files a seeded document: it was always there, even if the changes made to it are known already (after a restart, it is planted
   * again at the first listing).
   */
  plant(event: RegistryEvent): void {
    if (event.kind !== "submission") return;
    const file = this.#file(event.set.matricule);
    file.sets.push(event.set);
    for (const id of event.replaced) this.#status(file, id, "deprecated");
    for (const filed of event.documents) this.#keep(file, filed);
    file.associations.push(...event.associations);
    for (const change of this.#changes.get(event.set.matricule) ?? []) this.#affect(file, change);
  }

  /** Documents of a big DMP, as `segur sandbox dmp` asked for them. */
  bulkOf(matricule: string): number {
    return this.#bulk.get(matricule) ?? 0;
  }

  clear(): void {
    for (const map of [this.#files, this.#byUniqueId, this.#former, this.#authorizations, this.#bulk, this.#changes]) map.clear();
    this.#setIds.clear();
  }

  #file(matricule: string): PatientFile {
    const known = this.#files.get(matricule);
    if (known !== undefined) return known;
    const file: PatientFile = { documents: new Map(), sets: [], associations: [] };
    this.#files.set(matricule, file);
    return file;
  }

  #keep(file: PatientFile, filed: Filed): void {
    file.documents.set(filed.object.id, filed);
    this.#byUniqueId.set(uniqueIdOf(filed), filed);
  }

  #status(file: PatientFile, id: string, status: Availability): void {
    const filed = file.documents.get(id);
    if (filed !== undefined) this.#keep(file, { ...filed, object: { ...filed.object, status } });
  }

  documentsOf(matricule: string): Iterable<Filed> {
    return this.#files.get(matricule)?.documents.values() ?? [];
  }

  setsOf(matricule: string): readonly FiledSet[] {
    return this.#files.get(matricule)?.sets ?? [];
  }

  associationsOf(matricule: string): readonly RimAssociation[] {
    return this.#files.get(matricule)?.associations ?? [];
  }

  byUniqueId(uniqueId: string): Filed | null {
    return this.#byUniqueId.get(uniqueId) ?? null;
  }

  /** The document with this entryUUID now. */
  byEntry(matricule: string, id: string): Filed | null {
    return this.#files.get(matricule)?.documents.get(id) ?? null;
  }

  /** Version of this entryUUID whose metadata have been replaced since. */
  former(id: string): Filed | null {
    return this.#former.get(id) ?? null;
  }

  byLogicalId(matricule: string, lid: string): Filed | null {
    for (const filed of this.documentsOf(matricule)) if (filed.object.lid === lid) return filed;
    return null;
  }

  knowsSet(uniqueId: string): boolean {
    return this.#setIds.has(uniqueId);
  }

  authorization(matricule: string, nationalId: string): Authorization | null {
    return this.#authorizations.get(`${matricule}|${nationalId}`) ?? null;
  }

  authorizationsBy(nationalId: string): readonly Authorization[] {
    return [...this.#authorizations.values()].filter((one) => one.nationalId === nationalId);
  }

  authorizationsOf(matricule: string): readonly Authorization[] {
    return [...this.#authorizations.values()].filter((one) => one.matricule === matricule);
  }

  /** Every document that is not the signature of a set. */
  *all(): Iterable<Filed> {
    for (const file of this.#files.values()) yield* file.documents.values();
  }
}

export const newUuid = (): string => `urn:uuid:${randomUUID()}`;

/** Whether the caller is one of the authors, or put it there in his or her own name. */
export function isAuthor(filed: Filed, caller: Caller): boolean {
  return authorIds(filed.object).includes(caller.nationalId) || filed.depositor.nationalId === caller.nationalId;
}
