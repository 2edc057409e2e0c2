import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { exitOf, type RunResult, runSegur, startSegur, temporaryHome } from "../support/cli.js";

const PASSPHRASE = "correct cheval pile agrafe";

interface Practice {
  readonly home: string;
  segur(...args: readonly string[]): Promise<RunResult>;
}

/** A sandbox cabinet with its demonstration doctor, and patients whose names begin with CANARI. */
async function practice(patients: number): Promise<Practice> {
  const home = temporaryHome();
  const segur = (...args: readonly string[]) => runSegur(args, { home, timeoutMs: 60_000 });
  expect((await segur("cabinet", "init", "essai", "--environment", "sandbox")).code).toBe(0);
  const lines = Array.from({ length: patients }, (_, index) => `N-${index};CANARI${letters(index)};ZOE;31/12/1975;F;63220`);
  writeFileSync(
    join(home, "p.csv"),
    ["dossier;nom_naissance;premier_prenom;date_naissance;sexe;lieu_naissance", ...lines].join("\n"),
  );
  const imported = await segur("patient", "import", "p.csv");
  expect(imported.code, imported.stderr).toBe(0);
  writeFileSync(join(home, "note.txt"), "Consultation du jour, canari.\n");
  expect((await segur("doc", "add", "P1", "note.txt", "--type", "consultation")).code).toBe(0);
  writeFileSync(join(home, "phrase.txt"), `${PASSPHRASE}\n`);
  return { home, segur };
}

function letters(index: number): string {
  return [...String(index)].map((digit) => "ABCDEFGHIJ"[Number(digit)]).join("");
}

const codeIn = ({ stderr }: RunResult) => /Code : ([\w.]+)/.exec(stderr)?.[1] ?? null;
const parts = (home: string) => readdirSync(home).filter((name) => name.endsWith(".part"));

