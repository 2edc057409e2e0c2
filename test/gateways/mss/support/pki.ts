import { generateKeyPairSync } from "node:crypto";
import { type Credential, issueAuthority, issueClient, issueRoot, issueServer } from "../../../../src/sandbox/pki/certificate.js";
import { issueRevocationList } from "../../../../src/sandbox/pki/crl.js";

const DAY = 86_400_000;

export interface MailPki {
  readonly ca: string;
  readonly crl: string;
  /** A list that ended yesterday. */
  readonly oldCrl: string;
  readonly server: Credential;
  readonly revokedServer: Credential;
  readonly otherNameServer: Credential;
  readonly foreignServer: Credential;
  readonly client: Credential;
  readonly revokedClient: Credential;
  readonly foreignClient: Credential;
}

let made: MailPki | undefined;

/** Two levels, as IGC-Santé. RSA keys: the suites of MSSanté are all RSA. Made once for a test file. */
export function mailPki(): MailPki {
  made ??= generate();
  return made;
}

function generate(): MailPki {
  const now = Date.now();
  const validity = { from: new Date(now - 2 * DAY), to: new Date(now + 30 * DAY) };
  const rsa = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keys = rsa();
  const subject = (commonName: string) => ({ organisation: "TEST", unit: "10B0000001", commonName });
  const authorities = (suffix: string) => {
    const root = issueRoot(subject(`TEST RACINE${suffix}`), validity);
    return { root, organisations: issueAuthority(root, subject(`TEST ORGANISATIONS${suffix}`), validity) };
  };
  const { root, organisations } = authorities("");
  const foreign = authorities(" ETRANGERE");
  const hosts = ["localhost", "127.0.0.1", "smtp.mssante.fr"];
  const revokedServer = issueServer(organisations, subject("localhost"), validity, hosts, keys);
  const revokedClient = issueClient(organisations, subject("boite.app"), validity, keys);
  const past = { from: new Date(now - 2 * DAY), to: new Date(now - DAY) };
  return {
    ca: root.certificate + organisations.certificate,
    crl: issueRevocationList(root, [], validity) + issueRevocationList(organisations, [revokedServer, revokedClient], validity),
    oldCrl: issueRevocationList(root, [], past) + issueRevocationList(organisations, [], past),
    server: issueServer(organisations, subject("localhost"), validity, hosts, keys),
    revokedServer,
    otherNameServer: issueServer(organisations, subject("autre"), validity, ["autre.example"], keys),
    foreignServer: issueServer(foreign.organisations, subject("localhost"), validity, hosts, keys),
    client: issueClient(organisations, subject("boite.app"), validity, keys),
    revokedClient,
    foreignClient: issueClient(foreign.organisations, subject("boite.app"), validity, keys),
  };
}
