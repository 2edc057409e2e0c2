import { describe, expect, it } from "vitest";
import { runSegur, temporaryHome } from "../support/cli.js";
import { runOnTty } from "../support/tty.js";

const SEED = "11";

describe("segur demo", () => {
  it("qualifies an imaginary practice as the truth of its population says, and leaves its cabinet", {
    timeout: 60_000,
  }, async () => {
    const home = temporaryHome();
    const demo = await runSegur(["demo", "--seed", SEED, "--count", "150", "--json"], { home, timeoutMs: 50_000 });
    expect(demo.code, demo.stderr).toBe(0);
    const told = JSON.parse(demo.stdout);
    expect(told).toMatchObject({ schema: "segur.demo/1", id: "demo", errors: 0 });

    const truth = await runSegur(["sandbox", "people", "--seed", SEED, "--count", "150", "--truth", "--format", "ndjson"], {
      home,
    });
    const lines = truth.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const ask = lines.filter((line) => line.flaw !== "matricule_key" && line.flaw !== "sex_missing");
    expect(told.imported).toBe(ask.length);
    // The plan ends with none, and no other name of the file finds the person.
    const none = ask.filter((line) => line.lastCode === "01" && line.recoverableBy === null);
    expect(told.notFound).toBe(none.length);
    expect(told.several).toBe(ask.filter((line) => line.lastCode === "02").length);
    expect(told.qualified + told.recovered + told.review).toBe(told.imported - told.notFound - told.several);
    expect(told.qualified).toBeGreaterThan(0);

    const status = await runSegur(["ins", "status", "--json", "--cabinet", "demo"], { home });
    expect(JSON.parse(status.stdout)).toMatchObject({ byStatus: { qualifiee: told.qualified, recuperee: told.recovered } });
    expect((await runSegur(["sandbox", "status"], { home })).code).toBe(5);
  });

  it("never touches a cabinet that exists: the next demonstration takes the next name", { timeout: 60_000 }, async () => {
    const home = temporaryHome();
    await runSegur(["cabinet", "init", "demo", "--environment", "production", "--password-file", "-"], {
      home,
      input: "quatre mots pour entrer",
    });
    const demo = await runSegur(["demo", "--count", "20", "--json"], { home, timeoutMs: 50_000 });
    expect(JSON.parse(demo.stdout)).toMatchObject({ id: "demo-2", imported: 20 });
    const kept = await runSegur(["patient", "search", "--all", "--json"], { home });
    expect(JSON.parse(kept.stdout)).toMatchObject({ items: [] });
  });

  it("shows a person each command, and how to go on", { timeout: 60_000 }, async () => {
    const home = temporaryHome();
    const { code, screen } = await runOnTty(["demo", "--count", "40"], { home, columns: 120 });
    expect(code).toBe(0);
    for (const command of ["segur patient import", "segur ins check", "segur ins qualify", "segur ins review"]) {
      expect(screen).toContain(command);
    }
    expect(screen).toContain("Pour continuer :");
  });
});
