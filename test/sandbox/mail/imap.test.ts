import { appendFile, readdir, readFile } from "node:fs/promises";
import { connect as connectTcp, type Socket } from "node:net";
import { join } from "node:path";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { ImapFlow } from "imapflow";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sandboxMailToken, sandboxMssConnection } from "../../../src/sandbox/connection.js";
import { Mailboxes } from "../../../src/sandbox/mail/store/mailboxes.js";
import { startSandbox } from "../../../src/sandbox/sandbox.js";
import { DOCTOR, type Login, type MailBench, openMail, PRACTICE } from "./support.js";

let bench: MailBench;
beforeAll(async () => {
  bench = await openMail();
});
afterAll(() => bench.end());

const eml = (index: number, extra = ""): string =>
  [
    `From: "Docteur, ${index}" <a${index}@x.mssante.fr>`,
    `To: ${DOCTOR}`,
    `Subject: =?UTF-8?Q?Num=C3=A9ro?= ${index}`,
    `Message-ID: <m${index}@x>`,
    "X-MSS-INS: O",
    `Date: Tue, 24 Nov 2026 0${index % 10}:00:00 +0000`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="bb"',
    "",
    "--bb",
    "Content-Type: text/plain; charset=utf-8",
    "",
    `corps ${index} é`,
    "--bb",
    'Content-Type: application/zip; name="IHE_XDM.zip"',
    "Content-Transfer-Encoding: base64",
    'Content-Disposition: attachment; filename="IHE_XDM.zip"',
    "",
    Buffer.from(`PK${index}`).toString("base64") + extra,
    "--bb--",
    "",
  ].join("\r\n");

describe("a real client", () => {
  let client: ImapFlow;
  beforeAll(async () => {
    client = await bench.imap();
    for (let index = 1; index <= 5; index += 1) {
      await client.append("Archive", eml(index), index === 1 ? ["\\Seen"] : [], new Date(`2026-11-2${index}T08:00:00Z`));
    }
  });
  beforeEach(async () => {
    await client.mailboxOpen("Archive");
  });

  it("finds the folders by their use", async () => {
    const folders = await client.list();
    expect(Object.fromEntries(folders.map(({ path, specialUse }) => [path, specialUse]))).toMatchObject({
      INBOX: "\\Inbox",
      Sent: "\\Sent",
      Trash: "\\Trash",
      Drafts: "\\Drafts",
    });
    expect(await client.status("Archive", { messages: true, unseen: true, uidNext: true })).toMatchObject({
      messages: 5,
      unseen: 4,
      uidNext: 6,
    });
  });

  it("reads envelope, structure, flags, sizes and dates as they are", async () => {
    const one = await client.fetchOne(
      "2",
      { envelope: true, bodyStructure: true, flags: true, size: true, internalDate: true, source: true, headers: ["x-mss-ins"] },
      { uid: true },
    );
    if (one === false) throw new Error("no message 2");
    expect(one.envelope).toMatchObject({
      subject: "Numéro 2",
      messageId: "<m2@x>",
      from: [{ name: "Docteur, 2", address: "a2@x.mssante.fr" }],
      to: [{ address: DOCTOR }],
    });
    expect(one.size).toBe(Buffer.byteLength(eml(2)));
    expect(one.source?.toString()).toBe(eml(2));
    expect(one.headers?.toString()).toBe("X-MSS-INS: O\r\n\r\n");
    expect(one.internalDate).toEqual(new Date("2026-11-22T08:00:00Z"));
    expect(one.bodyStructure).toMatchObject({
      type: "multipart/mixed",
      parameters: { boundary: "bb" },
      childNodes: [
        { part: "1", type: "text/plain", parameters: { charset: "utf-8" }, lineCount: 0 },
        {
          part: "2",
          type: "application/zip",
          encoding: "base64",
          disposition: "attachment",
          dispositionParameters: { filename: "IHE_XDM.zip" },
        },
      ],
    });
    const { content } = await client.download("2", "2", { uid: true });
    const pieces: Buffer[] = [];
    for await (const piece of content ?? []) pieces.push(Buffer.from(piece));
    expect(Buffer.concat(pieces).toString()).toBe("PK2");
  });

  it.each([
    [{ seen: false }, [2, 3, 4, 5]],
    [{ since: new Date("2026-11-24") }, [4, 5]],
    [{ header: { "x-mss-ins": "O" } }, [1, 2, 3, 4, 5]],
    [{ header: { "message-id": "<m3@x>" } }, [3]],
    [{ subject: "numéro 4" }, [4]],
    [{ uid: "2:3,9" }, [2, 3]],
    [{ or: [{ uid: "1" }, { from: "a5@x" }] }, [1, 5]],
    [{ not: { seen: true }, before: new Date("2026-11-23") }, [2]],
    [{ header: { "message-id": "<rien@x>" } }, []],
  ] as const)("searches %j", async (query, expected) => {
    expect(await client.search(query as Parameters<ImapFlow["search"]>[0], { uid: true })).toEqual(expected);
  });

  it("marks, copies, moves and removes, for every connection", async () => {
    const other = await bench.imap();
    await other.mailboxOpen("Archive");
    const [{ uid } = { uid: 0 }] = [await client.append("Archive", eml(6))].filter((one) => one !== false);
    await client.messageFlagsAdd({ uid: String(uid) }, ["\\Flagged", "$Traite"], { uid: true });
    await other.noop();
    const seen = await other.fetchOne(String(uid), { flags: true }, { uid: true });
    expect(seen !== false && [...(seen.flags ?? [])].sort()).toEqual(["$Traite", "\\Flagged"]);
    const copied = await client.messageCopy(String(uid), "Sent", { uid: true });
    expect(copied !== false && copied.uidMap?.get(uid ?? 0)).toBe(1);
    const moved = await client.messageMove(String(uid), "Trash", { uid: true });
    expect(moved !== false && moved.uidMap?.size).toBe(1);
    await other.noop();
    expect(other.mailbox !== false && other.mailbox.exists).toBe(5);
    await other.mailboxOpen("Trash");
    expect(await other.messageDelete("1:*")).toBe(true);
    expect(await other.status("Trash", { messages: true, uidNext: true })).toMatchObject({ messages: 0, uidNext: 2 });
  });

  it("is told while it idles", async () => {
    const waiter = await bench.imap();
    await waiter.mailboxOpen("INBOX");
    const told = new Promise((resolve) => waiter.once("exists", resolve));
    const idling = waiter.idle();
    await bench.send({ to: DOCTOR });
    expect(await told).toMatchObject({ path: "INBOX" });
    await waiter.noop();
    await idling;
  });

  it("does not let a read-only folder be changed", async () => {
    await client.mailboxOpen("Archive", { readOnly: true });
    await client.messageFlagsAdd("1:*", ["\\Deleted"]).catch(() => undefined);
    const one = await client.fetchOne("1", { flags: true });
    expect(one !== false && one.flags?.has("\\Deleted")).toBe(false);
  });
});

