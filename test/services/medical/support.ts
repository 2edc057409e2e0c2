import { Readable } from "node:stream";
import { importMedical, type MedicalImportOptions, type MedicalLine } from "../../../src/services/medical/import.js";
import { generateVsm } from "../../../src/services/vsm/generate.js";
import { document, patient } from "../../store/support.js";
import { type TestCabinet, type TestCabinetOptions, testCabinet } from "../support/cabinet.js";
import { bytesOf, vsmCabinet } from "../vsm/support.js";

/** A cabinet with one patient: P1, file 1007, born in 1960. */
export async function withPatient(options: TestCabinetOptions = {}): Promise<TestCabinet> {
  const cabinet = await testCabinet(options);
  await cabinet.add(patient({ birthDate: "1960-03-12" }, { fileNumber: "1007" }));
  return cabinet;
}

/** Imports lines of CSV under these headings. */
export async function importLines(
  cabinet: TestCabinet,
  headings: string,
  lines: readonly string[],
  options: MedicalImportOptions = {},
): Promise<readonly MedicalLine[]> {
  const source = Readable.from([Buffer.from([headings, ...lines].join("\n"))]);
  const told: MedicalLine[] = [];
  for await (const batch of (await importMedical(cabinet, source, options)).batches) told.push(...batch);
  return told;
}

/** A real VSM that another practice made, filed for P1 of this one as D1. */
export async function receiveVsm(store: Pick<TestCabinet, "contents" | "documents">): Promise<void> {
  const other = await vsmCabinet();
  const made = await generateVsm(other.cabinet, { patient: "P1" });
  if (made.document === null) throw new Error("a summary was made");
  const bytes = await bytesOf(other.cabinet, made.document.content);
  const { id: content, size } = await store.contents.write([bytes]);
  const type = { code: "SYNTH", system: "1.2.250.1.213.1.1.4.12", label: "Synthèse" };
  const filed = { content, size, type, origin: "mss", mimeType: "text/xml" } as const;
  await store.documents.add(document({ ...filed }), { userId: "U1", at: new Date().toISOString() });
}
