import { readCda } from "../../../src/documents/cda/reader.js";
import type { Document } from "../../../src/domain/document/document.js";
import type { Allergy, NewMedicalItem } from "../../../src/domain/medical/medical.js";
import type { OpenCabinet } from "../../../src/services/cabinet.port.js";
import { entered, family, problem, treatment, who } from "../../store/medical/support.js";
import { documentCabinet } from "../documents/support.js";
import type { TestCabinetOptions } from "../support/cabinet.js";

const BASE = { code: null, since: null, until: null, closed: false, note: null } as const;
export const penicillin: Allergy = {
  ...BASE,
  kind: "allergy",
  label: "Pénicilline",
  allergen: "drug",
  reaction: "Œdème de Quincke",
};

/** A cabinet whose first patient has a record. */
export async function vsmCabinet(options: TestCabinetOptions & { readonly qualified?: boolean } = {}) {
  const { cabinet, patient, other } = await documentCabinet(options);
  await record(
    cabinet,
    patient.id,
    problem("Diabète de type 2", "E11.9", { since: "2015-03", note: "mot privé" }),
    problem("Pyélonéphrite", "N10", { since: "2018", until: "2018-05", closed: true }),
    penicillin,
    family("Cancer du sein", { code: null }),
  );
  const [diabetes] = (await cabinet.medical.record(patient.id)).items;
  await record(cabinet, patient.id, treatment("METFORMINE 500 mg", { dosage: "1 matin et soir", reason: diabetes?.id ?? null }));
  return { cabinet, patient, other };
}

export async function record(
  cabinet: Pick<OpenCabinet, "medical">,
  patientId: string,
  ...items: NewMedicalItem[]
): Promise<void> {
  await cabinet.medical.add(patientId, items, entered, who);
}

export async function bytesOf(cabinet: Pick<OpenCabinet, "contents">, id: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of cabinet.contents.read(id)) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function headerIn(cabinet: Pick<OpenCabinet, "contents">, document: Document) {
  return (await readCda(cabinet.contents.read(document.content))).header;
}
