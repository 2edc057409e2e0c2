import { randomUUID, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import { SignedXml } from "xml-crypto";
import { sandboxDmpConnection } from "../../../src/sandbox/connection.js";
import type { ClientCertificate } from "../../../src/sandbox/pki/names.js";
import type { Sandbox, SandboxOptions } from "../../../src/sandbox/sandbox.js";
import { openSandbox } from "../support.js";

/** LAURENCE PATB-QUATRE, whom the official samples are about: authorised, médecin traitant. */
export const LAURENCE = { matricule: "207058575627097", oid: "1.2.250.1.213.1.4.10" };
export const DOCTOR = "899700000001";
export const STRUCTURE = "10B0152872";

/** The claims of a VIHF; a test spoils one of them. */
export interface Claims {
  readonly mode: string;
  readonly nationalId: string;
  readonly structure: string;
  readonly profession: string;
  readonly speciality: string | null;
  readonly patient: { readonly matricule: string; readonly oid: string } | null;
  readonly purpose: string;
  readonly homologation: string;
  readonly issuedAt: string;
  readonly id: string;
  readonly decl: boolean;
  readonly secret: boolean;
  readonly without: string | null;
}

const XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:string"';

export function assertion(claims: Partial<Claims>, certificatePem: string): string {
  const c: Claims = {
    mode: "INDIRECTE_RENFORCEE",
    nationalId: DOCTOR,
    structure: STRUCTURE,
    profession: "10",
    speciality: "SM26",
    patient: LAURENCE,
    purpose: "normal",
    homologation: "BAC-A-SABLE-DMP-0001",
    issuedAt: new Date().toISOString(),
    id: `_${randomUUID()}`,
    decl: true,
    secret: false,
    without: null,
    ...claims,
  };
  const text = (name: string, value: string): string =>
    name === c.without
      ? ""
      : `<saml2:Attribute Name="${name}"><saml2:AttributeValue ${XS}>${value}</saml2:AttributeValue></saml2:Attribute>`;
  const role = (code: string, system: string): string =>
    `<saml2:AttributeValue><Role xmlns="urn:hl7-org:v3" code="${code}" codeSystem="${system}" displayName="x" xsi:type="CE"/></saml2:AttributeValue>`;
  const roles =
    role(c.profession, "1.2.250.1.71.1.2.7") + (c.speciality === null ? "" : role(c.speciality, "1.2.250.1.71.4.2.5"));
  const issuer = new X509Certificate(certificatePem).subject.split("\n").reverse().join(",");
  return (
    `<saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="${c.id}" IssueInstant="${c.issuedAt}" Version="2.0">` +
    `<saml2:Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName">${issuer}</saml2:Issuer>` +
    `<saml2:Subject><saml2:NameID>${c.nationalId}</saml2:NameID></saml2:Subject><saml2:AuthnStatement AuthnInstant="${c.issuedAt}"><saml2:AuthnContext>` +
    `<saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml2:AuthnContextClassRef>${c.decl ? "<saml2:AuthnContextDecl>CONF_EXI_PGSSIS</saml2:AuthnContextDecl>" : ""}` +
    `</saml2:AuthnContext></saml2:AuthnStatement><saml2:AttributeStatement>${text("Identifiant_Structure", c.structure)}${text("Secteur_Activite", "SA07^1.2.250.1.71.4.2.4")}` +
    `${text("urn:oasis:names:tc:xspa:1.0:subject:subject-id", "MARCEAU Paul")}<saml2:Attribute Name="urn:oasis:names:tc:xacml:2.0:subject:role">${roles}</saml2:Attribute>` +
    `${text("VIHF_Version", "3.0")}${text("Authentification_mode", c.mode)}` +
    `${c.patient === null ? "" : text("urn:oasis:names:tc:xacml:2.0:resource:resource-id", `${c.patient.matricule}^^^&amp;${c.patient.oid}&amp;ISO^NH`)}` +
    `${text("Ressource_URN", "urn:dmp")}<saml2:Attribute Name="urn:oasis:names:tc:xspa:1.0:subject:purposeofuse"><saml2:AttributeValue>` +
    `<PurposeOfUse xmlns="urn:hl7-org:v3" code="${c.purpose}" codeSystem="1.2.250.1.213.1.1.4.248" codeSystemName="mode acces VIHF 2.0" displayName="x" xsi:type="CE"/></saml2:AttributeValue></saml2:Attribute>` +
    `${c.secret ? text("urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code", "INVISIBLE_REPRESENTANTS_LEGAUX^1.2.250.1.213.1.1.4.13") : ""}` +
    `${text("LPS_Nom", "test")}${text("LPS_Version", "1")}${text("LPS_ID_HOMOLOGATION_DMP", c.homologation)}</saml2:AttributeStatement></saml2:Assertion>`
  );
}

/** Signs as psc.md §4.3 asks: enveloped, exclusive canonicalisation, right after Issuer. */
export function signed(xml: string, certificate: string, key: string): string {
  const signer = new SignedXml({
    privateKey: key,
    publicCert: certificate,
    signatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    canonicalizationAlgorithm: "http://www.w3.org/2001/10/xml-exc-c14n#",
    idAttribute: "ID",
  });
  signer.addReference({
    xpath: "/*",
    transforms: ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#"],
    digestAlgorithm: "http://www.w3.org/2001/04/xmlenc#sha256",
  });
  signer.computeSignature(xml, { prefix: "ds", location: { reference: "/*/*[local-name(.)='Issuer']", action: "after" } });
  return signer.getSignedXml();
}

export const WSA = "http://www.w3.org/2005/08/addressing";

export interface Headers {
  readonly action: string;
  readonly without?: "MessageID" | "To" | "ReplyTo" | "Action";
  readonly extra?: string;
}

export function envelope(headers: Headers, security: string, body: string): string {
  const one = (name: NonNullable<Headers["without"]>, xml: string): string => (headers.without === name ? "" : xml);
  return (
    `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>` +
    `${one("MessageID", `<MessageID xmlns="${WSA}">urn:uuid:${randomUUID()}</MessageID>`)}${one("To", `<To xmlns="${WSA}"/>`)}` +
    `${one("ReplyTo", `<ReplyTo xmlns="${WSA}" s:mustUnderstand="true"><Address>${WSA}/anonymous</Address></ReplyTo>`)}` +
    `${one("Action", `<Action xmlns="${WSA}" s:mustUnderstand="true">${headers.action}</Action>`)}${headers.extra ?? ""}` +
    `<wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">${security}</wsse:Security></s:Header><s:Body>${body}</s:Body></s:Envelope>`
  );
}

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Body as text: the whole of it, parts included. */
  readonly text: string;
  /** Code of the fault, or of the first RegistryError. */
  readonly code: string | null;
  readonly success: boolean;
}

