import { typeOf } from "../../documents/vocabularies/types.js";
import { type Document, isInAnotherDmp } from "../../domain/document/document.js";
import type { Visibility } from "../../domain/document/entry.js";
import type { Ins, IsoDate } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import { resolveSetting } from "../cabinet/settings.js";
import type { OpenCabinet } from "../cabinet.port.js";
import {
  alreadyQueued,
  alreadyThere,
  bothHidden,
  bulkHistory,
  emptyDocument,
  feedingOpposed,
  fromDmp,
  inFormerDmp,
  notCurrent,
  notMinor,
  typeRefused,
  withdrawn,
} from "./feed-errors.js";
import { mayFileAgain } from "./file-again.js";
import { requireQualified } from "./rules.js";

/** An act older than that is history (DMP/HISTO.03): it is dated and reviewed with care. */
export const HISTORY_DAYS = 92;
/** From how many historic documents at once a review is asked for. */
export const HISTORY_BULK = 3;

/**
 * The INS with which this patient's DMP may be fed: qualified, and no opposition to feeding recorded (DMP/CONF.09). Nothing recorded is
 * not an opposition; no authorisation of access is asked for (DMP/CONF.05).
 */
export function requireFeedable(patient: Patient, { info }: Pick<OpenCabinet, "info">): Ins {
  if (patient.consents.dmpFeed === "opposed") throw feedingOpposed(patient.id);
  return requireQualified(patient, info.environment);
}

/**
 * What stops one document before any call: it must be in force, hold something, be of a type that the DMP takes, and neither come from
 * there nor be there already, nor wait for its sending.
 */
export async function requirePushable({ outbox }: Pick<OpenCabinet, "outbox">, document: Document, ins: Ins): Promise<void> {
  const { id, state, size, dmp, origin, type } = document;
  if (state !== "current") throw notCurrent(id, state, document.patientId);
  if (origin === "dmp" || dmp?.direction === "pulled") throw fromDmp(id);
  if (isInAnotherDmp(document, ins) && dmp?.withdrawnAt === undefined) throw inFormerDmp(id);
  if (dmp?.withdrawnAt !== undefined && !mayFileAgain(document, ins)) throw withdrawn(id, dmp.withdrawnAt);
  if (dmp?.direction === "pushed" && dmp.withdrawnAt === undefined) throw alreadyThere(id, dmp.at);
  if (size === 0) throw emptyDocument(id);
  if (typeOf(type.code)?.dmp !== true) throw typeRefused(id, type.code);
  const waiting = await outbox.pendingFor(id);
  const lines = waiting.filter((line) => line.kind === "dmp.submit" && line.state !== "refused").map((line) => line.id);
  if (lines.length > 0) throw alreadyQueued(id, lines);
}

/** The three flags a person chose, against what the DMP allows (EX_2.1-1050). */
export async function requireVisibility(
  cabinet: Pick<OpenCabinet, "settings" | "info" | "clock">,
  patient: Patient,
  visibility: Visibility,
): Promise<void> {
  const { hiddenFromProfessionals, hiddenFromPatient, hiddenFromLegalRepresentatives } = visibility;
  if (hiddenFromProfessionals && hiddenFromPatient && (await setting(cabinet, "dmp.cumulMaskAllowed")) !== true)
    throw bothHidden();
  if (!hiddenFromLegalRepresentatives) return;
  const majority = Number(await setting(cabinet, "dmp.majorityAge"));
  if (ageOn(patient.identity.traits.birthDate, cabinet.clock.now().toISOString()) >= majority) throw notMinor(patient.id);
}

/** History leaves in bulk only once a person has read the dates of the acts (DMP/HISTO.03). @param again how to go on */
export function requireReviewed(documents: readonly Document[], today: IsoDate, reviewed: boolean, again: string): void {
  const historic = documents.filter(({ actDate }) => isHistoric(actDate, today));
  if (reviewed || historic.length < HISTORY_BULK) return;
  const [oldest = today] = historic.map(({ actDate }) => actDate).sort();
  throw bulkHistory(
    historic.map(({ id }) => id),
    oldest,
    again,
  );
}

export function isHistoric(actDate: IsoDate, today: IsoDate): boolean {
  return Date.parse(today.slice(0, 10)) - Date.parse(actDate) > HISTORY_DAYS * 86_400_000;
}

/** Whole years between two calendar dates. A birth date that was interpreted (RNIV) counts as it is written. */
export function ageOn(birthDate: IsoDate, today: IsoDate): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5, 10) < birthDate.slice(5, 10) ? years - 1 : years;
}

async function setting({ settings, info }: Pick<OpenCabinet, "settings" | "info">, key: string): Promise<unknown> {
  const from = { settings, env: {}, toPath: (path: string) => path, environment: info.environment };
  return (await resolveSetting(key, from)).value;
}
