import { type AddressInfo, createServer } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import { testClient } from "./support/client.js";
import { mailPki } from "./support/pki.js";

/** A server that opens the mailbox, then writes lines for ever in place of an answer: it is never silent. */
async function startEndless(): Promise<number> {
  const { server: own } = mailPki();
  const secureContext = createSecureContext({ cert: own.chain, key: own.key });
  const server = createServer((near) => {
    near.on("error", () => {});
    near.write("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n");
    near.on("data", function clear(chunk: Buffer) {
      const [tag, verb = ""] = chunk.toString("latin1").trim().split(" ");
      if (!/^STARTTLS$/i.test(verb))
        return void near.write(`* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n${tag} OK done\r\n`);
      near.off("data", clear);
      near.write(`${tag} OK go\r\n`);
      const secure = new TLSSocket(near, { isServer: true, secureContext });
      secure.on("error", () => {});
      secure.on("data", (line: Buffer) => {
        const [its, command = ""] = line.toString("latin1").trim().split(" ");
        if (!/^(?:SELECT|EXAMINE|NOOP|LIST)$/i.test(command))
          return void secure.write(`* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR\r\n${its} OK done\r\n`);
        const timer = setInterval(() => secure.write("* 1 RECENT\r\n"), 5);
        secure.on("close", () => clearInterval(timer));
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

it("a server that writes for ever is left when the time of a question is over", { timeout: 60_000 }, async () => {
  const client = testClient({ imap: { port: await startEndless() }, questionMs: 1_500 });
  await expect(client.reports(null)).rejects.toMatchObject({ code: "mss.network.timeout", kind: "unreachable" });
});
