import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSessionFile } from "../../src/config/session-file.js";
import { createVault } from "../../src/platform/vault.js";
import type { Session } from "../../src/services/session/session.port.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "segur-session-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = (instanceId = "cabinet-1") =>
  createSessionFile({
    folder: join(folder, "sessions"),
    vault: createVault({ folder: join(folder, "keys"), keyring: false }),
    instanceId,
  });
const path = () => join(folder, "sessions", "cabinet-1.json");

const SESSION: Session = {
  userId: "U1",
  mode: "psc",
  openedAt: "2026-11-25T08:00:00.000Z",
  lastSeenAt: "2026-11-25T08:00:00.000Z",
  lockedAt: null,
  psc: {
    tokens: {
      transport: "direct",
      accessToken: "CANARI-ACCES",
      accessExpiresAt: "2026-11-25T08:02:00.000Z",
      refreshToken: "CANARI-RAFRAICHI",
      refreshExpiresAt: "2026-11-25T08:30:00.000Z",
      idToken: "CANARI-IDENTITE",
    },
    professional: {
      nationalId: "899700000001",
      rpps: "99700000001",
      subject: "f:1:899700000001",
      familyName: "MARCEAU",
      givenName: "Paul",
      civility: null,
      profession: "10",
      speciality: "SM26",
      activities: [],
    },
    activityId: null,
  },
};

describe("the session of a cabinet", () => {
  it("is read back as written, without its access token, which may not rest on a workstation (SC.MSS/CONF.28)", async () => {
    await file().write(SESSION);
    const read = await file().read();
    expect(read?.psc?.tokens).toEqual({ ...SESSION.psc?.tokens, accessToken: "", accessExpiresAt: SESSION.openedAt });
    expect({ ...read, psc: null }).toEqual({ ...SESSION, psc: null });
  });

  it("no token, no name and no number is in any file", async () => {
    await file().write(SESSION);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(join(entry.parentPath, entry.name));
      for (const canary of ["CANARI", "MARCEAU", "899700000001"]) expect(bytes.includes(canary), entry.name).toBe(false);
      expect(bytes.toString("latin1")).not.toContain(Buffer.from("CANARI").toString("base64").slice(0, 6));
    }
  });

  it("opens no other cabinet", async () => {
    await file().write(SESSION);
    await writeFile(join(folder, "sessions", "cabinet-2.json"), await readFile(path()), { mode: 0o600 });
    expect(await file("cabinet-2").read()).toBeNull();
  });

  it("every changed byte makes it nobody's", async () => {
    await file().write(SESSION);
    const text = await readFile(path(), "utf8");
    const { tag, iv, data } = JSON.parse(text) as Record<string, string>;
    for (const part of [tag, iv, data]) {
      const bytes = Buffer.from(part ?? "", "base64");
      for (const index of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
        await writeFile(path(), text.replace(part ?? "", changed.toString("base64")));
        expect(await file().read()).toBeNull();
      }
      // A shorter tag would be easier to forge.
      await writeFile(
        path(),
        text.replace(
          tag ?? "",
          Buffer.from(tag ?? "", "base64")
            .subarray(0, 4)
            .toString("base64"),
        ),
      );
      expect(await file().read()).toBeNull();
    }
    for (const broken of ["", "{", "null", "[]", '{"schema":"segur.session/1"}', text.replace("session/1", "session/2")]) {
      await writeFile(path(), broken);
      expect(await file().read()).toBeNull();
    }
  });

  it("is nobody's once its key is gone", async () => {
    await file().write(SESSION);
    await rm(join(folder, "keys"), { recursive: true });
    expect(await file().read()).toBeNull();
    await file().write(SESSION);
    expect((await file().read())?.userId).toBe("U1");
  });

  it.skipIf(process.platform === "win32")("is refused when others may read it, or its key", async () => {
    await file().write(SESSION);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    await chmod(path(), 0o644);
    await expect(file().read()).rejects.toMatchObject({ code: "session.file_open", kind: "auth" });
    await file().remove();
    await file().write(SESSION);
    await chmod(join(folder, "keys", "session.key"), 0o640);
    await expect(file().read()).rejects.toMatchObject({ code: "session.key", kind: "auth" });
  });

  it("is removed, once or twice", async () => {
    await file().write(SESSION);
    await file().remove();
    await file().remove();
    expect(await file().read()).toBeNull();
  });

  it("a lock that a killed command left is tried once when it is not worth waiting, and one dated in the future is taken over", async () => {
    await file().write(SESSION);
    const lock = join(folder, "sessions", "cabinet-1.lock");
    await mkdir(lock);
    const once = file().alone(async () => "done", { wait: false });
    await expect(once).rejects.toMatchObject({ code: "session.busy", kind: "storage" });
    const future = new Date(Date.now() + 365 * 86_400_000);
    await utimes(lock, future, future);
    expect(await file().alone(async () => "done")).toBe("done");
  });

  it("a place that cannot be written is told as such, and what the work throws passes", async () => {
    await writeFile(join(folder, "sessions"), "");
    await expect(file().alone(async () => "done")).rejects.toMatchObject({ code: "session.write", kind: "storage" });
    await rm(join(folder, "sessions"));
    await expect(file().alone(() => Promise.reject(new RangeError("ours")))).rejects.toThrow(RangeError);
  });

  it("one works on it at a time", async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => file().alone(work)));
    expect(most).toBe(1);
  });
});
