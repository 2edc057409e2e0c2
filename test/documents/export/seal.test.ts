import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { byBlocks, type RandomAccess } from "../../../src/documents/export/random-access.js";
import { seal } from "../../../src/documents/export/seal.js";
import { isSealed, unseal } from "../../../src/documents/export/unseal.js";

const PASSPHRASE = "correct cheval pile agrafe";

/** A cheap work factor: what is tested is the format, not the slowness of guessing. */
async function sealed(plain: Buffer, pieces = 10_000, logN = 10): Promise<Buffer> {
  async function* source() {
    for (let at = 0; at < plain.length; at += pieces) yield plain.subarray(at, at + pieces);
  }
  const all: Uint8Array[] = [];
  for await (const piece of seal(source(), PASSPHRASE, logN)) all.push(piece);
  return Buffer.concat(all);
}

function file(bytes: Buffer): RandomAccess {
  return byBlocks(bytes.length, 4_096, async (index) => bytes.subarray(index * 4_096, (index + 1) * 4_096));
}

function bytesOf(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) & 0xff));
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: { code?: string }) => error.code ?? String(error),
  );

describe("an archive encrypted by age", () => {
  test("is read again by the library itself, which is another reader than ours", async () => {
    const plain = bytesOf(200_000);
    const { Decrypter } = await import("age-encryption");
    const decrypter = new Decrypter();
    decrypter.addPassphrase(PASSPHRASE);
    expect(Buffer.from(await decrypter.decrypt(await sealed(plain))).equals(plain)).toBe(true);
  });

  test("what the library encrypted with a passphrase is read too", async () => {
    const plain = bytesOf(100_000);
    const { Encrypter } = await import("age-encryption");
    const encrypter = new Encrypter();
    encrypter.setScryptWorkFactor(10);
    encrypter.setPassphrase(PASSPHRASE);
    const opened = await unseal(file(Buffer.from(await encrypter.encrypt(plain))), PASSPHRASE);
    expect((await opened.read(0, opened.size)).equals(plain)).toBe(true);
  });

  test("has another salt each time", async () => {
    const plain = bytesOf(1_000);
    expect((await sealed(plain)).equals(await sealed(plain))).toBe(false);
  });

  test("gives any range of it, around the borders of its pieces too", async () => {
    for (const size of [1, 65_535, 65_536, 65_537, 131_072, 150_000]) {
      const plain = bytesOf(size);
      const opened = await unseal(file(await sealed(plain)), PASSPHRASE);
      expect(opened.size).toBe(size);
      await fc.assert(
        fc.asyncProperty(fc.nat(size - 1), fc.nat(70_000), async (start, length) => {
          const wanted = plain.subarray(start, Math.min(size, start + length));
          expect((await opened.read(start, wanted.length)).equals(wanted)).toBe(true);
        }),
        { numRuns: 25 },
      );
    }
  });

  test("refuses another passphrase, and says so", async () => {
    expect(await codeOf(unseal(file(await sealed(bytesOf(10))), "autre phrase secrète"))).toBe("export.passphrase_wrong");
  });

  test("any byte that is changed is found before a byte around it is given", async () => {
    const whole = await sealed(bytesOf(140_000));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (at) => {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ 1;
        const code = await codeOf(unseal(file(changed), PASSPHRASE).then(async (opened) => opened.read(0, opened.size)));
        expect(code).toMatch(/^export\.(altered|not_export|passphrase_wrong)$/);
      }),
      { numRuns: 60 },
    );
  });

  test("cut anywhere, at the border of a piece too, its end is not believed", async () => {
    const whole = await sealed(bytesOf(200_000));
    const header = whole.indexOf("\n", whole.indexOf("\n--- ") + 1) + 1 + 16;
    for (const end of [50, header, header + 5, header + 65_552, header + 2 * 65_552, whole.length - 1]) {
      const code = await codeOf(
        unseal(file(whole.subarray(0, end)), PASSPHRASE).then((opened) => opened.read(opened.size - 1, 1)),
      );
      expect([end, code]).toEqual([end, expect.stringMatching(/^export\.(altered|not_export)$/)]);
    }
  });

  test("does not choose how much memory it costs to try it", async () => {
    const text = (await sealed(bytesOf(10))).toString("latin1").replace(/^(-> scrypt \S+) 10$/m, "$1 20");
    expect(await codeOf(unseal(file(Buffer.from(text, "latin1")), PASSPHRASE))).toBe("export.not_export");
  });

  test("encrypted for a key and not for a passphrase, it is none of ours", async () => {
    const { Encrypter, generateX25519Identity, identityToRecipient } = await import("age-encryption");
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
    const bytes = Buffer.from(await encrypter.encrypt("x"));
    expect(isSealed(bytes)).toBe(true);
    expect(await codeOf(unseal(file(bytes), PASSPHRASE))).toBe("export.not_export");
  });

  test("who stops reading half-way leaves the source closed", async () => {
    let closed = false;
    async function* source() {
      try {
        for (;;) yield Buffer.alloc(100_000);
      } finally {
        closed = true;
      }
    }
    for await (const _piece of seal(source(), PASSPHRASE, 10)) break;
    await vi.waitFor(() => expect(closed).toBe(true));
  });

  test("what the source throws is what its reader is thrown", async () => {
    async function* source() {
      yield Buffer.alloc(100_000);
      throw Object.assign(new Error("gone"), { code: "storage.gone" });
    }
    const read = async () => {
      for await (const _piece of seal(source(), PASSPHRASE, 10));
    };
    expect(await codeOf(read())).toBe("storage.gone");
  });
});
