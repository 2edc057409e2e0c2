import { X509Certificate } from "node:crypto";

/** Extended usages (RFC 5280 §4.2.1.12). */
const EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
/** `id-ce-keyUsage`, in DER. */
const KEY_USAGE = Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x0f]);
const NON_REPUDIATION = 0x40;

/** The authorities that the DMP trusts, leaf-most last. */
export function readAuthorities(pem: string): readonly X509Certificate[] {
  return (pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  );
}

/** The certificate of a `ds:X509Certificate`; null when it is none. */
export function readCertificate(base64: string): X509Certificate | null {
  try {
    return new X509Certificate(Buffer.from(base64.replace(/\s+/g, ""), "base64"));
  } catch {
    return null;
  }
}

/** Whether it seals (nonRepudiation, emailProtection), is of one of these authorities, and is valid now (psc.md §5). */
export function isSeal(certificate: X509Certificate, authorities: readonly X509Certificate[], now: Date): boolean {
  if (Date.parse(certificate.validFrom) > now.getTime() || Date.parse(certificate.validTo) < now.getTime()) return false;
  if (!authorities.some((one) => certificate.checkIssued(one) && certificate.verify(one.publicKey))) return false;
  return (certificate.keyUsage ?? []).includes(EMAIL_PROTECTION) && hasNonRepudiation(certificate.raw);
}

/** `BIT STRING` of KeyUsage: `03 02 <unused> <bits>`, which Node does not show. */
function hasNonRepudiation(der: Buffer): boolean {
  const at = der.indexOf(KEY_USAGE);
  if (at < 0) return false;
  const bits = der.indexOf(Buffer.from([0x03, 0x02]), at + KEY_USAGE.length);
  return bits > 0 && bits - at < 16 && ((der[bits + 3] ?? 0) & NON_REPUDIATION) !== 0;
}

/** Values of one attribute of a subject (`OU`, `CN`). */
export function subjectValues(certificate: X509Certificate, name: string): readonly string[] {
  const values: string[] = [];
  for (const line of certificate.subject.split("\n")) if (line.startsWith(`${name}=`)) values.push(line.slice(name.length + 1));
  return values;
}

/** `CN=…,OU=…,O=…,C=FR`: the RFC 2253 form that Issuer must have, without regard to spaces and case of the types. */
export function sameName(written: string, certificate: X509Certificate): boolean {
  const plain = (text: string) => text.replace(/\s*([,=+])\s*/g, "$1").replace(/\\(.)/g, "$1");
  return plain(written.trim()) === plain(certificate.subject.split("\n").reverse().join(","));
}
