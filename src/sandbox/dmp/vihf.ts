import type { X509Certificate } from "node:crypto";
import { type AccessMode, VIHF_MODES, type VihfMode } from "../../domain/dmp/transaction.js";
import { NS } from "./names.js";
import { invalidCertificate, specialityMissing, structureUnknown, vihfRefused } from "./refusal.js";
import { isSeal, readCertificate, sameName, subjectValues } from "./seal.js";
import { elementText, signedParts } from "./signature.js";
import { attribute, child, childrenOf, parseXml, path, type XmlElement } from "./xml.js";

/** Who asks, as the VIHF says and the signature proves (psc.md §4.2). */
export interface Caller {
  readonly assertionId: string;
  readonly mode: VihfMode;
  /** `centre_15` too: it is a mode of the service, which no practice may use. */
  readonly access: AccessMode | "centre_15";
  readonly nationalId: string;
  readonly name: string;
  readonly structureId: string;
  /** G15. */
  readonly profession: string;
  readonly speciality: string | null;
  /** resource-id; null when no patient is targeted. */
  readonly patient: { readonly matricule: string; readonly oid: string } | null;
  /** « Connexion secrète » of a minor. */
  readonly secret: boolean;
}

/** What the handshake says of the software. */
export interface TlsCaller {
  readonly commonNames: readonly string[];
  readonly units: readonly string[];
}

export interface VihfRules {
  readonly authorities: readonly X509Certificate[];
  readonly homologations: ReadonlySet<string>;
  readonly now: () => Date;
  /** True when the assertion had not been seen yet; remembers it. */
  useAssertion(id: string): boolean;
}

const ACCESSES: readonly string[] = ["normal", "bris_de_glace", "centre_15"];
/** Assumed: no public text gives the tolerance of the clocks. */
const SKEW_MS = 5 * 60_000;
const PROFESSIONS = "1.2.250.1.71.1.2.7";
const SKILLS: readonly string[] = ["1.2.250.1.71.4.2.5", "1.2.250.1.71.4.2.6"];
/** Doctor, pharmacist (TRE_G15): their speciality is mandatory. */
const SPECIALISTS: readonly string[] = ["10", "21"];
const ATTRIBUTES = {
  structure: "Identifiant_Structure",
  sector: "Secteur_Activite",
  name: "urn:oasis:names:tc:xspa:1.0:subject:subject-id",
  role: "urn:oasis:names:tc:xacml:2.0:subject:role",
  version: "VIHF_Version",
  mode: "Authentification_mode",
  patient: "urn:oasis:names:tc:xacml:2.0:resource:resource-id",
  resource: "Ressource_URN",
  purpose: "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse",
  secret: "urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code",
  softwareName: "LPS_Nom",
  softwareVersion: "LPS_Version",
  homologation: "LPS_ID_HOMOLOGATION_DMP",
} as const;

/**
 * Verifies the VIHF of a message and reads it from its signed bytes only.
 * @throws {Refusal}
 */
export async function readVihf(
  message: string,
  security: XmlElement | undefined,
  tls: TlsCaller,
  rules: VihfRules,
): Promise<Caller> {
  const [shown, ...others] = security?.children ?? [];
  if (shown?.name !== "Assertion" || shown.namespace !== NS.saml || others.length > 0) {
    throw vihfRefused("L'en-tête wsse:Security doit contenir un VIHF (saml2:Assertion) et rien d'autre");
  }
  if (shown.children[1]?.name !== "Signature" || shown.children[1].namespace !== NS.ds) {
    throw vihfRefused("La signature du VIHF doit suivre immédiatement saml2:Issuer");
  }
  const { assertion, seal } = await verified(message, shown, rules);
  const caller = readClaims(assertion, rules);
  checkNames(assertion, caller, seal, tls);
  if (!rules.useAssertion(caller.assertionId)) throw vihfRefused("Le VIHF a déjà été utilisé (ID d'assertion rejoué)");
  return caller;
}

/** The assertion as it was signed, and by whom. */
async function verified(
  message: string,
  shown: XmlElement,
  rules: VihfRules,
): Promise<{ assertion: XmlElement; seal: X509Certificate }> {
  const written = path(shown.children[1], NS.ds, "KeyInfo", "X509Data", "X509Certificate")?.text ?? "";
  const seal = readCertificate(written);
  if (seal === null || !isSeal(seal, rules.authorities, rules.now())) throw invalidCertificate();
  const assertionText = elementText(message, "Assertion") ?? "";
  const signature = elementText(assertionText, "Signature");
  const signed = signature === null ? null : await signedParts(message, signature, seal);
  if (signed === null) throw vihfRefused("La signature du VIHF n'est pas valide");
  const [only, ...more] = signed;
  if (only === undefined || more.length > 0) throw vihfRefused("La signature du VIHF doit porter sur l'assertion seule");
  const assertion = parseXml(only);
  if (assertion.name !== "Assertion" || assertion.namespace !== NS.saml || assertion.attributes.ID !== shown.attributes.ID) {
    throw vihfRefused("La signature du VIHF ne porte pas sur l'assertion");
  }
  return { assertion, seal };
}

