import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run as runExport } from "../../../src/commands/journal/export.js";
import { run as runList } from "../../../src/commands/journal/list.js";
import { run as runPurge } from "../../../src/commands/journal/purge.js";
import { run as runVerify } from "../../../src/commands/journal/verify.js";
import type { Actor } from "../../../src/domain/ports.js";
import { ALL_KINDS } from "../../../src/services/journal/kinds.js";
import { openDatabase } from "../../../src/store/open.js";
import type { NewTrace } from "../../../src/store/traces.port.js";
import { runSteps } from "../../services/journal/steps.js";
import { type TestCabinet, testCabinet } from "../../services/support/cabinet.js";
import { trace } from "../../store/support.js";
import { TEST_KEY } from "../../support/key.js";
import { type TestContextOptions, testContext, typed } from "../support/context.js";

async function cabinet(): Promise<TestCabinet> {
  const made = await testCabinet({ zone: () => 60 });
  await runSteps(made);
  return made;
}

async function digests(made: TestCabinet): Promise<readonly string[]> {
  return (await made.journal.page({ limit: 99, order: "oldest" })).map(({ digest }) => digest);
}

describe("segur journal list", () => {
  test("shows who, when, what and on whom, the newest first", async () => {
    const { context, io } = await testContext({ cabinet: await cabinet(), tty: true, columns: 160 });
    await runList(context, typed([], { limit: "3" }));
    const rows = io
      .written()
      .split("\n")
      .filter((row) => row.includes("│ T"));
    expect(
      rows.map((row) =>
        row
          .split("│")
          .map((cell) => cell.trim())
          .slice(1, -1),
      ),
    ).toEqual([
      ["T4", "25/11/2026 19:02:14 +01:00", "U0", "connexion refusée", "", "", "password U3"],
      ["T3", "25/11/2026 19:02:13 +01:00", "U1", "statut d'identité", "P1", "", "provisoire → recuperee"],
      ["T2", "25/11/2026 19:02:12 +01:00", "U1", "réponse d'INSi", "P1", "00", "search.traits"],
    ]);
    expect(io.told()).toContain("--after T2");
  });

  test("gives everything that may be told to a machine, and says when it was cut", async () => {
    const made = await cabinet();
    const { context, io } = await testContext({ cabinet: made, format: "json" });
    await runList(context, typed([], { kind: "insi", limit: "1" }));
    const listing = JSON.parse(io.written());
    expect(listing).toMatchObject({ schema: "segur.journal.list/1", truncated: true, next: "T2" });
    expect(listing.items).toEqual([
      {
        id: "T2",
        at: "2026-11-25T19:02:12.000+01:00",
        user: "U1",
        label: "réponse d'INSi",
        patient: "P1",
        code: "00",
        details: { operation: "search.traits", automatic: true },
        seq: 2,
        kind: "insi.answered",
        rpps: "99700000001",
        authMode: "certificate",
        run: "R20261125-ABCD",
        service: "INSi",
        messageId: "m-1",
        digest: (await digests(made))[1],
      },
    ]);
  });

  const LOCAL: Actor = { userId: "U1", rpps: null, authMode: "password" };
  const PSC: Actor = { ...LOCAL, authMode: "psc" };
  const NOBODY: Actor = { userId: "-", rpps: null, authMode: "none" };
  const SHOWN: readonly (readonly [Partial<NewTrace>, screen: string, text: string])[] = [
    [{ kind: "session.opened", actor: LOCAL }, "password", "mode=password"],
    [
      { kind: "session.opened", actor: PSC, data: { transport: "direct", activity: "F010000001" } },
      "psc direct",
      "mode=psc transport=direct",
    ],
    [{ kind: "session.locked", actor: PSC }, "psc", "mode=psc"],
    [{ kind: "session.closed", actor: LOCAL }, "password", "mode=password"],
    [
      { kind: "session.refused", actor: NOBODY, code: "session.password_wrong", data: { user: "U3", mode: "password" } },
      "password U3",
      "mode=password user=U3",
    ],
    [
      { kind: "session.refused", actor: NOBODY, code: "x.y", data: { mode: "psc", rpps: "99700000005" } },
      "psc",
      "mode=psc rpps=99700000005",
    ],
    [
      {
        kind: "rights.refused",
        actor: LOCAL,
        code: "rights.missing",
        data: { right: "administer", command: "cabinet key --export" },
      },
      "administer cabinet key --export",
      "right=administer command=cabinet key --export",
    ],
    [
      {
        kind: "user.added",
        actor: LOCAL,
        data: { user: "U4", role: "secretaire", granted: ["insi.call"], revoked: [], password: true },
      },
      "U4 secretaire +insi.call",
      "user=U4 role=secretaire granted=insi.call revoked= password=true",
    ],
    [
      {
        kind: "user.changed",
        actor: LOCAL,
        data: { user: "U4", changed: ["granted", "revoked", "password"], granted: [], revoked: ["ins.see"] },
      },
      "U4 -ins.see password",
      "user=U4 granted= revoked=ins.see changed=granted,revoked,password",
    ],
    [
      { kind: "user.changed", actor: PSC, data: { change: "psc", linked: "first", acr: "eidas1", authMode: "MOBILE" } },
      "psc first",
      "change=psc linked=first acr=eidas1 authMode=mobile",
    ],
    [{ kind: "user.disabled", actor: LOCAL, data: { user: "U4", changed: ["disabledAt"] } }, "U4", "user=U4"],
    [{ kind: "cabinet.created", actor: LOCAL, data: { environment: "bas" } }, "bas", "environment=bas"],
    [
      { kind: "cabinet.key_exported", actor: LOCAL, data: { keyId: "0123456789abcdef0123456789abcdef" } },
      "",
      "keyId=0123456789abcdef0123456789abcdef",
    ],
  ];
  test.each(SHOWN)("%j is shown by what it says, on a screen and in a table", async (line, screen, text) => {
    const made = await testCabinet();
    await made.traces.append([trace(line)]);
    const onScreen = await testContext({ cabinet: made, tty: true, columns: 200 });
    await runList(onScreen.context, typed([]));
    const [row = ""] = onScreen.io
      .written()
      .split("\n")
      .filter((each) => each.includes("│ T1"));
    expect(row.split("│").at(-2)?.trim()).toBe(screen);
    const inTable = await testContext({ cabinet: made });
    await runList(inTable.context, typed([]));
    expect(inTable.io.written().trimEnd().split("\t")[6] ?? "").toBe(text);
  });

  test("names the kinds when one that is asked for does not exist, and does not repeat it", async () => {
    const { context } = await testContext({ cabinet: await cabinet() });
    const wrong = runList(context, typed([], { kind: ["sesion"] }));
    await expect(wrong).rejects.toMatchObject({ kind: "usage", code: "journal.kind", details: { known: ALL_KINDS } });
    await expect(wrong).rejects.toMatchObject({ why: expect.stringContaining("session.opened, session.refused") });
    await expect(wrong).rejects.not.toMatchObject({ message: expect.stringContaining("sesion") });
  });

  test.each(["0", "1001", "x", "1.5"])("refuses --limit %s", async (limit) => {
    const { context } = await testContext({ cabinet: await cabinet() });
    await expect(runList(context, typed([], { limit }))).rejects.toMatchObject({ kind: "usage", code: "journal.limit" });
  });
});

