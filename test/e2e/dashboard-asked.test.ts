import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { several } from "./support/exchanges.js";
import { momPractice } from "./support/mom-practice.js";

describe("what segur dashboard is asked", () => {
  it("a page after a line that is not there is refused, not empty", async () => {
    const { tell, run } = await momPractice();
    await tell(several("dmp", 3, 1));
    const period = ["--period", "01/11/2026..30/11/2026"];
    for (const after of ["E99999", "foo", "", "T1"]) {
      const { code, stderr, stdout } = await run("dashboard", "--detail", "total", ...period, "--after", after, "--json");
      expect([code, stdout, JSON.parse(stderr).code], after).toEqual([2, "", "dashboard.after"]);
    }
    const page = await run("dashboard", "--detail", "total", ...period, "--after", "e2", "--json");
    expect(JSON.parse(page.stdout).items.map(({ id }: { id: string }) => id)).toEqual(["E1"]);
  });

  it("rules that are wrong are refused, and say where", async () => {
    const { home, run } = await momPractice();
    const file = join(home, "regles.json");
    const rules = { version: "1", date: "2026-02-31", source: "essai", types: null };
    writeFileSync(file, JSON.stringify(rules));
    const wrong = await run("dashboard", "--rules", file, "--json");
    expect([wrong.code, JSON.parse(wrong.stderr).code]).toEqual([2, "dashboard.rules"]);
    expect(JSON.parse(wrong.stderr).why).toContain("« date »");
    writeFileSync(file, JSON.stringify({ ...rules, date: "2026-02-28" }));
    expect((await run("dashboard", "--rules", file, "--json")).code).toBe(0);
  });
});
