import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { createSecureContext, TLSSocket } from "node:tls";
import { onTestFinished } from "vitest";
import { mailPki } from "./pki.js";

/** What a hostile server answers to a command, before its `OK`; null: it cuts the line. A generator is written as fast as it is read. */
export type Answers = (command: string) => string | null | Generator<string>;

/** An IMAP server that knows how to let a client in, and then says whatever a test wants. Gives its port. */
export async function startHostileImap(answers: Answers): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    socket.write("* OK [CAPABILITY IMAP4rev1 STARTTLS SASL-IR] ready\r\n");
    const clear = createInterface({ input: socket });
    clear
      .on("error", () => {})
      .on("line", (line) => {
        const [tag = "", name = ""] = line.split(" ");
        if (name.toUpperCase() !== "STARTTLS") return void socket.write(`* CAPABILITY IMAP4rev1 STARTTLS\r\n${tag} OK done\r\n`);
        clear.close();
        socket.removeAllListeners("data");
        socket.write(`${tag} OK begin\r\n`, () => serve(socket, answers));
      });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function serve(socket: Socket, answers: Answers): void {
  const { server } = mailPki();
  const secureContext = createSecureContext({ cert: server.chain, key: server.key });
  const secured = new TLSSocket(socket, { isServer: true, secureContext });
  secured.on("error", () => {});
  // It repeats the errors of what it reads: a client that leaves is what is tried.
  const lines = createInterface({ input: secured });
  lines.on("line", (line) => void answer(secured, line, answers)).on("error", () => {});
}

const KNOWN: Readonly<Record<string, string>> = {
  CAPABILITY: "* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\n",
  LIST: '* LIST (\\HasNoChildren) "/" INBOX\r\n',
  EXAMINE: "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 4] next\r\n",
};

async function answer(socket: TLSSocket, line: string, answers: Answers): Promise<void> {
  const [tag = "", ...words] = line.split(" ");
  const command = words.join(" ");
  const its = answers(command);
  const said = its === "" ? (KNOWN[words[0]?.toUpperCase() ?? ""] ?? "") : its;
  if (said === null) return void socket.destroy();
  for (const piece of typeof said === "string" ? [said] : said) {
    if (socket.destroyed) return;
    if (!socket.write(piece)) await drained(socket);
  }
  if (!socket.destroyed) socket.write(`${tag} OK done\r\n`);
}

/** Until it takes more, or takes nothing any more. */
function drained(socket: TLSSocket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done).off("close", done);
      resolve();
    };
    socket.on("drain", done).on("close", done);
  });
}
