/**
 * The sandbox's own domain of the « espace de confiance »: no operator has it, so that nothing written here can ever reach a real
 * mailbox.
 */
export const MAIL_DOMAIN = "bac-a-sable.mssante.fr";
/** Mailboxes of Mon espace santé: `<matricule>@…` (mss.md §1.6). */
export const PATIENT_DOMAIN = "patient.mssante.fr";
/** What SMTP and reports call the operator. */
export const OPERATOR_HOST = `smtp.${MAIL_DOMAIN}`;

/** The applicative mailbox of the practice, opened by its certificate. */
export const APP_ADDRESS = `segur.app@${MAIL_DOMAIN}`;
/** The shared mailbox of the practice. */
export const PRACTICE_ADDRESS = `cabinet@${MAIL_DOMAIN}`;

/** Product reference for `X-MSS-NIL` (mss.md CONF.16) that the sandbox knows. */
export const TEST_NIL = "DEVSEGUR01";

export const AUTOCONFIG_PATH = "/mail/config-v1.1.xml";

/** Bytes. 10 MB is what an operator usually allows, 25 MB is the limit of Mon espace santé (mss.md §1.5). */
export const DEFAULT_MAX_SIZE = 10 * 1024 * 1024;
export const PATIENT_MAX_SIZE = 25 * 1000 * 1000;

/** The six suites of mss.md §1.1 (CONF.03), in their OpenSSL names. */
export const MSS_CIPHERS = [
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES256-SHA384",
  "ECDHE-RSA-AES128-SHA256",
  "DHE-RSA-AES256-GCM-SHA384",
  "DHE-RSA-AES128-GCM-SHA256",
].join(":");
