import { SegurError } from "../domain/errors.js";

export type CertificateProblem =
  | "passphrase"
  | "key_mismatch"
  | "pfx_too_old"
  | "pfx_unreadable"
  | "cert_unreadable"
  | "key_unreadable"
  | "ca_unreadable"
  | "crl_unreadable"
  | "no_certificate";

interface Text {
  readonly message: string;
  readonly why?: string;
  readonly advice: string;
}

/** The file in between stays encrypted (no `-nodes`): the private key is never in clear on the disk. */
const CONVERT =
  "openssl pkcs12 -legacy -in ancien.p12 -out cles.pem && openssl pkcs12 -export -in cles.pem -out nouveau.p12 (puis effacez cles.pem)";

const TEXTS: Readonly<Record<CertificateProblem, Text>> = {
  passphrase: {
    message: "Le mot de passe du certificat est faux ou manquant.",
    advice: "Vérifiez le mot de passe remis avec le certificat IGC-Santé.",
  },
  key_mismatch: {
    message: "La clé privée ne correspond pas au certificat.",
    advice: "Donnez la clé générée avec la demande de ce certificat, ou le fichier .p12 complet.",
  },
  pfx_too_old: {
    message: "Le fichier .p12 est chiffré avec un algorithme que OpenSSL 3 n'accepte plus.",
    why: "Les anciens .p12 de l'IGC-Santé emploient RC2-40.",
    advice: `Convertissez-le : ${CONVERT}`,
  },
  pfx_unreadable: {
    message: "Le fichier .p12 du certificat est illisible.",
    why: "Le fichier est tronqué ou n'est pas un PKCS#12.",
    advice: "Reprenez le fichier .p12 d'origine ; pour un certificat en texte (PEM), donnez le certificat et la clé.",
  },
  cert_unreadable: {
    message: "Le certificat est illisible.",
    why: "Le texte attendu commence par -----BEGIN CERTIFICATE-----.",
    advice: "Donnez le certificat au format PEM, ou le fichier .p12.",
  },
  key_unreadable: {
    message: "La clé privée est illisible.",
    why: "Le texte attendu commence par -----BEGIN PRIVATE KEY-----.",
    advice: "Donnez la clé au format PEM, ou le fichier .p12.",
  },
  ca_unreadable: {
    message: "Un certificat d'autorité (AC) est illisible.",
    why: "Les AC de l'IGC-Santé sont attendues au format PEM.",
    advice: "Convertissez un fichier .cer : openssl x509 -inform der -in ACI-EL-ORG.cer -out ACI-EL-ORG.pem",
  },
  crl_unreadable: {
    message: "Une liste de certificats révoqués (CRL) est illisible.",
    why: "Les CRL de l'IGC-Santé sont attendues au format PEM (-----BEGIN X509 CRL-----), une par autorité.",
    advice: "Convertissez un fichier .crl : openssl crl -inform der -in ACI-EL-ORG.crl -out ACI-EL-ORG.pem",
  },
  no_certificate: {
    message: "Le fichier .p12 ne contient pas de certificat avec sa clé privée.",
    advice: "Reprenez le fichier .p12 remis par l'IGC-Santé.",
  },
};

/** A client certificate that cannot be used, whatever the service. Code `certificate.<problem>`. */
export function certificateError(problem: CertificateProblem, cause?: unknown): SegurError {
  const { message, why, advice } = TEXTS[problem];
  return new SegurError({ kind: "config", code: `certificate.${problem}`, message, why, advice, cause });
}