describe("login", () => {
  const attempt = (login: Login) =>
    bench.imap(login).then(
      () => "in",
      (error: { authenticationFailed?: boolean }) => (error.authenticationFailed === true ? "refused" : "broken"),
    );

  it("is for those to whom the mailbox is open, and by the right means", async () => {
    const nurse = await sandboxMailToken(bench.directory, "899700000005");
    const expired = await sandboxMailToken(bench.directory, "899700000001", -1);
    expect(await attempt({ user: PRACTICE, token: nurse })).toBe("in");
    expect(await attempt({ user: DOCTOR, token: nurse })).toBe("refused");
    expect(await attempt({ user: DOCTOR, token: expired })).toBe("refused");
    const { appAddress: user, appCert, appKey } = bench.connection;
    const [cert, key] = [await readFile(appCert, "utf8"), await readFile(appKey, "utf8")];
    expect(await attempt({ user, cert, key })).toBe("in");
    expect(await attempt({ user })).toBe("refused");
    expect(await attempt({ user: DOCTOR, cert, key })).toBe("refused");
  });

  it("one mailbox sees nothing of another", async () => {
    const practice = await bench.imap({ user: PRACTICE, token: await sandboxMailToken(bench.directory) });
    expect(await practice.status("Archive", { messages: true })).toMatchObject({ messages: 0 });
  });
});

