import type { Ins } from "../../domain/identity/types.js";

/** What a refusal of these metadata must not quote: the patient's matricule, and the traits of `sourcePatientInfo`. */
export function sensitiveOf(metadata: string, patient: Ins): string[] {
  const values = [patient.matricule, patient.matricule.slice(0, 13)];
  for (const [, info = ""] of metadata.matchAll(/<rim:Value>PID-\d+\|([^<]*)<\/rim:Value>/g)) {
    const plain = info.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    values.push(...plain.split(/[\^|~]/).filter((value) => value.length > 2));
  }
  return values;
}
