import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { SegurError } from "../domain/errors.js";
import { isOpenToOthers, makePrivateFolder, replaceFile } from "../platform/files.js";
import { withFolderLock } from "../platform/folder-lock.js";
import { type Vault, VaultError } from "../platform/vault.js";
import type { Session, SessionStore } from "../services/session/session.port.js";
import { systemCode } from "../terminal/errors.js";
import { storageError } from "./files.js";

/** Name of the key in the vault. */
const KEY = "session";
/** Longer than any call to Pro Santé Connect under the lock. */
const STALE_MS = 60_000;

export interface SessionFileOptions {
  /** `<state>/sessions` */
  readonly folder: string;
  readonly vault: Vault;
  /** Of the cabinet: a session opens no other one, and is bound to it by the encryption. */
  readonly instanceId: string;
}

/**
 * One session as one file, encrypted (AES-256-GCM) by a key of the vault; readable by its owner only. The access token is never
 * written: it lives two minutes, and may not stay on a workstation (SC.MSS/CONF.28); each process asks for its own.
 */
export function createSessionFile({ folder, vault, instanceId }: SessionFileOptions): SessionStore {
  const path = join(folder, `${instanceId}.json`);
  const aad = Buffer.from(`segur.session/1:${instanceId}`);

  return {
    async read() {
      let text: string;
      try {
        if (await isOpenToOthers(path)) throw openToOthers(path);
        text = await readFile(path, "utf8");
      } catch (cause) {
        if (systemCode(cause) === "ENOENT") return null;
        throw storageError("session.read", "La session ne peut pas être lue.", cause);
      }
      const key = await secret(vault);
      return key === null ? null : open(text, key, aad);
    },
    async write(session) {
      const { randomBytes } = await import("node:crypto");
      let key = await secret(vault);
      if (key === null) {
        key = randomBytes(32);
        await vault.write(KEY, key);
      }
      try {
        await makePrivateFolder(folder);
        await replaceFile(path, await seal(withoutAccessToken(session), key, aad));
      } catch (cause) {
        throw storageError("session.write", "La session ne peut pas être enregistrée.", cause);
      }
    },
    async remove() {
      try {
        await rm(path, { force: true });
      } catch (cause) {
        throw storageError("session.write", "La session ne peut pas être effacée.", cause);
      }
    },
    async alone(work, { wait } = { wait: true }) {
      const lock = join(folder, `${instanceId}.lock`);
      try {
        await makePrivateFolder(folder);
        return await withFolderLock(lock, { staleMs: STALE_MS, waitMs: wait ? STALE_MS + 1_000 : 0, busy }, work);
      } catch (cause) {
        if (systemCode(cause) === undefined) throw cause;
        throw storageError("session.write", "La session ne peut pas être enregistrée.", cause);
      }
    },
  };
}

/** The key of sessions, or null when none was made yet. */
async function secret(vault: Vault): Promise<Buffer | null> {
  try {
    const key = await vault.read(KEY);
    return key?.length === 32 ? key : null;
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw storageError("session.key", "La clé des sessions ne peut pas être lue.", cause);
    const file = cause.path ?? "";
    throw new SegurError({
      kind: "auth",
      code: "session.key",
      message: "La clé des sessions ne peut pas être utilisée.",
      why:
        cause.reason === "open_to_others"
          ? `Le fichier « ${file} » peut être lu par d'autres utilisateurs de cette machine.`
          : "Elle est dans le trousseau du système, qui ne la donne pas.",
      advice:
        cause.reason === "open_to_others"
          ? `chmod 600 « ${file} », puis segur login (ou effacez ce fichier : une nouvelle clé sera faite)`
          : "Déverrouillez le trousseau, puis : segur login",
      cause,
    });
  }
}

function withoutAccessToken(session: Session): Session {
  const tokens = session.psc?.tokens;
  if (session.psc === null || tokens?.transport !== "direct") return session;
  return { ...session, psc: { ...session.psc, tokens: { ...tokens, accessToken: "", accessExpiresAt: session.openedAt } } };
}

async function seal(session: Session, key: Buffer, aad: Buffer): Promise<string> {
  const { createCipheriv, randomBytes } = await import("node:crypto");
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(aad);
  const data = Buffer.concat([cipher.update(JSON.stringify(session), "utf8"), cipher.final()]);
  const parts = { iv, tag: cipher.getAuthTag(), data };
  const text = Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, bytes.toString("base64")]));
  return `${JSON.stringify({ schema: "segur.session/1", ...text })}\n`;
}

/** Null for anything that this key did not seal for this cabinet: it opens nothing, and the next login replaces it. */
async function open(text: string, key: Buffer, aad: Buffer): Promise<Session | null> {
  const { createDecipheriv } = await import("node:crypto");
  try {
    const { schema, iv, tag, data } = JSON.parse(text) as Record<string, string>;
    if (schema !== "segur.session/1") return null;
    const bytes = (part: string | undefined) => Buffer.from(part ?? "", "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, bytes(iv), { authTagLength: 16 }).setAAD(aad).setAuthTag(bytes(tag));
    return JSON.parse(Buffer.concat([decipher.update(bytes(data)), decipher.final()]).toString("utf8")) as Session;
  } catch {
    return null;
  }
}

function openToOthers(path: string): SegurError {
  return new SegurError({
    kind: "auth",
    code: "session.file_open",
    message: "Le fichier de session est refusé : d'autres utilisateurs de cette machine peuvent le lire.",
    why: `Les droits de « ${path} » ont été changés.`,
    advice: "segur logout, puis segur login",
  });
}

function busy(): SegurError {
  return new SegurError({
    kind: "storage",
    code: "session.busy",
    message: "La session est tenue depuis trop longtemps par une autre commande.",
    advice: "Attendez qu'elle finisse, puis relancez.",
  });
}
