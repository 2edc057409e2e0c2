import type { Association, Availability, DocumentEntry, SubmissionSetEntry } from "../../../src/domain/document/entry.js";
import { isSignature, VISIBLE } from "../../../src/domain/document/entry.js";
import type { Registry } from "../../../src/services/dmp/sync/registry.js";

const CODE = { code: "11488-4", system: "2.16.840.1.113883.6.1", label: "CR ou fiche de consultation ou de visite" };
const SIGNATURE = { code: "E1762", system: "1.2.840.10065.1.12", label: "Full Document" };
export const VACCINATIONS = { code: "11369-6", system: "2.16.840.1.113883.6.1", label: "Historique de vaccinations" };

interface Kept {
  entry: DocumentEntry;
  /** False: the registry never gives it to us. */
  visible: boolean;
}

/** An entry as a registry gives it, with what the test does not care for filled in. */
export function entryOf(known: Partial<DocumentEntry> & { readonly entryUuid: string }): DocumentEntry {
  return {
    uniqueId: `1.2.3.${known.entryUuid.replaceAll(/\D/g, "") || "1"}`,
    logicalId: known.entryUuid,
    version: "1",
    availability: "approved",
    repositoryUniqueId: "1.2.250.1.213.4.1.1.1.2",
    homeCommunityId: null,
    patientId: "",
    sourcePatientId: null,
    sourcePatientInfo: [],
    mimeType: "text/xml",
    title: "Compte rendu",
    comment: null,
    typeCode: CODE,
    classCode: { code: "10", system: "1.2.250.1.213.1.1.4.1", label: "Compte rendu" },
    formatCode: { code: "urn:ihe:iti:xds-sd:pdf:2008", system: "1.3.6.1.4.1.19376.1.2.3", label: "PDF" },
    confidentiality: { code: "N", system: "2.16.840.1.113883.5.25", label: "Normal" },
    visibility: VISIBLE,
    facilityType: { code: "SA07", system: "1.2.250.1.71.4.2.4", label: "Cabinet individuel" },
    practiceSetting: { code: "AMBULATOIRE", system: "1.2.250.1.213.1.1.4.9", label: "Ambulatoire" },
    eventCodes: [],
    authors: [],
    legalAuthenticator: null,
    creationTime: "2026-01-01T00:00:00.000Z",
    serviceStart: "2026-01-01T00:00:00.000Z",
    serviceStop: null,
    language: "fr-FR",
    hash: null,
    size: null,
    referenceIds: [],
    raw: `<ExtrinsicObject id="${known.entryUuid}"/>`,
    ...known,
  };
}

/**
 * What a registry does with submissions (IHE ITI-41, ITI-57), no more: enough to hold the synchronisation to its result whatever
 * happened. Queries count, so that a test may say which were made.
 */
export class ModelRegistry implements Registry {
  private readonly kept: Kept[] = [];
  private readonly sets: (SubmissionSetEntry & { readonly associations: readonly Association[] })[] = [];
  private ids = 0;
  readonly batch = 20;
  asked: string[] = [];

  /** Documents that may be acted upon, oldest first. */
  get current(): readonly DocumentEntry[] {
    return this.kept.map(({ entry }) => entry).filter((entry) => isLive(entry.availability) && !isSignature(entry));
  }

  submit(at: string, options: { act: string; vaccination?: boolean; visible?: boolean; replaces?: DocumentEntry }): void {
    const uuid = this.next();
    const associations: Association[] = [];
    if (options.replaces !== undefined) {
      associations.push(this.association("RPLC", uuid, options.replaces.entryUuid));
      this.change(options.replaces, "deprecated");
    }
    const entry = entryOf({
      entryUuid: uuid,
      typeCode: options.vaccination ? VACCINATIONS : CODE,
      serviceStart: options.act,
    });
    this.kept.push({ entry, visible: options.visible ?? true });
    this.addSet(at, [uuid], associations, true);
  }