describe("segur journal verify", () => {
  test("is 0 and gives the head, or 1 and the first line that is wrong", async () => {
    const made = await cabinet();
    const good = await testContext({ cabinet: made, format: "json" });
    expect(await runVerify(good.context, typed([]))).toBe(0);
    const head = `4:${(await digests(made))[3]}`;
    expect(JSON.parse(good.io.written())).toEqual({
      schema: "segur.journal.verify/1",
      ok: true,
      lines: 4,
      purged: 0,
      head,
      broken: null,
      expected: null,
    });

    const database = openDatabase(made.path, TEST_KEY, { readOnly: false });
    database.exec("DROP TRIGGER traces_never_change; UPDATE traces SET user_id = 'U2' WHERE id = 3");
    database.close();
    const bad = await testContext({ cabinet: made, format: "json" });
    expect(await runVerify(bad.context, typed([], { expect: head }))).toBe(1);
    expect(JSON.parse(bad.io.written())).toMatchObject({ ok: false, lines: 2, broken: { id: "T3", seq: 3, fault: "content" } });
    const told = await testContext({ cabinet: made });
    expect(await runVerify(told.context, typed([]))).toBe(1);
    expect(told.io.written()).toContain("Journal rompu à la ligne T3 : elle ne dit plus ce qui a été écrit");
  });

  test("is 1 when the chain holds but does not go through the head that was kept", async () => {
    const made = await cabinet();
    const other = await testContext({ cabinet: made });
    expect(await runVerify(other.context, typed([], { expect: "f".repeat(64) }))).toBe(1);
    expect(other.io.written()).toContain("elle ne passe pas par la tête attendue");
    const same = await testContext({ cabinet: made });
    expect(await runVerify(same.context, typed([], { expect: (await digests(made))[1] }))).toBe(0);
    expect(same.io.written()).toContain("Il passe par la tête attendue.");
  });
});