function readClaims(assertion: XmlElement, rules: VihfRules): Caller {
  const assertionId = assertion.attributes.ID ?? "";
  if (assertion.attributes.Version !== "2.0" || !/^[A-Za-z_][\w.-]*$/.test(assertionId)) {
    throw vihfRefused("Assertion SAML 2.0 avec un ID de type NCName attendue");
  }
  const issued = Date.parse(assertion.attributes.IssueInstant ?? "");
  if (!(Math.abs(rules.now().getTime() - issued) <= SKEW_MS)) {
    throw vihfRefused("La date du VIHF (IssueInstant) est trop éloignée de l'heure du serveur");
  }
  const values = attributeValues(assertion);
  const text = (name: string): string => values.get(name)?.[0]?.text.trim() ?? "";
  const needed = (name: string): string => text(name) || missing(name);
  const mode = text(ATTRIBUTES.mode) || text("Authentification_Mode") || missing(ATTRIBUTES.mode);
  if (!VIHF_MODES.some((known) => known === mode)) throw vihfRefused(`${ATTRIBUTES.mode} inconnu`);
  if (!["3.0", "4.0"].includes(needed(ATTRIBUTES.version))) throw vihfRefused(`${ATTRIBUTES.version} non supportée`);
  if (needed(ATTRIBUTES.resource) !== "urn:dmp") throw vihfRefused(`${ATTRIBUTES.resource} doit valoir urn:dmp`);
  if (!/^SA\d\d\^1\.2\.250\.1\.71\.4\.2\.4$/.test(needed(ATTRIBUTES.sector))) throw vihfRefused(`${ATTRIBUTES.sector} incorrect`);
  needed(ATTRIBUTES.softwareName);
  needed(ATTRIBUTES.softwareVersion);
  if (!rules.homologations.has(needed(ATTRIBUTES.homologation))) throw vihfRefused("Numéro d'homologation du LPS inconnu");
  const name = mode === "DIRECTE" ? text(ATTRIBUTES.name) : needed(ATTRIBUTES.name);
  const context = path(assertion, NS.saml, "AuthnStatement", "AuthnContext");
  if (!child(context, NS.saml, "AuthnContextClassRef")?.text.trim()) missing("AuthnContextClassRef");
  // Mandatory in this mode alone (dmp.md §1.4).
  if (mode === "INDIRECTE_RENFORCEE" && !child(context, NS.saml, "AuthnContextDecl")?.text.trim()) missing("AuthnContextDecl");
  const secret = text(ATTRIBUTES.secret);
  if (secret !== "" && secret !== "INVISIBLE_REPRESENTANTS_LEGAUX^1.2.250.1.213.1.1.4.13") {
    throw vihfRefused("Code de confidentialité de la connexion secrète inconnu");
  }
  return {
    assertionId,
    mode: mode as VihfMode,
    access: accessOf(values.get(ATTRIBUTES.purpose)?.[0]),
    nationalId: path(assertion, NS.saml, "Subject", "NameID")?.text.trim() || missing("NameID"),
    name,
    structureId: needed(ATTRIBUTES.structure),
    ...rolesOf(values.get(ATTRIBUTES.role) ?? []),
    patient: patientOf(text(ATTRIBUTES.patient)),
    secret: secret !== "",
  };
}

function missing(name: string): never {
  throw vihfRefused(`Élément obligatoire absent du VIHF : ${name}`);
}

function attributeValues(assertion: XmlElement): ReadonlyMap<string, readonly XmlElement[]> {
  const values = new Map<string, readonly XmlElement[]>();
  for (const statement of childrenOf(assertion, NS.saml, "AttributeStatement")) {
    for (const one of childrenOf(statement, NS.saml, "Attribute")) {
      values.set(one.attributes.Name ?? "", childrenOf(one, NS.saml, "AttributeValue"));
    }
  }
  return values;
}

function accessOf(value: XmlElement | undefined): Caller["access"] {
  const purpose = child(value, NS.hl7, "PurposeOfUse");
  const code = attribute(purpose, "code") ?? "";
  if (!ACCESSES.includes(code) || attribute(purpose, "codeSystem") !== "1.2.250.1.213.1.1.4.248") missing(ATTRIBUTES.purpose);
  return code as Caller["access"];
}

function rolesOf(values: readonly XmlElement[]): Pick<Caller, "profession" | "speciality"> {
  const roles = values.map((value) => child(value, NS.hl7, "Role"));
  const [first, ...others] = roles;
  const profession = attribute(first, "code") ?? "";
  if (profession === "" || attribute(first, "codeSystem") !== PROFESSIONS) missing(ATTRIBUTES.role);
  const skill = others.find((role) => SKILLS.includes(attribute(role, "codeSystem") ?? ""));
  const speciality = attribute(skill, "code") ?? null;
  if (speciality === null && SPECIALISTS.includes(profession)) throw specialityMissing();
  return { profession, speciality };
}

/** `<INS>^^^&<OID>&ISO^NH`, maybe with a date after (dmp.md §1.5). */
export function readCx(text: string): { readonly matricule: string; readonly oid: string } | null {
  const [, matricule, oid] = /^([0-9AB]{15})\^\^\^&([\d.]+)&ISO\^NH(?:\^.*)?$/.exec(text) ?? [];
  return matricule === undefined || oid === undefined ? null : { matricule, oid };
}

function patientOf(text: string): Caller["patient"] {
  if (text === "") return null;
  return readCx(text) ?? missing(ATTRIBUTES.patient);
}

/** Issuer is the seal; the structure is that of both certificates, or of the card's holder in DIRECTE (psc.md §4.1). */
function checkNames(assertion: XmlElement, caller: Caller, seal: X509Certificate, tls: TlsCaller): void {
  const issuer = child(assertion, NS.saml, "Issuer");
  if (issuer?.attributes.Format !== "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName" || !sameName(issuer.text, seal)) {
    throw vihfRefused("saml2:Issuer n'est pas le sujet du certificat de signature");
  }
  if (caller.mode === "DIRECTE") {
    const holder = subjectValues(seal, "CN").includes(caller.nationalId) && tls.commonNames.includes(caller.nationalId);
    if (!holder) throw vihfRefused("PS et carte non liés");
    return;
  }
  if (!subjectValues(seal, "OU").includes(caller.structureId) || !tls.units.includes(caller.structureId))
    throw structureUnknown();
}
