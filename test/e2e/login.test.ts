import type { ChildProcess } from "node:child_process";
import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Browser } from "../support/browser.js";
import { exitOf, startSegur } from "../support/cli.js";
import { startOnTty } from "../support/tty.js";
import { openPractice, type Practice } from "./support/practice.js";

const MARCEAU = "899700000001";
const OFF = { SEGUR_KEYRING: "off" };
/** How every JWT starts: `{"alg":` in base64. */
const JWT = "eyJhbGciOi";
const CIBA = ["login", "--ciba", "--rpps"];

async function practice(): Promise<Practice> {
  const made = await openPractice();
  await made.segur(["logout"], { env: OFF });
  return { ...made, segur: (args, options = {}) => made.segur(args, { ...options, env: { ...OFF, ...options.env } }) };
}
const approve = ({ sandbox }: Practice) => sandbox.control.decide({ decision: "approve", afterMs: 0 });
/** The address that the command prints, as a script reads it. */
async function addressOf(child: ChildProcess): Promise<string> {
  let text = "";
  if (child.stderr === null) throw new Error("no stderr");
  for await (const chunk of child.stderr) {
    text += String(chunk);
    const line = text.split("\n").find((each) => each.includes("segur.login.url/1"));
    if (line !== undefined && text.includes("\n")) {
      child.stderr.resume();
      return JSON.parse(line).url;
    }
  }
  throw new Error(`no address: ${text}`);
}
const errorOf = (stderr: string) => JSON.parse(stderr.trim().split("\n").at(-1) ?? "{}");

