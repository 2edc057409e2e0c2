import type { IdentityField } from "../../domain/document/compare-identity.js";
import type { Quarantined } from "../../store/quarantine.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { requireRight } from "../session/access.js";

/** One trait of the person, as the document and as the file say it. */
export interface Difference {
  readonly field: IdentityField;
  readonly document: string | null;
  readonly file: string | null;
}

/** What of the identity differs, by name; what a line of an older version does not say is not guessed. */
export function differingOf({ data }: Quarantined): readonly IdentityField[] {
  const { differing } = Object(data) as { readonly differing?: unknown };
  return Array.isArray(differing) ? (differing as readonly IdentityField[]) : [];
}

/**
 * The same with what both sides say: for who may see a matricule, who asks for it, and it is traced as such an access (GEN.16).
 * @throws {SegurError} `rights.missing`
 */
export async function differences(cabinet: OpenCabinet, line: Quarantined): Promise<readonly Difference[]> {
  await requireRight(cabinet, "ins.see", "quarantine show --reveal");
  const fields = differingOf(line);
  const patient = line.patientId === null ? null : await cabinet.patients.get(line.patientId);
  // What was decided on is no longer kept.
  if (fields.length === 0 || line.content === null || patient === null || line.state !== "waiting") return [];
  const { readCda } = await import("../../documents/cda/reader.js");
  const { header } = await readCda(cabinet.contents.read(line.content));
  const about = { at: cabinet.clock.now().toISOString(), actor: cabinet.actor, patientId: patient.id };
  const where = "quarantine.show";
  await cabinet.traces.append([
    { kind: "document.read", ...about, data: { document: line.key, where } },
    { kind: "ins.accessed", ...about, data: { where } },
  ]);
  const { ins, traits } = patient.identity;
  return fields.map((field) =>
    field === "ins"
      ? { field, document: header.patient.ins?.matricule ?? null, file: ins?.matricule ?? null }
      : { field, document: header.patient[field], file: traits[field] },
  );
}
