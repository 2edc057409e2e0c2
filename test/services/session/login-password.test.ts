import { describe, expect, it } from "vitest";
import { currentSession } from "../../../src/services/session/current.js";
import { closeSession, lockSession } from "../../../src/services/session/end.js";
import { loginByPassword } from "../../../src/services/session/login-password.js";
import { hashPassword, isPassword } from "../../../src/services/users/hash.js";
import { type SessionBench, sessionBench } from "./support.js";

const PASSWORD = "quatre mots pour entrer";
const IDLE = 30 * 60_000;

async function bench(): Promise<SessionBench> {
  const made = sessionBench();
  await made.store.users.add({ label: "Nuit", rpps: null, role: "technicien" });
  await made.store.users.revise("U1", withPassword(await hashPassword(PASSWORD)));
  return made;
}
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "accepted",
    (error: { code: string }) => error.code,
  );
const noPsc = () => Promise.reject(new Error("nothing to say to Pro Santé Connect"));

const withPassword = (passwordHash: string) => () => ({ change: {}, passwordHash, traces: [] });

describe("a password", () => {
  it("is stored so that it cannot be read, and twice the same is not seen", async () => {
    const [one, two] = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)];
    expect(one).not.toBe(two);
    expect(one).not.toContain(PASSWORD);
    expect(await isPassword(PASSWORD, one)).toBe(true);
    expect(await isPassword(`${PASSWORD} `, one)).toBe(false);
    for (const stored of ["", "md5$x", "scrypt$1", "scrypt$32768$8$1$$"]) expect(await isPassword(PASSWORD, stored)).toBe(false);
  });

  it("opens however the keyboard composed its accents", async () => {
    const composed = "clé du médecin";
    expect(await isPassword(composed.normalize("NFD"), await hashPassword(composed.normalize("NFC")))).toBe(true);
  });
});

describe("login by password", () => {
  it("opens a session with the rights of that user, traced in their name", async () => {
    const { deps, traces } = await bench();
    await loginByPassword(deps, "U1", PASSWORD);
    const session = await currentSession({ ...deps, idleMs: IDLE });
    expect(session).toMatchObject({ actor: { userId: "U1", authMode: "password" }, user: { label: "Nuit" } });
    expect(await traces()).toEqual(["session.opened U1 password"]);
  });

  it("a wrong password, an unknown user, a closed one and one without password are refused alike, and traced as nobody's", async () => {
    const { deps, store, traces } = await bench();
    await store.users.add({ label: "Sans", rpps: null, role: "medecin" });
    await store.users.add({ label: "Parti", rpps: null, role: "medecin" });
    await store.users.revise("U3", withPassword(await hashPassword(PASSWORD)));
    await store.users.change("U3", { disabledAt: "2026-11-25T08:00:00.000Z" });
    expect(await code(loginByPassword(deps, "U1", "autre chose"))).toBe("session.password_wrong");
    for (const id of ["U2", "U3", "U99", "personne"]) {
      expect(await code(loginByPassword(deps, id, PASSWORD))).toBe("session.password_wrong");
    }
    expect(await deps.sessions.read()).toBeNull();
    expect(new Set(await traces())).toEqual(new Set(["session.refused session.password_wrong - none"]));
  });

  it("after three wrong ones even the right one waits, then opens and forgets", async () => {
    const { deps, later, traces } = await bench();
    for (let index = 0; index < 3; index += 1) await code(loginByPassword(deps, "U1", "faux"));
    expect(await code(loginByPassword(deps, "U1", PASSWORD))).toBe("session.throttled");
    later(29_000);
    expect(await code(loginByPassword(deps, "U1", PASSWORD))).toBe("session.throttled");
    later(1_000);
    expect(await code(loginByPassword(deps, "U1", "faux"))).toBe("session.password_wrong");
    later(59_000);
    expect(await code(loginByPassword(deps, "U1", PASSWORD))).toBe("session.throttled");
    later(1_000);
    expect(await code(loginByPassword(deps, "U1", PASSWORD))).toBe("accepted");
    expect(await code(loginByPassword(deps, "U1", "faux"))).toBe("session.password_wrong");
    expect(await code(loginByPassword(deps, "U1", PASSWORD))).toBe("accepted");
    expect((await traces()).filter((each) => each.includes("throttled"))).toHaveLength(3);
  });
});