describe("segur login by the e-CPS", () => {
  it("opens the session of the professional, traced, and asks for nothing the next time", async () => {
    const here = await practice();
    await approve(here);
    const login = await here.segur([...CIBA, MARCEAU, "--json"]);
    expect(login.code, login.stderr).toBe(0);
    expect(JSON.parse(login.stdout)).toMatchObject({ schema: "segur.login/1", id: "U1", mode: "psc" });
    expect(JSON.parse(login.stderr.split("\n")[0] ?? "")).toMatchObject({
      schema: "segur.login.code/1",
      code: expect.stringMatching(/^\d\d$/),
      channel: "MOBILE",
    });
    expect(JSON.parse((await here.segur(["whoami", "--json"])).stdout)).toMatchObject({
      id: "U1",
      mode: "psc",
      rpps: "99700000001",
    });
    await approve(here);
    expect((await here.segur(["login", "--ciba"])).code).toBe(0);
    const journal = JSON.parse((await here.segur(["journal", "list", "--kind", "session.opened", "--json"])).stdout);
    // The creation of the cabinet opened the first.
    expect(journal.items.map(({ authMode }: { authMode: string }) => authMode)).toEqual(["psc", "psc", "demo"]);
  });

  it("refused, unknown to Pro Santé Connect, unknown to the cabinet: exit 4, each with its code, and nobody is let in", async () => {
    const here = await practice();
    await here.sandbox.control.decide({ decision: "refuse", afterMs: 0 });
    const refused = await here.segur([...CIBA, MARCEAU, "--json"]);
    expect([refused.code, errorOf(refused.stderr).code]).toEqual([4, "psc.refused"]);
    const unknown = await here.segur([...CIBA, "899999999999", "--json"]);
    expect([unknown.code, errorOf(unknown.stderr).code]).toEqual([4, "psc.unknown_user"]);
    await approve(here);
    const stranger = await here.segur([...CIBA, "899700000005", "--json"]);
    expect([stranger.code, errorOf(stranger.stderr)]).toEqual([
      4,
      expect.objectContaining({ code: "session.professional_unknown", rule: "PSC.02" }),
    ]);
    const whoami = await here.segur(["whoami", "--json"]);
    expect([whoami.code, errorOf(whoami.stderr).code]).toEqual([4, "session.none"]);
  });

  it("somebody with several activities is asked which, by --activity where nobody can answer", async () => {
    const here = await practice();
    const password = { input: "quatre mots pour entrer" };
    await here.segur(["cabinet", "init", "autre", "--environment", "sandbox", "--use"]);
    await here.segur(
      ["user", "add", "Dr Nadia BELKACEM", "--role", "medecin", "--rpps", "99700000002", "--password-file", "-"],
      password,
    );
    await approve(here);
    const asked = await here.segur([...CIBA, "899700000002", "--json"]);
    expect([asked.code, errorOf(asked.stderr)]).toEqual([
      2,
      expect.objectContaining({ advice: expect.stringContaining("--activity") }),
    ]);
    await approve(here);
    expect((await here.segur([...CIBA, "899700000002", "--activity", "9"])).code).toBe(2);
    await approve(here);
    const chosen = await here.segur([...CIBA, "899700000002", "--activity", "2", "--json"]);
    expect(chosen.code, chosen.stderr).toBe(0);
    const who = JSON.parse((await here.segur(["whoami", "--json"])).stdout);
    expect(who.activity).toBe(JSON.parse(chosen.stdout).activity);
    expect(who.activity).not.toBeNull();
  });

  it("goes through the proxy e-Santé when the cabinet is set so", async () => {
    const here = await practice();
    await approve(here);
    await here.segur([...CIBA, MARCEAU]);
    expect((await here.segur(["config", "set", "psc.transport", "proxy"])).code).toBe(0);
    await here.segur(["logout"]);
    await approve(here);
    const login = await here.segur([...CIBA, MARCEAU, "--json"]);
    expect(login.code, login.stderr).toBe(0);
    expect(JSON.parse(login.stdout)).toMatchObject({ id: "U1", mode: "psc" });
    const browser = await here.segur(["login", "--browser", "--json"]);
    expect(browser.code).toBe(2);
    expect((await here.segur(["logout", "--json"])).stdout).toContain('"pscClosed":true');
  });

  it("with the sandbox gone: exit 5 within five seconds, and nothing hangs", async () => {
    const here = await practice();
    await here.sandbox.stop();
    const started = performance.now();
    const login = await here.segur([...CIBA, MARCEAU, "--json"]);
    expect([login.code, errorOf(login.stderr).kind]).toEqual([5, "unreachable"]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("leaves no token in any file but the session, which only its owner reads and no text shows", async () => {
    const here = await practice();
    await approve(here);
    const login = await here.segur([...CIBA, MARCEAU, "--json", "--verbose"]);
    const files = readdirSync(here.home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    // An id token or an access token is a JWT; a refresh token is looked for as the sandbox's files hold it, in its own state only.
    for (const { parentPath, name } of files) {
      if (parentPath.includes(join("state", "sandbox"))) continue;
      expect(readFileSync(join(parentPath, name)).includes(JWT), join(parentPath, name)).toBe(false);
    }
    expect(login.stdout + login.stderr).not.toContain(JWT);
    const session = join(here.home, "state", "sessions");
    const [file = ""] = readdirSync(session).filter((name) => name.endsWith(".json"));
    chmodSync(join(session, file), 0o644);
    const refused = await here.segur(["whoami", "--json"]);
    expect([refused.code, errorOf(refused.stderr).code]).toEqual([4, "session.file_open"]);
    // What needs nobody goes on, and the way out that is told works.
    expect((await here.segur(["cabinet", "info"])).code).toBe(0);
    expect((await here.segur(["logout"])).code).toBe(0);
    expect(errorOf((await here.segur(["whoami", "--json"])).stderr).code).toBe("session.none");
  });
});

describe("segur login by the browser", () => {
  it("prints the address, waits on its own port, and ends with a page that holds no code", async () => {
    const here = await practice();
    const child = startSegur(["login", "--browser", "--json"], { home: here.home, env: OFF });
    const url = await addressOf(child);
    const browser = await Browser.open(here.sandbox.pki.ca);
    const callback = await browser.identify(url, MARCEAU);
    expect(new URL(callback).hostname).toBe("127.0.0.1");
    const forged = new URL(callback);
    forged.pathname = "/autre";
    expect((await fetch(forged)).status).toBe(404);
    const page = await fetch(callback);
    const html = await page.text();
    expect([page.status, html]).toEqual([200, expect.stringContaining("revenez au terminal")]);
    expect(html).not.toContain(new URL(callback).searchParams.get("code"));
    expect(await exitOf(child)).toBe(0);
    expect(JSON.parse((await here.segur(["whoami", "--json"])).stdout)).toMatchObject({ id: "U1", mode: "psc" });
  });

  it("a callback of another login is not ours: it gets no answer, and the right one still opens the session", async () => {
    const here = await practice();
    const child = startSegur(["login", "--browser", "--json"], { home: here.home, env: OFF });
    const url = await addressOf(child);
    const callback = new URL(await (await Browser.open(here.sandbox.pki.ca)).identify(url, MARCEAU));
    const other = new URL(callback);
    other.searchParams.set("state", "autre");
    expect((await fetch(other)).status).toBe(400);
    await fetch(callback);
    expect(await exitOf(child)).toBe(0);
  });

  it("over SSH the address where the browser stopped is pasted", async () => {
    const here = await practice();
    const tty = startOnTty(["login", "--browser"], { home: here.home, env: { ...OFF, SSH_CONNECTION: "x" }, columns: 400 });
    await tty.shows(/https:\/\/127\.0\.0\.1\S+state=\S+/);
    await tty.shows("collez ici");
    const [url = ""] = /https:\/\/127\.0\.0\.1\S+/.exec(tty.screen()) ?? [];
    const callback = await (await Browser.open(here.sandbox.pki.ca)).identify(url, MARCEAU);
    tty.type(`${callback}\r`);
    expect(await tty.ended()).toBe(0);
    await tty.shows("Dr Paul MARCEAU est connecté");
  });
});

describe("a password", () => {
  it("is in no file but the one it was given in, no output and no error", async () => {
    const here = await practice();
    const canary = "CANARI-mot-de-passe-7391";
    const outputs = [];
    await here.segur(["cabinet", "init", "autre", "--environment", "sandbox", "--use"]);
    outputs.push(await here.segur(["user", "set", "U3", "--password-file", "-", "--json", "--verbose"], { input: canary }));
    outputs.push(
      await here.segur(["login", "--password", "--user", "U3", "--password-file", "-", "--json"], { input: `${canary}\n` }),
    );
    outputs.push(await here.segur(["login", "--password", "--user", "U3", "--password-file", "-"], { input: `${canary}x` }));
    outputs.push(await here.segur(["user", "set", "U3", "--password-file", canary]));
    expect(outputs.map(({ code }) => code)).toEqual([0, 0, 4, 2]);
    // A file is named as it was typed: only its own error may repeat it.
    for (const { stdout, stderr } of outputs.slice(0, 3)) expect(stdout + stderr).not.toContain(canary);
    for (const { parentPath, name } of readdirSync(here.home, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )) {
      expect(readFileSync(join(parentPath, name)).includes(canary), name).toBe(false);
    }
  });
});

describe("segur login where nobody can answer", () => {
  it("with no flag says which flag to give, exit 2", async () => {
    const here = await practice();
    for (const line of [["login"], ["login", "--json"], ["login", "--no-input"]]) {
      const { code, stdout, stderr } = await here.segur(line);
      expect([code, stdout]).toEqual([2, ""]);
      for (const flag of ["--ciba", "--browser", "--password"]) expect(stderr).toContain(flag);
    }
    const both = await here.segur(["login", "--ciba", "--password"]);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("login.several_ways")]);
    const noNumber = await here.segur(["login", "--ciba"]);
    expect([noNumber.code, noNumber.stderr]).toEqual([2, expect.stringContaining("--rpps")]);
    const nobody = await here.segur(["login", "--password"]);
    expect([nobody.code, nobody.stderr]).toEqual([4, expect.stringContaining("login.no_password")]);
  });
});

describe("segur login on a terminal", () => {
  it("shows the code large and says where to look; Ctrl-C ends it at once", async () => {
    const here = await practice();
    const tty = startOnTty([...CIBA, MARCEAU], { home: here.home, env: OFF });
    await tty.shows("votre application e-CPS");
    await tty.shows("██");
    await tty.shows("segur sandbox approve");
    await here.sandbox.control.decide({ decision: "approve", afterMs: 0 });
    expect(await tty.ended()).toBe(0);
    await tty.shows("Dr Paul MARCEAU est connecté");
    const left = startOnTty([...CIBA, MARCEAU], { home: here.home, env: OFF });
    await left.shows("██");
    left.type("\u0003");
    expect(await left.ended()).toBe(130);
  });

  it("takes a password that is not shown", async () => {
    const here = await practice();
    await approve(here);
    await here.segur([...CIBA, MARCEAU]);
    await here.segur(["user", "set", "U1", "--password-file", "-"], { input: "quatre mots pour entrer\n" });
    await here.segur(["lock"]);
    const tty = startOnTty(["login", "--password"], { home: here.home, env: OFF });
    await tty.shows("Mot de passe");
    tty.type("quatre mots pour entrer\r");
    expect(await tty.ended()).toBe(0);
    expect(tty.screen()).not.toContain("quatre");
    // The tokens of Pro Santé Connect outlive the lock.
    expect(JSON.parse((await here.segur(["whoami", "--json"])).stdout)).toMatchObject({
      mode: "password",
      activity: expect.any(String),
    });
  });
});
