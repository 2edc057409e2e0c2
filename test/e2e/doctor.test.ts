import { describe, expect, it } from "vitest";
import { runSegur, temporaryHome } from "../support/cli.js";
import { openPractice } from "./support/practice.js";

const env = { SEGUR_KEYRING: "off" };

interface Line {
  readonly id: string;
  readonly state: string;
  readonly measure: string;
  readonly advice: string | null;
}
const linesOf = (stdout: string): ReadonlyMap<string, Line> =>
  new Map((JSON.parse(stdout).items as Line[]).map((line) => [line.id, line]));

describe("segur doctor", () => {
  it("says that everything answers, exit 0, and leaves nothing behind", async () => {
    const { segur } = await openPractice();
    const { code, stdout, stderr } = await segur(["doctor", "--json"], { env });
    const lines = linesOf(stdout);
    expect([code, stderr]).toEqual([0, ""]);
    for (const id of [
      "node",
      "disk",
      "cabinet",
      "cabinet.store",
      "session",
      "insi.connection",
      "insi.certificate",
      "insi.clock",
      "psc.connection",
      "psc.clock",
      "dmp.connection",
      "dmp.certificate",
      "dmp.clock",
      "dmp.seal",
      "mss.servers",
      "mss.smtp",
      "mss.imap",
      "mss.nil",
    ]) {
      expect(lines.get(id), id).toMatchObject({ state: "ok", advice: null });
    }
    expect(lines.get("insi.connection")?.measure).toMatch(/^nom \d+ ms, connexion \d+ ms, TLSv1\.3 \d+ ms, répond en \d+ ms$/);
    expect(lines.get("dmp.connection")?.measure).toContain("TLSv1.2");
    // A headless machine keeps its keys in files: that is told, and is no fault.
    expect(lines.get("session.key")).toMatchObject({ state: "warn", measure: expect.stringContaining("session.key") });
  });

  it("says what is wrong and what to do, exit 1: no sandbox, nobody logged in", async () => {
    const { segur, sandbox } = await openPractice();
    await segur(["logout"], { env });
    await sandbox.stop();
    const { code, stdout } = await segur(["doctor", "--json"], { env });
    const lines = linesOf(stdout);
    expect(code).toBe(1);
    expect(lines.get("insi.connection")).toMatchObject({ state: "bad", advice: "segur sandbox start --detach" });
    expect(lines.get("insi.clock")).toMatchObject({ state: "skip" });
    expect(lines.get("dmp.connection")).toMatchObject({ state: "bad", advice: "segur sandbox start --detach" });
    expect(lines.get("mss.servers")).toMatchObject({ state: "bad", advice: "segur sandbox start --detach" });
    expect(lines.get("mss.smtp")).toMatchObject({ state: "skip" });
    expect(lines.get("session")).toMatchObject({ state: "warn", advice: "segur login" });
  });

  it("on a machine with nothing on it, tells what comes first", async () => {
    const home = temporaryHome();
    const { code, stdout } = await runSegur(["doctor", "--json"], { home, env });
    expect(code).toBe(1);
    expect(linesOf(stdout).get("cabinet")).toMatchObject({ state: "bad", advice: expect.stringContaining("segur cabinet init") });
  });

  it("a cabinet of a real environment that is not set up: each missing setting, no connection", async () => {
    const home = temporaryHome();
    const init = ["cabinet", "init", "vrai", "--environment", "bas", "--password-file", "-"];
    await runSegur(init, { home, env, input: "quatre mots pour entrer" });
    const { code, stdout } = await runSegur(["doctor", "--json"], { home, env });
    const lines = linesOf(stdout);
    expect(code).toBe(1);
    expect(lines.get("insi.connection")).toMatchObject({
      state: "bad",
      advice: expect.stringContaining("segur config set insi."),
    });
    expect(lines.get("dmp.connection")).toMatchObject({
      state: "bad",
      advice: expect.stringContaining("segur config set dmp.url"),
    });
    expect(lines.get("psc.connection")).toMatchObject({ state: "bad", advice: expect.stringContaining("segur config set psc.") });
  });
});
