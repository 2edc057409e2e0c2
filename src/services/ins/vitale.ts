import { readVitaleData, type VitaleReading } from "../../documents/vitale/reader.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";

/** No card fills this; what comes beyond is refused by the reader without being kept. */
const MAX_BYTES = 1_000_001;

/**
 * The criteria of a WS_INS1 search for this patient, from the data of a carte Vitale read elsewhere (insi.md §8). On a family
 * card the beneficiary is the one who agrees with the patient (CNDA test 1.03). Throws `vitale.*` input errors.
 */
export async function readVitaleFile(
  cabinet: OpenCabinet,
  patient: Patient,
  source: AsyncIterable<Buffer>,
): Promise<VitaleReading> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BYTES) break;
  }
  const { birthDate, firstBirthGivenName } = patient.identity.traits;
  return readVitaleData(Buffer.concat(chunks), {
    environment: cabinet.info.environment,
    patient: { birthDate, givenName: firstBirthGivenName },
  });
}
