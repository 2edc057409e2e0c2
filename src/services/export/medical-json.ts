import type { MedicalItem, MedicalRecord } from "../../domain/medical/medical.js";

/** `medical.json`: every item of the record, closed ones included, with who wrote it and when; free words only when asked. */
export function medicalJson(
  patient: string,
  { items, noneKnown }: MedicalRecord,
  protocols: readonly string[],
  withNotes: boolean,
) {
  return {
    schema: "segur.export.medical/1",
    patient,
    noneKnown,
    protocols,
    items: items.map((item) => itemJson(item, withNotes)),
  };
}

function itemJson(item: MedicalItem, withNotes: boolean) {
  const { patientId: _folder, rowVersion: _own, note, ...told } = item;
  return { ...told, note: withNotes ? note : null };
}
