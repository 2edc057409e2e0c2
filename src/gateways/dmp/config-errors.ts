import { type ErrorKind, SegurError } from "../../domain/errors.js";

export type DmpConfigProblem =
  | "url"
  | "no_seal"
  | "no_card"
  | "seal_not_rsa"
  | "seal_expired"
  | "seal_not_yet_valid"
  | "certificate_expired"
  | "structure"
  | "reason"
  | "card_failed"
  | "card_signature"
  | "card_timeout"
  | "seal_key"
  | "not_xml";

interface Text {
  readonly kind?: ErrorKind;
  readonly message: string;
  readonly why?: string;
  readonly advice: string;
  readonly rule?: string;
}

const TEXTS: Readonly<Record<DmpConfigProblem, Text>> = {
  url: { message: "L'adresse du DMP n'est pas une adresse https.", advice: "segur config set dmp.url https://…" },
  no_seal: {
    message: "Le cachet de la structure (ORG SIGN) manque : le DMP ne peut pas être appelé.",
    why: "Chaque appel porte une attestation (VIHF) signée.",
    advice: "segur config set dmp.signCertificate CHEMIN",
  },
  no_card: {
    message: "Le mode DIRECTE demande une carte CPS, et aucune commande de signature n'est réglée.",
    advice: "segur config set dmp.signingCommand PROGRAMME, ou corrigez dmp.modes : segur config list",
  },
  seal_not_rsa: {
    message: "Le certificat qui signe n'a pas une clé RSA.",
    why: "Le DMP vérifie des signatures RSA.",
    advice: "Donnez le cachet ORG SIGN de l'IGC-Santé : segur config set dmp.signCertificate CHEMIN",
  },
  seal_expired: {
    message: "Le certificat qui signe est expiré.",
    advice: "Renouvelez le cachet auprès de l'ANS, puis : segur config set dmp.signCertificate CHEMIN",
  },
  seal_not_yet_valid: {
    message: "Le certificat qui signe n'est pas encore valable.",
    why: "Sa date de début est dans le futur, ou l'horloge de cette machine retarde.",
    advice: "Vérifiez l'heure de la machine.",
  },
  certificate_expired: {
    message: "Le certificat d'authentification du cabinet au DMP est expiré.",
    advice: "Renouvelez-le auprès de l'ANS, puis : segur config set dmp.certificate CHEMIN",
  },
  structure: {
    message: "L'identifiant de la structure manque : le DMP l'exige dans l'attestation (VIHF).",
    why: "Ni le réglage structure.id, ni le champ OU du certificat qui signe ne le donnent.",
    advice: "segur config set structure.id VALEUR",
  },
  reason: {
    kind: "refused",
    message: "L'accès en urgence (bris de glace) demande un motif.",
    advice: 'Ajoutez le motif : --break-glass "motif"',
    rule: "DMP/EX_0.3-1050",
  },
  card_failed: {
    message: "La commande de signature de la carte a échoué.",
    advice: "Vérifiez la carte et son lecteur, puis relancez ; la commande est celle de dmp.signingCommand : segur config list",
  },
  card_signature: {
    message: "Ce que la commande de signature a rendu n'est pas une signature de ce certificat.",
    advice: "Vérifiez que dmp.signingCertificate est le certificat de signature de la carte : segur config list",
  },
  card_timeout: {
    kind: "unreachable",
    message: "La commande de signature de la carte n'a pas répondu à temps.",
    advice: "Vérifiez la carte, saisissez son code, puis relancez.",
  },
  seal_key: {
    message: "La clé du certificat qui signe ne peut pas être lue.",
    advice: "Donnez le cachet au format PEM avec sa clé : segur config set dmp.signKey CHEMIN",
  },
  not_xml: {
    kind: "input",
    message: "Un document à signer n'est pas un XML bien formé.",
    why: "Le DMP ne reçoit que des documents CDA.",
    advice: "Vérifiez le document : segur doc show DOC",
  },
};

/** The DMP cannot be called as configured. Code `dmp.config.<problem>`. */
export function dmpConfigError(problem: DmpConfigProblem, options: { cause?: unknown; why?: string } = {}): SegurError {
  const { kind = "config", ...text } = TEXTS[problem];
  return new SegurError({ code: `dmp.config.${problem}`, kind, ...text, ...options });
}
