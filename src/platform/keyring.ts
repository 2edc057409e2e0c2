import { platform } from "node:os";

/** The keyring of the user's session: Keychain, Credential Manager, Secret Service. */
export interface Keyring {
  get(name: string): Promise<Buffer | null>;
  set(name: string, secret: Buffer): Promise<void>;
  remove(name: string): Promise<void>;
}

const SERVICE = "segur";

/**
 * The keyring, or null when this machine has none that answers (no graphical session, native package not installed).
 * On Linux only the Secret Service: the kernel's own keyring, which the library would fall back to, forgets at each restart, and a
 * cabinet whose key is forgotten is lost.
 * @param timeoutMs how long one operation may last
 */
export async function openKeyring(timeoutMs: number): Promise<Keyring | null> {
  let library: typeof import("@napi-rs/keyring");
  try {
    library = await import("@napi-rs/keyring");
  } catch {
    return null;
  }
  const entry = (name: string) =>
    new library.AsyncEntry(SERVICE, name, platform() === "linux" ? { linux: { store: "secret-service" } } : undefined);
  const keyring: Keyring = {
    async get(name) {
      const secret = await entry(name).getSecret(AbortSignal.timeout(timeoutMs));
      return secret === null ? null : Buffer.from(secret);
    },
    set: (name, secret) => entry(name).setSecret(secret, AbortSignal.timeout(timeoutMs)),
    async remove(name) {
      await entry(name).deleteCredential(AbortSignal.timeout(timeoutMs));
    },
  };
  try {
    await keyring.get("probe");
    return keyring;
  } catch {
    return null;
  }
}