describe("tries at once, and clocks", () => {
  it("twelve tries at once are counted before any is looked at: three are, the right one too late", async () => {
    const { deps, traces } = await bench();
    const codes = await Promise.all(
      Array.from({ length: 12 }, (_, index) => code(loginByPassword(deps, "U1", index === 11 ? PASSWORD : "faux"))),
    );
    expect(codes.filter((each) => each === "session.password_wrong")).toHaveLength(3);
    expect(codes.filter((each) => each === "session.throttled")).toHaveLength(9);
    expect((await traces()).filter((each) => each.startsWith("session.opened"))).toEqual([]);
  });

  it("failures dated by a clock that was years ahead make wait no longer than others", async () => {
    const { deps, later } = await bench();
    later(5 * 365 * 86_400_000);
    for (let index = 0; index < 3; index += 1) await code(loginByPassword(deps, "U1", "faux"));
    later(-5 * 365 * 86_400_000);
    const refused = await loginByPassword(deps, "U1", PASSWORD).catch((error: { details: unknown }) => error.details);
    expect(refused).toEqual({ waitSeconds: 30 });
  });
});

describe("a session", () => {
  it("locks after a time without a command, each command starting it again", async () => {
    const { deps, later, traces } = await bench();
    await loginByPassword(deps, "U1", PASSWORD);
    const now = () => currentSession({ ...deps, idleMs: IDLE });
    for (let index = 0; index < 5; index += 1) {
      later(29 * 60_000);
      expect(typeof (await now())).toBe("object");
    }
    later(31 * 60_000);
    expect(await now()).toBe("idle");
    // A clock put back does not open it again.
    later(-10 * 60_000);
    expect(await now()).toBe("locked");
    expect(await traces()).toEqual(["session.opened U1 password", "session.locked session.idle U1 password"]);
  });

  it("goes on when it cannot be written down that it was used: a lock left by a killed command stops nobody", async () => {
    const { deps, later } = await bench();
    await loginByPassword(deps, "U1", PASSWORD);
    later(60_000);
    await deps.sessions.alone(async () => {
      const started = performance.now();
      expect(typeof (await currentSession({ ...deps, idleMs: IDLE }))).toBe("object");
      expect(performance.now() - started).toBeLessThan(5_000);
    });
  });

  it("ends after four hours of work", async () => {
    const { deps, later } = await bench();
    await loginByPassword(deps, "U1", PASSWORD);
    for (let index = 0; index < 16; index += 1) {
      later(15 * 60_000);
      await currentSession({ ...deps, idleMs: IDLE });
    }
    later(60_000);
    expect(await currentSession({ ...deps, idleMs: IDLE })).toBe("expired");
  });

  it("is locked once, opens nothing, and its person opens it again", async () => {
    const { deps, traces } = await bench();
    await loginByPassword(deps, "U1", PASSWORD);
    expect(await lockSession(deps)).toMatchObject({ userId: "U1" });
    expect(await lockSession(deps)).toBeNull();
    expect(await currentSession({ ...deps, idleMs: IDLE })).toBe("locked");
    await loginByPassword(deps, "U1", PASSWORD);
    expect(typeof (await currentSession({ ...deps, idleMs: IDLE }))).toBe("object");
    expect(await traces()).toEqual(["session.opened U1 password", "session.locked U1 password", "session.opened U1 password"]);
  });

  it("ends at the next command when its user is disabled", async () => {
    const { deps, store } = await bench();
    await loginByPassword(deps, "U1", PASSWORD);
    await store.users.change("U1", { disabledAt: "2026-11-25T08:00:00.000Z" });
    expect(await currentSession({ ...deps, idleMs: IDLE })).toBe("user_disabled");
  });

  it("is closed here without asking anybody when it did not come from Pro Santé Connect", async () => {
    const { deps, traces } = await bench();
    await loginByPassword(deps, "U1", PASSWORD);
    expect(await closeSession(deps, noPsc)).toEqual({ closed: true, pscClosed: null });
    expect(await closeSession(deps, noPsc)).toEqual({ closed: false, pscClosed: null });
    expect(await traces()).toEqual(["session.opened U1 password", "session.closed U1 password"]);
  });
});