export interface MtomPart {
  readonly contentId: string;
  /** Pieces, so that a big one is never whole in memory. */
  readonly body: Iterable<Buffer> | AsyncIterable<Buffer>;
}

export interface SendOptions {
  readonly claims?: Partial<Claims>;
  readonly seal?: ClientCertificate;
  readonly headers?: Partial<Headers>;
  /** In place of the signed assertion. */
  readonly security?: string | ((right: string) => string);
  readonly parts?: readonly MtomPart[];
  readonly action?: string;
}

/** A caller over real mutual TLS. */
export class DmpTestClient {
  readonly #agent: Agent;
  readonly #sandbox: Sandbox;

  constructor(sandbox: Sandbox, agent: Agent) {
    this.#sandbox = sandbox;
    this.#agent = agent;
  }

  vihf(claims: Partial<Claims> = {}, seal: ClientCertificate = "dmp-sign"): string {
    const pair = this.#sandbox.pki.clients[seal];
    const certificate = readFileSync(pair.cert, "utf8").split("-----END CERTIFICATE-----")[0] ?? "";
    const pem = `${certificate}-----END CERTIFICATE-----\n`;
    return signed(assertion(claims, pem), pem, readFileSync(pair.key, "utf8"));
  }

  send(service: string, action: string, body: string, options: SendOptions = {}): Promise<Reply> {
    const right = this.vihf(options.claims, options.seal);
    const security = typeof options.security === "function" ? options.security(right) : (options.security ?? right);
    const message = envelope({ action, ...options.headers }, security, body);
    return this.post(service, message, options.parts ?? null);
  }

