import { MEDICAL_SYSTEMS, type MedicalItem, type MedicalKind, type NewMedicalItem } from "../../domain/medical/medical.js";
import type { SqlParams } from "../connection.js";
import { parseRecord } from "../json.js";

/** A row of `medical_items`; the closed lists are guaranteed by the CHECK constraints of the table. */
export interface ItemRow {
  id: number;
  row_version: number;
  patient: number;
  kind: MedicalKind;
  closed: number;
  label: string;
  since: string | null;
  until: string | null;
  details: string;
  origin: MedicalItem["source"]["from"];
  document: number | null;
  created_at: string;
  created_by: string;
  updated_at: string;
}

/** CIM-10 of a problem; null for everything else. */
function cim10(item: NewMedicalItem): string | null {
  return item.kind === "problem" && item.code?.system === MEDICAL_SYSTEMS.cim10 ? item.code.code : null;
}

/** Columns of what is written, each under its own name. */
export function columnsOf(item: NewMedicalItem): SqlParams {
  const { kind, closed, label, since, until } = item;
  return { kind, closed: closed ? 1 : 0, label, since, until, cim10: cim10(item), details: JSON.stringify(detailsOf(item)) };
}

/** What has no column of its own. */
function detailsOf(item: NewMedicalItem) {
  const { code, note } = item;
  switch (item.kind) {
    case "allergy":
      return { code, note, allergen: item.allergen, reaction: item.reaction };
    case "habit":
      return { code, note, habit: item.habit, quantity: item.quantity };
    case "family":
      return { code, note, relative: item.relative };
    case "treatment": {
      const { cip13, dosage, schedule, route, reason } = item;
      return { code, note, cip13, dosage, schedule, route, reason };
    }
    default:
      return { code, note };
  }
}

/** The details are those that {@link columnsOf} wrote for this kind. */
export function toItem(row: ItemRow): MedicalItem {
  const { kind, label, since, until } = row;
  const details = parseRecord(row.details);
  const own = { kind, label, since, until, closed: row.closed === 1, ...details } as unknown as NewMedicalItem;
  return {
    ...(own.kind === "treatment" && own.reason !== null ? { ...own, reason: `S${own.reason.slice(1)}` } : own),
    id: `S${row.id}`,
    patientId: `P${row.patient}`,
    source: { from: row.origin, document: row.document === null ? null : `D${row.document}` },
    rowVersion: row.row_version,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
  };
}
