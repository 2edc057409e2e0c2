import type { SettingSpec } from "./settings.js";

/** Settings of the MSSanté mailbox. Who may be trusted with a token is here: no variable of the environment changes it. */
export const MSS_SETTINGS: readonly SettingSpec[] = [
  {
    key: "mss.address",
    summary: "adresse de la boîte MSSanté du cabinet, à la place de celle de la personne connectée",
    type: "text",
    example: "cabinet.marceau@medecin.mssante.fr",
  },
  {
    key: "mss.kind",
    summary: "genre de la boîte : PER personnelle, ORG organisationnelle (Pro Santé Connect), APP applicative (certificat)",
    type: "text",
    example: "ORG",
    choices: ["PER", "ORG", "APP"],
    default: "PER",
  },
  {
    key: "mss.certificate",
    summary: "certificat ORG AUTH_CLI de l'IGC-Santé de la boîte applicative (PEM ou PKCS#12)",
    type: "path",
    example: "certificats/mss-auth.p12",
  },
  { key: "mss.key", summary: "clé privée de ce certificat, s'il est en PEM", type: "path", example: "certificats/mss-auth.key" },
  { key: "mss.passphraseFile", summary: "fichier de sa phrase de passe", type: "path", example: "certificats/mss-auth.txt" },
  {
    key: "mss.ca",
    summary: "autorités IGC-Santé Élémentaire Organisations, seules admises pour les serveurs de messagerie (PEM)",
    type: "path",
    example: "certificats/igc-sante-el-org.pem",
  },
  {
    key: "mss.crl",
    summary: "listes de révocation de toutes ces autorités, à jour (PEM)",
    type: "path",
    example: "certificats/igc-sante-el-org-crl.pem",
  },
  {
    key: "mss.nil",
    summary: "référence produit du logiciel (Convergence), dans chaque message (X-MSS-NIL)",
    type: "text",
    example: "TEST000000",
  },
  {
    key: "mss.smtpServer",
    summary: "serveur d'envoi, sans autoconfiguration ; en production, seulement sous mssante.fr",
    type: "text",
    example: "smtp.medecin.mssante.fr:587",
  },
  {
    key: "mss.imapServer",
    summary: "serveur de la boîte, sans autoconfiguration ; en production, seulement sous mssante.fr",
    type: "text",
    example: "imap.medecin.mssante.fr:143",
  },
  {
    key: "mss.domains",
    summary: "domaines de boîte admis en plus de mssante.fr : leurs serveurs recevront le jeton de connexion",
    type: "domains",
    example: "apicrypt.org",
  },
  {
    key: "mss.maxPatientBytes",
    summary: "taille la plus grande d'un message à un patient, pièces encodées comprises",
    type: "size",
    example: "25Mo",
    default: 25_000_000,
  },
  {
    key: "mss.bouncePatterns",
    summary: "expressions qui reconnaissent un refus de Mon espace santé (mes.closed, mes.unknown, mes.invalid, mes.too_big)",
    type: "map",
    example: '{"mes.closed": "messagerie fermée"}',
  },
  {
    key: "mss.label",
    summary: "libellé de l'expéditeur, à la place de Titre_Prénom_NOM_Cabinet",
    type: "text",
    example: "Dr_Paul_MARCEAU_Cabinet Marceau",
  },
  {
    key: "mss.contact",
    summary: "adresse MSSanté à laquelle on répond à une boîte applicative",
    type: "text",
    example: "paul.marceau@medecin.mssante.fr",
  },
  {
    key: "mss.timeout",
    summary: "plus longue attente sans réponse du serveur",
    type: "duration",
    example: "120s",
    default: 120_000,
  },
];