describe("segur export", () => {
  it("goes encrypted from one cabinet to another, and says what it did to people and to scripts", {
    timeout: 180_000,
  }, async () => {
    const { home, segur } = await practice(3);
    const dry = JSON.parse((await segur("export", "all", "--dry-run", "--json")).stdout);
    expect(dry).toMatchObject({ schema: "segur.export.all/1", dryRun: true, counts: { patients: 3, documents: 1 } });
    const written = await segur("export", "all", "--out", "a.zip.age", "--passphrase-file", "phrase.txt", "--json");
    expect(written.code, written.stderr).toBe(0);
    const told = JSON.parse(written.stdout);
    expect(told).toMatchObject({ encrypted: true, counts: { patients: 3, documents: 1 } });
    expect(statSync(join(home, "a.zip.age")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(home, "a.zip.age")).toString("latin1")).not.toMatch(/CANARI|canari/);
    const check = await segur("export", "check", "a.zip.age", "--passphrase-file", "phrase.txt", "--json");
    expect(JSON.parse(check.stdout)).toMatchObject({ id: told.manifestSha256, patients: 3, scope: { kind: "all" } });
    expect((await segur("journal", "list", "--kind", "export", "--json")).stdout).toContain(told.manifestSha256);

    expect((await segur("cabinet", "init", "neuf", "--environment", "sandbox")).code).toBe(0);
    const bring = ["import", "a.zip.age", "--passphrase-file", "phrase.txt", "--cabinet", "neuf", "--json"];
    expect(JSON.parse((await segur(...bring, "--dry-run")).stdout)).toMatchObject({ dryRun: true, outcomes: { created: 3 } });
    const first = await segur(...bring);
    expect(first.code, first.stderr).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      schema: "segur.import/1",
      outcomes: { created: 3 },
      documents: 1,
      notTaken: 0,
    });
    expect(JSON.parse((await segur(...bring)).stdout)).toMatchObject({ outcomes: { created: 0, known: 3 }, documents: 0 });
    expect((await segur("doc", "show", "D1", "--cabinet", "neuf")).stdout).toContain("canari");
    const own = await segur("import", "a.zip.age", "--passphrase-file", "phrase.txt");
    expect([own.code, codeIn(own)]).toEqual([6, "export.same_cabinet"]);
    for (const { stderr } of [written, check, first, own]) expect(stderr).not.toMatch(/CANARI|cheval/);
  });

  it("in clear twice, gives the same bytes, for its owner alone", { timeout: 180_000 }, async () => {
    const { home, segur } = await practice(2);
    for (const name of ["a.zip", "b.zip"]) {
      const result = await segur("export", "patient", "N-0", "--out", name, "--plain", "--yes");
      expect(result.code, result.stderr).toBe(0);
    }
    expect(readFileSync(join(home, "a.zip")).equals(readFileSync(join(home, "b.zip")))).toBe(true);
    expect(statSync(join(home, "a.zip")).mode & 0o777).toBe(0o600);
    const cohort = await segur("export", "cohort", "--rpps", "99700000001", "--out", "c.zip", "--plain", "--yes", "--json");
    expect(JSON.parse(cohort.stdout)).toMatchObject({ schema: "segur.export.cohort/1", counts: { patients: 2, documents: 1 } });
  });

  it("refuses what it must, naming the flag to give, and writes nothing", { timeout: 180_000 }, async () => {
    const { home, segur } = await practice(1);
    writeFileSync(join(home, "there.zip"), "mine");
    writeFileSync(join(home, "weak.txt"), "court\n");
    const cases: readonly (readonly [readonly string[], number, string])[] = [
      [["export", "all"], 2, "export.out_needed"],
      [["export", "all", "--out", "x.zip.age"], 2, "prompt.impossible"],
      [["export", "all", "--out", "x.zip", "--passphrase-file", "phrase.txt"], 2, "export.name_plain"],
      [["export", "all", "--out", "x.zip.age", "--plain", "--yes"], 2, "export.name_sealed"],
      [["export", "all", "--out", "x.zip", "--plain"], 2, "prompt.impossible"],
      [["export", "all", "--out", "x.zip", "--plain", "--passphrase-file", "phrase.txt"], 2, "export.passphrase_and_plain"],
      [["export", "all", "--out", "x.zip.age", "--passphrase-file", "weak.txt"], 2, "export.passphrase_short"],
      [["export", "all", "--out", "there.zip", "--plain", "--yes"], 2, "output.file_exists"],
      [["export", "all", "--out", "no/x.zip", "--plain", "--yes"], 2, "output.file_unwritable"],
      [["export", "cohort", "--out", "x.zip", "--plain", "--yes"], 2, "export.cohort_needed"],
      [["export", "patient", "P9", "--out", "x.zip", "--plain", "--yes"], 1, "patient.not_found"],
      [["export", "check", "p.csv"], 2, "export.not_export"],
      [["import", "p.csv"], 2, "export.not_export"],
    ];
    for (const [args, code, stable] of cases) {
      const result = await segur(...args);
      expect([args.join(" "), result.code, codeIn(result)]).toEqual([args.join(" "), code, stable]);
    }
    expect(readFileSync(join(home, "there.zip"), "utf8")).toBe("mine");
    expect(readdirSync(home).filter((name) => /^x\.|\.part$|\.tmp$/.test(name))).toEqual([]);
    expect((await segur("export", "all", "--out", "there.zip", "--plain", "--yes", "--force")).code).toBe(0);
    expect((await segur("export", "check", "there.zip")).code).toBe(0);
  });

  it("tells a wrong passphrase and a file that was cut apart, and imports nothing of them", { timeout: 180_000 }, async () => {
    const { home, segur } = await practice(2);
    expect((await segur("export", "all", "--out", "a.age", "--passphrase-file", "phrase.txt")).code).toBe(0);
    writeFileSync(join(home, "other.txt"), "une autre phrase secrète\n");
    const whole = readFileSync(join(home, "a.age"));
    writeFileSync(join(home, "cut.age"), whole.subarray(0, whole.length - 20));
    expect((await segur("cabinet", "init", "neuf", "--environment", "sandbox")).code).toBe(0);
    const wrong = await segur("import", "a.age", "--passphrase-file", "other.txt", "--cabinet", "neuf");
    expect([wrong.code, codeIn(wrong)]).toEqual([2, "export.passphrase_wrong"]);
    const cut = await segur("import", "cut.age", "--passphrase-file", "phrase.txt", "--cabinet", "neuf");
    expect([cut.code, codeIn(cut)]).toEqual([2, "export.altered"]);
    const found = await segur("export", "check", "cut.age", "--passphrase-file", "phrase.txt", "--json");
    expect([found.code, JSON.parse(found.stdout)]).toMatchObject([1, { intact: false, fault: { code: "export.altered" } }]);
    const none = await segur("export", "check", "p.csv");
    expect([none.code, codeIn(none)]).toEqual([2, "export.not_export"]);
    expect(JSON.parse((await segur("patient", "search", "--all", "--cabinet", "neuf", "--json")).stdout).items).toEqual([]);
  });

  it("killed, leaves nothing under its name, and the next one takes its draft away; interrupted, leaves nothing at all", {
    timeout: 180_000,
  }, async () => {
    const { home } = await practice(1_500);
    const command = ["export", "all", "--out", "a.zip", "--plain", "--yes"];
    const begun = async (signal: "SIGKILL" | "SIGINT") => {
      const child = startSegur(command, { home });
      child.stdout?.resume();
      child.stderr?.resume();
      // The draft is begun: what comes is the writing itself.
      while (!parts(home).some((name) => name.includes(`.${child.pid}.`))) {
        if (child.exitCode !== null) throw new Error("it ended before it could be stopped");
        await pause(5);
      }
      child.kill(signal);
      return exitOf(child);
    };
    expect(await begun("SIGKILL")).toBe(null);
    expect(existsSync(join(home, "a.zip"))).toBe(false);
    expect(parts(home)).toHaveLength(1);
    expect(statSync(join(home, parts(home)[0] ?? "")).mode & 0o777).toBe(0o600);
    expect(await begun("SIGINT")).toBe(130);
    expect(existsSync(join(home, "a.zip"))).toBe(false);
    expect(parts(home)).toEqual([]);
    // Under another name too.
    expect(await begun("SIGKILL")).toBe(null);
    const other = ["export", "patient", "P1", "--out", "autre.zip", "--plain", "--yes"];
    expect((await runSegur(other, { home, timeoutMs: 60_000 })).code).toBe(0);
    expect(parts(home)).toEqual([]);
    const last = await runSegur(command, { home, timeoutMs: 60_000 });
    expect(last.code, last.stderr).toBe(0);
    const check = await runSegur(["export", "check", "a.zip", "--json"], { home, timeoutMs: 60_000 });
    expect(JSON.parse(check.stdout)).toMatchObject({ patients: 1_500 });
    expect(parts(home)).toEqual([]);
  });
});

