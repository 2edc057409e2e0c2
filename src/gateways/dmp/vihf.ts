import type { Transaction, VihfMode } from "../../domain/dmp/transaction.js";
import type { Code } from "../../domain/document/code.js";
import type { Ins } from "../../domain/identity/types.js";
import { canonicalAttribute, canonicalText } from "./canonical.js";
import { DEFAULT_CLASS_REFS, type DmpConfig } from "./config.js";
import { dmpConfigError } from "./config-errors.js";
import { rfc2253, structureOf } from "./distinguished-name.js";
import type { DmpCall } from "./port.js";
import type { Signer } from "./signer.js";
import { DS, digestOf, EXC_C14N, reference, signedParts } from "./xml-signature.js";

const SAML2 = "urn:oasis:names:tc:SAML:2.0:assertion";
const XSI = "http://www.w3.org/2001/XMLSchema-instance";
const XS_DECLARATION = ' xmlns:xs="http://www.w3.org/2001/XMLSchema"';
const SECTORS = "1.2.250.1.71.4.2.4";
const LEGAL = "INVISIBLE_REPRESENTANTS_LEGAUX^1.2.250.1.213.1.1.4.13";

export interface VihfRequest {
  readonly transaction: Transaction;
  readonly mode: VihfMode;
  readonly patient: Ins | null;
  readonly call: DmpCall;
}

export interface Vihf {
  /** `_` + UUID: the ID of the assertion. */
  readonly id: string;
  readonly xml: string;
}

/** What of the configuration an assertion tells. */
export type VihfConfig = Pick<
  DmpConfig,
  "software" | "vihfVersion" | "authnContextDecl" | "authnContextClassRef" | "digest" | "clock" | "ids"
>;

/**
 * The signed SAML 2.0 assertion of one call (psc.md §4.2 and §4.3, dmp.md §1.4): who asks, from where, for which patient, why. It is written
 * in exclusive canonical form, so that what is hashed is what is sent, but for `xmlns:xs`, which only an xsi:type uses and the canonical
 * form leaves out.
 * @throws {SegurError | XmlError}
 */
export async function writeVihf(request: VihfRequest, signer: Signer, config: VihfConfig): Promise<Vihf> {
  const id = `_${config.ids.uuid()}`;
  // Read once: two instants would be two assertions.
  const at = config.clock.now().toISOString();
  const write = (xs: string) => assertion({ id, at, xs }, request, signer, config);
  const { head, tail } = write(XS_DECLARATION);
  const canonical = write("");
  const references = reference({
    uri: `#${id}`,
    transforms: [`${DS}enveloped-signature`, EXC_C14N],
    digest: config.digest,
    value: digestOf(canonical.head + canonical.tail, config.digest),
  });
  const options = { canonicalization: EXC_C14N, digest: config.digest, signer, signal: request.call.signal };
  const parts = await signedParts(references, options);
  return { id, xml: `${head}<ds:Signature xmlns:ds="${DS}">${parts}</ds:Signature>${tail}` };
}

/** Everything before the signature (Issuer included) and everything after. */
function assertion(
  { id, at, xs }: { readonly id: string; readonly at: string; readonly xs: string },
  request: VihfRequest,
  signer: Signer,
  config: VihfConfig,
): { readonly head: string; readonly tail: string } {
  const { mode, call } = request;
  const { subject } = call;
  const head =
    `<saml2:Assertion xmlns:saml2="${SAML2}" ID="${id}" IssueInstant="${at}" Version="2.0">` +
    `<saml2:Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName">${canonicalText(rfc2253(signer.certificate.subject))}</saml2:Issuer>`;
  const classRef =
    mode === "DIRECTE"
      ? DEFAULT_CLASS_REFS.card
      : (config.authnContextClassRef?.[subject.login] ?? DEFAULT_CLASS_REFS[subject.login]);
  const declaration =
    mode === "INDIRECTE_RENFORCEE"
      ? `<saml2:AuthnContextDecl>${canonicalText(config.authnContextDecl)}</saml2:AuthnContextDecl>`
      : "";
  const tail =
    `<saml2:Subject><saml2:NameID>${canonicalText(subject.nationalId)}</saml2:NameID></saml2:Subject>` +
    `<saml2:AuthnStatement AuthnInstant="${at}"><saml2:AuthnContext><saml2:AuthnContextClassRef>${canonicalText(classRef)}</saml2:AuthnContextClassRef>${declaration}</saml2:AuthnContext></saml2:AuthnStatement>` +
    `<saml2:AttributeStatement>${attributes(request, signer, config, xs)}</saml2:AttributeStatement></saml2:Assertion>`;
  return { head, tail };
}

