import { TEST_API_KEY } from "./directory/names.js";
import { TEST_HOMOLOGATION } from "./dmp/test-homologation.js";
import { notRunning, tooOld } from "./errors.js";
import { readIfThere, sandboxDirectory } from "./files.js";
import { TEST_IDAM } from "./insi/test-idam.js";
import { APP_ADDRESS, MAIL_DOMAIN, TEST_NIL } from "./mail/names.js";
import { type PemPair, pkiPaths, STRUCTURE_ID, STRUCTURE_NAME } from "./pki/names.js";
import { CLIENT_ID_CERTIFICATE, CLIENT_ID_SECRET, PROXY_CLIENT_ID } from "./psc/names.js";
import { readState } from "./state.js";

export { notRunning, sandboxDirectory };

/** What the INSi client of a sandbox cabinet needs. PEM paths; the keys have no passphrase. */
export interface SandboxConnection {
  /** `https://127.0.0.1:<port>/lps` */
  readonly url: string;
  /** Path of the authorities to trust. */
  readonly ca: string;
  /** Path of the client certificate with its chain (CN `INSI-MANU` or `INSI-AUTO`). */
  readonly cert: string;
  readonly key: string;
  /** `OU` of the certificate, hence Emetteur. */
  readonly structureId: string;
  readonly structureName: string;
  /** CNDA authorisation number that the sandbox knows. */
  readonly idam: string;
}

/**
 * How to reach the running sandbox of this folder (see {@link sandboxDirectory}). Reads one small file and opens no connection.
 * @param mode `auto` for batch calls, `manual` for those a person starts (insi.md §2)
 * @throws {SegurError} kind `unreachable` when no sandbox left its address there
 */
export async function sandboxConnection(directory: string, mode: "auto" | "manual" = "manual"): Promise<SandboxConnection> {
  const state = await readState(directory);
  if (state === null) throw notRunning();
  const paths = pkiPaths(directory);
  const pair = paths.clients[mode === "auto" ? "insi-auto" : "insi-manu"];
  return {
    url: state.insi.url,
    ca: paths.ca,
    cert: pair.cert,
    key: pair.key,
    structureId: STRUCTURE_ID,
    structureName: STRUCTURE_NAME,
    idam: TEST_IDAM,
  };
}

/** What the Pro Santé Connect client of a sandbox cabinet needs: by certificate, by secret, or through the proxy e-Santé. */
export interface SandboxPscConnection {
  readonly issuer: string;
  /** Path of the authorities to trust. */
  readonly ca: string;
  /** Client id and paths of the certificate and key of mutual TLS. */
  readonly byCertificate: { readonly clientId: string; readonly cert: string; readonly key: string };
  /** Client id and path of the file that holds the secret. */
  readonly bySecret: { readonly clientId: string; readonly secretFile: string };
  readonly proxy: { readonly url: string; readonly clientId: string; readonly userInfoBackend: string };
}

/**
 * How to reach the Pro Santé Connect of the running sandbox. Reads one small file and opens no connection.
 * @throws {SegurError} kind `unreachable` when no sandbox left its address there, or one without Pro Santé Connect
 */
export async function sandboxPscConnection(directory: string): Promise<SandboxPscConnection> {
  const state = await readState(directory);
  if (state === null) throw notRunning();
  if (state.psc === undefined) throw tooOld("Pro Santé Connect");
  const paths = pkiPaths(directory);
  return {
    issuer: state.psc.issuer,
    ca: paths.ca,
    byCertificate: { clientId: CLIENT_ID_CERTIFICATE, ...paths.clients.psc },
    bySecret: { clientId: CLIENT_ID_SECRET, secretFile: paths.pscSecret },
    proxy: { url: state.psc.proxyUrl, clientId: PROXY_CLIENT_ID, userInfoBackend: "psc/userinfo" },
  };
}

/** What the DMP client of a sandbox cabinet needs. Paths of PEM files; the keys have no passphrase. */
export interface SandboxDmpConnection {
  /** `https://127.0.0.1:<port>/si-dmp-server/v2/services`; null when the sandbox is stopped: what is to be sent can still be signed. */
  readonly url: string | null;
  readonly ca: string;
  readonly crl: string;
  /** ORG AUTH_CLI, for TLS. */
  readonly cert: string;
  readonly key: string;
  /** ORG SIGN, the seal of the VIHF and of the submission sets. */
  readonly signCert: string;
  readonly signKey: string;
  /** LPS_ID_HOMOLOGATION_DMP that the sandbox knows. */
  readonly homologation: string;
  /** What the card of Dr MARCEAU holds, for the mode DIRECTE. */
  readonly card: { readonly cert: string; readonly key: string; readonly signCert: string; readonly signKey: string };
}

/**
 * How to reach the DMP of the sandbox. Reads small files and opens no connection. A sandbox that was stopped leaves its certificates.
 * @throws {SegurError} kind `unreachable` when no sandbox ever ran there, or when one without a DMP runs
 */
