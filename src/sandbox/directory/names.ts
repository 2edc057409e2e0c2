export const FHIR_PATH = "/fhir/v2";
/** Key of the `ESANTE-API-KEY` header that the sandbox's directory knows. */
export const TEST_API_KEY = "bac-a-sable-cle-annuaire";
/** Calls in any one second (mss.md §3.1). */
export const CALLS_A_SECOND = 17;
export const DEFAULT_PAGE = 50;
export const MOST_PAGE = 200;
/** People and structures that the directory knows unless told otherwise. */
export const DEFAULT_DIRECTORY_COUNT = 2_000;
/** Where the public extractions are, as at their publisher's (mss.md §3.2). */
export const EXTRACTION_PATH = "/annuaire-sante-webservices/V300/services/extraction/";