function attributes({ mode, patient, call }: VihfRequest, signer: Signer, config: VihfConfig, xs: string): string {
  const { subject, access } = call;
  const { software } = config;
  const structure = subject.structureId ?? (mode === "DIRECTE" ? null : structureOf(signer.certificate));
  if (structure === null) throw dmpConfigError("structure");
  const text = (name: string, value: string | null | undefined) =>
    value === null || value === undefined || value === ""
      ? ""
      : attribute(
          name,
          `<saml2:AttributeValue${xs} xmlns:xsi="${XSI}" xsi:type="xs:string">${canonicalText(value)}</saml2:AttributeValue>`,
        );
  const roles = [subject.profession, subject.speciality].flatMap((code) =>
    code === null ? [] : [codeValue("Role", code, ROLE_NAMES[code.system])],
  );
  return [
    text("Identifiant_Structure", structure),
    text("Secteur_Activite", `${subject.sector}^${SECTORS}`),
    mode === "DIRECTE" ? "" : text("urn:oasis:names:tc:xspa:1.0:subject:subject-id", subject.name),
    attribute("urn:oasis:names:tc:xacml:2.0:subject:role", roles.join("")),
    text("VIHF_Version", config.vihfVersion),
    text("Authentification_mode", mode),
    patient === null
      ? ""
      : text("urn:oasis:names:tc:xacml:2.0:resource:resource-id", `${patient.matricule}^^^&${patient.oid}&ISO^NH`),
    text("Ressource_URN", "urn:dmp"),
    attribute(
      "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse",
      codeValue("PurposeOfUse", PURPOSES[access], "mode acces VIHF 2.0"),
    ),
    access === "bris_de_glace" ? text("Mode_Acces_Raison", reasonOf(call)) : "",
    call.secret === true ? text("urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code", LEGAL) : "",
    text("LPS_ID", software.instance),
    text("LPS_Nom", software.name),
    text("LPS_Version", software.version),
    text("LPS_ID_HOMOLOGATION_DMP", software.homologation),
  ].join("");
}

function reasonOf({ reason }: DmpCall): string {
  if (reason === undefined || reason.trim() === "") throw dmpConfigError("reason");
  return reason;
}

function attribute(name: string, values: string): string {
  return `<saml2:Attribute Name="${name}">${values}</saml2:Attribute>`;
}

const PURPOSE_SYSTEM = "1.2.250.1.213.1.1.4.248";
const PURPOSES = {
  normal: { code: "normal", system: PURPOSE_SYSTEM, label: "Accès normal" },
  bris_de_glace: { code: "bris_de_glace", system: PURPOSE_SYSTEM, label: "Accès bris de glace" },
} as const;

/** codeSystemName as the official samples write it. */
const ROLE_NAMES: Readonly<Record<string, string>> = {
  "1.2.250.1.71.1.2.7": "professions",
  "1.2.250.1.71.4.2.5": "specialites RPPS",
  "1.2.250.1.71.4.2.6": "specialites pharmacien",
};

/** A CE of HL7 v3, attributes in canonical order: those without a namespace by name, then xsi:type. */
function codeValue(element: "Role" | "PurposeOfUse", { code, system, label }: Code, systemName: string | undefined): string {
  const named = systemName === undefined ? "" : ` codeSystemName="${systemName}"`;
  return (
    `<saml2:AttributeValue><${element} xmlns="urn:hl7-org:v3" xmlns:xsi="${XSI}" code="${canonicalAttribute(code)}" codeSystem="${canonicalAttribute(system)}"${named}` +
    ` displayName="${canonicalAttribute(label)}" xsi:type="CE"></${element}></saml2:AttributeValue>`
  );
}
