import { SegurError } from "../../domain/errors.js";
import type { Patient } from "../../domain/patient.js";
import { DmpFault } from "../../gateways/dmp/port.js";
import type { DmpView } from "../../store/dmp-cache.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { changeConsents } from "../patients/consent.js";
import {
  authorizationRefused,
  consentAndRemove,
  consentKept,
  consentMissing,
  dmpAbsent,
  dmpClosed,
  dmpNotAuthorized,
} from "./access-errors.js";
import { withCall } from "./call.js";
import { requireQualified, requireReadable } from "./rules.js";
import { dmpStatus } from "./status.js";
import { viewOf } from "./view.js";

export interface AuthorizeOptions {
  /** The patient consents now: recorded, then asked for. */
  readonly consent?: boolean | undefined;
  /** Gives the person's own authorisation back. */
  readonly remove?: boolean | undefined;
  /** The person declares to be the médecin traitant. */
  readonly medecinTraitant?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Authorized {
  readonly action: "add" | "remove";
  /** The service had nothing to do: a success (dmp.md TD0.3). */
  readonly already: boolean;
  /** What the service said, or null. */
  readonly context: string | null;
}

/**
 * TD0.3: the authorisation to read this DMP, always asked for by a person and with the patient's consent (EX_0.3-1010), never for
 * feeding (DMP/CONF.05) nor in an emergency.
 * @throws {SegurError} `dmp.reading_opposed`, `dmp.consent_missing`, those of `requireQualified`, `dmp.absent`, `dmp.closed`,
 * `dmp.forbidden`, `dmp.authorization_refused`; {@link DmpFault}
 */
export async function authorizeDmp(cabinet: OpenCabinet, patient: Patient, options: AuthorizeOptions): Promise<Authorized> {
  const { consent = false, remove = false, medecinTraitant, signal } = options;
  if (consent && remove) throw consentAndRemove();
  const action = remove ? "remove" : "add";
  const ins = remove ? requireQualified(patient, cabinet.info.environment) : requireReadable(patient, cabinet);
  let asked = patient;
  if (!remove && patient.consents.dmpRead !== "given") {
    if (!consent) throw consentMissing(patient.id);
    asked = await changeConsents(cabinet, patient, { dmpRead: "given" });
  }
  const set = medecinTraitant === undefined ? undefined : { medecinTraitant };
  const intent = { transaction: "TD0.3", patient: asked, signal } as const;
  let done: Pick<Authorized, "already" | "context">;
  try {
    done = await withCall(cabinet, intent, (client, call) => client.setAuthorization(ins, action, call, set));
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
    const told = error instanceof DmpFault && error.kind === "refused" ? await explained(cabinet, asked, error, signal) : error;
    throw asked === patient ? told : consentKept(told);
  }
  await remember(cabinet, viewOf(cabinet, { patient, ins }), action);
  return { action, ...done };
}

/**
 * Why an authorisation was refused, as a reading or a deposit would say it: the DMP is asked once what it is. Its refusal stands when
 * that does not explain it, or cannot be known.
 */
async function explained(
  cabinet: OpenCabinet,
  patient: Patient,
  refusal: DmpFault,
  signal: AbortSignal | undefined,
): Promise<SegurError> {
  const { id } = patient;
  try {
    const { status } = await dmpStatus(cabinet, patient, { signal });
    if (status.state === "absent") return dmpAbsent(id, "read");
    if (status.state === "closed") return dmpClosed(id, status.closedOn, "read");
    if (status.authorization === "forbidden") return dmpNotAuthorized(id, "forbidden");
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
  }
  return authorizationRefused(id, refusal);
}

/** What is known of the DMP follows, without asking again; whoever gives the access back keeps no copy either. */
async function remember(cabinet: OpenCabinet, view: DmpView, action: "add" | "remove"): Promise<void> {
  if (action === "remove") return cabinet.dmpCache.forget(view);
  const known = await cabinet.dmpCache.status(view);
  if (known?.status.state !== "open") return;
  const status = { ...known.status, authorization: "valid", authorizationCode: "VALIDE" } as const;
  await cabinet.dmpCache.putStatus(view, status, cabinet.clock.now().toISOString());
}
