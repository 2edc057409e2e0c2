import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** Debian: `apt-get install -y --no-install-recommends dovecot-imapd dovecot-lmtpd`. */
export const DOVECOT = "/usr/sbin/dovecot";
export const hasDovecot = existsSync(DOVECOT) && existsSync("/usr/lib/dovecot/lmtp");

export interface DovecotOptions {
  readonly certificate: string;
  readonly key: string;
  /** An applicative instance: a client certificate of these authorities (PEM, with their revocation lists), then PLAIN. */
  readonly clientCa?: string;
}

export interface Dovecot {
  readonly imapPort: number;
  readonly lmtpPort: number;
  /** A token of Pro Santé Connect for this mailbox, as the instance validates them: alone, with a key. */
  token(mailbox: string, changes?: Readonly<Record<string, unknown>>): string;
  /** Writes messages straight into the Maildir of a mailbox, by far the fastest; gives its folder. */
  seed(mailbox: string, messages: Iterable<string | Buffer>, options?: SeedOptions): string;
  /** Everything that it wrote in its journal. */
  log(): string;
  stop(): Promise<void>;
}

export interface SeedOptions {
  /** Letters of Maildir: `S` seen. */
  readonly flags?: string;
  /** Rank of the first: those that come later have a greater one. */
  readonly from?: number;
}

/**
 * A Dovecot of our own, without root, on free ports of loopback: STARTTLS, XOAUTH2 with JWT checked by key, or mutual TLS. Whoever
 * starts it stops it, in `afterAll`.
 */
export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  const base = mkdtempSync(join(tmpdir(), "segur-dovecot-"));
  const owner = ownerOf();
  const [imapPort, lmtpPort] = [await freePort(), await freePort()];
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  for (const folder of ["run", "state", "tls", "mail", "keys/default/RS256"]) mkdirSync(join(base, folder), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(base, name), text);
  write("keys/default/RS256/default", publicKey.export({ type: "spki", format: "pem" }).toString());
  write("tls/server.crt", options.certificate);
  write("tls/server.key", options.key);
  if (options.clientCa !== undefined) write("tls/clients.pem", options.clientCa);
  write("oauth2.conf.ext", OAUTH.replaceAll("@BASE@", base));
  write(
    "dovecot.conf",
    CONFIGURATION.replace("@AUTH@", options.clientCa === undefined ? BY_TOKEN : BY_CERTIFICATE)
      .replaceAll("@BASE@", base)
      .replaceAll("@USER@", owner.user)
      .replaceAll("@GROUP@", owner.group)
      .replaceAll("@IMAP@", String(imapPort))
      .replaceAll("@LMTP@", String(lmtpPort)),
  );
  give(base, owner);
  // Its login process refuses to be root: the whole instance then belongs to nobody.
  const child = spawn(DOVECOT, ["-F", "-c", join(base, "dovecot.conf")], { stdio: "ignore", ...owner.as });
  const stop = () => end(child, base);
  await listening(imapPort, child, base).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    ...{ imapPort, lmtpPort, stop },
    token: (mailbox, changes) => jwt(privateKey, mailbox, changes),
    seed: (mailbox, messages, seedOptions) => seed(join(base, "mail"), owner, mailbox, messages, seedOptions),
    log: () => logOf(base),
  };
}

/** One second each: Dovecot numbers them in that order. */
const FIRST_SECOND = 1_790_000_000;

