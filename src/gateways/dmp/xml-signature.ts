import { createHash } from "node:crypto";
import type { Digest } from "./config.js";
import type { Signer } from "./signer.js";

export const DS = "http://www.w3.org/2000/09/xmldsig#";
export const EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#";
export const C14N_WITH_COMMENTS = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";

export const DIGEST_METHODS: Readonly<Record<Digest, string>> = {
  sha256: "http://www.w3.org/2001/04/xmlenc#sha256",
  sha1: `${DS}sha1`,
};
export const SIGNATURE_METHODS: Readonly<Record<Digest, string>> = {
  sha256: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  sha1: `${DS}rsa-sha1`,
};

export function digestOf(bytes: string | Uint8Array, digest: Digest): string {
  return createHash(digest).update(bytes).digest("base64");
}

/** One `ds:Reference`, in canonical form. @param value base64 */
export function reference(parts: {
  readonly uri: string;
  readonly type?: string;
  readonly transforms?: readonly string[];
  readonly digest: Digest;
  readonly value: string;
}): string {
  const type = parts.type === undefined ? "" : ` Type="${parts.type}"`;
  const transforms = (parts.transforms ?? []).map((each) => `<ds:Transform Algorithm="${each}"></ds:Transform>`).join("");
  return (
    `<ds:Reference${type} URI="${parts.uri}">${transforms === "" ? "" : `<ds:Transforms>${transforms}</ds:Transforms>`}` +
    `<ds:DigestMethod Algorithm="${DIGEST_METHODS[parts.digest]}"></ds:DigestMethod><ds:DigestValue>${parts.value}</ds:DigestValue></ds:Reference>`
  );
}

/**
 * `ds:SignedInfo`, `ds:SignatureValue`, `ds:KeyInfo` (leaf certificate alone), for an element that declares `xmlns:ds` and nothing else
 * in scope: SignedInfo is signed with that declaration, as both canonicalisations render it at their apex.
 */
export async function signedParts(
  references: string,
  { canonicalization, digest, signer, signal }: SigningOptions,
): Promise<string> {
  const inner =
    `<ds:CanonicalizationMethod Algorithm="${canonicalization}"></ds:CanonicalizationMethod>` +
    `<ds:SignatureMethod Algorithm="${SIGNATURE_METHODS[digest]}"></ds:SignatureMethod>${references}</ds:SignedInfo>`;
  const signature = await signer.sign(Buffer.from(`<ds:SignedInfo xmlns:ds="${DS}">${inner}`), digest, signal);
  return (
    `<ds:SignedInfo>${inner}<ds:SignatureValue>${signature.toString("base64")}</ds:SignatureValue>` +
    `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${signer.certificate.raw.toString("base64")}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`
  );
}

export interface SigningOptions {
  readonly canonicalization: string;
  readonly digest: Digest;
  readonly signer: Signer;
  readonly signal?: AbortSignal | undefined;
}
