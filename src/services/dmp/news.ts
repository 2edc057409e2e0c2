import type { Ins, IsoInstant } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { AuthorizedPatient } from "../../gateways/dmp/port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { withCall } from "./call.js";

/** A patient of the cabinet whose DMP has documents that came since. */
export interface NewsLine {
  readonly patient: Patient;
  /** The person is their médecin traitant, says the DMP. */
  readonly medecinTraitant: boolean;
  readonly lastAddition: IsoInstant | null;
  readonly lastUpdate: IsoInstant | null;
}

export interface News {
  readonly since: IsoInstant;
  /** Latest addition first. */
  readonly lines: readonly NewsLine[];
  /** DMPs of people who are not patients here, or not under this INS: only counted. */
  readonly unknown: number;
  /** Patients who oppose the reading of their DMP (DMP/CONF.06): only counted. */
  readonly opposed: number;
}

/** How far the first question goes back. */
const FIRST_DAYS = 7;

/** Where the time of the last question of each person is kept; not a setting that people set. */
const lastKey = (userId: string) => `dmp.lastNews.${userId}`;

/** From when {@link dmpNews} asks when nothing is said: since this person asked last, a week at first. */
export async function newsSince({ settings, actor, clock }: OpenCabinet): Promise<IsoInstant> {
  const last = await settings.get(lastKey(actor.userId));
  if (typeof last === "string" && !Number.isNaN(Date.parse(last))) return last;
  return new Date(clock.now().getTime() - FIRST_DAYS * 86_400_000).toISOString();
}

/**
 * TD0.4 by LASTDOC: in one call, which of the patients whose DMP the person may read have new documents. The moment of the call is
 * remembered as theirs when they said no other.
 */
export async function dmpNews(
  cabinet: OpenCabinet,
  options: { readonly since?: IsoInstant | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<News> {
  const since = options.since ?? (await newsSince(cabinet));
  const at = cabinet.clock.now().toISOString();
  const found = await withCall(cabinet, { transaction: "TD0.4", signal: options.signal }, (client, call) =>
    client.authorizedPatients({ since, by: "LASTDOC" }, call),
  );
  const lines: NewsLine[] = [];
  let [unknown, opposed] = [0, 0];
  for (const one of found) {
    const patients = await localPatients(cabinet, one);
    if (patients.length === 0) unknown += 1;
    for (const patient of patients) {
      const { medecinTraitant, lastAddition, lastUpdate } = one;
      if (patient.consents.dmpRead === "opposed") opposed += 1;
      else lines.push({ patient, medecinTraitant, lastAddition, lastUpdate });
    }
  }
  lines.sort((one, other) => order(other.lastAddition ?? "", one.lastAddition ?? ""));
  if (options.since === undefined) await cabinet.settings.set(lastKey(cabinet.actor.userId), at);
  return { since, lines, unknown, opposed };
}

/** Instants of one form; without `localeCompare`, whose first use loads `Intl`. */
function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** By any of the ids that the service gave (it gives the old INS-C too): matricule and OID, and qualified. */
async function localPatients(cabinet: OpenCabinet, { ids }: AuthorizedPatient): Promise<readonly Patient[]> {
  const found = new Map<string, Patient>();
  for (const id of ids) {
    for (const patient of await cabinet.patients.findByMatricule(id.matricule)) {
      if (patient.identity.status === "qualifiee" && isSame(patient.identity.ins, id)) found.set(patient.id, patient);
    }
  }
  return [...found.values()];
}

function isSame(one: Ins | null, other: Ins): boolean {
  return one !== null && one.matricule === other.matricule && one.oid === other.oid;
}