describe("hostile input", () => {
  interface Raw {
    say(text: string | Buffer): void;
    until(pattern: RegExp): Promise<string>;
    readonly ended: Promise<void>;
    readonly socket: Socket;
  }

  function speak(socket: Socket): Raw {
    let text = "";
    let wake = (): void => {};
    let over = false;
    socket.on("data", (data) => {
      text += data.toString("latin1");
      wake();
    });
    socket.on("error", () => undefined);
    const ended = new Promise<void>((resolve) =>
      socket.once("close", () => {
        over = true;
        wake();
        resolve();
      }),
    );
    return {
      socket,
      ended,
      say: (line) => void socket.write(line),
      until: async (pattern) => {
        for (;;) {
          const found = pattern.exec(text);
          if (found !== null) {
            const before = text.slice(0, found.index + found[0].length);
            text = text.slice(before.length);
            return before;
          }
          if (over) throw new Error(`the connection ended before ${pattern}: ${text}`);
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
    };
  }

  async function plain(): Promise<Raw> {
    const raw = speak(connectTcp(bench.connection.imap.port, bench.connection.imap.host));
    await raw.until(/\* OK .*\r\n/);
    return raw;
  }

  async function secured(login = true): Promise<Raw> {
    const { socket, say, until } = await plain();
    say("a STARTTLS\r\n");
    await until(/a OK .*\r\n/);
    socket.removeAllListeners("data");
    const ca = await readFile(bench.connection.ca, "utf8");
    const tls = await new Promise<TLSSocket>((resolve, reject) => {
      const upgraded = connectTls({ socket, ca, host: "127.0.0.1" }, () => resolve(upgraded));
      upgraded.once("error", reject);
    });
    const raw = speak(tls);
    if (!login) return raw;
    const { user, token } = bench.doctor as { user: string; token: string };
    raw.say(`b AUTHENTICATE XOAUTH2 ${Buffer.from(`user=${user}\x01auth=Bearer ${token}\x01\x01`).toString("base64")}\r\n`);
    await raw.until(/b OK .*\r\n/);
    return raw;
  }

  it("nothing but TLS before TLS", async () => {
    const raw = await plain();
    for (const command of [
      "AUTHENTICATE PLAIN AAA=",
      "LOGIN a b",
      "SELECT INBOX",
      'LIST "" *',
      "FETCH 1 FLAGS",
      "APPEND Sent {999999}",
    ]) {
      raw.say(`x ${command}\r\n`);
      expect(await raw.until(/x .*\r\n/), command).toMatch(/^x (?:NO|BAD)/);
    }
    raw.socket.destroy();
  });

  it("what follows STARTTLS in clear is forgotten", async () => {
    const raw = await plain();
    raw.say("a STARTTLS\r\nz NOOP\r\n");
    await raw.until(/a OK .*\r\n/);
    // The handshake cannot succeed any more, or the command is not run: never an answer to z in clear.
    raw.say("\x16\x03\x01garbage");
    await raw.ended;
    await expect(raw.until(/z /)).rejects.toThrow(/ended/);
  });

  it.each([
    ["garbage", "\x00\xff\xfe garbage\r\n", /(?:\*|\S+) BAD/],
    ["an empty line", "\r\n", /\* BAD/],
    ["parentheses without end", "c FETCH 1 ((((((((\r\n", /c BAD/],
    ["too deep", `c SEARCH ${"(".repeat(2_000)}ALL${")".repeat(2_000)}\r\n`, /c BAD/],
    ["NOT without end", `c UID SEARCH ${"NOT ".repeat(5_000)}ALL\r\n`, /c BAD/],
    ["a quote without end", 'c SELECT "INB\r\n', /c BAD/],
    ["a set that is none", "c UID FETCH 1:2:3 FLAGS\r\n", /c BAD/],
    ["an unknown item", "c UID FETCH 1 BODY[9.NOPE]\r\n", /c BAD/],
    ["a folder outside", "c SELECT ../../etc/passwd\r\n", /c NO/],
    ["a big literal that waits to be invited", "c APPEND Sent {99999999}\r\n", /c NO \[TOOBIG\]/],
    ["a literal that is no message", "c SELECT {70000}\r\n", /c NO \[TOOBIG\]/],
    ["a flag with a line end", 'c STORE 1 FLAGS ("a")\r\n', /c BAD/],
  ])("%s: an error, and the connection lives", async (_name, text, expected) => {
    const raw = await secured();
    raw.say("s SELECT Archive\r\n");
    await raw.until(/s OK .*\r\n/);
    raw.say(Buffer.from(text, "latin1"));
    expect(await raw.until(/(?:c|\*|\S+) (?:BAD|NO).*\r\n/)).toMatch(expected);
    raw.say("d NOOP\r\n");
    await raw.until(/d OK|d BAD/);
    raw.socket.destroy();
  });

  it.each([
    ["a line without end", "c ".padEnd(200_000, "x")],
    ["a big literal that comes unasked", "c APPEND Sent {99999999+}\r\n"],
  ])("%s: the connection ends", async (_name, text) => {
    const raw = await secured();
    raw.say(text);
    expect(await raw.until(/\* BYE .*\r\n/)).toMatch(/BYE/);
    raw.socket.destroy();
  });

  it("mistakes without end are not listened to for ever", async () => {
    const raw = await secured(false);
    raw.say("nothing\r\n".repeat(40));
    await raw.until(/\* BYE/);
    raw.socket.destroy();
  });

  it("a header that holds a line end for its client stays one header", async () => {
    const client = await bench.imap();
    await client.append("Drafts", 'Subject: "a\\" {5}\r\n b\r\nFrom: =?x <a@b>\r\n\r\nx');
    await client.mailboxOpen("Drafts");
    const one = await client.fetchOne("1", { envelope: true });
    expect(one !== false && one.envelope?.subject).toBe('"a\\" {5} b');
  });
});

describe("on disk", () => {
  it("a restart keeps messages, flags and UIDs, and a half-written line is as if it had never been", async () => {
    const first = await openMail();
    const client = await first.imap();
    for (let index = 1; index <= 3; index += 1) await client.append("Sent", eml(index), ["\\Seen"]);
    await client.mailboxOpen("Sent");
    await client.messageDelete("3", { uid: true });
    const validity = client.mailbox !== false && client.mailbox.uidValidity;
    await client.logout();
    const boxes = join(first.directory, "mail", "boxes");
    const [box = ""] = await readdir(boxes);
    await first.sandbox.stop();
    await appendFile(join(boxes, box, "sent", "index.ndjson"), '{"add":{"uid":99,"si');
    const second = await startSandbox({ directory: first.directory });
    try {
      const again = new ImapFlow({
        ...(await sandboxMssConnection(first.directory)).imap,
        secure: false,
        doSTARTTLS: true,
        logger: false,
        tls: { ca: await readFile(second.pki.ca, "utf8") },
        auth: { user: DOCTOR, accessToken: await sandboxMailToken(first.directory) },
      });
      await again.connect();
      await again.mailboxOpen("Sent");
      expect(again.mailbox).toMatchObject({ exists: 2, uidNext: 4, uidValidity: validity });
      expect(await again.append("Sent", eml(4))).toMatchObject({ uid: 4 });
      expect(await again.search({ seen: true }, { uid: true })).toEqual([1, 2]);
      await again.logout();
    } finally {
      await second.stop();
      await first.end();
    }
  });

  it("a reset forgets them, and takes the new certificates", async () => {
    const own = await openMail();
    try {
      await (await own.imap()).append("Sent", eml(1));
      const before = await readFile(own.sandbox.pki.ca, "utf8");
      await own.sandbox.control.reset();
      const ca = await readFile(own.sandbox.pki.ca, "utf8");
      expect(ca).not.toBe(before);
      const open = async (trusted: string): Promise<ImapFlow> => {
        const accessToken = await sandboxMailToken(own.directory);
        const auth = { user: DOCTOR, accessToken };
        const client = new ImapFlow({
          ...own.connection.imap,
          secure: false,
          doSTARTTLS: true,
          logger: false,
          tls: { ca: trusted },
          auth,
        });
        client.on("error", () => undefined);
        await client.connect();
        return client;
      };
      await expect(open(before)).rejects.toThrow();
      const client = await open(ca);
      expect(await client.status("Sent", { messages: true })).toMatchObject({ messages: 0 });
      await client.logout();
    } finally {
      await own.end();
    }
  });

  it("2,000 messages are listed whole, each once", async () => {
    const client = await bench.imap({ user: PRACTICE, token: await sandboxMailToken(bench.directory) });
    const boxes = new Mailboxes(bench.directory, () => new Date());
    const folder = await boxes.folder(PRACTICE, "Junk");
    for (let index = 1; index <= 2_000; index += 1) await folder.append(Buffer.from(eml(index)), [], new Date());
    await client.mailboxOpen("Junk");
    const uids: number[] = [];
    for await (const one of client.fetch("1:*", { envelope: true, bodyStructure: true, flags: true })) {
      uids.push(one.uid);
      if (one.bodyStructure?.childNodes?.length !== 2) throw new Error(`message ${one.uid} has another structure`);
    }
    expect(uids).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1));
    expect(await client.search({ header: { "x-mss-ins": "O" } }, { uid: true })).toHaveLength(2_000);
  });
});
