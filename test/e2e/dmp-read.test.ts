import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitOf, startSegur } from "../support/cli.js";
import { startOnTty } from "../support/tty.js";
import { openPractice, type Practice } from "./support/practice.js";

const MATRICULE = "277093867564852";
const TOME = [
  "--birth-name",
  "TOME",
  "--first-given-name",
  "ZARAH",
  "--birth-date",
  "09/09/1977",
  "--sex",
  "F",
  "--birth-place",
  "38675",
];
/** Whose DMP the caller may not read yet. */
const CURIE = [
  "--birth-name",
  "CURIE",
  "--first-given-name",
  "MARIE",
  "--birth-date",
  "04/07/1934",
  "--sex",
  "F",
  "--birth-place",
  "63220",
];

async function ok(practice: Practice, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await practice.segur(args);
  expect(code, `${args.join(" ")}: ${stderr}`).toBe(0);
  return stdout;
}

/** P1, qualified by the real path: INSi, then a proof of identity. */
async function qualified(): Promise<Practice> {
  const practice = await openPractice();
  await ok(practice, "patient", "create", ...TOME);
  await ok(practice, "ins", "qualify", "P1");
  await ok(practice, "ins", "proof", "P1", "--type", "CN", "--date", new Date().toISOString().slice(0, 10));
  return practice;
}

interface Line {
  readonly id: string;
  readonly title: string;
  readonly availability: string;
  readonly hiddenFrom: readonly string[];
  readonly local: unknown;
}

async function list(practice: Practice, ...more: readonly string[]): Promise<{ items: Line[]; [key: string]: unknown }> {
  return JSON.parse(await ok(practice, "dmp", "list", "P1", "--json", ...more));
}

