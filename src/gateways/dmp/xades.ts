import { createHash } from "node:crypto";
import { digestOfCanonical } from "./c14n.js";
import { canonicalText } from "./canonical.js";
import type { Digest } from "./config.js";
import { rfc2253 } from "./distinguished-name.js";
import type { Signer } from "./signer.js";
import type { DmpTransport } from "./transport.port.js";
import { C14N_WITH_COMMENTS, DIGEST_METHODS, DS, digestOf, reference, signedParts } from "./xml-signature.js";

type SubmissionSet = Parameters<DmpTransport["signSubmission"]>[0];

const XADES = "http://uri.etsi.org/01903/v1.1.1#";
/** « Source » (ASTM E1762): why this is signed. */
const PURPOSE = "1.2.840.10065.1.12.1.14";
/** The submission set has no bytes to digest: its placeholder (dmp.md §3.5). */
const NO_DIGEST = "AA==";

/**
 * Signature document of a submission set (IHE DSG as the DMP profiles it, dmp.md §3.5): a manifest of the set and of each document by
 * uniqueId, its XAdES 1.1.1 properties, signed by the structure or the card. Written in canonical form: what is hashed is what stands.
 */
export async function signSubmission(set: SubmissionSet, signer: Signer, digest: Digest): Promise<string> {
  const id = `_${set.uuid}`;
  const references = [reference({ uri: `urn:oid:${set.submissionUniqueId}`, digest, value: NO_DIGEST })];
  for (const document of set.documents) {
    const { uniqueId } = document;
    const value = await digestOfDocument(document, digest);
    references.push(reference({ uri: `urn:oid:${uniqueId}`, transforms: [C14N_WITH_COMMENTS], digest, value }));
  }
  // The declarations that are in scope stand at the apex of a canonical form: ds for what Signature holds, and its own.
  const manifest = element("ds:Manifest", ` xmlns:ds="${DS}"`, ' Id="IHEManifest"', references.join(""));
  const properties = element(
    "SignedProperties",
    ` xmlns="${XADES}" xmlns:ds="${DS}"`,
    ' Id="S0-SignedProperties"',
    signedProperties(set.at, signer, digest),
  );
  const parts = await signedParts(
    reference({ uri: "#IHEManifest", type: `${DS}Manifest`, digest, value: digestOf(manifest.canonical, digest) }) +
      reference({
        uri: "#S0-SignedProperties",
        type: `${XADES}SignedProperties`,
        digest,
        value: digestOf(properties.canonical, digest),
      }),
    { canonicalization: C14N_WITH_COMMENTS, digest, signer },
  );
  return (
    `<?xml version="1.0" encoding="UTF-8"?><ds:Signature xmlns:ds="${DS}" Id="${id}">${parts}` +
    `<ds:Object>${manifest.written}</ds:Object>` +
    `<ds:Object><ds:SignatureProperties><ds:SignatureProperty Id="purposeOfSignature" Target="#${id}">${PURPOSE}</ds:SignatureProperty></ds:SignatureProperties></ds:Object>` +
    `<ds:Object><QualifyingProperties xmlns="${XADES}" Target="#${id}">${properties.written}</QualifyingProperties></ds:Object></ds:Signature>`
  );
}

/** An element as it stands, its declarations made above, and as its canonical form begins. */
function element(name: string, inScope: string, own: string, content: string): { written: string; canonical: string } {
  const rest = `${own}>${content}</${name}>`;
  return { written: `<${name}${rest}`, canonical: `<${name}${inScope}${rest}` };
}

function signedProperties(at: Date, { chain }: Signer, digest: Digest): string {
  const certificates = chain.map(
    (each) =>
      `<Cert><CertDigest><ds:DigestMethod Algorithm="${DIGEST_METHODS[digest]}"></ds:DigestMethod><ds:DigestValue>${digestOf(each.raw, digest)}</ds:DigestValue></CertDigest>` +
      `<IssuerSerial><ds:X509IssuerName>${canonicalText(rfc2253(each.issuer))}</ds:X509IssuerName><ds:X509SerialNumber>${BigInt(`0x${each.serialNumber}`)}</ds:X509SerialNumber></IssuerSerial></Cert>`,
  );
  return (
    `<SignedSignatureProperties><SigningTime>${at.toISOString()}</SigningTime><SigningCertificate>${certificates.join("")}</SigningCertificate>` +
    "<SignaturePolicyIdentifier><SignaturePolicyImplied></SignaturePolicyImplied></SignaturePolicyIdentifier></SignedSignatureProperties>" +
    "<SignedDataObjectProperties></SignedDataObjectProperties>"
  );
}

/** Of the canonical form (dmp.md §3.5): bytes that have it already are digested as they are, or not at all when it was done. */
async function digestOfDocument(
  { canonical, digests, open }: SubmissionSet["documents"][number],
  digest: Digest,
): Promise<string> {
  if (!canonical) return digestOfCanonical(open(), digest);
  return digests === undefined ? digestAsIs(open(), digest) : Buffer.from(digests[digest], "hex").toString("base64");
}

async function digestAsIs(content: AsyncIterable<Uint8Array>, digest: Digest): Promise<string> {
  const hash = createHash(digest);
  for await (const chunk of content) hash.update(chunk);
  return hash.digest("base64");
}
