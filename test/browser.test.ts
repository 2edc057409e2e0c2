import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openBrowser } from "../src/browser.js";

/** A program that writes what it was given where we can read it. */
function program(): { path: string; told: () => string } {
  const folder = mkdtempSync(join(tmpdir(), "segur-browser-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [path, said] = [join(folder, "navigateur"), join(folder, "dit")];
  writeFileSync(path, `#!/bin/sh\nprintf '%s|' "$@" > '${said}.part' && mv '${said}.part' '${said}'\n`);
  chmodSync(path, 0o700);
  return { path, told: () => (existsSync(said) ? readFileSync(said, "utf8") : "") };
}

describe.skipIf(process.platform === "win32")("the browser of the session", () => {
  it("is that of BROWSER, also without a screen, with its arguments", async () => {
    const { path, told } = program();
    expect(await openBrowser("file:///a.html", { BROWSER: path }, "linux")).toBe(true);
    await expect.poll(told).toBe("file:///a.html|");
  });

  it("takes the address where %s is, and the next command when one is not there", async () => {
    const { path, told } = program();
    const env = { BROWSER: `/nowhere/at-all:${path} --new %s --end` };
    expect(await openBrowser("https://x.test/?a=1&b=2;c", env, "linux")).toBe(true);
    await expect.poll(told).toBe("--new|https://x.test/?a=1&b=2;c|--end|");
  });

  it("is none without a screen, over SSH, or when nothing starts: that is told", async () => {
    expect(await openBrowser("file:///a", {}, "linux")).toBe(false);
    expect(await openBrowser("file:///a", { DISPLAY: ":0", SSH_CONNECTION: "x" }, "linux")).toBe(false);
    expect(await openBrowser("file:///a", { BROWSER: "/nowhere/at-all" }, "linux")).toBe(false);
    expect(await openBrowser("file:///a", {}, "aix")).toBe(false);
  });
});
