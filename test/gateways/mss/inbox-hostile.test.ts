import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import type { InboxBatch, InboxReader, Wanted } from "../../../src/gateways/mss/inbox.port.js";
import { testReader } from "./support/client.js";
import { type Answers, startHostileImap } from "./support/hostile-imap.js";

const ENVELOPE =
  '("Wed, 25 Nov 2026 08:00:00 +0100" "Bonjour" (("Labo" NIL "labo" "bio.mssante.fr")) NIL NIL NIL NIL NIL NIL "<1@b.fr>")';
const TEXT = '("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 7 1)';
const ZIP = (size: number) => `("APPLICATION" "ZIP" ("NAME" "IHE_XDM.zip") NIL NIL "BASE64" ${size})`;
const about = (uid: number, structure: string, envelope = ENVELOPE) =>
  `* ${uid} FETCH (UID ${uid} FLAGS () INTERNALDATE "25-Nov-2026 08:00:00 +0100" RFC822.SIZE 900 ENVELOPE ${envelope} BODYSTRUCTURE ${structure} BODY[HEADER.FIELDS (X-MSS-INS)] {16}\r\nX-MSS-INS: O\r\n\r\n)\r\n`;
const content = (uid: number, part: string, text: string) =>
  `* ${uid} FETCH (UID ${uid} BODY[${part}]<0> {${text.length}}\r\n${text})\r\n`;

/** UIDs that a FETCH asks for. */
const asked = (command: string): readonly number[] =>
  (/^UID FETCH (\S+)/.exec(command)?.[1] ?? "").split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split(":").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });

const everything: Wanted = ({ parts }) => parts.map(({ part }) => ({ part, maxBytes: 100_000 }));

async function all(reader: InboxReader): Promise<readonly InboxBatch[]> {
  const batches: InboxBatch[] = [];
  for await (const batch of reader.arrivals(null, everything)) batches.push(batch);
  return batches;
}

/** A server with three messages of one text; what it says of the second is the test's. */
const withSecond = (heads: (command: string) => string | null | Generator<string>): Answers =>
  function answers(command) {
    if (command.startsWith("UID SEARCH")) return "* SEARCH 1 2 3\r\n";
    if (!command.startsWith("UID FETCH")) return "";
    const uids = asked(command);
    if (!/ENVELOPE|HEADER/.test(command)) return uids.map((uid) => content(uid, "1", "Bonjour")).join("");
    const second = uids.includes(2) ? heads(command) : "";
    if (second === null) return null;
    const others = uids.filter((uid) => uid !== 2).map((uid) => about(uid, TEXT));
    return (function* () {
      yield* others;
      yield* typeof second === "string" ? [second] : second;
    })();
  };

const readerOf = async (answers: Answers) =>
  testReader({ imap: { port: await startHostileImap(answers) }, idleTimeoutMs: 10_000 });

async function faults(answers: Answers) {
  const heads = (await all(await readerOf(answers))).flatMap((batch) => batch.heads);
  return heads.map(({ uid, fault, technical }) => [uid, fault === null ? null : technical === true ? "technical" : "fault"]);
}

const ONLY_SECOND = [
  [1, null],
  [2, "fault"],
  [3, null],
];

describe("a server that says of one message", () => {
  it("no structure, or one nested without reason: it is given with its fault, and stops no other", async () => {
    expect(await faults(withSecond(() => about(2, "NIL")))).toEqual(ONLY_SECOND);
    const nested = `${"(".repeat(100_000)}${")".repeat(100_000)}`;
    expect(await faults(withSecond(() => about(2, nested)))).toEqual(ONLY_SECOND);
  });

  it("what is no IMAP, or nothing at all", async () => {
    expect(await faults(withSecond(() => '* 2 FETCH (UID 2 ENVELOPE ("\r\n'))).toEqual(ONLY_SECOND);
    expect(await faults(withSecond(() => ""))).toEqual(ONLY_SECOND);
  });

  it("a literal of 500 MB, or a line without end: the connection is left, memory bounded, the others are read", {
    timeout: 60_000,
  }, async () => {
    const announced = "* 2 FETCH (UID 2 BODY[HEADER] {524288000}\r\n";
    expect(await faults(withSecond(() => announced))).toEqual(ONLY_SECOND);
    const block = "x".repeat(1_000_000);
    const endless = function* () {
      yield "* 2 FETCH (UID 2 FLAGS (";
      for (let written = 0; written < 500; written += 1) yield block;
    };
    const before = process.memoryUsage().rss;
    expect(await faults(withSecond(endless))).toEqual(ONLY_SECOND);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });

  it("nothing, because it dies: it is read again the next time", { timeout: 60_000 }, async () => {
    expect(await faults(withSecond(() => null))).toEqual([
      [1, null],
      [2, "technical"],
      [3, null],
    ]);
  });
});