  post(service: string, message: string, parts: readonly MtomPart[] | null = null): Promise<Reply> {
    const boundary = `uuid:${randomUUID()}`;
    const type =
      parts === null
        ? "application/soap+xml; charset=UTF-8"
        : `multipart/related; type="application/xop+xml"; start="<root>"; start-info="application/soap+xml"; boundary="${boundary}"`;
    return new Promise((resolve, reject) => {
      const sent = request(
        `${this.#sandbox.dmp.url}/${service}`,
        { agent: this.#agent, method: "POST", headers: { "Content-Type": type } },
        (response) => {
          const pieces: Buffer[] = [];
          response.on("data", (piece: Buffer) => pieces.push(piece));
          response.on("error", reject);
          response.on("end", () => {
            const bytes = Buffer.concat(pieces);
            const text = bytes.toString("utf8");
            const code = /<soap:Subcode><soap:Value>([^<]*)/.exec(text)?.[1] ?? /errorCode="([^"]*)"/.exec(text)?.[1] ?? null;
            const success = response.statusCode === 200 && code === null;
            resolve({
              status: response.statusCode ?? 0,
              contentType: response.headers["content-type"] ?? "",
              bytes,
              text,
              code,
              success,
            });
          });
        },
      );
      sent.on("error", reject);
      if (parts === null) {
        sent.end(message);
        return;
      }
      void writeParts(sent, boundary, message, parts);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

async function writeParts(
  sent: NodeJS.WritableStream,
  boundary: string,
  message: string,
  parts: readonly MtomPart[],
): Promise<void> {
  const write = async (piece: string | Buffer): Promise<void> => {
    if (!sent.write(piece)) await new Promise((resolve) => sent.once("drain", resolve));
  };
  await write(
    `--${boundary}\r\nContent-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\nContent-ID: <root>\r\n\r\n${message}`,
  );
  for (const { contentId, body } of parts) {
    await write(
      `\r\n--${boundary}\r\nContent-Type: text/xml\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <${contentId}>\r\n\r\n`,
    );
    for await (const piece of body) await write(piece);
  }
  sent.end(`\r\n--${boundary}--\r\n`);
}

export interface TestDmp {
  readonly sandbox: Sandbox;
  readonly directory: string;
  readonly client: DmpTestClient;
  open(certificate: ClientCertificate | null): Promise<DmpTestClient>;
  end(): Promise<void>;
}

export async function openDmp(options: Omit<SandboxOptions, "directory"> = {}): Promise<TestDmp> {
  const { sandbox, directory, end } = await openSandbox(options);
  const clients: DmpTestClient[] = [];
  const open = async (certificate: ClientCertificate | null): Promise<DmpTestClient> => {
    const { ca } = await sandboxDmpConnection(directory);
    const pair = certificate === null ? null : sandbox.pki.clients[certificate];
    const own = pair === null ? {} : { cert: await readFile(pair.cert), key: await readFile(pair.key) };
    const client = new DmpTestClient(sandbox, new Agent({ keepAlive: true, ca: await readFile(ca), ...own }));
    clients.push(client);
    return client;
  };
  return {
    sandbox,
    directory,
    client: await open("dmp"),
    open,
    end: async () => {
      for (const client of clients) client.close();
      await end();
    },
  };
}

export const ACTIONS = {
  status: "urn:hl7-org:v3:PRPA_IN201307UV02",
  authorize: "urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization",
  authorizations: "urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatient",
  patientList: "urn:si-dmp-patients:PatientSpecificEndPoint:patientList",
  query: "urn:ihe:iti:2007:RegistryStoredQuery",
  update: "urn:ihe:iti:2010:UpdateDocumentSet",
  provide: "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b",
  retrieve: "urn:ihe:iti:2007:RetrieveDocumentSet",
} as const;

/** TD0.2, or TD1.3a. */
export function statusBody({ matricule, oid }: { matricule: string; oid: string }, reason = "TEST_EXST"): string {
  return (
    `<PRPA_IN201307UV02 xmlns="urn:hl7-org:v3" ITSVersion="XML_1.0"><id root="1.2.3" extension="q1"/><sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.3"/>` +
    `<softwareName>test</softwareName></device></sender><controlActProcess classCode="CACT" moodCode="EVN"><reasonCode code="${reason}" codeSystem="1.2.250.1.213.1.1.4.11"/><queryByParameter>` +
    `<queryId root="1.2.3.4" extension="q2"/><statusCode code="new"/><parameterList><patientIdentifier><value root="${oid}" extension="${matricule}"/></patientIdentifier></parameterList>` +
    `</queryByParameter></controlActProcess></PRPA_IN201307UV02>`
  );
}
