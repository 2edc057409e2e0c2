import { createPrivateKey, type KeyObject, sign, verify, X509Certificate } from "node:crypto";
import { type ClientCertificate, loadClientIdentity } from "../client-certificate.js";
import { runSigningCommand } from "./card.js";
import type { CardSigning, Digest } from "./config.js";
import { dmpConfigError } from "./config-errors.js";
import { privateKeyOf } from "./pkcs12.js";

/** Signs in the name of a structure or of a person. RSA PKCS#1 v1.5, the only one of the samples. */
export interface Signer {
  readonly certificate: X509Certificate;
  /** The certificate, then its authorities as far as they are known. */
  readonly chain: readonly X509Certificate[];
  sign(bytes: Uint8Array, digest: Digest, signal?: AbortSignal): Promise<Buffer>;
}

/** @param authorities PEM that may complete the chain @throws {SegurError} kind `config` */
export function keySigner(files: ClientCertificate, authorities: string | undefined): Signer {
  const { certificate } = loadClientIdentity(files, undefined);
  const key = keyOf(files);
  if (key.asymmetricKeyType !== "rsa") throw dmpConfigError("seal_not_rsa");
  const extra = "certPem" in files ? files.certPem : "";
  return {
    certificate,
    chain: chainOf(certificate, extra + (authorities ?? "")),
    sign: async (bytes, digest) => sign(digest, bytes, key),
  };
}

/** A card: each signature is checked against its certificate before it leaves, so that a wrong command is found here. */
export function cardSigner({ command, certificatePem }: CardSigning, authorities: string | undefined): Signer {
  const [certificate] = certificatesIn(certificatePem);
  if (certificate === undefined || certificate.publicKey.asymmetricKeyType !== "rsa") throw dmpConfigError("card_signature");
  return {
    certificate,
    chain: chainOf(certificate, certificatePem + (authorities ?? "")),
    async sign(bytes, digest, signal) {
      const signature = await runSigningCommand(command, bytes, digest, signal);
      if (!verify(digest, bytes, certificate.publicKey, signature)) throw dmpConfigError("card_signature");
      return signature;
    },
  };
}

/** @throws {SegurError} when the certificate may not sign at this instant */
export function checkValidity({ certificate }: Signer, now: Date): void {
  if (now > new Date(certificate.validTo)) throw dmpConfigError("seal_expired");
  if (now < new Date(certificate.validFrom)) throw dmpConfigError("seal_not_yet_valid");
}

function keyOf(files: ClientCertificate): KeyObject {
  if ("certPem" in files) return createPrivateKey({ key: files.keyPem, passphrase: files.passphrase ?? "" });
  try {
    return privateKeyOf(files.pfx, files.passphrase ?? "");
  } catch (error) {
    throw dmpConfigError("seal_key", { cause: error });
  }
}

function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

function chainOf(leaf: X509Certificate, pem: string): X509Certificate[] {
  const others = certificatesIn(pem);
  const chain = [leaf];
  for (let last = leaf; !last.checkIssued(last); ) {
    const issuer = others.find((each) => last.checkIssued(each) && last.verify(each.publicKey));
    if (issuer === undefined || chain.includes(issuer)) break;
    chain.push(issuer);
    last = issuer;
  }
  return chain;
}
