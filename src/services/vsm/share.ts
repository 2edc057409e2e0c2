import { readCda } from "../../documents/cda/reader.js";
import { isVsm } from "../../documents/vsm/kind.js";
import { readVsm } from "../../documents/vsm/read.js";
import type { Document } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolveDocument } from "../documents/reference.js";
import { versionInForce } from "../documents/versions.js";
import { patientNotFound } from "../patients/errors.js";
import { resolvePatient } from "../patients/reference.js";
import { notShareable, noVsm, vsmNotInForce } from "./errors.js";
import { generateVsm, lastVersion } from "./generate.js";

/** The one summary that would leave. */
export interface VsmToShare {
  readonly document: Document;
  readonly patient: Patient;
  /** The record has changed since it was made: what would be shared is not what would be written today. */
  readonly outdated: boolean;
}

/**
 * The summary that a person means: a document (`D12`), or the one in force of a patient (`P42`, a file number). Exactly one: a summary
 * leaves with the approval of a person, for itself.
 * @throws {SegurError} `vsm.none`, `vsm.other_document`, `vsm.not_in_force`, and what finds a document or a patient
 */
export async function vsmToShare(cabinet: OpenCabinet, typed: string): Promise<VsmToShare> {
  const text = typed.trim();
  if (/^D\d{1,12}$/i.test(text)) {
    const document = await resolveDocument(cabinet, text);
    const patient = await cabinet.patients.get(document.patientId);
    if (patient === null) throw patientNotFound(document.patientId);
    if (!(await isSummary(cabinet, document))) throw notShareable(document.id);
    if (document.state !== "current") throw vsmNotInForce(document.id, await versionInForce(cabinet.documents, document));
    const { last } = await lastVersion(cabinet, patient);
    return { document, patient, outdated: last?.id === document.id && (await isOutdated(cabinet, patient, document)) };
  }
  const patient = await resolvePatient(cabinet, text);
  const { last } = await lastVersion(cabinet, patient);
  if (last === null) throw noVsm(patient.id);
  return { document: last, patient, outdated: await isOutdated(cabinet, patient, last) };
}

async function isSummary({ contents }: OpenCabinet, { mimeType, content }: Document): Promise<boolean> {
  return mimeType === "text/xml" && isVsm((await readCda(contents.read(content))).header);
}

/** Compared with what would be written today of the same sections, by the same author. */
async function isOutdated(cabinet: OpenCabinet, patient: Patient, { author, content }: Document): Promise<boolean> {
  const { left } = await readVsm(cabinet.contents.read(content));
  const isOfSession = cabinet.session?.session.psc?.professional.nationalId === author.id;
  const by = isOfSession || author.id === null ? undefined : author.id;
  try {
    const made = await generateVsm(cabinet, { patient: `id:${patient.id}`, dryRun: true, without: left, author: by });
    return made.outcome !== "unchanged";
  } catch (error) {
    // Who is no doctor here any more cannot make another: that says nothing of this one.
    if (error instanceof SegurError && ["refused", "usage", "config"].includes(error.kind)) return false;
    throw error;
  }
}
