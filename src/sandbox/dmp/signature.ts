import type { X509Certificate } from "node:crypto";
import { documentCanonicalization, lineMarks } from "./canonical.js";

/** Signature and digests that the DMP takes: SHA-1 in its samples of 2019, SHA-256 since (dmp.md §1.4). */
const SIGNATURES = ["http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"];

/**
 * What a signature really signs, in canonical form; null when it does not verify. Nothing else of the message may be believed
 * (xml-crypto, CVE-2025-29774): the key is that of the certificate given here, whatever KeyInfo holds.
 * @param signature the `ds:Signature` element, as text
 */
export async function signedParts(
  xml: string,
  signature: string,
  certificate: X509Certificate,
): Promise<readonly string[] | null> {
  const { SignedXml } = await import("xml-crypto");
  try {
    const signed = new SignedXml({
      publicCert: certificate.toString(),
      getCertFromKeyInfo: () => null,
    });
    signed.loadSignature(signature);
    if (!SIGNATURES.includes(signed.signatureAlgorithm ?? "")) return null;
    return signed.checkSignature(xml) ? signed.getSignedReferences() : null;
  } catch {
    return null; // a reference to nothing, an algorithm that is not known…
  }
}

/** The text of the first element of this local name; null when there is none. */
export function elementText(xml: string, name: string): string | null {
  const opening = new RegExp(`<((?:[\\w.-]+:)?${name})(?=[\\s>])`).exec(xml);
  if (opening === null) return null;
  const closing = `</${opening[1] ?? ""}>`;
  const end = xml.indexOf(closing, opening.index);
  return end < 0 ? null : xml.slice(opening.index, end + closing.length);
}

/** Signs nothing: only the digest that stands beside the signature is wanted. */
class NoSignature {
  getSignature = (): string => "";
  verifySignature = (): boolean => false;
  getAlgorithmName = (): string => "none";
}

/** Its forms without and with comments are of the whole document, what stands outside the root included. */
const C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

/** Digest of the canonical form of a document, in base64; null when it is not XML, or the transform none. */
export async function canonicalDigest(text: string, transform: string, method: string): Promise<string | null> {
  const { SignedXml } = await import("xml-crypto");
  const signer = new SignedXml({
    privateKey: "none",
    signatureAlgorithm: "none",
    canonicalizationAlgorithm: "http://www.w3.org/2001/10/xml-exc-c14n#",
  });
  signer.SignatureAlgorithms = { none: NoSignature };
  const marks = lineMarks(text);
  signer.CanonicalizationAlgorithms = {
    ...signer.CanonicalizationAlgorithms,
    [C14N]: await documentCanonicalization(false, marks),
    [`${C14N}#WithComments`]: await documentCanonicalization(true, marks),
  };
  signer.addReference({ xpath: "/*", isEmptyUri: true, transforms: [transform], digestAlgorithm: method });
  try {
    signer.computeSignature(marks.take(text.replace(/^\uFEFF/, "")));
  } catch {
    return null; // not XML, or a transform that is none
  }
  return /<DigestValue>([^<]*)/.exec(signer.getSignatureXml())?.[1] ?? null;
}
