import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type RunResult, runSegur, temporaryHome } from "../support/cli.js";
import { runOnTty } from "../support/tty.js";
import { EVERY_OFFICIAL, officialFile } from "./support/official.js";
import { openPractice, type Practice } from "./support/practice.js";

/** Command line (a word each), exit code of cli.md, code of the error when there is one. */
type Case = readonly [line: string, exit: number, code?: string];

const NOTHING_YET: readonly Case[] = [
  ["cabinet list", 0],
  ["cabinet info", 2, "cabinet.none"],
  ["patient search dupont", 2, "cabinet.none"],
  ["ins qualify P1", 2, "cabinet.none"],
  ["sandbox status", 5],
  ["sandbox stop", 0],
  ["sandbox fault insi timeout", 5, "sandbox.not_running"],
  ["cabinet init nord", 2, "cabinet.environment_missing"],
];

const DONE_OR_TOLD: readonly Case[] = [
  ["--version", 0],
  ["help exit-codes", 0],
  ["cabinet info", 0],
  ["config list", 0],
  ["patient search dupond", 0],
  ["patient show FOUND", 0],
  ["patient export", 0],
  ["patient duplicates", 0],
  ["patient filters", 0],
  ["patient consent FOUND", 0],
  ["ins runs", 0],
  ["ins review --list", 0],
  ["ins status", 0],
  ["ins status FOUND", 0],
  ["ins proof --list", 0],
  ["ins check --ids DOUBT", 3],
  ["ins check --ids FOUND", 0],
  ["ins qualify FOUND --dry-run", 0],
  ["ins verify FOUND", 0],
  ["sandbox status", 0],
  ["sandbox fault insi", 0],
];

const USAGE: readonly Case[] = [
  ["patients", 2, "usage.unknown_command"],
  ["ins", 2, "usage.command_missing"],
  ["ins qualifi", 2, "usage.unknown_command"],
  ["ins qualify --speed 4", 2, "usage.unknown_option"],
  ["ins resume", 2, "usage.argument_missing"],
  ["ins qualify", 2, "ins.nobody"],
  ["ins qualify FOUND --filter rcp", 2, "ins.nobody"],
  ["ins qualify --filter absent", 2, "filter.unknown"],
  ["ins qualify --ids FOUND --concurrency 0", 2, "run.concurrency"],
  ["ins qualify --ids FOUND --rate vite", 2, "run.rate"],
  ["ins qualify absent.csv", 2, "input.file_missing"],
  ["patient search", 2, "search.empty"],
  ["patient search dupont --limit z", 2, "search.limit"],
  ["patient search dupont --fields absent", 2, "usage.unknown_field"],
  ["patient edit FOUND", 2, "patient.nothing_given"],
  ["patient consent FOUND --dmp-feed peut-être", 2, "usage.value_unknown"],
  ["cabinet use absent", 2, "cabinet.unknown"],
  ["config set insi.timeout jamais", 2, "config.value"],
  ["sandbox people --count x", 2, "sandbox.number"],
  ["sandbox fault fax timeout", 2, "sandbox.service_unknown"],
];

const OTHERS: readonly Case[] = [
  ["patient show P99", 1, "patient.not_found"],
  ["ins status P99", 1, "patient.not_found"],
  ["ins runs R20000101-AAAA", 1, "run.not_found"],
  ["ins resume R20000101-AAAA", 1, "run.not_found"],
  ["ins review V99", 1, "review.not_found"],
  ["ins datamatrix FOUND", 6, "identity.not_qualified"],
  ["ins qualify DOUBT", 6],
  ["patient edit FOUND --birth-name AUTRE", 6, "identity.locked"],
  ["ins qualify SEVERAL", 7],
  ["ins qualify REVIEW", 7],
  ["ins review", 7],
  ["patient create --birth-name ADRUN --first-given-name ZOE --birth-date 31/12/1975 --sex F --birth-place 63220", 7],
];