describe("segur dmp, reading", { timeout: 60_000 }, () => {
  it("lists by category, files, tells what is there, and shows other states on demand", async () => {
    const practice = await qualified();
    expect(JSON.parse(await ok(practice, "dmp", "status", "P1", "--json"))).toMatchObject({
      schema: "segur.dmp.status/1",
      id: "P1",
      state: "open",
      authorization: "valid",
      divergences: [],
    });
    const first = await list(practice);
    expect(first).toMatchObject({ schema: "segur.dmp.list/1", patientId: "P1", sync: { way: "whole" }, truncated: false });
    const counted = (first.categories as { count: number }[]).reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBe(first.items.length);
    expect(new Set(first.items.map(({ availability }) => availability))).toEqual(new Set(["approved"]));
    // Nothing that identifies the patient is in a list.
    expect(JSON.stringify(first)).not.toMatch(new RegExp(`TOME|ZARAH|${MATRICULE}`));

    const [one, two] = first.items.map(({ id }) => id);
    const pulled = JSON.parse(await ok(practice, "dmp", "pull", String(one), String(two), "--json"));
    expect(pulled.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["filed", "filed"]);
    const second = await list(practice);
    expect(second).toMatchObject({ sync: { way: "cache" } });
    expect(second.items[0]).toMatchObject({ id: one, local: { state: "filed", document: "D1" } });

    const all = await list(practice, "--status", "tous");
    expect(new Set(all.items.map(({ availability }) => availability))).toEqual(new Set(["approved", "archived", "deprecated"]));
    expect(await list(practice, "--type", "bio", "--text", "examens")).toMatchObject({
      items: [{ title: expect.stringMatching(/biolog/i) }],
    });
    // Categories say what there is to filter: they are counted before any filter.
    expect((await list(practice, "--category", "10", "--text", "examens")).categories).toEqual(first.categories);
    expect((await practice.segur(["dmp", "list", "P1", "--category", "imajerie"])).code).toBe(2);
    const shown = await ok(practice, "dmp", "show", String(one));
    expect(shown).toContain("déjà dans le dossier (D1)");
    expect(shown).not.toContain(MATRICULE);
  });

  it("shows the text of a PDF, gives the PDF and the page, and says which command does", async () => {
    const practice = await qualified();
    const { items } = await list(practice);
    const id = items.find(({ title }) => title.startsWith("Lettre de liaison"))?.id ?? "";
    const shown = await ok(practice, "dmp", "show", id);
    expect(shown).toContain("Texte extrait du PDF");
    expect(shown).toContain(`segur dmp show ${id} --pdf FICHIER`);
    expect(shown).not.toContain("doc show");
    expect(shown.replaceAll(/\s/g, "")).not.toContain(MATRICULE);
    const { text } = JSON.parse(await ok(practice, "dmp", "show", id, "--json"));
    expect(text).toContain("Texte extrait du PDF");

    const file = join(practice.home, "lettre.pdf");
    expect(await ok(practice, "dmp", "show", id, "--pdf", file)).toContain(`${id} écrit dans ${file}`);
    expect(readFileSync(file).subarray(0, 5).toString()).toBe("%PDF-");
    expect(await ok(practice, "dmp", "show", id, "--pdf", "-")).toMatch(/^%PDF-/);
    expect((await practice.segur(["dmp", "show", id, "--pdf", file])).code).toBe(2);
    const traces = JSON.parse(await ok(practice, "journal", "list", "--kind", "document.exported", "--json")).items;
    expect(traces).toHaveLength(2);

    const child = startSegur(["dmp", "show", id, "--open"], { home: practice.home });
    let said = "";
    child.stdout?.setEncoding("utf8").on("data", (part: string) => {
      said += part;
    });
    await expect.poll(() => said, { timeout: 20_000 }).toMatch(/\.html/);
    expect(readFileSync(/(\/\S+\.html)/.exec(said)?.[1] ?? "", "utf8")).toContain("application/pdf");
    child.kill("SIGINT");
    await exitOf(child);
  });

  it("sets aside what was altered, with exit 1 for one and 3 for some, and never says whose it is", async () => {
    const practice = await qualified();
    const { items } = await list(practice);
    const [one, two, three] = items.map(({ id }) => id) as [string, string, string];
    await ok(practice, "dmp", "pull", three);
    await practice.sandbox.control.addDmpFault({ kind: "hash" });
    const alone = await practice.segur(["dmp", "pull", one, "--json"]);
    expect([alone.code, JSON.parse(alone.stdout).items[0]]).toMatchObject([
      1,
      { outcome: "quarantined", code: "hash_mismatch", quarantine: "Q1" },
    ]);
    const some = await practice.segur(["dmp", "pull", three, two]);
    expect([some.code, some.stderr]).toEqual([3, expect.stringContaining("1 document n'est pas dans le dossier, sur 2")]);
    expect((await practice.segur(["dmp", "show", one])).code).toBe(1);
    const told = await ok(practice, "quarantine", "show", "Q1");
    expect(told).toContain("empreinte");
    expect(told).toContain("segur dmp list P1 --refresh");
    expect(told).toContain("segur quarantine discard Q1");
    expect(`${alone.stdout}${some.stdout}${some.stderr}${told}`).not.toMatch(/TOME|ZARAH|277093867564852/);
    expect((await list(practice)).items.find(({ id }) => id === one)?.local).toBeNull();
    // What is discarded is not kept: nobody does it by a slip.
    expect((await practice.segur(["quarantine", "discard", "Q1"])).code).toBe(2);
    await ok(practice, "quarantine", "discard", "Q1", "--yes");
    expect(JSON.parse(await ok(practice, "quarantine", "list", "--json")).items).toHaveLength(1);
  });

  it("refuses, with the exit code and the rule of each refusal", async () => {
    const practice = await qualified();
    await ok(practice, "patient", "create", ...CURIE);
    const refused = async (args: readonly string[], code: number, text: string) => {
      const result = await practice.segur(args);
      expect([result.code, result.stderr], args.join(" ")).toEqual([code, expect.stringContaining(text)]);
    };
    await refused(["dmp", "list", "P2"], 6, "INS/va1.53");
    await refused(["dmp", "status", "P2"], 6, "INS/va1.53");
    await refused(["dmp", "pull", "X99"], 1, "dmp.entry_unknown");
    await refused(["dmp", "pull"], 2, "dmp.nothing_to_pull");
    await refused(["dmp", "list", "P1", "--since", "demain"], 2, "dmp.since");
    await refused(["dmp", "list", "P1", "--break-glass", "vite"], 2, "EX_0.3-1050");
    await ok(practice, "patient", "consent", "P1", "--dmp-read", "opposition");
    await refused(["dmp", "list", "P1"], 6, "DMP/CONF.06");
    await refused(["dmp", "authorize", "P1", "--consent"], 6, "DMP/CONF.06");
    await ok(practice, "patient", "consent", "P1", "--dmp-read", "aucun");
    await refused(["dmp", "authorize", "P1"], 6, "EX_0.3-1010");
    await practice.sandbox.stop();
    await refused(["dmp", "list", "P1"], 5, "sandbox");
  });

  it("shows the banner of an emergency before and after what it shows, on a terminal and on a pipe", async () => {
    const practice = await qualified();
    const reason = "patiente inconsciente aux urgences";
    const screen = startOnTty(["dmp", "list", "P1", "--break-glass", reason], { home: practice.home, columns: 200 });
    expect(await screen.ended()).toBe(0);
    const [before, listed, after] = [
      screen.screen().indexOf("BRIS DE GLACE"),
      screen.screen().indexOf("Date de l'acte"),
      screen.screen().lastIndexOf("BRIS DE GLACE"),
    ];
    expect(before).toBeGreaterThanOrEqual(0);
    expect(listed).toBeGreaterThan(before);
    expect(after).toBeGreaterThan(listed);
    const piped = await practice.segur(["dmp", "status", "P1", "--break-glass", reason, "--json"]);
    expect(piped.stderr.match(/BRIS DE GLACE/g)).toHaveLength(2);
    expect(JSON.parse(piped.stdout)).toMatchObject({ id: "P1", state: "open" });
    const journal = await ok(practice, "journal", "list", "--json");
    expect(journal).toContain("dmp.break_glass");
    expect(journal).not.toContain("inconsciente");
  });
});
