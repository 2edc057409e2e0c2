import { createHash } from "node:crypto";
import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InboxBatch, InboxHead, InboxPosition, InboxReader, Wanted } from "../../../src/gateways/mss/inbox.port.js";
import { SeededRandom } from "../../../src/sandbox/random.js";
import { type Dovecot, hasDovecot, startDovecot } from "../../support/dovecot.js";
import { type TestClientOptions, testReader } from "./support/client.js";
import { startLine } from "./support/line.js";
import { mailPki } from "./support/pki.js";

const REASON = "dovecot-imapd and dovecot-lmtpd are not installed";
if (process.env.CI && !hasDovecot) throw new Error(`${REASON}: the integration suite runs in CI always`);

let boxes = 0;
const newBox = () => `recues${++boxes}.${process.pid}@medecin.mssante.fr`;
const crlf = (text: string) => text.replaceAll("\n", "\r\n");

/** A message of a laboratory with an archive of some bytes, made by its rank. */
function message(rank: number, bytes = 3_000): string {
  const archive = archiveOf(rank, bytes).toString("base64").replace(/.{76}/g, "$&\n");
  return crlf(`Return-Path: <labo@bio.mssante.fr>
From: =?utf-8?Q?Laboratoire_des_=C3=89coles?= <labo@bio.mssante.fr>
To: dr@medecin.mssante.fr
Subject: XDM/1.0/DDM+CR d'examens n° ${rank}
Date: Wed, 25 Nov 2026 08:00:00 +0100
Message-ID: <${rank}@bio.mssante.fr>
X-MSS-INS: O
X-MSS-CODECDA: 11502-2
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

R=C3=A9sultats num=C3=A9ro ${rank}=
 fin
--b1
Content-Type: application/zip
Content-Disposition: attachment; filename*=utf-8''IHE%5FXDM.zip
Content-Transfer-Encoding: base64

${archive}
--b1--
`);
}

function archiveOf(rank: number, bytes: number): Buffer {
  const block = createHash("sha512").update(String(rank)).digest();
  return Buffer.alloc(bytes, block);
}

const everything: Wanted = ({ parts }) => parts.map(({ part }) => ({ part, maxBytes: 10_000_000 }));

async function all(reader: InboxReader, after: InboxPosition | null = null, wanted = everything) {
  const batches: InboxBatch[] = [];
  for await (const batch of reader.arrivals(after, wanted)) batches.push(batch);
  const position = batches.at(-1)?.position ?? null;
  return { batches, heads: batches.flatMap(({ heads }) => heads), position };
}

