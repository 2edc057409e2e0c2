import type { Document, NewDocument } from "../../../src/domain/document/document.js";
import type { Patient } from "../../../src/domain/patient.js";
import { type Pushed, pushGroup } from "../../../src/services/dmp/push.js";
import { type PushOptions, planPush } from "../../../src/services/dmp/push-plan.js";
import type { TestCabinet } from "../support/cabinet.js";
import { filed } from "./support.js";

export const PUSH: PushOptions = {
  hideFrom: [],
  reviewed: false,
  traitsConfirmed: true,
  mustReplace: false,
  command: "segur dmp push D1",
};

export const never = new AbortController().signal;

/** The doctor of the demonstration session, who signs what is filed. */
export async function withDoctor(cabinet: TestCabinet): Promise<void> {
  const settings = { familyName: "MARCEAU", givenName: "Paul", sector: "SA07", speciality: "SM26" };
  await cabinet.users.add({ label: "Dr Paul MARCEAU", rpps: "99700000001", role: "medecin", settings });
}

/** A document of the doctor. */
export function written(cabinet: TestCabinet, patient: Patient, change: Parameters<typeof filed>[2] = {}): Promise<Document> {
  const author: NewDocument["author"] = { id: "899700000001", name: "Dr Paul MARCEAU", institution: null };
  return filed(cabinet, patient, { author, ...change });
}

/** A newer version of a document, in the file only. */
export function corrected(cabinet: TestCabinet, patient: Patient, { id, setId, versionNumber }: Document): Promise<Document> {
  return written(cabinet, patient, { replaces: id, setId, versionNumber: versionNumber + 1 });
}

/** Pushes documents of one patient. @throws the error of the rule that refuses the first */
export async function push(cabinet: TestCabinet, ids: readonly string[], options: Partial<PushOptions> = {}): Promise<Pushed> {
  const all = { ...PUSH, ...options };
  const { groups, refused } = await planPush(cabinet, ids, all);
  if (refused[0] !== undefined) throw refused[0].error;
  const [group] = groups;
  if (group === undefined) throw new Error("nothing to push");
  const [pushed] = await pushGroup(cabinet, group, all, never);
  if (pushed === undefined) throw new Error("nothing was pushed");
  return pushed;
}

export async function documentOf(cabinet: TestCabinet, id: string): Promise<Document> {
  const document = await cabinet.documents.get(id);
  if (document === null) throw new Error(`no ${id}`);
  return document;
}
