import { createHash, createSign, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Sandbox } from "../../../src/sandbox/sandbox.js";
import {
  ACTIONS,
  type DmpTestClient,
  DOCTOR,
  LAURENCE,
  type MtomPart,
  type Reply,
  type SendOptions,
  STRUCTURE,
} from "./support.js";

const RIM = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
const DS = "http://www.w3.org/2000/09/xmldsig#";
const XADES = "http://uri.etsi.org/01903/v1.1.1#";

export const newOid = (): string => `2.25.${BigInt(`0x${randomUUID().replaceAll("-", "")}`)}`;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
export const slot = (name: string, ...values: readonly string[]): string =>
  `<Slot name="${name}"><ValueList>${values.map((value) => `<Value>${escaped(value)}</Value>`).join("")}</ValueList></Slot>`;
const named = (value: string): string => `<Name><LocalizedString charset="UTF8" value="${value}" xml:lang="FR"/></Name>`;

const XCN = `${DOCTOR}^MARCEAU^Paul^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS`;
const XON = `CABINET^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^${STRUCTURE}`;

/** A document of a test submission; a test spoils one of its parts. */
export interface TestDocument {
  readonly symbol: string;
  readonly uniqueId: string;
  readonly content: Buffer;
  /** In place of the real ones; null leaves the slot out. */
  readonly hash?: string | null;
  readonly size?: string | null;
  readonly typeCode: string;
  readonly typeSystem: string;
  readonly classCode: string;
  readonly confidentiality: readonly string[];
  readonly replaces?: string;
  /** Name of a slot, a class or a field to leave out. */
  readonly without?: string;
  readonly mimeType: string;
  readonly patient: { readonly matricule: string; readonly oid: string };
}

export function cda(uniqueId: string, matricule = LAURENCE.matricule, filler = "Bonjour"): Buffer {
  return Buffer.from(
    `<ClinicalDocument xmlns="urn:hl7-org:v3"><realmCode code="FR"></realmCode><templateId root="1.2.3"></templateId><id root="${uniqueId}"></id><title>Essai</title><recordTarget><patientRole>` +
      `<id extension="${matricule}" root="1.2.250.1.213.1.4.10"></id></patientRole></recordTarget><component><nonXMLBody><text>${filler}</text></nonXMLBody></component></ClinicalDocument>`,
  );
}

export function testDocument(parts: Partial<TestDocument> = {}): TestDocument {
  const uniqueId = parts.uniqueId ?? newOid();
  return {
    symbol: "Document01",
    uniqueId,
    content: cda(uniqueId),
    typeCode: "11488-4",
    typeSystem: "2.16.840.1.113883.6.1",
    classCode: "10",
    confidentiality: ["N"],
    mimeType: "text/xml",
    patient: LAURENCE,
    ...parts,
  };
}

const SCHEMES = {
  author: "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d",
  classCode: "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a",
  typeCode: "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983",
  confidentialityCode: "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f",
  formatCode: "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d",
  healthcareFacilityTypeCode: "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1",
  practiceSettingCode: "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead",
} as const;

const author = (scheme: string): string =>
  `<Classification classificationScheme="${scheme}" nodeRepresentation="">${slot("authorPerson", XCN)}${slot("authorInstitution", XON)}</Classification>`;
const coded = (scheme: string, code: string, system: string): string =>
  `<Classification classificationScheme="${scheme}" nodeRepresentation="${code}">${slot("codingScheme", system)}${named("x")}</Classification>`;
const external = (scheme: string, value: string): string =>
  `<ExternalIdentifier identificationScheme="${scheme}" value="${escaped(value)}">${named("x")}</ExternalIdentifier>`;
const cx = ({ matricule, oid }: TestDocument["patient"]): string => `${matricule}^^^&${oid}&ISO^NH`;
const confidentialitySystem = (code: string): string => (code.length === 1 ? "2.16.840.1.113883.5.25" : "1.2.250.1.213.1.1.4.13");

