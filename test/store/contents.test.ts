import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { Connection } from "../../src/store/connection.js";
import { openContents } from "../../src/store/documents/contents.js";
import type { ContentStore } from "../../src/store/documents.port.js";
import { bundle } from "./bundle.js";
import { clock, document, failure, NOW, patient, rawDatabase, reopen, tempStore } from "./support.js";

const PIECE = 256 * 1024;
/** More than a transaction of the store writes. */
const BIG = 20 * PIECE + 7;
const LATER = "2026-12-24T00:00:00.000Z";
const hex = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest("hex");

async function bytesOf(contents: ContentStore, id: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of contents.read(id)) {
    expect(piece.length).toBeLessThanOrEqual(PIECE);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function* cutAfter(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
  throw new Error("cut");
}

describe("a write that fails", () => {
  test("in the middle leaves nothing, and says what happened", async () => {
    const store = tempStore();
    expect(await failure(store.contents.write(cutAfter(randomBytes(BIG))))).toMatchObject({ message: "cut" });
    await store.close();
    const database = rawDatabase(store.path);
    expect(database.prepare("SELECT count(*) FROM contents").pluck().get()).toBe(0);
    expect(database.prepare("SELECT count(*) FROM content_pieces").pluck().get()).toBe(0);
  });

  test("for want of disk says so; what was there is intact, and there is room again", async () => {
    const store = tempStore();
    const kept = await store.contents.write([Buffer.from("kept")]);
    const database = rawDatabase(store.path);
    database.pragma(`max_page_count = ${Number(database.pragma("page_count", { simple: true })) + 1_100}`);
    const small = openContents(new Connection(database, store.path), clock);
    expect(await failure(small.write([randomBytes(BIG)]))).toMatchObject({ kind: "storage", code: "storage.full" });
    expect((await bytesOf(small, kept.id)).toString()).toBe("kept");
    const little = await small.write([Buffer.alloc(1_000_000, 2)]);
    expect((await bytesOf(small, little.id)).length).toBe(1_000_000);
  });

  test("killed in the middle is not seen, and is swept a day later", async () => {
    const store = tempStore();
    await store.close();
    const child = spawn(process.execPath, [await bundle("contents-process"), store.path, "hang"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "close");
    const after = reopen(store.path);
    const count = () =>
      Number(rawDatabase(store.path, { readOnly: true }).prepare("SELECT count(*) FROM content_pieces").pluck().get());
    expect(count()).toBe(16);
    expect(await after.contents.sweep(new Date().toISOString())).toBe(0);
    expect(await after.contents.sweep(LATER)).toBe(1);
    expect(count()).toBe(0);
  });
});

describe("a read", () => {
  test("of what is not there, lost a piece, or was changed, fails at the latest at its end", async () => {
    const store = tempStore();
    expect(await failure(bytesOf(store.contents, "0".repeat(64)))).toMatchObject({
      kind: "storage",
      code: "document.content_missing",
    });
    const { id } = await store.contents.write([randomBytes(3 * PIECE)]);
    const database = rawDatabase(store.path);
    database.exec("UPDATE content_pieces SET data = zeroblob(262144) WHERE id = (1 << 20) + 1");
    expect(await failure(bytesOf(store.contents, id))).toMatchObject({ kind: "storage", code: "document.content_damaged" });
    database.exec("DELETE FROM content_pieces WHERE id = (1 << 20) + 1");
    expect(await failure(bytesOf(store.contents, id))).toMatchObject({ code: "document.content_damaged" });
    database.exec("UPDATE contents SET pieces = 1, size = 262144");
    expect(await failure(bytesOf(store.contents, id))).toMatchObject({ code: "document.content_damaged" });
  });
});

describe("a content", () => {
  test("comes back as it was, whatever the sizes in which it came", async () => {
    const { contents } = tempStore();
    const sizes = fc.array(fc.oneof(fc.nat(9), fc.constantFrom(PIECE - 1, PIECE, PIECE + 1), fc.nat(2 * PIECE)), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(255), async (lengths, seed) => {
        const chunks = lengths.map((length, index) => Buffer.alloc(length, seed + index));
        const whole = Buffer.concat(chunks);
        const info = await contents.write(chunks);
        expect(info).toEqual({ id: hex("sha256", whole), sha1: hex("sha1", whole), size: whole.length });
        expect(await contents.info(info.id)).toEqual(info);
        expect((await bytesOf(contents, info.id)).equals(whole)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test("written twice is kept once, also when it takes many transactions and two processes", async () => {
    const store = tempStore();
    const bytes = Buffer.alloc(BIG, 5);
    const first = await store.contents.write([bytes]);
    expect(await store.contents.write([bytes])).toEqual(first);
    const child = spawn(process.execPath, [await bundle("contents-process"), store.path, "write"], { stdio: "inherit" });
    expect((await Promise.all([once(child, "close"), store.contents.write([Buffer.alloc(BIG, 6)])]))[0][0]).toBe(0);
    const database = rawDatabase(store.path);
    expect(database.prepare("SELECT count(*) FROM contents").pluck().get()).toBe(2);
    expect(database.prepare("SELECT count(*) FROM content_pieces").pluck().get()).toBe(42);
  });

  test("reused memory of the writer never shows in what was written before", async () => {
    const { contents } = tempStore();
    const chunk = Buffer.alloc(PIECE);
    function* reused() {
      for (let round = 0; round < 40; round++) yield chunk.fill(round);
    }
    const expected = createHash("sha256");
    for (let round = 0; round < 40; round++) expected.update(Buffer.alloc(PIECE, round));
    const { id } = await contents.write(reused());
    expect(id).toBe(expected.digest("hex"));
    expect((await bytesOf(contents, id)).length).toBe(40 * PIECE);
  });
});

describe("the sweep", () => {
  test("forgets what nobody names a day after its last writing, and nothing else", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: [patient()] });
    const write = async (text: string) => (await store.contents.write([Buffer.from(text)])).id;
    const [filed, cda, sent, held, alone] = [
      await write("filed"),
      await write("cda"),
      await write("sent"),
      await write("held"),
      await write("alone"),
    ];
    await store.documents.add(document({ content: filed, cda }), { userId: "U1", at: NOW });
    await store.outbox.add({
      kind: "dmp.submit",
      key: "k",
      patientId: "P1",
      documents: [],
      payload: null,
      contents: [sent],
      createdAt: NOW,
      createdBy: "U1",
    });
    await store.quarantine.add({
      origin: "dmp",
      reason: "hash_mismatch",
      message: "m",
      patientId: null,
      key: "q",
      content: held,
      data: null,
      at: NOW,
    });
    expect(await store.contents.sweep(NOW)).toBe(0);
    expect(await store.contents.sweep(LATER)).toBe(1);
    expect(await store.contents.info(alone)).toBeNull();
    for (const id of [filed, cda, sent, held]) expect(await store.contents.info(id)).not.toBeNull();
    expect(await store.contents.sweep(LATER)).toBe(0);
  });

  test("leaves alone what was just written again", async () => {
    const store = tempStore({ clock: { now: () => new Date("2026-11-01T00:00:00.000Z") } });
    await store.contents.write([Buffer.from("old")]);
    await store.close();
    const now = reopen(store.path, { clock: { now: () => new Date("2026-11-25T00:00:00.000Z") } });
    await now.contents.write([Buffer.from("old")]);
    expect(await now.contents.sweep("2026-11-25T01:00:00.000Z")).toBe(0);
  });
});
