import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isOpenToOthers, makePrivateFolder, readRegular, replaceFile } from "./files.js";
import { type Keyring, openKeyring } from "./keyring.js";

/** Where a secret is kept: the keyring of the session of the system, or a file that only its owner reads. */
export type SecretPlace = "keyring" | "file";

/** Why a secret that exists cannot be had. Never quotes it. */
export class VaultError extends Error {
  constructor(
    /** `open_to_others`: its file may be read by other users. `keyring`: it is in the keyring, which does not give it. */
    readonly reason: "open_to_others" | "keyring",
    /** The file, or null for the keyring. */
    readonly path: string | null,
    options?: ErrorOptions,
  ) {
    super(`vault: ${reason}`, options);
    this.name = "VaultError";
  }
}

/** Secrets of this machine and user, by name (`[a-z0-9-]+`). Errors of the file system pass as they are. */
export interface Vault {
  /** Null when there is none. @throws {VaultError} */
  read(name: string): Promise<Buffer | null>;
  /** Durable when it resolves; replaces the one before. Says where it went. */
  write(name: string, secret: Uint8Array): Promise<SecretPlace>;
  /** Does nothing when there is none. */
  remove(name: string): Promise<void>;
  /** Where it is, without reading it; null when there is none. */
  place(name: string): Promise<{ readonly place: SecretPlace; readonly path: string | null } | null>;
}

export interface VaultOptions {
  /** Absolute folder of the files, made when needed. */
  readonly folder: string;
  /** Whether the keyring of the system may be used. */
  readonly keyring: boolean;
}

/** Longer and nobody answers: a keyring that waits for a person nobody sees (a script over SSH). */
const KEYRING_MS = 3_000;

/**
 * The keyring when there is one, else a 0600 file. A small marker says which secrets are in the keyring, so that a command
 * that needs a secret kept in a file never loads the keyring (10 ms), and a missing secret is known at once.
 */
export function createVault({ folder, keyring }: VaultOptions): Vault {
  const fileOf = (name: string) => join(folder, `${checked(name)}.key`);
  const markerOf = (name: string) => join(folder, `${checked(name)}.keyring`);
  let opening: Promise<Keyring | null> | undefined;
  const ring = () => {
    opening ??= keyring ? openKeyring(KEYRING_MS) : Promise.resolve(null);
    return opening;
  };

  const place: Vault["place"] = async (name) => {
    if (await exists(fileOf(name))) return { place: "file", path: fileOf(name) };
    return (await exists(markerOf(name))) ? { place: "keyring", path: null } : null;
  };

  return {
    place,
    async read(name) {
      const found = await place(name);
      if (found === null) return null;
      if (found.path !== null) {
        if (await isOpenToOthers(found.path)) throw new VaultError("open_to_others", found.path);
        return readRegular(found.path);
      }
      const open = await ring();
      const secret = await open?.get(name).catch((cause: unknown) => {
        throw new VaultError("keyring", null, { cause });
      });
      if (secret === undefined || secret === null) throw new VaultError("keyring", null);
      return secret;
    },
    async write(name, secret) {
      await makePrivateFolder(folder);
      const kept = await (await ring())?.set(name, Buffer.from(secret)).then(
        () => true,
        () => false,
      );
      if (kept === true) {
        await replaceFile(markerOf(name), "");
        await rm(fileOf(name), { force: true });
        return "keyring";
      }
      await replaceFile(fileOf(name), secret);
      await rm(markerOf(name), { force: true });
      return "file";
    },
    async remove(name) {
      if (await exists(markerOf(name))) await (await ring())?.remove(name).catch(() => undefined);
      await rm(markerOf(name), { force: true });
      await rm(fileOf(name), { force: true });
    },
  };
}

function checked(name: string): string {
  if (!/^[a-z0-9-]{1,80}$/.test(name)) throw new TypeError("a secret has a plain name");
  return name;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return false;
    throw error;
  }
}
