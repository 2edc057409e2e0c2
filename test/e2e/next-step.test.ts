import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runSegur, temporaryHome } from "../support/cli.js";
import { runOnTty } from "../support/tty.js";

async function practice() {
  const home = temporaryHome();
  const run = (...words: string[]) => runSegur(words, { home, env: { TZ: "Europe/Paris" } });
  expect(await run("cabinet", "init", "essai", "--environment", "sandbox")).toMatchObject({ code: 0 });
  return { home, run };
}

describe("what is said leads somewhere", () => {
  it("a wrong RPPS names the option that was given; nothing to propose has a command", async () => {
    const { run } = await practice();
    const { code, stderr } = await run("mom", "check", "--rpps", "abc", "--json");
    expect({ code, error: JSON.parse(stderr) }).toMatchObject({ code: 2, error: { advice: "Par exemple : --rpps 99700000001" } });
    expect((await run("mom", "check")).stdout).toContain("segur doc add PATIENT FICHIER");
  });

  it("a form that the command has not is refused with those of every command that has its own", async () => {
    const { run } = await practice();
    expect(JSON.parse((await run("--json", "mom", "check", "--format", "toto")).stderr).why).toMatch(/junit.*html/);
    expect((await run("mom", "check", "--help")).stdout).toMatch(/--format.*\n?.*junit/);
    expect((await run("--help")).stdout).toMatch(/segur\s+help\s+formats/);
    const help = (await run("dashboard", "--help")).stdout;
    expect(help.match(/mss-patient, inbox, insi/g)).toHaveLength(1);
    expect((await run("outbox", "list", "--help")).stdout.match(/\bdone\b/g)).toHaveLength(1);
  });

  it("identities are told to be those of today, and a period to come to be one", async () => {
    const { run } = await practice();
    const notices = async (period: string) =>
      (JSON.parse((await run("dashboard", "--period", period, "--json")).stdout).notices as string[]).join(" ");
    expect(await notices("last-year")).toContain("celles d'aujourd'hui");
    expect(await notices("2999-01")).toMatch(/n'a pas commencé.*celles d'aujourd'hui/);
    expect(await notices("month")).not.toContain("celles d'aujourd'hui");
  });

  it("a line of the journal opens by the id that other lists give", async () => {
    const { run } = await practice();
    const all = JSON.parse((await run("journal", "list", "--json")).stdout).items as { id: string }[];
    const one = JSON.parse((await run("journal", "list", "--id", all[0]?.id ?? "", "--json")).stdout);
    expect(one.items).toEqual([all[0]]);
    expect((await run("journal", "list", "--id", "T99999")).stderr).toContain("n'est pas dans le journal");
    expect(await run("journal", "list", "--id", "x")).toMatchObject({ code: 2 });
    expect(JSON.parse((await run("journal", "list", "--id", "T1", "--user", "U1", "--json")).stderr)).toMatchObject({
      code: "journal.id_alone",
    });
  });

  it("a proof goes to a folder that is made, and its file is named in what compares it later", async () => {
    const { home, run } = await practice();
    const out = join(home, "preuve");
    const { code, stdout } = await run("mom", "report", "--out", out);
    expect(code).toBe(0);
    const [, file = ""] = /segur mom report --check (\S+)/.exec(stdout) ?? [];
    expect(file.startsWith(out)).toBe(true);
    expect(await run("mom", "report", "--check", file)).toMatchObject({ code: 0 });
  });

  it("a page of the manual on a screen says what draws it, and says nothing to a pipe", async () => {
    const { home, run } = await practice();
    expect((await runOnTty(["man", "mom"], { home, columns: 100 })).screen).toContain("segur man mom | man -l -");
    expect((await run("man", "mom")).stderr).toBe("");
  });
});
