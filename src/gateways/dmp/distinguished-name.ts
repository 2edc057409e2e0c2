import type { X509Certificate } from "node:crypto";

/**
 * A name as RFC 2253 writes it, most specific first: `CN=…,OU=…,O=…,ST=…,C=FR`; the parts of a card's `CN=…+SN=…+GN=…` stay together.
 * Node prints one RDN a line, least specific first, values already escaped (OpenSSL `ESC_2253`).
 */
export function rfc2253(name: string): string {
  return name
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/(?<!\\) \+ (?=[A-Za-z0-9.]+=)/g, "+"))
    .reverse()
    .join(",");
}

/** OU of an organisation certificate that is a structure's national id (`10B0127189`), else its first OU; null without any. */
export function structureOf(certificate: X509Certificate): string | null {
  const units = certificate.subject
    .split("\n")
    .filter((line) => line.startsWith("OU="))
    .map((line) => line.slice(3).replace(/\\(.)/g, "$1"));
  return units.find((unit) => /^\d[0-9A-Z]{4,}$/.test(unit)) ?? units[0] ?? null;
}
