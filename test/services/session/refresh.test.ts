import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PscClient } from "../../../src/gateways/psc/port.js";
import { currentSession } from "../../../src/services/session/current.js";
import { closeSession, lockSession } from "../../../src/services/session/end.js";
import { loginByPsc } from "../../../src/services/session/login-psc.js";
import { freshTokens } from "../../../src/services/session/refresh.js";
import { MARCEAU, openPsc, type Psc } from "../../gateways/psc/support.js";
import { type SessionBench, sessionBench } from "./support.js";

let psc: Psc;
let client: PscClient;
beforeAll(async () => {
  psc = await openPsc();
  client = await psc.direct();
});
afterAll(() => psc.end());

const nobodyChooses = () => Promise.reject(new Error("there is one activity"));
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "accepted",
    (error: { code: string }) => error.code,
  );

async function loggedIn(): Promise<SessionBench> {
  const bench = sessionBench();
  await bench.store.users.add({ label: "Dr Paul MARCEAU", rpps: "99700000001", role: "medecin" });
  await loginByPsc(bench.deps, await psc.login(client), nobodyChooses);
  return bench;
}

describe("a session of Pro Santé Connect", () => {
  it("is linked by RPPS, then known by its subject, and traced (PSC.02; EX PSC 18, 19)", async () => {
    const { deps, store, traces } = await loggedIn();
    expect(await store.users.get("U1")).toMatchObject({ nationalId: MARCEAU, pscSubject: expect.stringContaining(MARCEAU) });
    await loginByPsc(deps, await psc.login(client), nobodyChooses);
    expect(await traces()).toEqual(["user.changed U1 psc", "session.opened U1 psc", "session.opened U1 psc"]);
  });

  it("several processes that need tokens at once each get their own: none is asked with a token that served", async () => {
    const { deps } = await loggedIn();
    const all = await Promise.all(Array.from({ length: 4 }, () => freshTokens(deps, async () => client)));
    const access = all.map(({ tokens }) => (tokens.transport === "direct" ? tokens.accessToken : ""));
    expect(new Set(access).size).toBe(4);
    expect(await code(freshTokens(deps, async () => client))).toBe("accepted");
    const kept = (await deps.sessions.read())?.psc?.tokens;
    expect(kept).toMatchObject({ transport: "direct", accessToken: "" });
  });

  it("that Pro Santé Connect has ended gives no token, once and for all; the local session goes on", async () => {
    const { deps } = await loggedIn();
    const session = await deps.sessions.read();
    if (session?.psc == null) throw new Error("no session");
    await client.logout(session.psc.tokens);
    expect(await code(freshTokens(deps, async () => client))).toMatch(/^psc\./);
    expect(await code(freshTokens(deps, async () => client))).toBe("session.psc_needed");
    expect(typeof (await currentSession({ ...deps, idleMs: 60_000 }))).toBe("object");
  });

  it("that is closed while its tokens are being renewed stays closed", async () => {
    const { deps } = await loggedIn();
    const slow: PscClient = {
      ...client,
      refresh: async (tokens) => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return client.refresh(tokens);
      },
    };
    const renewing = code(freshTokens(deps, async () => slow));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await closeSession(deps, async () => client);
    expect(await renewing).toBe("accepted");
    expect(await deps.sessions.read()).toBeNull();
  });

  it("locked, or opened in another way, gives none", async () => {
    const { deps } = await loggedIn();
    await lockSession(deps);
    expect(await code(freshTokens(deps, async () => client))).toBe("session.psc_needed");
    const other = sessionBench();
    expect(await code(freshTokens(other.deps, async () => client))).toBe("session.psc_needed");
  });

  it("is closed here even when Pro Santé Connect cannot be told", async () => {
    const { deps } = await loggedIn();
    expect(await closeSession(deps, () => Promise.reject(new Error("down")))).toEqual({ closed: true, pscClosed: false });
    expect(await deps.sessions.read()).toBeNull();
    const again = await loggedIn();
    expect(await closeSession(again.deps, async () => client)).toEqual({ closed: true, pscClosed: true });
  });

  it("of somebody whom the cabinet does not know, or no longer, opens nothing", async () => {
    const { deps, store, traces } = await loggedIn();
    await store.users.change("U1", { disabledAt: "2026-11-25T08:00:00.000Z" });
    await deps.sessions.remove();
    expect(await code(loginByPsc(deps, await psc.login(client), nobodyChooses))).toBe("session.professional_unknown");
    expect(await deps.sessions.read()).toBeNull();
    expect((await traces()).at(-1)).toBe("session.refused session.professional_unknown - none");
  });
});