describe("segur journal export", () => {
  async function exported(made: TestCabinet, format: NonNullable<TestContextOptions["format"]>, options = {}) {
    const { context, io } = await testContext({ cabinet: made, format });
    await runExport(context, typed([], options));
    return { out: io.written(), err: io.told(), host: context.machine.host };
  }

  test("CSV, exact to the byte, is what a table gives", async () => {
    const made = await cabinet();
    const all = await digests(made);
    const expected = [
      "Ligne;Date;Par;Action;Patient;Code;Détail;Place;Sorte;RPPS;Authentification;Lot;Téléservice;Message;Empreinte",
      `T1;2026-11-25T19:02:11.000+01:00;U1;appel INSi;P1;;operation=search.traits automatic=true;1;insi.intended;99700000001;certificate;R20261125-ABCD;INSi;m-1;${all[0]}`,
      `T2;2026-11-25T19:02:12.000+01:00;U1;réponse d'INSi;P1;00;operation=search.traits automatic=true;2;insi.answered;99700000001;certificate;R20261125-ABCD;INSi;m-1;${all[1]}`,
      `T3;2026-11-25T19:02:13.000+01:00;U1;statut d'identité;P1;;event=insiAccepted from=provisoire to=recuperee;3;identity.status;99700000001;certificate;R20261125-ABCD;;m-1;${all[2]}`,
      `T4;2026-11-25T19:02:14.000+01:00;U0;connexion refusée;;;mode=password user=U3;4;session.refused;;none;;;;${all[3]}`,
      "",
    ].join("\r\n");
    expect((await exported(made, "csv")).out).toBe(expected);
    // The export above is one more line; it is told, not given.
    const again = await exported(made, "table", { to: "2026-11-25T18:02:15Z" });
    expect(again.out).toBe(expected);
    expect(again.err).toMatch(/^4 lignes ; export noté au journal\. Tête, à garder ailleurs : 6:[0-9a-f]{64}\n$/);
  });

  test("NDJSON, exact to the byte", async () => {
    const made = await cabinet();
    const { out } = await exported(made, "ndjson", { user: "U0" });
    expect(out).toBe(
      `{"schema":"segur.journal.export/1","id":"T4","at":"2026-11-25T19:02:14.000+01:00","user":"U0","label":"connexion refusée","patient":null,"code":null,` +
        `"details":{"mode":"password","user":"U3"},"seq":4,"kind":"session.refused","rpps":null,"authMode":"none","run":null,"service":null,` +
        `"messageId":null,"digest":"${(await digests(made))[3]}"}\n`,
    );
  });

  test("syslog, exact to the byte, one message a line", async () => {
    const made = await cabinet();
    const all = await digests(made);
    const { out, host } = await exported(made, "syslog", { from: "2026-11-25T18:02:13Z" });
    expect(out).toBe(
      `<110>1 2026-11-25T19:02:13.000+01:00 ${host} segur - identity.status [journal@32473 seq="3" user="U1" rpps="99700000001" authMode="certificate" ` +
        `patient="P1" run="R20261125-ABCD" messageId="m-1" details="event=insiAccepted from=provisoire to=recuperee" digest="${all[2]}"] \ufeffstatut d'identité\n` +
        `<108>1 2026-11-25T19:02:14.000+01:00 ${host} segur - session.refused [journal@32473 seq="4" user="U0" authMode="none" ` +
        `details="mode=password user=U3" digest="${all[3]}"] \ufeffconnexion refusée\n`,
    );
  });

  test("JSON holds the head, and every export is one line of the journal", async () => {
    const made = await cabinet();
    const { out } = await exported(made, "json", { rpps: "99700000001" });
    const { items, head } = JSON.parse(out);
    expect(items).toHaveLength(3);
    expect(head).toBe(`5:${(await digests(made))[4]}`);
    const [told] = await made.journal.page({ limit: 1, order: "newest" });
    expect(told).toMatchObject({ kind: "journal.exported", data: { format: "json", lines: 3, rpps: "99700000001" } });
  });

  test("a file is its owner's only, and one that cannot be written leaves what was there and tells no export", async () => {
    const made = await cabinet();
    const { context, folder } = await testContext({ cabinet: made, format: "csv" });
    const path = join(folder, "journal.csv");
    await runExport(context, typed([], { output: path }));
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8").split("\r\n")).toHaveLength(6);
    const missing = join(folder, "absent", "journal.csv");
    await expect(runExport(context, typed([], { output: missing }))).rejects.toMatchObject({ kind: "storage" });
    expect(existsSync(missing)).toBe(false);
    expect((await made.journal.head()).seq).toBe(5);
    writeFileSync(path, "avant");
    await expect(runExport(context, typed([], { output: path, from: "hier" }))).rejects.toMatchObject({ code: "journal.date" });
    expect(readFileSync(path, "utf8")).toBe("avant");
  });
});

