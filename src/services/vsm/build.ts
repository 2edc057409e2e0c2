import { draftOf } from "../../documents/cda/draft-from.js";
import type { ConvertedPdf } from "../../documents/pdf/convert.js";
import { typeOf } from "../../documents/vocabularies/types.js";
import type { VsmDraft } from "../../documents/vsm/draft.js";
import { writeVsm } from "../../documents/vsm/writer.js";
import type { NewDocument } from "../../domain/document/document.js";
import type { IsoInstant } from "../../domain/identity/types.js";
import { fixedZone, localInstant, machineZone, type ZoneOffset } from "../../domain/local-time.js";
import { type Completeness, completeness } from "../../domain/medical/completeness.js";
import { MEDICAL_KINDS, type MedicalItem, type MedicalKind, type MedicalRecord } from "../../domain/medical/medical.js";
import { byKindThenAge } from "../../domain/medical/order.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { structureSettings } from "../documents/header.js";
import { closedOf } from "../medical/closed.js";
import { patientNotFound } from "../patients/errors.js";
import { vsmAuthor } from "./author.js";
import { medecinTraitantOf } from "./doctor.js";
import { nothingLeft } from "./errors.js";
import { setIdOf, uniqueIdOfVsm } from "./ids.js";

/** What of a cabinet the making of a summary takes. */
export type VsmCabinet = Pick<
  OpenCabinet,
  "info" | "actor" | "clock" | "patients" | "medical" | "settings" | "users" | "session"
>;

export interface BuildOptions {
  /** Kinds that are told; all of them unless said. */
  readonly sections?: readonly MedicalKind[] | undefined;
  /** Kinds that are left out: their section says that it was not filled in. */
  readonly without?: readonly MedicalKind[] | undefined;
  /** As typed: `U2`, an RPPS. The person of the session unless said. */
  readonly author?: string | undefined;
  /** When it is established: with it, the same record gives the same bytes. Now unless said. */
  readonly at?: IsoInstant | undefined;
  /** Where it is established, which {@link at} is written in: that of the machine for what is made now, and only then. */
  readonly zone?: ZoneOffset | undefined;
  /** Of which version: the first of its set unless said. */
  readonly version?: VsmVersion | undefined;
}

export type VsmVersion = Pick<NewDocument, "setId" | "versionNumber"> & {
  /** Null: derived from what is told. */
  readonly uniqueId: string | null;
  /** uniqueId of the version that it replaces, or null. */
  readonly replaces: string | null;
};

/** A summary that is written, and filed nowhere. */
export interface BuiltVsm extends Completeness {
  readonly patient: Patient;
  readonly author: NewDocument["author"];
  readonly draft: VsmDraft;
  readonly cda: Buffer;
  /** Its PDF/A-1b twin; made at each call. */
  pdf(): Promise<ConvertedPdf>;
  /** Kinds that are neither filled in, nor said to have nothing, nor left out. */
  readonly unfilled: readonly MedicalKind[];
  /** How many items have free words that stay in the practice. */
  readonly notesKept: number;
}

/** Stand for the id and the time of a summary whose id derives from what it tells. */
const NO_ID = "2.25.0";
const NO_TIME = "2000-01-01T12:00:00.000Z";
const TITLE = "Volet de synthèse médicale";

/**
 * The summary of a patient (DOC/va1.14) as its record is now: CDA R2 level 3, with its score and what is missing. Nothing is written. The
 * INS stands in it for a qualified identity only; any patient has one.
 * @param patientId `P42`
 * @throws {SegurError} `patient.not_found`, `vsm.author`, `vsm.no_section`, `cda.…`, `document.author_…`
 */
export async function buildVsm(cabinet: VsmCabinet, patientId: string, options: BuildOptions = {}): Promise<BuiltVsm> {
  const patient = await cabinet.patients.get(patientId);
  if (patient === null) throw patientNotFound(patientId);
  const left = leftOut(options);
  const { author, input } = await vsmAuthor(cabinet, options.author);
  const record = await cabinet.medical.record(patient.id);
  const medecinTraitant = await medecinTraitantOf(cabinet, patient);
  const at = options.at ?? cabinet.clock.now().toISOString();
  const items = toldItems(record);
  const version = options.version ?? {
    setId: setIdOf(cabinet.info.instanceId, patient),
    uniqueId: null,
    versionNumber: 1,
    replaces: null,
  };
  const structure = await structureSettings(cabinet);
  const draftAt = (uniqueId: string, at: IsoInstant, zone: ZoneOffset): VsmDraft => ({
    header: draftOf({
      document: {
        type: vsmType(),
        title: TITLE,
        actDate: localInstant(at, zone(new Date(at))).slice(0, 10),
        uniqueId,
        setId: version.setId,
        versionNumber: version.versionNumber,
        confidentiality: "N",
        createdAt: at,
      },
      replaces: version.replaces,
      patient,
      instanceId: cabinet.info.instanceId,
      author: input,
      medecinTraitant: medecinTraitant !== null && medecinTraitant.id === input.nationalId,
      structure,
      zone,
    }),
    items,
    noneKnown: record.noneKnown,
    ended: MEDICAL_KINDS.filter((kind) => closedOf(record, kind).length > 0),
    left,
    medecinTraitant,
  });
  const uniqueId =
    version.uniqueId ?? uniqueIdOfVsm(version, writeVsm(draftAt(NO_ID, NO_TIME, fixedZone(0))), options.at ?? null);
  const draft = draftAt(uniqueId, at, options.zone ?? machineZone);
  const told = items.filter(({ kind }) => !left.includes(kind));
  return {
    patient,
    author,
    draft,
    cda: writeVsm(draft),
    pdf: async () => (await import("../../documents/pdf/from-vsm.js")).vsmPdf(draft),
    ...completeness(record, patient),
    unfilled: MEDICAL_KINDS.filter(
      (kind) => !left.includes(kind) && record.noneKnown[kind] !== true && !told.some((item) => item.kind === kind),
    ),
    notesKept: told.filter(({ kind, note }) => note !== null && kind !== "attention" && kind !== "occupation").length,
  };
}

/** What of a record a summary tells: what is open, and problems that are over, which are antécédents. */
export function toldItems({ items }: MedicalRecord): readonly MedicalItem[] {
  return items.filter(({ kind, closed }) => !closed || kind === "problem").toSorted(byKindThenAge);
}

function leftOut({ sections, without = [] }: BuildOptions): readonly MedicalKind[] {
  const left = MEDICAL_KINDS.filter((kind) => without.includes(kind) || (sections !== undefined && !sections.includes(kind)));
  if (left.length === MEDICAL_KINDS.length) throw nothingLeft();
  return left;
}

export function vsmType() {
  const type = typeOf("SYNTH");
  if (type === null) throw new Error("the generated vocabularies lack the type SYNTH");
  return type.code;
}