it("starts again from the first message when the folder is made anew in the middle", async () => {
  let opened = 0;
  const answers: Answers = (command) => {
    if (command.startsWith("EXAMINE")) return `* 3 EXISTS\r\n* OK [UIDVALIDITY ${++opened > 2 ? 8 : 7}] valid\r\n`;
    if (command.startsWith("UID SEARCH")) return "* SEARCH 1 2 3\r\n";
    const uids = asked(command);
    if (/ENVELOPE/.test(command)) return uids.map((uid) => about(uid, TEXT)).join("");
    return command.startsWith("UID FETCH") ? uids.map((uid) => content(uid, "1", "Bonjour")).join("") : "";
  };
  const reader = testReader({ imap: { port: await startHostileImap(answers) }, sessionMs: 0 });
  const batches = await all(reader);
  expect(opened).toBeGreaterThan(3);
  expect(batches.map(({ heads, position }) => [heads.map(({ uid }) => uid), position.uidValidity])).toEqual([[[1, 2, 3], "8"]]);
});

describe("a server that lies", () => {
  it("on the size of a part: no more than its limit is held, and the others are whole", async () => {
    const honest = Buffer.alloc(50_000, "a").toString("base64");
    const answers: Answers = (command) => {
      if (command.startsWith("UID SEARCH")) return "* SEARCH 1 2\r\n";
      if (!command.startsWith("UID FETCH")) return "";
      const uids = asked(command);
      if (/ENVELOPE/.test(command)) return uids.map((uid) => about(uid, ZIP(uid === 2 ? 400 : honest.length))).join("");
      // The second gives a megabyte for the four hundred bytes that were told, whatever is asked.
      return uids.map((uid) => content(uid, "1", uid === 2 ? "QUJD".repeat(250_000) : honest)).join("");
    };
    const [batch] = await all(await readerOf(answers));
    expect([...(batch?.contents ?? [])].map(([uid, parts]) => [uid, parts.get("1")?.length])).toEqual([[1, 50_000]]);
  });

  it("by a part of 500 MB: it is not asked for", async () => {
    const commands: string[] = [];
    const answers: Answers = (command) => {
      commands.push(command);
      if (command.startsWith("UID SEARCH")) return "* SEARCH 1\r\n";
      return /ENVELOPE|BODYSTRUCTURE/.test(command) ? about(1, ZIP(524_288_000)) : "";
    };
    const reader = await readerOf(answers);
    const [batch] = await all(reader);
    expect([batch?.heads.length, batch?.contents.size]).toEqual([1, 0]);
    expect(commands.filter((command) => /BODY\.PEEK\[1\]/.test(command))).toEqual([]);
  });

  it("by a part that never ends: the stream is left at its limit", async () => {
    const window = "QUJD".repeat(524_288);
    const answers: Answers = (command) =>
      /BODYSTRUCTURE/.test(command) ? about(1, ZIP(1_000)) : command.startsWith("UID FETCH") ? content(1, "1", window) : "";
    const reader = await readerOf(answers);
    await expect(buffer(reader.part({ uidValidity: "7", uid: 1, part: "1" }, 1_000_000))).rejects.toMatchObject({
      code: "mss.part_too_large",
    });
  });

  it("by numbers that it was not asked for, for ever: it is left", { timeout: 30_000 }, async () => {
    const answers: Answers = (command) => {
      if (command.startsWith("UID SEARCH")) return "* SEARCH 1\r\n";
      if (!command.startsWith("UID FETCH")) return "";
      return (function* () {
        for (let uid = 100; ; uid += 1) yield `* ${uid} FETCH (UID ${uid} FLAGS ())\r\n`;
      })();
    };
    const [batch] = await all(await readerOf(answers));
    expect(batch?.heads).toMatchObject([{ uid: 1, fault: expect.stringContaining("dépasse") }]);
  });
});
