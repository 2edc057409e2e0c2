import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { NewDocument } from "../../src/domain/document/document.js";
import { VISIBLE } from "../../src/domain/document/entry.js";
import type { StrictTraits } from "../../src/domain/identity/types.js";
import type { NewPatient } from "../../src/domain/patient.js";
import { type OpenOptions, openDatabase, openStore, type Store } from "../../src/store/open.js";
import type { NewTrace } from "../../src/store/traces.port.js";
import { TEST_KEY } from "../support/key.js";
import { actor, NOW } from "./journal-lines.js";

export { actor, NOW };
export const clock = { now: () => new Date(NOW) };

/** A folder of this test, removed at its end. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "segur-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new store of this test, closed at its end. */
export function tempStore(options: Partial<OpenOptions> = {}): Store {
  return reopen(join(tempFolder(), "cabinet.db"), { create: true, ...options });
}

export function reopen(path: string, options: Partial<OpenOptions> = {}): Store {
  const store = openStore(path, { clock, key: TEST_KEY, ...options });
  onTestFinished(() => store.close());
  return store;
}

/** A connection to a store, under the ports: for what only a damaged or foreign file holds. */
export function rawDatabase(path: string, options: { readOnly?: boolean; key?: Buffer } = {}) {
  const database = openDatabase(path, options.key ?? TEST_KEY, { readOnly: options.readOnly ?? false });
  onTestFinished(() => void database.close());
  return database;
}

/** A complete patient; the names and the date are invented. */
export function patient(traits: Partial<StrictTraits> = {}, rest: Partial<NewPatient> = {}): NewPatient {
  return {
    fileNumber: null,
    identity: {
      traits: {
        birthName: "MARTIN",
        birthGivenNames: ["JEANNE"],
        firstBirthGivenName: traits.birthGivenNames?.[0] ?? "JEANNE",
        birthDate: "1980-03-12",
        sex: "F",
        birthPlace: "63220",
        ...traits,
      },
      status: "provisoire",
      ins: null,
      insHistory: [],
      attributes: { homonyme: false, douteuse: false, fictive: false },
      proof: null,
    },
    usedName: null,
    usedGivenName: null,
    birthDateInterpreted: false,
    billingBirthDate: null,
    contact: { address: null, postcode: null, city: null, phone: null, email: null },
    medecinTraitant: null,
    ald: false,
    diagnoses: [],
    lastSeen: null,
    lastVsm: null,
    rcp: [],
    consents: { dmpFeed: "none", dmpRead: "none", mssProfessionals: "none", mssPatient: "none" },
    lastInsi: null,
    ...rest,
  };
}

let made = 0;

/** A document of P1, whose uniqueId no other has; its content must be in the store. */
export function document(rest: Partial<NewDocument> = {}): NewDocument {
  made += 1;
  return {
    patientId: "P1",
    type: { code: "11488-4", system: "2.16.840.1.113883.6.1", label: "CR ou fiche de consultation ou de visite" },
    class: { code: "11", system: "1.2.250.1.213.1.1.4.1", label: "Compte rendu" },
    title: "Consultation",
    actDate: "2026-11-20",
    origin: "local",
    content: "0".repeat(64),
    mimeType: "text/plain",
    size: 3,
    fileName: "a.txt",
    cda: null,
    uniqueId: `2.25.${made}`,
    setId: `2.25.1000${made}`,
    versionNumber: 1,
    replaces: null,
    author: { id: "801234567897", name: "MARCEAU Anne", institution: null },
    confidentiality: "N",
    visibility: VISIBLE,
    createdAt: NOW,
    dmp: null,
    ...rest,
  };
}

export function trace(rest: Partial<NewTrace> = {}): NewTrace {
  return { kind: "patient.updated", at: NOW, actor, ...rest };
}

/** What a promise rejects with, so that its code and kind can be looked at. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("expected a rejection");
}
