import {
  type Authority,
  type Credential,
  issueAuthority,
  issueClient,
  issueRoot,
  issueServer,
  type Validity,
} from "./certificate.js";
import { issueRevocationList } from "./crl.js";
import { CLIENT_CN, type ClientCertificate, PROXY_CN, STRUCTURE_ID, STRUCTURE_NAME } from "./names.js";

const DAY = 86_400_000;

/** Everything of one PKI, in memory. */
export interface Pki {
  readonly ca: string;
  /** One for each authority, PEM. */
  readonly crl: string;
  readonly server: Credential;
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

/** A new PKI. Leaves last three years like the real ones (insi.md §2). About 15 ms: P-256 keys are quick to make. */
export function generatePki(now: Date): Pki {
  const from = new Date(now.getTime() - DAY);
  const long: Validity = { from: new Date(from.getTime() - 3 * 365 * DAY), to: new Date(now.getTime() + 10 * 365 * DAY) };
  const leaf: Validity = { from, to: new Date(now.getTime() + 3 * 365 * DAY) };
  const past: Validity = { from: new Date(from.getTime() - 3 * 365 * DAY), to: from };
  const { root, organisations } = authorities(long, "");
  const foreign = authorities(long, " ETRANGERE");
  const subject = (commonName: string, unit = STRUCTURE_ID) => ({ organisation: STRUCTURE_NAME, unit, commonName });
  const revoked = issueClient(organisations, subject(CLIENT_CN), leaf);
  return {
    ca: root.certificate + organisations.certificate,
    crl: issueRevocationList(root, [], long) + issueRevocationList(organisations, [revoked], long),
    server: issueServer(organisations, subject("localhost"), leaf, ["localhost", "127.0.0.1", "::1"]),
    clients: {
      "insi-auto": issueClient(organisations, subject("INSI-AUTO"), leaf),
      "insi-manu": issueClient(organisations, subject("INSI-MANU"), leaf),
      expired: issueClient(organisations, subject("INSI-AUTO"), past),
      "wrong-cn": issueClient(organisations, subject("DMP-AUTO"), leaf),
      "other-structure": issueClient(organisations, subject("INSI-AUTO", "1990000017"), leaf),
      foreign: issueClient(foreign.organisations, subject("INSI-AUTO"), leaf),
      psc: issueClient(organisations, subject(CLIENT_CN), leaf),
      "psc-proxy": issueClient(organisations, subject(PROXY_CN), leaf),
      "psc-revoked": revoked,
      "psc-expired": issueClient(organisations, subject(CLIENT_CN), past),
      "psc-foreign": issueClient(foreign.organisations, subject(CLIENT_CN), leaf),
      // The right subject, but a certificate for servers: not AUTH_CLI.
      "psc-usage": issueServer(organisations, subject(CLIENT_CN), leaf, ["localhost"]),
    },
  };
}
