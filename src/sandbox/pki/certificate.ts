import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import { bitString, explicit, integer, octets, oid, printable, sequence, set, TRUE, time, tlv, utf8 } from "./der.js";

/** Distinguished name in the order of IGC-Santé: C, O, OU, CN. */
export interface Subject {
  readonly organisation: string;
  readonly unit?: string;
  readonly commonName: string;
}

/** A certificate with its private key; `chain` goes from the certificate to the last intermediate (PEM). */
export interface Credential {
  readonly subject: Subject;
  readonly certificate: string;
  readonly chain: string;
  readonly key: string;
}

/** A credential that can sign others. */
export interface Authority extends Credential {
  readonly privateKey: KeyObject;
  readonly keyId: Buffer;
  /** What a certificate that it signs carries after itself: empty below the root. */
  readonly chainBelow: string;
}

export interface Validity {
  readonly from: Date;
  readonly to: Date;
}

export const ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
/** Bits of KeyUsage (RFC 5280 §4.2.1.3), with the number of unused ones. */
const KEY_USAGES = {
  authority: bitString(Buffer.from([0x06]), 1),
  digitalSignature: bitString(Buffer.from([0x80]), 7),
  /** With nonRepudiation: what an ORG SIGN certificate has (psc.md §5). */
  seal: bitString(Buffer.from([0xc0]), 6),
} as const;

function attribute(type: string, value: Buffer): Buffer {
  return set(sequence(oid(type), value));
}

/** A distinguished name in DER. */
export function name(subject: Subject): Buffer {
  const parts = [attribute("2.5.4.6", printable("FR")), attribute("2.5.4.10", utf8(subject.organisation))];
  if (subject.unit !== undefined) parts.push(attribute("2.5.4.11", utf8(subject.unit)));
  parts.push(attribute("2.5.4.3", utf8(subject.commonName)));
  return sequence(...parts);
}

export function extension(type: string, critical: boolean, value: Buffer): Buffer {
  return critical ? sequence(oid(type), TRUE, octets(value)) : sequence(oid(type), octets(value));
}

function basicConstraints(isAuthority: boolean): Buffer {
  return extension("2.5.29.19", true, isAuthority ? sequence(TRUE) : sequence());
}

/** keyCertSign and cRLSign for an authority, digitalSignature for the others, nonRepudiation too for a seal. */
function keyUsage({ isAuthority, usages }: Request): Buffer {
  const bits = isAuthority ? "authority" : usages.includes(EMAIL_PROTECTION) ? "seal" : "digitalSignature";
  return extension("2.5.29.15", true, KEY_USAGES[bits]);
}

function subjectAlternativeName(hosts: readonly string[]): Buffer {
  const names: Buffer[] = [];
  for (const host of hosts) {
    if (isIP(host) === 4) names.push(tlv(0x87, Buffer.from(host.split(".").map(Number))));
    else if (host === "::1") names.push(tlv(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1])])));
    else names.push(tlv(0x82, Buffer.from(host, "latin1")));
  }
  return extension("2.5.29.17", false, sequence(...names));
}

export function pem(label: "CERTIFICATE" | "X509 CRL", der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

interface Request {
  readonly subject: Subject;
  readonly validity: Validity;
  /** Absent: self-signed. */
  readonly issuer?: Authority | undefined;
  readonly isAuthority: boolean;
  readonly usages: readonly string[];
  readonly hosts: readonly string[];
  /** Absent: a new P-256 pair. */
  readonly keys?: KeyPair | undefined;
}

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function issue(request: Request): Authority {
  const { publicKey, privateKey } = request.keys ?? generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  // The last 65 bytes of a P-256 SPKI are the point itself, the content of its BIT STRING (RFC 5280 §4.2.1.2, method 1); of an
  // RSA key, only something that names it.
  const keyId = createHash("sha1").update(spki.subarray(-65)).digest();
  const issuerKeyId = request.issuer?.keyId ?? keyId;
  const extensions = [
    basicConstraints(request.isAuthority),
    keyUsage(request),
    extension("2.5.29.14", false, octets(keyId)),
    extension("2.5.29.35", false, sequence(tlv(0x80, issuerKeyId))),
  ];
  if (request.usages.length > 0) extensions.push(extension("2.5.29.37", false, sequence(...request.usages.map(oid))));
  if (request.hosts.length > 0) extensions.push(subjectAlternativeName(request.hosts));
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    ECDSA_SHA256,
    name(request.issuer?.subject ?? request.subject),
    sequence(time(request.validity.from), time(request.validity.to)),
    name(request.subject),
    spki,
    explicit(3, sequence(...extensions)),
  );
  const signature = sign("sha256", toBeSigned, request.issuer?.privateKey ?? privateKey);
  const certificate = pem("CERTIFICATE", sequence(toBeSigned, ECDSA_SHA256, bitString(signature)));
  const chain = certificate + (request.issuer?.chainBelow ?? "");
  return {
    subject: request.subject,
    certificate,
    chain,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    privateKey,
    keyId,
    chainBelow: request.issuer === undefined ? "" : chain,
  };
}

/** A self-signed root. */
export function issueRoot(subject: Subject, validity: Validity): Authority {
  return issue({ subject, validity, isAuthority: true, usages: [], hosts: [] });
}

/** An authority below another. */
export function issueAuthority(issuer: Authority, subject: Subject, validity: Validity): Authority {
  return issue({ issuer, subject, validity, isAuthority: true, usages: [], hosts: [] });
}

/** A TLS server certificate for these DNS names and IP addresses. */
export function issueServer(
  issuer: Authority,
  subject: Subject,
  validity: Validity,
  hosts: readonly string[],
  keys?: KeyPair,
): Credential {
  return issue({ issuer, subject, validity, isAuthority: false, usages: [SERVER_AUTH], hosts, keys });
}

/** An ORG AUTH_CLI certificate: TLS client authentication only. */
export function issueClient(issuer: Authority, subject: Subject, validity: Validity, keys?: KeyPair): Credential {
  return issue({ issuer, subject, validity, isAuthority: false, usages: [CLIENT_AUTH], hosts: [], keys });
}

/** An ORG SIGN certificate: the seal of a structure (digitalSignature and nonRepudiation, emailProtection: psc.md §4.1). */
export function issueSeal(issuer: Authority, subject: Subject, validity: Validity, keys?: KeyPair): Credential {
  return issue({ issuer, subject, validity, isAuthority: false, usages: [EMAIL_PROTECTION], hosts: [], keys });
}
