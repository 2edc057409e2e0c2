import type { Patient } from "../../domain/patient.js";

/**
 * `patient.json`: who the patient is, as the file has them (PORT/va1.01). The INS leaves for a qualified identity alone, as everywhere
 * (INS/va1.53); former ones go with it.
 * @param medical who exports may see what ails them; otherwise it is null, which is not « nothing »
 */
export function patientJson(patient: Patient, medical: boolean) {
  const { identity } = patient;
  const qualified = identity.status === "qualifiee";
  return {
    schema: "segur.export.patient/1",
    id: patient.id,
    fileNumber: patient.fileNumber,
    identity: {
      status: identity.status,
      birthName: identity.traits.birthName,
      birthGivenNames: identity.traits.birthGivenNames,
      firstBirthGivenName: identity.traits.firstBirthGivenName,
      birthDate: identity.traits.birthDate,
      birthDateInterpreted: patient.birthDateInterpreted,
      sex: identity.traits.sex,
      birthPlace: identity.traits.birthPlace,
      ins: qualified ? identity.ins : null,
      insHistory: qualified ? identity.insHistory : [],
      attributes: identity.attributes,
      proof: identity.proof,
    },
    usedName: patient.usedName,
    usedGivenName: patient.usedGivenName,
    billingBirthDate: patient.billingBirthDate,
    contact: patient.contact,
    medecinTraitant: patient.medecinTraitant,
    ald: medical ? patient.ald : null,
    diagnoses: medical ? patient.diagnoses : null,
    lastSeen: patient.lastSeen,
    lastVsm: patient.lastVsm,
    rcp: patient.rcp,
    consents: patient.consents,
    createdAt: patient.createdAt,
    updatedAt: patient.updatedAt,
  };
}
