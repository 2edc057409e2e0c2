import { generateKeyPair, generateKeyPairSync } from "node:crypto";
import { promisify } from "node:util";
import {
  type Authority,
  type Credential,
  issueAuthority,
  issueClient,
  issueRoot,
  issueSeal,
  issueServer,
  type KeyPair,
  type Validity,
} from "./certificate.js";
import { issueRevocationList } from "./crl.js";
import {
  CLIENT_CN,
  type ClientCertificate,
  DMP_CN,
  MSS_CN,
  OTHER_STRUCTURE_ID,
  PROXY_CN,
  STRUCTURE_ID,
  STRUCTURE_NAME,
} from "./names.js";

const DAY = 86_400_000;
const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/** Everything of one PKI, in memory. */
export interface Pki {
  readonly ca: string;
  /** One for each authority, PEM. */
  readonly crl: string;
  readonly server: Credential;
  readonly dmpServer: Credential;
  readonly mailServer: Credential;
  readonly mailRevoked: Credential;
  readonly clients: Readonly<Record<ClientCertificate, Credential>>;
}

interface Authorities {
  readonly root: Authority;
  readonly organisations: Authority;
}

/** Two levels as in IGC-Santé (insi.md §2): root, then the authority of organisations, both with the prefix TEST. */
function authorities(validity: Validity, suffix: string): Authorities {
  const base = { organisation: "ASIP-SANTE", unit: "0002 187512751" };
  const root = issueRoot({ ...base, commonName: `TEST AC RACINE IGC-SANTE ELEMENTAIRE${suffix}` }, validity);
  const commonName = `TEST AC IGC-SANTE ELEMENTAIRE ORGANISATIONS${suffix}`;
  return { root, organisations: issueAuthority(root, { ...base, commonName }, validity) };
}

/** RSA pairs of the DMP, whose signatures are rsa-sha256 and whose TLS suites are ECDHE-RSA (dmp.md §1.1, §1.4). */
export interface RsaPairs {
  readonly server: KeyPair;
  readonly auth: KeyPair;
  readonly seal: KeyPair;
}

const RSA = { modulusLength: 2_048 } as const;

/** Three pairs at once, on the threads of Node: some 100 ms each. */
export async function generateRsaPairs(): Promise<RsaPairs> {
  const make = promisify(generateKeyPair);
  const [server, auth, seal] = await Promise.all([make("rsa", RSA), make("rsa", RSA), make("rsa", RSA)]);
  return { server, auth, seal };
}

function rsaPairsAtOnce(): RsaPairs {
  const make = () => generateKeyPairSync("rsa", RSA);
  return { server: make(), auth: make(), seal: make() };
}

/** The doctor of the sandbox, on whose card `cps` and `cps-sign` stand (psc/professionals.ts). */
const CARD = { organisation: "TEST", unit: "Médecin", commonName: "899700000001" } as const;

/**
 * A new PKI. Leaves last three years like the real ones (insi.md §2). About 15 ms besides the RSA pairs: P-256 keys are quick to
 * make. Certificates that differ by one defect share their key.
 */
export function generatePki(now: Date, rsa: RsaPairs = rsaPairsAtOnce()): Pki {
  const from = new Date(now.getTime() - DAY);
  const long: Validity = { from: new Date(from.getTime() - 3 * 365 * DAY), to: new Date(now.getTime() + 10 * 365 * DAY) };
  const leaf: Validity = { from, to: new Date(now.getTime() + 3 * 365 * DAY) };
  const past: Validity = { from: new Date(from.getTime() - 3 * 365 * DAY), to: from };
  const { root, organisations } = authorities(long, "");
  const foreign = authorities(long, " ETRANGERE");
  const subject = (commonName: string, unit = STRUCTURE_ID) => ({ organisation: STRUCTURE_NAME, unit, commonName });
  const revoked = issueClient(organisations, subject(CLIENT_CN), leaf);
  // One pair for every RSA server: a certificate is what tells them apart.
  const rsaServer = () => issueServer(organisations, subject("localhost"), leaf, LOOPBACK, rsa.server);
  const mailRevoked = rsaServer();
  return {
    ca: root.certificate + organisations.certificate,
    crl: issueRevocationList(root, [], long) + issueRevocationList(organisations, [revoked, mailRevoked], long),
    server: issueServer(organisations, subject("localhost"), leaf, LOOPBACK),
    dmpServer: rsaServer(),
    mailServer: rsaServer(),
    mailRevoked,
    clients: {
      "insi-auto": issueClient(organisations, subject("INSI-AUTO"), leaf),
      "insi-manu": issueClient(organisations, subject("INSI-MANU"), leaf),
      expired: issueClient(organisations, subject("INSI-AUTO"), past),
      "wrong-cn": issueClient(organisations, subject("DMP-AUTO"), leaf),
      "other-structure": issueClient(organisations, subject("INSI-AUTO", OTHER_STRUCTURE_ID), leaf),
      foreign: issueClient(foreign.organisations, subject("INSI-AUTO"), leaf),
      psc: issueClient(organisations, subject(CLIENT_CN), leaf),
      "psc-proxy": issueClient(organisations, subject(PROXY_CN), leaf),
      "psc-revoked": revoked,
      "psc-expired": issueClient(organisations, subject(CLIENT_CN), past),
      "psc-foreign": issueClient(foreign.organisations, subject(CLIENT_CN), leaf),
      // The right subject, but a certificate for servers: not AUTH_CLI.
      "psc-usage": issueServer(organisations, subject(CLIENT_CN), leaf, ["localhost"]),
      dmp: issueClient(organisations, subject(DMP_CN), leaf, rsa.auth),
      "dmp-sign": issueSeal(organisations, subject(DMP_CN), leaf, rsa.seal),
      "dmp-expired": issueClient(organisations, subject(DMP_CN), past, rsa.auth),
      "dmp-foreign": issueClient(foreign.organisations, subject(DMP_CN), leaf, rsa.auth),
      "dmp-other-structure": issueClient(organisations, subject(DMP_CN, OTHER_STRUCTURE_ID), leaf, rsa.auth),
      "dmp-sign-expired": issueSeal(organisations, subject(DMP_CN), past, rsa.seal),
      "dmp-sign-foreign": issueSeal(foreign.organisations, subject(DMP_CN), leaf, rsa.seal),
      "dmp-sign-other-structure": issueSeal(organisations, subject(DMP_CN, OTHER_STRUCTURE_ID), leaf, rsa.seal),
      "mss-app": issueClient(organisations, subject(MSS_CN), leaf, rsa.auth),
      cps: issueClient(organisations, CARD, leaf, rsa.auth),
      "cps-sign": issueSeal(organisations, CARD, leaf, rsa.seal),
    },
  };
}
