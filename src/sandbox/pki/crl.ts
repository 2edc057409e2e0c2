import { sign, X509Certificate } from "node:crypto";
import { type Authority, type Credential, ECDSA_SHA256, extension, name, pem, type Validity } from "./certificate.js";
import { bitString, explicit, integer, sequence, time, tlv } from "./der.js";

/**
 * The list of the certificates that an authority revoked (RFC 5280 §5), in PEM. OpenSSL wants one for each authority of a
 * chain, empty or not.
 */
export function issueRevocationList(issuer: Authority, revoked: readonly Credential[], { from, to }: Validity): string {
  const entries = revoked.map((one) => {
    const serial = Buffer.from(new X509Certificate(one.certificate).serialNumber, "hex");
    return sequence(integer(serial), time(from));
  });
  const extensions = [
    extension("2.5.29.35", false, sequence(tlv(0x80, issuer.keyId))),
    extension("2.5.29.20", false, integer(Buffer.from([1]))),
  ];
  const toBeSigned = sequence(
    integer(Buffer.from([1])),
    ECDSA_SHA256,
    name(issuer.subject),
    time(from),
    time(to),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    explicit(0, sequence(...extensions)),
  );
  const signature = sign("sha256", toBeSigned, issuer.privateKey);
  return pem("X509 CRL", sequence(toBeSigned, ECDSA_SHA256, bitString(signature)));
}