describe("exit codes of cli.md, and what --json says with them", () => {
  it("on a machine where nothing was made yet", async () => {
    const home = temporaryHome();
    await expectAll((args) => runSegur(args, { home }), NOTHING_YET);
  });

  it("0 done · 2 usage · 1 absent · 6 refused · 7 a person must decide", { timeout: 60_000 }, async () => {
    const practice = await qualified();
    for (const cases of [DONE_OR_TOLD, USAGE, OTHERS]) await expectAll((args) => practice.segur(args), cases);
  });

  it("3: a batch in which some items failed, were refused or wait for a person", async () => {
    const practice = await openPractice();
    const batch = async (content: string, ...command: string[]) => {
      writeFileSync(join(practice.home, "batch.csv"), content);
      return (await practice.segur([...command, "batch.csv", "--json"])).code;
    };
    expect(await batch(officialFile("FOUND", "NONE", "SEVERAL"), "ins", "qualify")).toBe(0);
    expect(await batch(officialFile("REVIEW"), "ins", "qualify")).toBe(3);
    expect(await batch(officialFile("FOUND").replace("31/12", "31/02"), "ins", "qualify")).toBe(3);
    expect(await batch(officialFile("FOUND").replace("31/12", "31/02"), "patient", "import")).toBe(3);
    expect(await batch(officialFile("FOUND").replace("FOUND", "AUTRE").replace(";F;", ";;"), "ins", "check")).toBe(3);
    await practice.sandbox.control.addFault({ kind: "siram_40", count: 3 });
    expect(await batch(officialFile("DOUBT", "SEVERAL"), "ins", "qualify", "--concurrency", "1")).toBe(3);
    expect(await batch(officialFile("DOUBT", "SEVERAL"), "ins", "qualify")).toBe(3);
  });

  it("5: the service cannot be reached; nothing is recorded as a failure of the patients", async () => {
    const practice = await openPractice();
    await practice.sandbox.control.addFault({ kind: "refuse" });
    writeFileSync(join(practice.home, "batch.csv"), EVERY_OFFICIAL);
    const { code, stderr } = await practice.segur(["ins", "qualify", "batch.csv", "--json"]);
    expect(code).toBe(5);
    const error = JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "");
    expect(error).toMatchObject({ kind: "unreachable", code: "run.service_down", exitCode: 5 });
    expect(error.advice).toMatch(/segur ins resume R\d{8}-\w{4}$/);
    await expectAll((args) => practice.segur(args), [["ins qualify FOUND", 5]]);
    await practice.sandbox.control.clearFaults();
    expect((await practice.segur(error.advice.replace(/^.*segur /, "").split(" "))).code).toBe(3);
  });

  it("outside the sandbox a batch says why: 6 without --reason, before any configuration or call", async () => {
    const home = temporaryHome();
    await runSegur(["cabinet", "init", "vrai", "--environment", "bas", "--password-file", "-"], {
      home,
      input: "quatre mots pour entrer",
    });
    writeFileSync(join(home, "batch.csv"), EVERY_OFFICIAL);
    const cases: readonly Case[] = [
      ["ins qualify batch.csv", 6, "run.reason_missing"],
      ["ins qualify batch.csv --reason semaine", 2, "insi.setting_missing"],
    ];
    await expectAll((args) => runSegur(args, { home }), cases, 1);
  });
});

describe("nobody to ask", () => {
  const QUESTIONS: readonly (readonly [line: string, flag: string])[] = [
    ["ins proof FOUND", "--type"],
    ["ins proof FOUND --type CN", "--date"],
    ["ins attribute FOUND --set douteuse", "--yes"],
    ["patient create", "--birth-name"],
    ["cabinet init autre", "--environment"],
  ];

  it("no terminal, --no-input on a terminal, CI, JSON: the error names the flag, exit 2", { timeout: 60_000 }, async () => {
    const practice = await qualified();
    for (const [line, flag] of QUESTIONS) {
      const words = line.split(" ");
      const { home } = practice;
      const ways = await Promise.all([
        practice.segur(words),
        practice.segur([...words, "--json"]),
        onTty([...words, "--no-input"], home),
        onTty(words, home, { CI: "true" }),
        onTty([...words, "--json"], home),
      ]);
      for (const [index, { code, text }] of ways.map(({ code, ...rest }) => ({ code, text: told(rest) })).entries()) {
        expect({ line, index, code }).toEqual({ line, index, code: 2 });
        expect(text, `${line} (${index})`).toContain(flag);
      }
    }
    expect(JSON.parse((await practice.segur(["ins", "status", "FOUND", "--json"])).stdout).status).toBe("recuperee");
  });
});

/** Everything INSi can say about the official people, and one doubtful identity. */
async function qualified(): Promise<Practice> {
  const practice = await openPractice();
  writeFileSync(join(practice.home, "official.csv"), EVERY_OFFICIAL);
  await practice.segur(["patient", "import", "official.csv"]);
  await practice.segur(["ins", "attribute", "DOUBT", "--set", "douteuse", "--yes"]);
  expect((await practice.segur(["ins", "qualify", "--ids", "FOUND,NONE,REVIEW"])).code).toBe(3);
  return practice;
}

/** A few at a time: each is a process. */
async function expectAll(segur: (args: string[]) => Promise<RunResult>, cases: readonly Case[], atOnce = 3): Promise<void> {
  const left = [...cases];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [line, exit, code] = next;
      expectEnd(line, exit, code, await segur([...line.split(" "), "--json"]));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function expectEnd(line: string, exit: number, code: string | undefined, end: RunResult): void {
  expect({ line, exit: end.code, stderr: end.code === exit ? "" : end.stderr }).toEqual({ line, exit, stderr: "" });
  const told = end.stderr.split("\n").filter((text) => text !== "");
  const objects = told.map((text) => JSON.parse(text));
  const errors = objects.filter(({ schema }) => schema === "segur.error/1");
  expect(errors.length, line).toBe(code === undefined ? errors.length : 1);
  for (const error of errors) {
    expect(Object.keys(error).slice(0, 8), line).toEqual([
      "schema",
      "kind",
      "code",
      "rule",
      "message",
      "why",
      "advice",
      "exitCode",
    ]);
    expect(error, line).toMatchObject({ exitCode: exit, ...(code === undefined ? {} : { code }) });
    expect(error.message, line).toMatch(/[.!?]$|: /);
    expect(error.advice, line).toEqual(expect.any(String));
    expect(end.stdout, line).toBe("");
  }
  // A command that answers without an error answers in JSON.
  if (errors.length === 0 && !line.startsWith("help")) expect(() => JSON.parse(end.stdout), line).not.toThrow();
}

async function onTty(words: string[], home: string, env: Record<string, string> = {}) {
  const { code, screen } = await runOnTty(words, { home, env, columns: 400 });
  return { code, stderr: screen, stdout: "" };
}

function told({ stdout, stderr }: { stdout: string; stderr: string }): string {
  return stdout + stderr;
}
