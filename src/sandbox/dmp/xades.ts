import type { X509Certificate } from "node:crypto";
import { NS } from "./names.js";
import { registryError } from "./refusal.js";
import { isSeal, readCertificate } from "./seal.js";
import { canonicalDigest, elementText, signedParts } from "./signature.js";
import { childrenOf, parseXml, path, type XmlElement, XmlRefused } from "./xml.js";

const SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1";
const SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
/** Both ways of naming it that JAVA and the samples have; comments are kept by the second. */
const C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

/** A document that came with the set, with what was computed while it came. */
export interface ReceivedDocument {
  readonly uniqueId: string;
  /** base64 of the digests of the bytes. */
  readonly sha1: string;
  readonly sha256: string;
  /** The text, to be put in canonical form when the bytes are not; null beyond {@link MOST_CANONICALIZED}. */
  text(): Promise<string | null>;
}

/** Documents whose bytes are not canonical can be canonicalised up to this size, in bytes: a limit of the sandbox, not of the DMP. */
export const MOST_CANONICALIZED = 16 * 1024 * 1024;

const refused = (why: string) => registryError("XDSRepositoryMetadataError", `Signature XAdES du lot : ${why}`, "Signature01");

/**
 * Verifies the signature document of a set (dmp.md §3.5): signed by a seal of ours, a manifest that names the set and every document,
 * digests of what was received.
 * @throws {Refusal}
 */
export async function checkXades(
  xml: string,
  setId: string,
  documents: readonly ReceivedDocument[],
  rules: { readonly authorities: readonly X509Certificate[]; readonly now: Date },
): Promise<void> {
  const root = parse(xml);
  if (root.name !== "Signature" || root.namespace !== NS.ds) throw refused("un élément ds:Signature est attendu");
  const seal = readCertificate(path(root, NS.ds, "KeyInfo", "X509Data", "X509Certificate")?.text ?? "");
  if (seal === null || !isSeal(seal, rules.authorities, rules.now)) throw refused("Not a valid signature certificate");
  const signed = await signedParts(xml, elementText(xml, "Signature") ?? "", seal);
  if (signed === null) throw refused("la signature n'est pas valide");
  const manifest = signed.map(parse).find((one) => one.name === "Manifest" && one.attributes.Id === "IHEManifest");
  const properties = signed.map(parse).find((one) => one.name === "SignedProperties");
  if (manifest === undefined || properties === undefined) throw refused("IHEManifest et SignedProperties doivent être signés");
  const references = new Map(childrenOf(manifest, NS.ds, "Reference").map((one) => [one.attributes.URI ?? "", one]));
  if (!references.delete(`urn:oid:${setId}`)) throw refused("le manifeste ne nomme pas le lot");
  for (const document of documents) {
    const reference = references.get(`urn:oid:${document.uniqueId}`);
    if (reference === undefined) throw refused(`le manifeste ne nomme pas le document ${document.uniqueId}`);
    if (!(await matches(reference, document)))
      throw refused(`l'empreinte du document ${document.uniqueId} n'est pas celle du manifeste`);
    references.delete(`urn:oid:${document.uniqueId}`);
  }
  if (references.size > 0) throw refused("le manifeste nomme un document absent du lot");
}

function parse(xml: string): XmlElement {
  try {
    return parseXml(xml);
  } catch (error) {
    if (error instanceof XmlRefused) throw refused("XML illisible");
    throw error;
  }
}

async function matches(reference: XmlElement, document: ReceivedDocument): Promise<boolean> {
  const method = path(reference, NS.ds, "DigestMethod")?.attributes.Algorithm ?? "";
  const value = (path(reference, NS.ds, "DigestValue")?.text ?? "").replace(/\s+/g, "");
  if (method !== SHA1 && method !== SHA256) throw refused("algorithme d'empreinte non accepté");
  if (value === (method === SHA1 ? document.sha1 : document.sha256)) return true;
  const transforms = childrenOf(path(reference, NS.ds, "Transforms"), NS.ds, "Transform").map(
    (one) => one.attributes.Algorithm ?? "",
  );
  if (transforms.length === 0) return false;
  if (transforms.length > 1 || !transforms[0]?.startsWith(C14N)) throw refused("transformation non acceptée");
  const text = await document.text();
  if (text === null) throw refused("le bac à sable ne met sous forme canonique que les documents de 16 Mo au plus");
  return value === (await canonicalDigest(text, transforms[0], method));
}