describe("segur journal purge", () => {
  async function old(): Promise<TestCabinet> {
    // The day after the steps of that cabinet.
    const clock = { now: () => new Date("2026-11-26T19:00:00.000Z"), sleep: async () => {} };
    const made = { ...(await cabinet()), clock };
    await made.traces.append([trace({ kind: "session.opened", at: "2001-01-01T00:00:00.000Z" })]);
    return made;
  }

  test("--dry-run says what would go and takes nothing", async () => {
    const made = await old();
    const { context, io } = await testContext({ cabinet: made, format: "json" });
    await runPurge(context, typed([], { dryRun: true }));
    const told = JSON.parse(io.written());
    expect(told).toMatchObject({ schema: "segur.journal.purge/1", dryRun: true, expired: 1, removed: 0 });
    expect(told.classes.find(({ id }: { id: string }) => id === "session")).toMatchObject({ retention: "36 mois", lines: 1 });
    expect((await made.journal.head()).seq).toBe(5);
  });

  test("asks, and names --yes when nobody can answer", async () => {
    const made = await old();
    const nobody = await testContext({ cabinet: made });
    await expect(runPurge(nobody.context, typed([]))).rejects.toMatchObject({ kind: "usage" });
    const no = await testContext({ cabinet: made, answers: { "--yes": false } });
    await expect(runPurge(no.context, typed([]))).rejects.toMatchObject({ kind: "interrupted" });
    expect((await made.journal.head()).seq).toBe(5);
    const yes = await testContext({ cabinet: made, answers: { "--yes": true } });
    await runPurge(yes.context, typed([]));
    expect(yes.io.written()).toContain("1 ligne retirée, la chaîne tient.");
    expect(await made.journal.verify()).toMatchObject({ purged: 1, lines: 5, broken: null });
  });

  test("with nothing to take asks nothing and writes nothing", async () => {
    const made = await cabinet();
    const { context, io, asked } = await testContext({ cabinet: made, answers: {} });
    await runPurge(context, typed([]));
    expect(asked).toEqual([]);
    expect(io.written()).toContain("Rien à purger");
    expect((await made.journal.head()).seq).toBe(4);
  });
});
