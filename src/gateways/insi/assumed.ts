/**
 * What this gateway assumes about INSi because no public document says it (insi.md, introduction, §1.1 and §1.10).
 * Everything below is to be checked against SEL-MP-043 when the cabinet's editor has access to it; nothing outside this
 * file depends on it. Attested: the operation's name, the names and nesting of the request's elements, the root
 * `Resultat` with `CR(CodeCR, LibelleCR)` and its namespace. Assumed: the action, the request's namespace, the codes.
 */

/** wsa:Action of WS_INS3, by analogy with WS_INS1 and WS_INS2. */
export const VERIFY_ACTION = "urn:ServiceIdentiteCertifiee:1.0.0:verifierInsAvecTraitsIdentite";

/** Namespace of the request `IndividuVerifie`, by analogy with that of the answer. */
export const VERIFY_REQUEST_NS = "http://www.cnamts.fr/INSiLot2/REQUnitaire";

/** Namespace of the answer `Resultat` (seen as an XML root namespace in the GIE kit). */
export const VERIFY_RESULT_NS = "http://www.cnamts.fr/INSiLot2/REPUnitaire";

/** CodeCR of a verification. Any other code is no verdict: a KO demotes an identity, so it is never guessed. */
export const VERIFY_CODES: Readonly<Record<string, "OK" | "KO">> = { "00": "OK", "01": "KO" };
