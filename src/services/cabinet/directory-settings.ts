import type { SettingSpec } from "./settings.js";

/** Settings of Annuaire Santé (mss.md §3). */
export const DIRECTORY_SETTINGS: readonly SettingSpec[] = [
  {
    key: "directory.url",
    summary: "adresse de l'API FHIR de l'Annuaire Santé",
    type: "url",
    example: "https://gateway.api.esante.gouv.fr/fhir/v2",
    default: "https://gateway.api.esante.gouv.fr/fhir/v2",
  },
  {
    key: "directory.apiKeyFile",
    summary: "fichier de la clé d'API (ESANTE-API-KEY, à créer sur portal.api.esante.gouv.fr)",
    type: "path",
    example: "certificats/annuaire-cle.txt",
  },
  {
    key: "directory.extractionUrl",
    summary: "adresse de l'extraction publique des boîtes MSSanté (ZIP ou TXT)",
    type: "url",
    example:
      "https://service.annuaire.sante.fr/annuaire-sante-webservices/V300/services/extraction/Extraction_Correspondance_MSSante",
    default:
      "https://service.annuaire.sante.fr/annuaire-sante-webservices/V300/services/extraction/Extraction_Correspondance_MSSante",
  },
  {
    key: "directory.peopleUrl",
    summary: "adresse de l'extraction publique des professionnels (PS_LibreAcces : ZIP ou TXT)",
    type: "url",
    example: "https://service.annuaire.sante.fr/annuaire-sante-webservices/V300/services/extraction/PS_LibreAcces",
    default: "https://service.annuaire.sante.fr/annuaire-sante-webservices/V300/services/extraction/PS_LibreAcces",
  },
  {
    key: "directory.ca",
    summary: "autorités de l'annuaire (PEM), si le système ne les connaît pas : l'extraction est servie sous l'IGC-Santé",
    type: "path",
    example: "certificats/igc-sante.pem",
  },
];