  /** TD3.3a, b: the same logical document, the next version of its metadata. */
  changeMetadata(at: string, before: DocumentEntry, visible: boolean): void {
    const uuid = this.next();
    this.change(before, "deprecated");
    const version = String(Number(before.version) + 1);
    const entry = { ...before, entryUuid: uuid, version, title: `${before.title} ${version}`, availability: before.availability };
    this.kept.push({ entry, visible });
    this.addSet(at, [uuid], []);
  }

  /** TD3.3c, d. */
  changeStatus(at: string, entry: DocumentEntry, to: Availability): void {
    this.change(entry, to);
    const set = this.addSet(at, [], []);
    this.sets.push({ ...set, associations: [this.association("other", set.entryUuid, entry.entryUuid)] });
  }

  async find(query: Parameters<Registry["find"]>[0]): Promise<readonly DocumentEntry[]> {
    this.asked.push("find");
    return this.kept
      .filter(({ entry, visible }) => visible && query.statuses.includes(entry.availability))
      .filter(({ entry }) => query.serviceStartFrom === undefined || String(entry.serviceStart) >= query.serviceStartFrom)
      .filter(({ entry }) => query.typeCodes?.some(({ code }) => code === entry.typeCode.code) ?? true)
      .map(({ entry }) => entry);
  }

  async submissionSets(from: string): Promise<readonly SubmissionSetEntry[]> {
    this.asked.push("sets");
    const found = new Map(this.sets.filter((set) => set.submissionTime >= from).map((set) => [set.entryUuid, set]));
    return [...found.values()];
  }

  async associations(uuids: readonly string[]): Promise<readonly Association[]> {
    this.asked.push("associations");
    const all = this.sets.flatMap((set) => set.associations);
    return all.filter(({ source, target }) => uuids.includes(source) || uuids.includes(target));
  }

  async documents(by: Parameters<Registry["documents"]>[0]): ReturnType<Registry["documents"]> {
    this.asked.push("documents");
    const entries = this.kept
      .filter(({ entry, visible }) => visible && entry.availability !== "deleted" && isNamed(entry, by))
      .map(({ entry }) => entry);
    return { entries, associations: await this.associations(entries.map(({ entryUuid }) => entryUuid)) };
  }

  private addSet(at: string, members: readonly string[], more: readonly Association[], signed = false) {
    const entryUuid = this.next();
    const associations = [...members.map((member) => this.association("HasMember", entryUuid, member)), ...more];
    if (signed) {
      const signature = this.next();
      this.kept.push({ entry: entryOf({ entryUuid: signature, typeCode: SIGNATURE }), visible: false });
      associations.push(this.association("HasMember", entryUuid, signature), this.association("signs", signature, entryUuid));
    }
    const set = {
      entryUuid,
      uniqueId: `1.2.4.${this.ids}`,
      submissionTime: at,
      title: null,
      availability: "approved" as const,
      authors: [],
      contentType: null,
    };
    this.sets.push({ ...set, associations });
    return set;
  }

  private change(entry: DocumentEntry, availability: Availability): void {
    const found = this.kept.find((each) => each.entry.entryUuid === entry.entryUuid);
    if (found !== undefined) found.entry = { ...found.entry, availability };
  }

  private association(type: Association["type"], source: string, target: string): Association {
    return { id: this.next(), type, source, target };
  }

  private next(): string {
    this.ids += 1;
    return `urn:uuid:00000000-0000-4000-8000-${String(this.ids).padStart(12, "0")}`;
  }
}

function isNamed(entry: DocumentEntry, by: Parameters<Registry["documents"]>[0]): boolean {
  return "entryUuids" in by ? by.entryUuids.includes(entry.entryUuid) : by.uniqueIds.includes(entry.uniqueId);
}

function isLive(availability: Availability): boolean {
  return availability === "approved" || availability === "archived";
}