export async function sandboxDmpConnection(directory: string): Promise<SandboxDmpConnection> {
  const state = await readState(directory);
  if (state !== null && state.dmp === undefined) throw tooOld("DMP");
  const { ca, crl, clients } = pkiPaths(directory);
  if (state === null && (await readIfThere(ca)) === null) throw notRunning();
  const signing = (pair: PemPair) => ({ signCert: pair.cert, signKey: pair.key });
  return {
    url: state?.dmp?.url ?? null,
    ca,
    crl,
    ...clients.dmp,
    ...signing(clients["dmp-sign"]),
    homologation: TEST_HOMOLOGATION,
    card: { ...clients.cps, ...signing(clients["cps-sign"]) },
  };
}

/** Whose mailbox a sandbox cabinet has, whether its operator answers or not. Paths of PEM files; the keys have no passphrase. */
export interface SandboxMailbox {
  /** Mailbox of Dr MARCEAU, the doctor of every example. */
  readonly address: string;
  readonly ca: string;
  readonly crl: string;
  /** Product reference for `X-MSS-NIL`. */
  readonly nil: string;
  /** The applicative mailbox, and the certificate that opens it. */
  readonly appAddress: string;
  readonly appCert: string;
  readonly appKey: string;
}

/** What the MSSanté client of a sandbox cabinet needs. */
export interface SandboxMssConnection extends SandboxMailbox {
  readonly smtp: { readonly host: string; readonly port: number };
  readonly imap: { readonly host: string; readonly port: number };
  /** `https://127.0.0.1:<port>/mail/config-v1.1.xml` */
  readonly autoconfigUrl: string;
}

/**
 * The mailbox of a sandbox cabinet. One that was stopped leaves its certificates: a message is written, and waits for its operator.
 * @throws {SegurError} kind `unreachable` when no sandbox ever ran there
 */
export async function sandboxMailbox(directory: string): Promise<SandboxMailbox> {
  const { ca, crl, clients } = pkiPaths(directory);
  const { cert: appCert, key: appKey } = clients["mss-app"];
  if ((await readIfThere(appCert)) === null) throw notRunning();
  return { address: DOCTOR_ADDRESS, ca, crl, nil: TEST_NIL, appAddress: APP_ADDRESS, appCert, appKey };
}

/**
 * How to reach the MSSanté operator of the running sandbox. Reads small files and opens no connection.
 * @throws {SegurError} kind `unreachable` when no sandbox left its address there, or one without mail
 */
export async function sandboxMssConnection(directory: string): Promise<SandboxMssConnection> {
  const state = await readState(directory);
  if (state === null) throw notRunning();
  if (state.mail === undefined) throw tooOld("MSSanté");
  const { host, smtp, imap, autoconfigUrl } = state.mail;
  return {
    ...(await sandboxMailbox(directory)),
    smtp: { host, port: smtp },
    imap: { host, port: imap },
    autoconfigUrl,
  };
}

/** Dr Paul MARCEAU (psc/professionals.ts), whose session is that of every demonstration. */
const DOCTOR_ADDRESS = `paul.marceau@${MAIL_DOMAIN}`;
const DOCTOR = "899700000001";

/**
 * An access token that opens the mailbox of Dr MARCEAU and the practice's, as after his login at the running sandbox.
 * @param lifetimeS seconds; negative: it has expired already
 * @throws {SegurError} kind `unreachable` when no sandbox runs
 */
export async function sandboxMailToken(directory: string, nationalId = DOCTOR, lifetimeS?: number): Promise<string> {
  const { needSandbox } = await import("./control/client.js");
  const { control } = await needSandbox(directory);
  const token = await control.pscToken({ nationalId, lifetimeS });
  if (token === null) throw new RangeError("nobody of the sandbox has this national id");
  return token;
}

/** What the client of the directory needs. `ca` is a path. */
export interface SandboxDirectoryConnection {
  /** `https://127.0.0.1:<port>/fhir/v2` */
  readonly url: string;
  readonly ca: string;
  /** For `ESANTE-API-KEY`. */
  readonly apiKey: string;
  /** Where each public extraction is. */
  readonly extractions: { readonly mailboxes: string; readonly people: string };
}

/**
 * How to reach the directory of the running sandbox. Reads one small file and opens no connection.
 * @throws {SegurError} kind `unreachable` when no sandbox left its address there, or one without a directory
 */
export async function sandboxDirectoryConnection(directory: string): Promise<SandboxDirectoryConnection> {
  const state = await readState(directory);
  if (state === null) throw notRunning();
  const { url, extractionUrl } = state.directory ?? {};
  if (url === undefined || extractionUrl === undefined) throw tooOld("annuaire");
  const extractions = { mailboxes: `${extractionUrl}Extraction_Correspondance_MSSante`, people: `${extractionUrl}PS_LibreAcces` };
  return { url, ca: pkiPaths(directory).ca, apiKey: TEST_API_KEY, extractions };
}
