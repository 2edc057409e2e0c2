import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { mailPki } from "./pki.js";

/** What is said in clear before TLS: the greeting, then the answer to each line until STARTTLS was granted. */
const CLEAR = {
  smtp: {
    greeting: "220 smtp.mssante.fr ESMTP\r\n",
    answer: (line: string) => (/^STARTTLS/i.test(line) ? "220 2.0.0 Ready\r\n" : "250-smtp.mssante.fr\r\n250 STARTTLS\r\n"),
    isGranted: (line: string) => /^STARTTLS/i.test(line),
  },
  imap: {
    greeting: "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n",
    answer: (line: string) =>
      `${/ CAPABILITY/i.test(line) ? "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n" : ""}${line.split(" ")[0]} OK done\r\n`,
    isGranted: (line: string) => / STARTTLS/i.test(line),
  },
} as const;

/**
 * The door of an operator that checks client certificates in the handshake and refuses by an alert, as OpenSSL does it (Node's own server
 * only hangs up): the words in clear are ours, TLS is that of `openssl s_server`. It ends with the test.
 */
export async function startDoor(protocol: keyof typeof CLEAR, version: "tls1_2" | "tls1_3"): Promise<number> {
  const tlsPort = await startOpenSsl(version);
  const { greeting, answer, isGranted } = CLEAR[protocol];
  const server = createServer((near) => {
    near.on("error", () => {});
    near.write(greeting);
    near.on("data", function clear(chunk: Buffer) {
      const line = chunk.toString("latin1").trim();
      if (isGranted(line)) {
        near.off("data", clear);
        const far = connect(tlsPort, "127.0.0.1");
        far.on("error", () => near.destroy());
        near.on("close", () => far.destroy());
        near.pipe(far).pipe(near);
      }
      near.write(answer(line));
    });
  });
  server.listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function startOpenSsl(version: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "segur-door-"));
  const { server, ca, crl } = mailPki();
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const own = [
    "-cert",
    write("cert.pem", server.chain),
    "-cert_chain",
    join(folder, "cert.pem"),
    "-key",
    write("key.pem", server.key),
  ];
  const trust = ["-CAfile", write("ca.pem", ca + crl), "-Verify", "3", "-verify_return_error", "-crl_check_all"];
  const child = spawn("openssl", ["s_server", "-accept", "127.0.0.1:0", `-${version}`, ...own, ...trust], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  return portOf(child);
}

/** `ACCEPT 127.0.0.1:40123` */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = "";
    const read = (chunk: Buffer) => {
      said += chunk.toString();
      const port = /ACCEPT \S+:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`openssl s_server: ${said}`)));
  });
}
