import type { ScryptOptions } from "node:crypto";

/** 2^15, 8, 1: 32 MiB and some 60 ms, in the range that OWASP recommends for an interactive login. */
const COST = { N: 32_768, r: 8, p: 1 } as const;
const KEY_BYTES = 32;

/** `scrypt$N$r$p$salt$hash` (base64) of a password; NFKC first, so that a keyboard that composes accents differently still opens. */
export async function hashPassword(password: string): Promise<string> {
  const { randomBytes } = await import("node:crypto");
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64"), hash.toString("base64")].join("$");
}

/** Whether a password is the one of a stored hash, in a time that does not tell how far it is from it. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const { timingSafeEqual } = await import("node:crypto");
  const [scheme, n, r, p, salt, hash] = stored.split("$");
  if (scheme !== "scrypt" || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, "base64");
  const given = await derive(password, Buffer.from(salt, "base64"), { N: Number(n), r: Number(r), p: Number(p) });
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function derive(password: string, salt: Buffer, { N, r, p }: { N: number; r: number; p: number }): Promise<Buffer> {
  const { scrypt } = await import("node:crypto");
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
