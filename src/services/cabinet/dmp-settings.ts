import type { SettingSpec } from "./settings.js";

/** Settings of the DMP. What only the official guide settles (dmp.md §8) is here, and not in the code. */
export const DMP_SETTINGS: readonly SettingSpec[] = [
  {
    key: "dmp.url",
    summary: "adresse du DMP, jusqu'à …/services (l'assistance aux éditeurs la donne)",
    type: "url",
    example: "https://lps2.dmp.gouv.fr/si-dmp-server/v2/services",
  },
  {
    key: "dmp.certificate",
    summary: "certificat ORG AUTH_CLI de l'IGC-Santé pour le DMP (PEM ou PKCS#12)",
    type: "path",
    example: "certificats/dmp-auth.p12",
  },
  { key: "dmp.key", summary: "clé privée de ce certificat, s'il est en PEM", type: "path", example: "certificats/dmp-auth.key" },
  { key: "dmp.passphraseFile", summary: "fichier de sa phrase de passe", type: "path", example: "certificats/dmp-auth.txt" },
  {
    key: "dmp.signCertificate",
    summary: "cachet ORG SIGN de l'IGC-Santé, qui signe chaque appel et chaque dépôt (PEM ou PKCS#12)",
    type: "path",
    example: "certificats/dmp-cachet.p12",
  },
  { key: "dmp.signKey", summary: "clé privée du cachet, s'il est en PEM", type: "path", example: "certificats/dmp-cachet.key" },
  {
    key: "dmp.signPassphraseFile",
    summary: "fichier de la phrase de passe du cachet",
    type: "path",
    example: "certificats/dmp-cachet.txt",
  },
  { key: "dmp.ca", summary: "autorités du serveur et du cachet (PEM)", type: "path", example: "certificats/igc-sante.pem" },
  {
    key: "dmp.crl",
    summary: "listes de révocation de toutes ces autorités (PEM) ; sans elles la révocation du serveur n'est pas vérifiée",
    type: "path",
    example: "certificats/igc-sante-crl.pem",
  },
  {
    key: "dmp.homologationFile",
    summary: "fichier du numéro d'homologation DMP du logiciel (secret, jamais le numéro lui-même)",
    type: "path",
    example: "certificats/homologation.txt",
  },
  { key: "dmp.vihfVersion", summary: "VIHF_Version annoncée", type: "text", example: "4.0", default: "3.0" },
  {
    key: "dmp.authnContextDecl",
    summary: "AuthnContextDecl du mode AIR",
    type: "text",
    example: "APP_BROWSER_AUTH",
    default: "CONF_EXI_PGSSIS",
  },
  {
    key: "dmp.authnContextClassRef",
    summary: "AuthnContextClassRef selon la connexion (psc, password, card, demo), à la place des valeurs usuelles",
    type: "map",
    example: '{"psc": "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"}',
  },
  {
    key: "dmp.digest",
    summary: "empreinte et signature des attestations et des dépôts",
    type: "text",
    example: "sha1",
    choices: ["sha256", "sha1"],
    default: "sha256",
  },
  {
    key: "dmp.airSigner",
    summary: "qui signe l'attestation du mode AIR : le cachet, ou le certificat d'authentification",
    type: "text",
    example: "certificate",
    choices: ["seal", "certificate"],
    default: "seal",
  },
  {
    key: "dmp.signingCommand",
    summary:
      "programme qui signe avec la carte CPS (octets en entrée, signature PKCS#1 en sortie), ses arguments après des virgules",
    type: "list",
    example: "/usr/local/bin/cps-sign,--hash,{digest}",
  },
  {
    key: "dmp.signingCertificate",
    summary: "certificat de signature de la carte CPS (PEM)",
    type: "path",
    example: "certificats/cps-sign.pem",
  },
  {
    key: "dmp.modes",
    summary: "mode d'accès de certaines transactions, à la place de la table",
    type: "map",
    example: '{"TD3.3c": "INDIRECTE"}',
  },
  {
    key: "dmp.maxSubmissionBytes",
    summary: "taille la plus grande d'un dépôt",
    type: "size",
    example: "20Mo",
    default: 100_000_000,
  },
  {
    key: "dmp.timeout",
    summary: "durée la plus longue sans que rien ne passe pendant un appel",
    type: "duration",
    example: "120s",
    default: 60_000,
  },
];
