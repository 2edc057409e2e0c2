import { describe, expect, it } from "vitest";
import { SegurError } from "../../../src/domain/errors.js";
import type { ProbeResult } from "../../../src/gateways/probe.port.js";
import { daysLeft } from "../../../src/services/doctor/certificate.js";
import { type CheckLine, examine, ok } from "../../../src/services/doctor/check.js";
import { clockLine, connectionLine } from "../../../src/services/doctor/connection.js";
import { diskCheck, nodeCheck } from "../../../src/services/doctor/machine.js";
import { keyPlaceLine, sessionLine } from "../../../src/services/doctor/session.js";
import { backupLine, cabinetKeyLine, storeLine } from "../../../src/services/doctor/store.js";
import type { CheckReport } from "../../../src/store/keeper.port.js";

const NOW = new Date("2026-11-25T12:00:00.000Z");
const DAY = 86_400_000;
const REACHED: ProbeResult = {
  ms: { dns: 0.4, tcp: 1.2, tls: 7.9, http: 3 },
  protocol: "TLSv1.3",
  serverNotAfter: null,
  status: 405,
  time: { theirs: NOW, ours: NOW },
  failed: null,
};

async function all(...checks: Parameters<typeof examine>[0]): Promise<CheckLine[]> {
  const lines: CheckLine[] = [];
  for await (const line of examine(checks)) lines.push(line);
  return lines;
}

describe("lines of segur doctor", () => {
  it("one check that fails is a line that says why and what to do; the others go on, in order", async () => {
    const broken = {
      id: "b",
      label: "B",
      look: async () => {
        throw new SegurError({
          kind: "config",
          code: "x",
          message: "Rien ne va.",
          why: "C'est ainsi.",
          advice: "segur config list",
        });
      },
    };
    const slow = {
      id: "a",
      label: "A",
      look: () => new Promise<ReturnType<typeof ok>>((done) => setTimeout(() => done(ok("lent")), 20)),
    };
    expect(await all(slow, broken, { id: "c", label: "C", look: async () => ok("vu") })).toEqual([
      { id: "a", label: "A", state: "ok", measure: "lent", advice: null },
      { id: "b", label: "B", state: "bad", measure: "Rien ne va. C'est ainsi.", advice: "segur config list" },
      { id: "c", label: "C", state: "ok", measure: "vu", advice: null },
    ]);
  });

  it("a defect of ours is no line", async () => {
    await expect(all({ id: "a", label: "A", look: () => Promise.reject(new TypeError("x")) })).rejects.toThrow(TypeError);
  });

  it.each([
    ["20.19.0", "ok"],
    ["20.18.3", "bad"],
    ["22.1.0", "ok"],
    ["18.20.0", "bad"],
  ])("Node %s: %s", async (version, state) => {
    expect((await all(nodeCheck(version)))[0]?.state).toBe(state);
  });

  it.each([
    [5_000, "ok"],
    [900, "warn"],
    [10, "bad"],
    [null, "skip"],
  ])("%s MiB free: %s", async (mib, state) => {
    const free = async () => (mib === null ? null : mib * 1_048_576);
    expect((await all(diskCheck("/data", free)))[0]?.state).toBe(state);
  });

  it.each([
    [-1, "bad", "périmé depuis 1 jours"],
    [12, "warn", "12 jours restants"],
    [30, "ok", "30 jours restants"],
  ])("a certificate that ends in %i days: %s", (days, state, measure) => {
    expect(daysLeft(new Date(NOW.getTime() + days * DAY), NOW, "renouveler")).toMatchObject({ state, measure });
  });

  it("a connection tells each step, and where it stopped", () => {
    expect(connectionLine(REACHED)).toMatchObject({
      state: "ok",
      measure: "nom 0 ms, connexion 1 ms, TLSv1.3 8 ms, répond en 3 ms",
    });
    const failed = { step: "tls", reason: "tls_client_refused", detail: "ALERT" } as const;
    const line = connectionLine({ ...REACHED, ms: { dns: 1, tcp: 1 }, failed });
    expect(line.state).toBe("bad");
    expect(line.measure).toBe("nom 1 ms, connexion 1 ms, TLS : le service refuse notre certificat (ALERT)");
    expect(line.advice).toContain("certificat du cabinet");
  });

  it.each([
    [0, "ok", "à l'heure"],
    [29, "ok", "29 s d'avance"],
    [-31, "warn", "31 s de retard"],
    [400, "bad", "400 s d'avance"],
  ])("our clock %i s from theirs: %s", (seconds, state, measure) => {
    const ours = new Date(NOW.getTime() + seconds * 1_000);
    expect(clockLine({ ...REACHED, time: { theirs: NOW, ours } })).toMatchObject({ state, measure });
    expect(clockLine({ ...REACHED, time: null }).state).toBe("skip");
  });

  it("the store, its key and its backups", () => {
    const report = {
      ok: true,
      format: 1,
      meta: null,
      counts: null,
      findings: [{ name: "names", ok: true, problem: null }],
    } as const;
    expect(storeLine(report as unknown as CheckReport)).toMatchObject({ state: "ok" });
    const broken = { ...report, ok: false, findings: [{ name: "names", ok: false, problem: "Trois patients manquent." }] };
    expect(storeLine(broken as unknown as CheckReport)).toMatchObject({ state: "bad", measure: "Trois patients manquent." });
    const ledger = { name: "exchanges", ok: false, problem: "2 écarts." };
    const only = { ...report, ok: false, findings: [...report.findings, ledger] };
    expect(storeLine(only as unknown as CheckReport)).toMatchObject({ state: "bad", advice: "segur cabinet check --rebuild" });
    const both = { ...broken, findings: [...broken.findings, ledger] };
    expect(storeLine(both as unknown as CheckReport).advice).toContain("segur cabinet restore FICHIER");
    expect(storeLine(null)).toMatchObject({ state: "skip", advice: "segur cabinet check" });
    expect(cabinetKeyLine(null).state).toBe("bad");
    expect(cabinetKeyLine({ place: "file", path: "/k" }).state).toBe("warn");
    expect(cabinetKeyLine({ place: "keyring", path: null }).state).toBe("ok");
    expect(cabinetKeyLine({ place: "variable", path: "/v" })).toMatchObject({
      state: "ok",
      measure: expect.stringContaining("/v"),
    });
    expect(backupLine(null, NOW, true).state).toBe("skip");
    expect(backupLine(null, NOW, false).state).toBe("warn");
    expect(backupLine(new Date(NOW.getTime() - 8 * DAY), NOW, false)).toMatchObject({ state: "warn", measure: "il y a 8 jours" });
    expect(backupLine(NOW, NOW, false)).toMatchObject({ state: "ok", measure: "aujourd'hui" });
  });

  it("nobody logged in and a key in a file are warnings", () => {
    for (const why of ["none", "idle", "expired", "locked", "user_disabled"] as const) {
      expect(sessionLine(why, NOW)).toMatchObject({ state: "warn", advice: "segur login" });
    }
    expect(keyPlaceLine("file", "/k/session.key")).toMatchObject({ state: "warn", measure: "fichier /k/session.key" });
    expect(keyPlaceLine("keyring", null).state).toBe("ok");
    expect(keyPlaceLine(null, null).state).toBe("skip");
  });
});
