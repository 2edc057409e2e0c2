import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readInsiLimits, readInsiSettings, type SettingsSource } from "../../src/config/insi.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "segur-insi-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function source(values: Readonly<Record<string, unknown>>, env: Readonly<Record<string, string>> = {}) {
  const warnings: string[] = [];
  const made: SettingsSource = {
    settings: {
      get: async (key) => values[key],
      set: async () => {},
      unset: async () => {},
      all: async () => new Map(Object.entries(values)),
    },
    env,
    cwd: folder,
    environment: "production",
    warn: (text) => warnings.push(text),
  };
  return { source: made, warnings };
}

const PEM = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n";

describe("INSi settings of a cabinet", () => {
  it("name the first that is missing, and the command to run", async () => {
    const steps: Record<string, unknown> = {};
    for (const [key, value] of [
      ["insi.url", "https://insi.example/lps"],
      ["insi.idam", "TEST"],
      ["insi.certificate", file("c.pem", PEM)],
      ["insi.key", file("k.pem", "key")],
    ] as const) {
      await expect(readInsiSettings(source(steps).source)).rejects.toMatchObject({
        kind: "config",
        code: "insi.setting_missing",
        details: { key },
        advice: expect.stringContaining(`segur config set ${key}`),
      });
      steps[key] = value;
    }
    expect(await readInsiSettings(source(steps).source)).toMatchObject({
      url: "https://insi.example/lps",
      certificate: { certPem: PEM, keyPem: "key" },
    });
  });

  it("reads a PKCS#12 and the passphrase of its file, without its line end", async () => {
    const values = {
      "insi.url": "https://insi.example/lps",
      "insi.idam": "TEST",
      "insi.certificate": file("c.p12", "binary"),
      "insi.passphraseFile": file("p.txt", " secret phrase \r\n"),
    };
    const { certificate } = await readInsiSettings(source(values).source);
    expect(certificate).toEqual({ pfx: Buffer.from("binary"), passphrase: " secret phrase " });
  });

  it("warns of a secret that others can read, and only of a secret", async (context) => {
    if (platform() === "win32") context.skip("Windows has no such modes");
    const values = {
      "insi.url": "https://insi.example/lps",
      "insi.idam": "TEST",
      "insi.certificate": file("c.pem", PEM, 0o644),
      "insi.key": file("k.pem", "key", 0o644),
    };
    const { source: from, warnings } = source(values);
    await readInsiSettings(from);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("insi.key");
  });

  it("names a file that cannot be read, never its content", async () => {
    const values = {
      "insi.url": "https://insi.example/lps",
      "insi.idam": "TEST",
      "insi.certificate": join(folder, "absent.p12"),
    };
    await expect(readInsiSettings(source(values).source)).rejects.toMatchObject({
      kind: "config",
      code: "insi.setting_file",
      message: expect.stringContaining("absent.p12"),
    });
  });

  it("takes a variable before the cabinet for a pace, and refuses one that would change where identities go", async () => {
    const redirected = source({ "insi.url": "https://insi.example/lps" }, { SEGUR_INSI_URL: "https://ailleurs.example/lps" });
    await expect(readInsiSettings(redirected.source)).rejects.toMatchObject({ code: "config.variable_refused" });
    expect(await readInsiLimits(source({ "insi.connections": 3 }, { SEGUR_INSI_TIMEOUT: "5s" }).source)).toEqual({
      timeoutMs: 5_000,
      connections: 3,
    });
    expect(await readInsiLimits(source({}).source)).toEqual({ timeoutMs: 60_000, connections: undefined });
  });
});