const uidsOf = (heads: readonly InboxHead[]) => heads.map(({ uid }) => uid);
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe.skipIf(!hasDovecot)(`INBOX of Dovecot${hasDovecot ? "" : ` (${REASON})`}`, () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    const { server } = mailPki();
    dovecot = await startDovecot({ certificate: server.chain, key: server.key });
  });
  afterAll(() => dovecot?.stop());

  const readerOf = (address: string, options: TestClientOptions = {}) =>
    testReader({
      address,
      imap: { port: dovecot.imapPort },
      authentication: { kind: "token", token: async () => dovecot.token(address) },
      ...options,
    });

  it("gives what came after a position, with the parts that are wanted, decoded", async () => {
    const box = newBox();
    dovecot.seed(box, [message(1), message(2)]);
    const reader = readerOf(box);
    const first = await all(reader);
    expect(uidsOf(first.heads)).toEqual([1, 2]);
    expect(first.heads[0]).toMatchObject({
      ...{ messageId: "<1@bio.mssante.fr>", subject: "XDM/1.0/DDM+CR d'examens n° 1", seen: false, fault: null },
      ...{ from: { address: "labo@bio.mssante.fr", name: "Laboratoire des Écoles" }, sentAt: "2026-11-25T07:00:00.000Z" },
      parts: [
        { part: "1", mediaType: "text/plain", fileName: null, charset: "utf-8", disposition: null },
        { part: "2", mediaType: "application/zip", fileName: "IHE_XDM.zip", disposition: "attachment" },
      ],
    });
    expect(first.heads[0]?.headers.get("x-mss-codecda")).toBe("11502-2");
    const [batch] = first.batches;
    expect(batch?.contents.get(1)?.get("1")?.toString().trimEnd()).toBe("Résultats numéro 1 fin");
    expect(batch?.contents.get(2)?.get("2")?.equals(archiveOf(2, 3_000))).toBe(true);
    expect(first.position?.modseq).toMatch(/^\d+$/);
    expect((await all(reader, first.position)).heads).toEqual([]);
    dovecot.seed(box, [message(3)], { from: 3 });
    const next = await all(reader, first.position);
    expect(uidsOf(next.heads)).toEqual([3]);
    expect(next.position).toMatchObject({ uidValidity: first.position?.uidValidity, lastUid: 3 });
    // Another UIDVALIDITY: from the first message.
    expect((await all(reader, { uidValidity: "1", lastUid: 99, modseq: "4" })).heads).toHaveLength(3);
  });

  it("leaves a part that is larger than its limit, whatever its encoding, and gives the others", async () => {
    const box = newBox();
    dovecot.seed(box, [message(1, 900_000), message(2, 1_500_000), message(3, 50_000)]);
    const limited: Wanted = (head) => head.parts.map(({ part }) => ({ part, maxBytes: part === "1" ? 5 : 1_000_000 }));
    const { batches } = await all(readerOf(box), null, limited);
    const contents = new Map(batches.flatMap((each) => [...each.contents]));
    const kept = [...contents].map(([uid, parts]) => [uid, [...parts.keys()]]);
    expect(kept.sort()).toEqual([
      [1, ["2"]],
      [3, ["2"]],
    ]);
    expect(contents.get(1)?.get("2")?.equals(archiveOf(1, 900_000))).toBe(true);
  });

  it("streams one part up to a limit, and says when it is not there", async () => {
    const box = newBox();
    dovecot.seed(box, [message(1, 5_000_000)]);
    const reader = readerOf(box);
    const { position } = await all(reader, null, () => []);
    const place = { uidValidity: position?.uidValidity ?? "", uid: 1, part: "2" };
    expect((await buffer(reader.part(place, 5_000_000))).equals(archiveOf(1, 5_000_000))).toBe(true);
    await expect(buffer(reader.part(place, 4_999_999))).rejects.toMatchObject({ code: "mss.part_too_large" });
    for (const gone of [{ uid: 9 }, { part: "7" }, { uidValidity: "1" }]) {
      await expect(buffer(reader.part({ ...place, ...gone }, 10))).rejects.toMatchObject({ code: "mss.message_gone" });
    }
  });

  it("tells flags that changed and messages that left, and nothing when nothing did", async () => {
    const box = newBox();
    const folder = join(dovecot.seed(box, [message(1), message(2), message(3)]), "cur");
    const reader = readerOf(box);
    const { position } = await all(reader, null, () => []);
    if (position === null) expect.fail("nothing came");
    const quiet = await reader.changes(position);
    expect([quiet.seen.size, quiet.gone?.([1, 2, 3])]).toEqual([0, []]);
    const files = readdirSync(folder).sort();
    renameSync(join(folder, files[0] ?? ""), join(folder, `${files[0]}S`));
    rmSync(join(folder, files[1] ?? ""));
    const changed = await reader.changes(position);
    expect([...changed.seen]).toEqual([[1, true]]);
    expect(changed.gone?.([1, 2, 3, 4])).toEqual([2]);
    const again = await reader.changes(changed.position);
    expect([again.seen.size, again.gone?.([1, 3])]).toEqual([0, []]);
    // Without a mark, the flags of all are told.
    expect([...(await reader.changes({ ...position, modseq: null })).seen]).toEqual([
      [1, true],
      [3, false],
    ]);
    expect(await reader.changes({ ...position, uidValidity: "1" })).toMatchObject({ gone: null });
  });

  it("gives every message once and whole, however often the line is cut", { timeout: 120_000 }, async () => {
    const box = newBox();
    const random = new SeededRandom(6, 0xa);
    dovecot.seed(
      box,
      upTo(300).map((rank) => message(rank, 30_000)),
    );
    const line = await startLine(dovecot.imapPort);
    const reader = readerOf(box, { imap: { port: line.port } });
    let cuts = 0;
    const again = () => {
      cuts += 1;
      if (cuts < 20) line.cutAfter(random.between(20_000, 600_000), again);
    };
    line.cutAfter(random.between(6_000, 200_000), again);
    const { heads, batches } = await all(reader);
    expect(cuts).toBe(20);
    expect(uidsOf(heads)).toEqual(upTo(300));
    expect(heads.filter(({ fault }) => fault !== null)).toEqual([]);
    for (const { contents } of batches) {
      for (const [uid, parts] of contents) expect(parts.get("2")?.equals(archiveOf(uid, 30_000))).toBe(true);
    }
    expect(batches.flatMap(({ contents }) => [...contents.keys()])).toEqual(upTo(300));
  });

  it("opens the mailbox again with a fresh token once the session is old, and when a token ended meanwhile", async () => {
    const box = newBox();
    dovecot.seed(
      box,
      upTo(250).map((rank) => message(rank)),
    );
    let asked = 0;
    const line = await startLine(dovecot.imapPort);
    const token = async () => {
      asked += 1;
      // The second one has ended before it is shown.
      return dovecot.token(box, asked === 2 ? { exp: 1 } : {});
    };
    const reader = readerOf(box, { imap: { port: line.port }, sessionMs: 0, authentication: { kind: "token", token } });
    expect(uidsOf((await all(reader)).heads)).toEqual(upTo(250));
    expect(asked).toBeGreaterThan(4);
    const ended = async () => dovecot.token(box, { exp: 1 });
    const refused = readerOf(box, { authentication: { kind: "token", token: ended } });
    await expect(all(refused)).rejects.toMatchObject({ kind: "auth", code: "mss.auth.refused" });
  });

  it("says what does not come back", async () => {
    const box = newBox();
    dovecot.seed(box, [message(1)]);
    const line = await startLine(dovecot.imapPort);
    const reader = readerOf(box, { imap: { port: line.port } });
    const { position } = await all(reader);
    const always = () => line.cutAfter(0, always);
    always();
    line.cut();
    await expect(all(reader, position)).rejects.toMatchObject({ kind: "unreachable", retry: "later" });
  });

  it("wakes when a message comes, at once when it came before, and when it must stop", { timeout: 30_000 }, async () => {
    const box = newBox();
    dovecot.seed(box, [message(1)]);
    const reader = readerOf(box);
    const stop = new AbortController();
    await reader.waitForNews(null, stop.signal);
    const { position } = await all(reader, null, () => []);
    const waiting = reader.waitForNews(position, stop.signal);
    await new Promise((resolve) => setTimeout(resolve, 300));
    dovecot.seed(box, [message(2)], { from: 2 });
    await waiting;
    expect(uidsOf((await all(reader, position)).heads)).toEqual([2]);
    const last = reader.waitForNews({ uidValidity: position?.uidValidity ?? "", lastUid: 2, modseq: null }, stop.signal);
    stop.abort();
    await last;
  });
});
