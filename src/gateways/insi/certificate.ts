import type { X509Certificate } from "node:crypto";
import type { Environment } from "../../domain/ports.js";
import { insiConfigError } from "./errors.js";

/** What the certificate of INSi says of the cabinet. */
export interface InsiCertificate {
  /** `INSI-MANU` for calls started by a user, `INSI-AUTO` for automatic ones. */
  readonly commonName: string;
  /** National identifier of the structure (`10B0152872`), sent as Emetteur (insi.md §1.6). */
  readonly organisationalUnit: string;
  readonly issuer: string;
  readonly notAfter: Date;
}

const COMMON_NAMES = ["INSI-AUTO", "INSI-MANU"];
const ISSUER = "AC IGC-SANTE ELEMENTAIRE ORGANISATIONS";
const ISSUERS: Readonly<Record<Environment, readonly string[] | null>> = {
  production: [ISSUER],
  bas: [ISSUER, `TEST ${ISSUER}`],
  sandbox: null,
};

/** Type digit, then the number: `1` + FINESS, `3` + SIRET, `4` + RPPS rank… */
const STRUCTURE_ID = /^[0-9][0-9A-Z]{4,}$/;

/**
 * The checks that spare a `desir_560` (insi.md §2): exact CN, known issuer, dates, OU present.
 * @throws {SegurError} kind `config`
 */
export function checkInsiCertificate(
  certificate: X509Certificate,
  environment: Environment,
  issuers: readonly string[] | undefined,
  now: Date,
): InsiCertificate {
  const subject = readName(certificate.subject);
  const commonName = subject.get("CN")?.[0] ?? "";
  if (!COMMON_NAMES.includes(commonName)) throw insiConfigError("certificate_cn");
  const accepted = issuers ?? ISSUERS[environment];
  const issuer = readName(certificate.issuer).get("CN")?.[0] ?? "";
  if (accepted !== null && !accepted.includes(issuer)) throw insiConfigError("certificate_issuer", { environment });
  const units = subject.get("OU") ?? [];
  const organisationalUnit = units.find((unit) => STRUCTURE_ID.test(unit)) ?? units[0];
  if (organisationalUnit === undefined || organisationalUnit === "") throw insiConfigError("certificate_ou");
  const notAfter = new Date(certificate.validTo);
  if (now < new Date(certificate.validFrom)) throw insiConfigError("certificate_not_yet_valid");
  checkNotExpired(notAfter, now);
  return { commonName, organisationalUnit, issuer, notAfter };
}

/** Asked again before each call, because a run can outlive the certificate. */
export function checkNotExpired(notAfter: Date, now: Date): void {
  if (now > notAfter) throw insiConfigError("certificate_expired", { notAfter: notAfter.toISOString().slice(0, 10) });
}

/** Node prints a distinguished name as one `KEY=value` a line, special characters escaped by a backslash. */
function readName(text: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const equals = line.indexOf("=");
    if (equals < 0) continue;
    const key = line.slice(0, equals);
    const value = line.slice(equals + 1).replace(/\\(.)/g, "$1");
    fields.set(key, [...(fields.get(key) ?? []), value]);
  }
  return fields;
}