function seed(
  root: string,
  owner: Owner,
  mailbox: string,
  messages: Iterable<string | Buffer>,
  { flags = "", from = 0 }: SeedOptions = {},
): string {
  const [local = "", domain = ""] = mailbox.split("@");
  const folder = join(root, domain, local);
  const isNew = !existsSync(folder);
  for (const name of ["cur", "new", "tmp"]) mkdirSync(join(folder, name), { recursive: true });
  let rank = from;
  for (const message of messages) {
    const name = `${FIRST_SECOND + rank}.M${rank}P1.lab,S=${Buffer.byteLength(message)}:2,${flags}`;
    writeFileSync(join(folder, "tmp", name), message);
    own(join(folder, "tmp", name), owner);
    renameSync(join(folder, "tmp", name), join(folder, "cur", name));
    rank += 1;
  }
  if (isNew)
    for (const path of [join(root, domain), folder, ...["cur", "new", "tmp"].map((name) => join(folder, name))]) own(path, owner);
  return folder;
}

function own(path: string, { as }: Owner): void {
  if (as.uid !== undefined && as.gid !== undefined) chownSync(path, as.uid, as.gid);
}

interface Owner {
  readonly user: string;
  readonly group: string;
  readonly as: { readonly uid?: number; readonly gid?: number };
}

function ownerOf(): Owner {
  const { uid, username } = userInfo();
  if (uid !== 0) return { user: username, group: execFileSync("id", ["-gn"], { encoding: "utf8" }).trim(), as: {} };
  const number = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { user: "nobody", group: "nogroup", as: { uid: number("-u"), gid: number("-g") } };
}

function give(folder: string, { as }: Owner): void {
  if (as.uid === undefined || as.gid === undefined) return;
  chmodSync(folder, 0o755);
  chownSync(folder, as.uid, as.gid);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (lstatSync(path).isDirectory()) give(path, { user: "", group: "", as });
    else chownSync(path, as.uid, as.gid);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

const STARTS_MS = 15_000;

async function listening(port: number, child: ChildProcess, base: string): Promise<void> {
  const until = Date.now() + STARTS_MS;
  for (;;) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`Dovecot did not start: ${logOf(base)}`);
    const answers = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (answers) return;
    await new Promise((go) => setTimeout(go, 30));
  }
}

async function end(child: ChildProcess, base: string): Promise<void> {
  if (child.exitCode === null) {
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    const slow = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await gone;
    clearTimeout(slow);
  }
  rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function logOf(base: string): string {
  const path = join(base, "dovecot.log");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function jwt(key: KeyObject, email: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const sub = createHash("sha256").update(email).digest("hex");
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${part({ alg: "RS256", typ: "JWT" })}.${part({ sub, email, iat: now, exp: now + 120, ...changes })}`;
  return `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`;
}

const OAUTH = `introspection_mode = local
local_validation_key_dict = fs:posix:prefix=@BASE@/keys/
username_attribute = email
username_format = %u
`;

const BY_TOKEN = `auth_mechanisms = xoauth2
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = @BASE@/oauth2.conf.ext
}
`;

const BY_CERTIFICATE = `auth_mechanisms = plain
ssl_ca = <@BASE@/tls/clients.pem
ssl_verify_client_cert = yes
ssl_require_crl = yes
auth_ssl_require_client_cert = yes
passdb {
  driver = static
  args = nopassword=y
}
`;

const CONFIGURATION = `protocols = imap lmtp
listen = 127.0.0.1
base_dir = @BASE@/run
state_dir = @BASE@/state
instance_name = segur-test
log_path = @BASE@/dovecot.log
auth_verbose = yes
auth_failure_delay = 0
default_internal_user = @USER@
default_internal_group = @GROUP@
default_login_user = @USER@
first_valid_uid = 1
last_valid_uid = 0
first_valid_gid = 1
ssl = required
ssl_cert = <@BASE@/tls/server.crt
ssl_key = <@BASE@/tls/server.key
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
mail_location = maildir:@BASE@/mail/%d/%n
mail_fsync = never
mail_max_userip_connections = 50
@AUTH@
userdb {
  driver = static
  args = uid=@USER@ gid=@GROUP@ home=@BASE@/mail/%d/%n allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox "Messages envoyes" {
    auto = subscribe
    special_use = \\Sent
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = @IMAP@
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    port = @LMTP@
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
`;