/** The ExtrinsicObject of a document, also for TD3.3 with a lid. */
export function extrinsicObject(one: TestDocument, lid = ""): string {
  const keep = (name: string, xml: string): string => (name === one.without ? "" : xml);
  const sha1 = createHash("sha1").update(one.content).digest("hex");
  const hash = one.hash === undefined ? sha1 : one.hash;
  const size = one.size === undefined ? String(one.content.length) : one.size;
  const times = ["creationTime", "serviceStartTime", "serviceStopTime"]
    .map((name) => keep(name, slot(name, "20261120093000")))
    .join("");
  const classes = [
    keep("author", author(SCHEMES.author)),
    keep("classCode", coded(SCHEMES.classCode, one.classCode, "1.2.250.1.213.1.1.4.1")),
    keep("typeCode", coded(SCHEMES.typeCode, one.typeCode, one.typeSystem)),
    keep(
      "confidentialityCode",
      one.confidentiality.map((code) => coded(SCHEMES.confidentialityCode, code, confidentialitySystem(code))).join(""),
    ),
    keep("formatCode", coded(SCHEMES.formatCode, "urn:ihe:iti:xds-sd:text:2008", "1.3.6.1.4.1.19376.1.2.3")),
    keep("healthcareFacilityTypeCode", coded(SCHEMES.healthcareFacilityTypeCode, "SA07", "1.2.250.1.71.4.2.4")),
    keep("practiceSettingCode", coded(SCHEMES.practiceSettingCode, "AMBULATOIRE", "1.2.250.1.213.1.1.4.9")),
  ];
  return (
    `<ExtrinsicObject xmlns="${RIM}" id="${one.symbol}"${lid === "" ? "" : ` lid="${lid}"`} mimeType="${one.mimeType}" objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1">` +
    `${times}${hash === null ? "" : slot("hash", hash)}${keep("languageCode", slot("languageCode", "fr-FR"))}${keep("legalAuthenticator", slot("legalAuthenticator", XCN))}` +
    `${size === null ? "" : slot("size", size)}${keep("sourcePatientId", slot("sourcePatientId", "123^^^&1.2.3&ISO^PI"))}${keep("title", named("Essai"))}${classes.join("")}` +
    `${keep("patientId", external("urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427", cx(one.patient)))}${keep("uniqueId", external("urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab", one.uniqueId))}</ExtrinsicObject>`
  );
}

export function submissionSet(uniqueId: string, patient: TestDocument["patient"] = LAURENCE): string {
  return (
    `<RegistryPackage xmlns="${RIM}" id="SubmissionSet01">${slot("submissionTime", "20261125090000")}${author("urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d")}` +
    `${coded("urn:uuid:aa543740-bdda-424e-8c96-df4873be8500", "07", "1.2.250.1.213.2.2")}<Classification classificationNode="urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd"/>` +
    `${external("urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446", cx(patient))}${external("urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832", "1.2.250.1.999.1")}` +
    `${external("urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8", uniqueId)}</RegistryPackage>`
  );
}

export function association(type: string, source: string, target: string, slots = ""): string {
  return `<Association xmlns="${RIM}" id="${randomUUID()}" associationType="${type}" sourceObject="${source}" targetObject="${target}">${slots}</Association>`;
}

const HAS_MEMBER = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember";
const ORIGINAL = slot("SubmissionSetStatus", "Original");

/** The signature document of a set (dmp.md §3.5), written in canonical form by hand. */
export function xades(
  sandbox: Sandbox,
  setId: string,
  documents: readonly { uniqueId: string; sha1: string }[],
  seal: "dmp-sign" | "dmp" = "dmp-sign",
): string {
  const pair = sandbox.pki.clients[seal];
  const certificate = (/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END/.exec(readFileSync(pair.cert, "utf8"))?.[1] ?? "").replace(
    /\s+/g,
    "",
  );
  const sha1 = (text: string): string => createHash("sha1").update(text, "utf8").digest("base64");
  const reference = (uri: string, digest: string, transform = ""): string =>
    `<Reference URI="${uri}">${transform}<DigestMethod Algorithm="${DS}sha1"></DigestMethod><DigestValue>${digest}</DigestValue></Reference>`;
  const c14n = `<Transforms><Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"></Transform></Transforms>`;
  const manifest = (xmlns: string): string =>
    `<Manifest${xmlns} Id="IHEManifest">${reference(`urn:oid:${setId}`, "AA==")}${documents.map((one) => reference(`urn:oid:${one.uniqueId}`, one.sha1, c14n)).join("")}</Manifest>`;
  const properties = (xmlns: string): string =>
    `<SignedProperties${xmlns} Id="S0-SignedProperties"><SignedSignatureProperties><SigningTime>2026-11-25T09:00:00Z</SigningTime></SignedSignatureProperties></SignedProperties>`;
  const ds = ` xmlns="${DS}"`;
  const info = (xmlns: string): string =>
    `<SignedInfo${xmlns}><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"></CanonicalizationMethod>` +
    `<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></SignatureMethod>${reference("#IHEManifest", sha1(manifest(ds)))}` +
    `${reference("#S0-SignedProperties", sha1(properties(` xmlns="${XADES}"`)))}</SignedInfo>`;
  const value = createSign("RSA-SHA256").update(info(ds), "utf8").sign(readFileSync(pair.key, "utf8"), "base64");
  return (
    `<Signature${ds} Id="sig">${info("")}<SignatureValue>${value}</SignatureValue><KeyInfo><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo>` +
    `<Object>${manifest("")}</Object><Object><QualifyingProperties xmlns="${XADES}" Target="#sig">${properties("")}</QualifyingProperties></Object></Signature>`
  );
}

