const MAX_LENGTH = 300;
const MASK = "[…]";

/** Words with a capital that the service's own sentences hold; any other may be somebody's name. */
const KNOWN = new Set(
  (
    "A An The DMP INS NIR NIA INSi PS CPS CPx CPE VIHF SAML SOAP XML XDS XDSDocumentEntry ITI HTTP TLS LPS AIR PSC RPPS ADELI FINESS SIRET UUID OID ID " +
    "Action Addressing Message MessageID Property To ReplyTo Security Assertion Signature Structure Inactive Patient Document Header Header Médecins " +
    "Pharmacien Pharmaciens Professionnel Santé Spécialité Accès Erreur Error Invalid Missing Not Request Response Service Registry Repository " +
    "Authentification Identifiant Secteur Role Mon Espace " +
    // Of INSi (insi.md §3).
    "Vitale SIRAM Matricule Numéro Nom Prénom Sexe Date Contactez Réponse Texte Raison " +
    // Names of metadata: which one was refused is what one wants to know.
    "authorPerson authorInstitution authorRole authorSpecialty classCode typeCode formatCode confidentialityCode healthcareFacilityTypeCode " +
    "practiceSettingCode eventCodeList creationTime serviceStartTime serviceStopTime languageCode legalAuthenticator sourcePatientId " +
    "sourcePatientInfo patientId uniqueId mimeType submissionTime contentTypeCode sourceId entryUUID XDSSubmissionSet HasMember"
  ).split(" "),
);

/**
 * Makes a text of the service fit for screens, logs and traces: it may quote what it was sent. Control characters, numbers of more than
 * four digits, dates and capitalised words that are not of the service's own vocabulary are taken out; a code (`XDSUnknownPatientId`) stays.
 * @param values what the caller knows that must never come back
 */
export function serviceText(text: string, values: readonly string[] = []): string {
  let clean = text.replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ").trim();
  // Longest first: « ANNE MARIE » before « ANNE ».
  for (const value of [...new Set(values)].sort((one, other) => other.length - one.length)) {
    if (value.length > 1) clean = clean.replace(asWritten(value), MASK);
  }
  clean = clean
    // Dates before digits; then matricules, spaced or not, with a Corsican department.
    .replace(/\b\d{1,4}([-/.])\d{1,2}\1\d{1,4}\b/g, MASK)
    .replace(/\b[\dAB](?:[\s.]?[\dAB]){5,}\b/g, (found) => (/\d{4}|\d[\s.]?\d/.test(found) ? MASK : found))
    .replace(/\d{5,}/g, MASK)
    .replace(/[\p{L}][\p{L}\p{M}'’-]*/gu, (word, at: number) => (isPlain(word, clean, at) ? word : MASK))
    .replace(/\[…\](?:[\s-]*\[…\])+/g, MASK);
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH - 1)}…` : clean;
}

/** Whatever its case when it stands alone; a long one, inside a word too. */
function asWritten(value: string): RegExp {
  const literal = value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return value.length > 3 ? new RegExp(literal, "giu") : new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, "gu");
}

function isPlain(word: string, text: string, at: number): boolean {
  if (word === word.toLowerCase() || KNOWN.has(word)) return true;
  // A code in one word: `XDSUnknownPatientId`, `DMPInvalidCertificate`.
  if (/^(?:XDS|DMP)[A-Za-z]+$/.test(word)) return true;
  // The word that begins the text is a word of the sentence when it has the shape of one and another small word follows.
  return at === 0 && /^(?:[DLNS]['’]\p{Ll}+|\p{Lu}\p{Ll}+)$/u.test(word) && /^\s+\p{Ll}/u.test(text.slice(word.length));
}

/** A code goes to logs and tables: only what a code is made of. */
export function serviceCode(text: string | null | undefined): string | null {
  return typeof text === "string" && /^[A-Za-z][\w.-]{1,79}$/.test(text) ? text : null;
}
