import { describe, expect, it } from "vitest";
import { exitOf, runSegur, startSegur, temporaryHome, textOf } from "../support/cli.js";
import { runOnTty, startOnTty } from "../support/tty.js";

const SEED = "11";
/** Two minutes: a machine that does ten things at once ends all the same. */
const LONG = { timeout: 180_000 };
const DEMO_MS = 120_000;

interface Told {
  readonly id: string;
  readonly outcome: string;
  readonly steps: readonly {
    name: string;
    outcome: string;
    command: string;
    code: string | null;
    figures: Record<string, unknown>;
  }[];
}
const figuresOf = ({ steps }: Told, name: string) => steps.find((step) => step.name === name)?.figures ?? {};

describe("segur demo", () => {
  it("goes the whole way, as the truth of its population says, and leaves its cabinet in working order", LONG, async () => {
    const home = temporaryHome();
    const demo = await runSegur(["demo", "--seed", SEED, "--count", "150", "--json"], { home, timeoutMs: DEMO_MS });
    expect(demo.code, demo.stderr).toBe(0);
    const told: Told = JSON.parse(demo.stdout);
    expect(told).toMatchObject({ schema: "segur.demo/1", id: "demo", outcome: "done" });
    for (const step of told.steps)
      expect(step).toMatchObject({ outcome: "done", code: null, command: expect.stringMatching(/^segur /) });
    expect(told.steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "login",
        "patient.import",
        "dmp.pull",
        "dmp.push",
        "mss.send.patient",
        "inbox.classify",
        "inbox.ack",
      ]),
    );

    const truth = await runSegur(["sandbox", "people", "--seed", SEED, "--count", "150", "--truth", "--format", "ndjson"], {
      home,
    });
    const lines = truth.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const ask = lines.filter((line) => line.flaw !== "matricule_key" && line.flaw !== "sex_missing");
    const { found, review, notFound, several, qualified, recovered } = figuresOf(told, "ins.qualify");
    expect(figuresOf(told, "patient.import")).toEqual({ imported: ask.length, refused: lines.length - ask.length });
    // The plan ends with none, and no other name of the file finds the person.
    expect(notFound).toBe(ask.filter((line) => line.lastCode === "01" && line.recoverableBy === null).length);
    expect(several).toBe(ask.filter((line) => line.lastCode === "02").length);
    expect(Number(found) + Number(review)).toBe(ask.length - Number(notFound) - Number(several));
    expect(qualified).toBeGreaterThan(9);

    // What the demonstration told is what the commands say of its cabinet afterwards.
    const askDemo = async (...words: string[]) =>
      JSON.parse((await runSegur([...words, "--json", "--cabinet", "demo"], { home })).stdout);
    expect(await askDemo("ins", "status")).toMatchObject({
      byStatus: { qualifiee: Number(qualified) + 1, recuperee: recovered },
    });
    expect(figuresOf(told, "mom.check")).toEqual({ met: true, dmp: 10, "mss-pro": 10, "mss-patient": 1 });
    expect(await askDemo("mom", "check")).toMatchObject({ verdict: "met" });
    expect(
      (await askDemo("inbox", "list", "--alert=urgent", "--unresolved")).items.map(({ alert }: { alert: string }) => alert),
    ).toEqual(Array.from({ length: Number(figuresOf(told, "inbox.ack").acknowledged) }, () => "in_progress"));
    expect(await askDemo("whoami")).toMatchObject({ mode: "psc" });
    expect((await runSegur(["journal", "verify", "--cabinet", "demo"], { home })).code).toBe(0);
    expect((await runSegur(["sandbox", "status"], { home })).code).toBe(5);
  });

  it("shows a person each command, and how to go on", LONG, async () => {
    const home = temporaryHome();
    const { code, screen } = await runOnTty(["demo", "--count", "60"], { home, columns: 80 });
    expect(code, screen).toBe(0);
    for (const command of [
      "login --ciba",
      "patient import",
      "ins qualify",
      "dmp push",
      "mss send",
      "inbox sync",
      "dashboard",
      "mom check",
    ])
      expect(screen).toContain(`$ segur ${command}`);
    expect(screen).toContain("Atteinte pour 1 praticien.");
    expect(screen).toContain("Pour continuer :");
    // A matricule is never printed whole, even here.
    expect(screen).not.toMatch(/\b[12]\d{12}(?:\d{2})?\b/);
  });

  it(
    "never touches a cabinet that exists, and says what it lacks: the next demonstration takes the next name",
    LONG,
    async () => {
      const home = temporaryHome();
      await runSegur(["cabinet", "init", "demo", "--environment", "production", "--password-file", "-"], {
        home,
        input: "quatre mots pour entrer",
      });
      const demo = await runSegur(["demo", "--count", "5", "--json"], { home, timeoutMs: DEMO_MS });
      expect(demo.code).toBe(2);
      const told: Told = JSON.parse(demo.stdout);
      expect(told).toMatchObject({ id: "demo-2", outcome: "failed" });
      expect(figuresOf(told, "patient.import")).toMatchObject({ imported: 5 });
      expect(demo.stderr).toContain('"code":"demo.too_few_qualified"');
      const kept = await runSegur(["patient", "search", "--all", "--json"], { home });
      expect(JSON.parse(kept.stdout)).toMatchObject({ items: [] });
    },
  );

  it("tells the step that failed, with its error and its exit code; a sandbox that ran before runs after", LONG, async () => {
    const home = temporaryHome();
    await runSegur(["sandbox", "start", "--detach"], { home });
    try {
      await runSegur(["sandbox", "fault", "dmp", "down"], { home });
      const demo = await runSegur(["demo", "--count", "60", "--json"], { home, timeoutMs: DEMO_MS });
      expect(demo.code).toBe(5);
      const told: Told = JSON.parse(demo.stdout);
      expect(told.outcome).toBe("failed");
      expect(told.steps.at(-1)).toMatchObject({
        name: "dmp.authorize",
        outcome: "failed",
        code: expect.stringMatching(/^dmp\./),
      });
      expect((await runSegur(["sandbox", "status"], { home })).code).toBe(0);
    } finally {
      await runSegur(["sandbox", "stop"], { home });
    }
  });

  it("--step waits for Enter, and needs a terminal", LONG, async () => {
    const home = temporaryHome();
    const piped = await runSegur(["demo", "--step"], { home });
    expect(piped.code).toBe(2);
    expect(piped.stderr).toContain("demo.step_needs_terminal");
    expect((await runSegur(["demo", "--step", "--json"], { home })).code).toBe(2);

    const session = startOnTty(["demo", "--step", "--count", "20"], { home, columns: 100 });
    await session.shows("Étape suivante ?", 60_000);
    expect(session.screen()).not.toContain("cabinet init");
    session.type("\r");
    await session.shows("cabinet init", 60_000);
    await session.shows("Cabinet « demo »", 60_000);
    session.type("n\r");
    expect(await session.ended()).toBe(130);
    expect((await runSegur(["sandbox", "status"], { home })).code).toBe(5);
  });

  it("Ctrl-C ends it at once with what was done kept, and no sandbox left behind", LONG, async () => {
    const home = temporaryHome();
    const child = startSegur(["demo", "--count", "150", "--json"], { home });
    const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
    await new Promise<void>((resolve) =>
      child.stderr?.on("data", (data) => String(data).includes("Qualification INS") && resolve()),
    );
    child.kill("SIGINT");
    expect(await exitOf(child)).toBe(130);
    const told: Told = JSON.parse(await stdout);
    expect(told).toMatchObject({ outcome: "failed" });
    expect(told.steps.at(-1)).toMatchObject({ name: "ins.qualify", outcome: "failed" });
    expect(await stderr).toContain('"kind":"interrupted"');
    expect((await runSegur(["sandbox", "status"], { home })).code).toBe(5);
    const info = await runSegur(["cabinet", "info", "--json", "--cabinet", "demo"], { home });
    expect(JSON.parse(info.stdout)).toMatchObject({ patients: expect.any(Number) });
  });
});