export interface Deposit {
  readonly documents: readonly TestDocument[];
  readonly setId?: string;
  readonly patient?: TestDocument["patient"];
  /** In place of the right signature document. */
  readonly signature?: (right: string) => string;
  readonly seal?: "dmp-sign" | "dmp";
  /** Changes the body, or the parts that are sent. */
  readonly body?: (right: string) => string;
  readonly parts?: (right: readonly MtomPart[]) => readonly MtomPart[];
  readonly options?: SendOptions;
  /** Content ids by `cid:` with percent escapes, as some stacks do. */
}

/** TD2.1 in mode INDIRECTE. */
export function deposit(client: DmpTestClient, sandbox: Sandbox, what: Deposit): Promise<Reply> {
  const setId = what.setId ?? newOid();
  const patient = what.patient ?? LAURENCE;
  const digests = what.documents.map(({ uniqueId, content }) => ({
    uniqueId,
    sha1: createHash("sha1").update(content).digest("base64"),
  }));
  const right = xades(sandbox, setId, digests, what.seal);
  const signature = what.signature?.(right) ?? right;
  const content = Buffer.from(signature);
  const sealed = signatureObject(content, patient);
  const all = [...what.documents.map(({ symbol }) => symbol), "Signature01"];
  const associations = [
    ...all.map((symbol) => association(HAS_MEMBER, "SubmissionSet01", symbol, ORIGINAL)),
    association("urn:ihe:iti:2007:AssociationType:signs", "Signature01", "SubmissionSet01", ORIGINAL),
    ...what.documents.flatMap(({ symbol, replaces }) =>
      replaces === undefined ? [] : [association("urn:ihe:iti:2007:AssociationType:RPLC", symbol, replaces)],
    ),
  ];
  const include = (symbol: string): string =>
    `<Document id="${symbol}"><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:${symbol}%40test"/></Document>`;
  const body =
    `<ProvideAndRegisterDocumentSetRequest xmlns="urn:ihe:iti:xds-b:2007"><lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"><RegistryObjectList xmlns="${RIM}">` +
    `${submissionSet(setId, patient)}${what.documents.map((one) => extrinsicObject(one)).join("")}${sealed}${associations.join("")}</RegistryObjectList></lcm:SubmitObjectsRequest>` +
    `${all.map(include).join("")}</ProvideAndRegisterDocumentSetRequest>`;
  const parts = [
    ...what.documents.map(({ symbol, content: bytes }) => ({ contentId: `${symbol}@test`, body: [bytes] })),
    { contentId: "Signature01@test", body: [content] },
  ];
  return client.send("repository", ACTIONS.provide, what.body?.(body) ?? body, {
    ...what.options,
    claims: { mode: "INDIRECTE", decl: false, patient, ...what.options?.claims },
    parts: what.parts?.(parts) ?? parts,
  });
}

function signatureObject(content: Buffer, patient: TestDocument["patient"]): string {
  const one = testDocument({
    symbol: "Signature01",
    content,
    typeCode: "E1762",
    typeSystem: "ASTM",
    classCode: "urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1",
    confidentiality: ["N", "MASQUE_PS", "INVISIBLE_PATIENT"],
    patient,
  });
  return extrinsicObject(one)
    .replace("<Value>fr-FR</Value>", "<Value>art</Value>")
    .replace("urn:ihe:iti:xds-sd:text:2008", "http://www.w3.org/2000/09/xmldsig#");
}

