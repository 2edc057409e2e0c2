import { Readable } from "node:stream";
import { importMedical, type MedicalImportOptions, type MedicalLine } from "../../../src/services/medical/import.js";
import { patient } from "../../store/support.js";
import { type TestCabinet, type TestCabinetOptions, testCabinet } from "../support/cabinet.js";

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
