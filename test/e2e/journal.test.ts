import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../src/store/open.js";
import { runSegur, temporaryHome } from "../support/cli.js";
import { keyOf } from "./support/ledger.js";

const CREATE =
  "patient create --birth-name EXEMPLE --first-given-name JEANNE --birth-date 12/03/1980 --sex F --birth-place 63220";

async function practice() {
  const home = temporaryHome();
  const run = (line: string, env: Readonly<Record<string, string>> = {}) =>
    runSegur(line.split(" "), { home, env: { TZ: "Europe/Paris", ...env } });
  expect(await run("cabinet init essai --environment sandbox")).toMatchObject({ code: 0 });
  expect(await run(CREATE)).toMatchObject({ code: 0 });
  return { run, store: join(home, "data", "cabinets", "essai", "cabinet.db"), home };
}

describe("segur journal", () => {
  it("tells the local time of the place, with its offset, in every form", async () => {
    const { run } = await practice();
    const listed = JSON.parse((await run("journal list --kind patient --json")).stdout);
    expect(listed.items).toHaveLength(1);
    expect(listed.items[0]).toMatchObject({ kind: "patient.created", user: "U1", rpps: "99700000001", patient: "P1" });
    expect(listed.items[0].at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0[12]:00$/);
    // Read from elsewhere, it is still the time of where it was written.
    const elsewhere = JSON.parse((await run("journal list --kind patient --json", { TZ: "Pacific/Auckland" })).stdout);
    expect(elsewhere.items[0].at).toBe(listed.items[0].at);
    const syslog = await run("journal export --format syslog");
    expect(syslog).toMatchObject({ code: 0 });
    expect(syslog.stdout).toContain(`<110>1 ${listed.items[0].at} `);
  });

  it("--format syslog is for the export only", async () => {
    const { run } = await practice();
    for (const line of ["journal list --format syslog", "patient search --all --format syslog"]) {
      const { code, stdout, stderr } = await run(line);
      expect({ line, code, stdout }).toEqual({ line, code: 2, stdout: "" });
      expect(JSON.parse(stderr)).toMatchObject({ schema: "segur.error/1", code: "usage.value_unknown" });
    }
    expect(await run("journal export --format syslog --fields at")).toMatchObject({ code: 2, stdout: "" });
  });

  it("verify is 0, then 1 once a byte was changed, and the head that was kept is found again", async () => {
    const { run, store, home } = await practice();
    const first = await run("journal verify --json");
    expect(first.code).toBe(0);
    const { head } = JSON.parse(first.stdout);
    const file = join(home, "journal.csv");
    expect(await run(`journal export --output ${file}`)).toMatchObject({ code: 0, stdout: "" });
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toContain("patient créé;P1");
    expect(await run(`journal verify --expect ${head}`)).toMatchObject({ code: 0 });
    const database = openDatabase(store, keyOf(store), { readOnly: false });
    database.exec("DROP TRIGGER traces_never_change; UPDATE traces SET patient_id = 2 WHERE id = 1");
    database.close();
    const { code, stdout } = await run("journal verify --json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, broken: { id: "T1", fault: "content" } });
    expect(await run("journal verify")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("Journal rompu à la ligne T1"),
    });
  });

  it("purge takes nothing without --yes when nobody can be asked", async () => {
    const { run, store } = await practice();
    expect(await run("config set journal.retention.identity 5ans")).toMatchObject({ code: 0 });
    expect(await run("config set journal.retention.identity 5jours")).toMatchObject({ code: 2 });
    expect(await run("journal purge --json")).toMatchObject({ code: 0, stdout: expect.stringContaining('"expired":0') });
    const rows = openDatabase(store, keyOf(store), { readOnly: true });
    expect(rows.prepare("SELECT count(*) AS n FROM traces").get()).toEqual({ n: 3 });
    rows.close();
  });
});
