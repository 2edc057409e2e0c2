/** What is counted while an export is written; stands in its manifest. */
export interface Tally {
  patients: number;
  documents: number;
  /** Documents that have no PDF/A-1, each with its reason in `documents.json`. */
  withoutPdfA: number;
  vsm: number;
  /** Files with medical data whose summary could not be made: who exports is no doctor, or the practice is not set up. */
  withoutVsm: number;
  /** Summaries left out, for who exports may not see medical data. */
  withoutMedical: number;
  medicalItems: number;
  acknowledgements: number;
  exchanges: number;
  /** Lines, those that name no patient included. */
  journal: number;
  /** All of the archive but the manifest of the export itself. */
  files: number;
}

export function newTally(): Tally {
  return {
    patients: 0,
    documents: 0,
    withoutPdfA: 0,
    vsm: 0,
    withoutVsm: 0,
    withoutMedical: 0,
    medicalItems: 0,
    acknowledgements: 0,
    exchanges: 0,
    journal: 0,
    files: 0,
  };
}