export const QUERIES = {
  findDocuments: "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d",
  findSubmissionSets: "urn:uuid:f26abbcb-ac74-4422-8a30-edb644bbc1a9",
  getDocuments: "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4",
  getAssociations: "urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155",
  getDocumentsAndAssociations: "urn:uuid:bab9529a-4a10-40b3-a01f-f68a615d247a",
} as const;
export const APPROVED = "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')";
export const EVERY_STATUS =
  "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved','urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated','urn:asip:ci-sis:2010:StatusType:Archived','urn:asip:ci-sis:2010:StatusType:Deleted')";

export function query(
  client: DmpTestClient,
  id: string,
  slots: Readonly<Record<string, string>>,
  options: SendOptions & { readonly returnType?: string } = {},
): Promise<Reply> {
  const body =
    `<query:AdhocQueryRequest xmlns:query="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns="${RIM}"><query:ResponseOption returnComposedObjects="true" returnType="${options.returnType ?? "LeafClass"}"/>` +
    `<AdhocQuery id="${id}">${Object.entries(slots)
      .map(([name, value]) => slot(name, value))
      .join("")}</AdhocQuery></query:AdhocQueryRequest>`;
  return client.send("registry", ACTIONS.query, body, options);
}

export const find = (
  client: DmpTestClient,
  more: Readonly<Record<string, string>> = {},
  options: SendOptions & { returnType?: string } = {},
): Promise<Reply> =>
  query(
    client,
    QUERIES.findDocuments,
    { $XDSDocumentEntryPatientId: `'${cx(options.claims?.patient ?? LAURENCE)}'`, $XDSDocumentEntryStatus: APPROVED, ...more },
    options,
  );

export interface Entry {
  readonly id: string;
  readonly lid: string;
  readonly status: string;
  readonly version: string;
  readonly uniqueId: string;
  readonly title: string;
  readonly hash: string;
  readonly size: number;
  readonly xml: string;
}

/** Entries of an answer but the signatures, whatever the prefixes. */
export function entriesOf(reply: Reply): readonly Entry[] {
  const entries: Entry[] = [];
  for (const [xml] of reply.text.matchAll(/<\w+:ExtrinsicObject [\s\S]*?<\/\w+:ExtrinsicObject>/g)) {
    if (xml.includes('nodeRepresentation="E1762"')) continue;
    const get = (pattern: RegExp): string => pattern.exec(xml)?.[1] ?? "";
    entries.push({
      id: get(/ id="([^"]*)"/),
      lid: get(/ lid="([^"]*)"/),
      status: get(/ status="[^"]*:(\w+)"/),
      version: get(/versionName="([^"]*)"/),
      uniqueId: get(/2e82c1f6-a085-4c72-9da3-8640a32e42ab" value="([^"]*)"/),
      title: get(/<\w+:Name><\w+:LocalizedString charset="UTF8" value="([^"]*)"/),
      hash: get(/name="hash"><\w+:ValueList><\w+:Value>([^<]*)/),
      size: Number(get(/name="size"><\w+:ValueList><\w+:Value>([^<]*)/)),
      xml,
    });
  }
  return entries;
}

export function retrieve(
  client: DmpTestClient,
  uniqueIds: readonly string[],
  options: SendOptions & { repository?: string } = {},
): Promise<Reply> {
  const requests = uniqueIds.map(
    (id) =>
      `<DocumentRequest><RepositoryUniqueId>${options.repository ?? "1.2.250.1.213.4.1.1.1.2"}</RepositoryUniqueId><DocumentUniqueId>${id}</DocumentUniqueId></DocumentRequest>`,
  );
  const body = `<RetrieveDocumentSetRequest xmlns="urn:ihe:iti:xds-b:2007">${requests.join("")}</RetrieveDocumentSetRequest>`;
  return client.send("repository", ACTIONS.retrieve, body, options);
}

/** The parts of a multipart answer after the root. */
export function partsOf(reply: Reply): readonly { readonly contentId: string; readonly bytes: Buffer }[] {
  const boundary = /boundary="([^"]*)"/.exec(reply.contentType)?.[1] ?? "";
  const pieces = reply.bytes.toString("latin1").split(`\r\n--${boundary}`).slice(1, -1);
  return pieces.slice(1).map((piece) => {
    const [head = "", ...rest] = piece.split("\r\n\r\n");
    return { contentId: /Content-ID: <([^>]*)>/i.exec(head)?.[1] ?? "", bytes: Buffer.from(rest.join("\r\n\r\n"), "latin1") };
  });
}