describe("segur import", () => {
  it("killed at several moments, ends with every patient once", { timeout: 180_000 }, async () => {
    const { home, segur } = await practice(300);
    expect((await segur("export", "all", "--out", "a.zip", "--plain", "--yes")).code).toBe(0);
    expect((await segur("cabinet", "init", "neuf", "--environment", "sandbox")).code).toBe(0);
    const command = ["import", "a.zip", "--cabinet", "neuf", "--format", "ndjson"];
    for (const lines of [1, 40, 90]) {
      const child = startSegur(command, { home });
      child.stderr?.resume();
      let told = 0;
      await new Promise<void>((resolve) => {
        child.stdout?.on("data", (chunk: Buffer) => {
          told += chunk.toString("utf8").split("\n").length - 1;
          if (told < lines) return;
          child.kill("SIGKILL");
          resolve();
        });
        child.once("exit", () => resolve());
      });
      await exitOf(child);
    }
    expect((await segur("todo", "--cabinet", "neuf", "--json")).stdout).toContain("imports.unfinished");
    const last = await segur("import", "a.zip", "--cabinet", "neuf", "--json");
    expect(last.code, last.stderr).toBe(0);
    const { outcomes } = JSON.parse(last.stdout);
    expect(outcomes.created + outcomes.completed + outcomes.known).toBe(300);
    expect((await segur("todo", "--cabinet", "neuf", "--json")).stdout).not.toContain("imports.unfinished");
    const again = JSON.parse((await segur("import", "a.zip", "--cabinet", "neuf", "--json")).stdout);
    expect(again.outcomes).toMatchObject({ created: 0, completed: 0, known: 300 });
    expect((await segur("cabinet", "info", "--cabinet", "neuf", "--json")).stdout).toMatch(/"patients":\s*300\b/);
  });

  it("started twice at once, makes every patient once: one of the two is refused", { timeout: 180_000 }, async () => {
    const { segur } = await practice(300);
    expect((await segur("export", "all", "--out", "a.zip", "--plain", "--yes")).code).toBe(0);
    expect((await segur("cabinet", "init", "neuf", "--environment", "sandbox")).code).toBe(0);
    const both = await Promise.all([1, 2].map(() => segur("import", "a.zip", "--cabinet", "neuf")));
    for (const each of both) if (each.code !== 0) expect([each.code, codeIn(each)]).toEqual([2, "export.import_running"]);
    expect(both.some(({ code }) => code === 0)).toBe(true);
    expect((await segur("cabinet", "info", "--cabinet", "neuf", "--json")).stdout).toMatch(/"patients":\s*300\b/);
  });
});
