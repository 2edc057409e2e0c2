import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readDmpAccess, readDmpOptions } from "../../src/config/dmp.js";
import type { SettingsSource } from "../../src/config/setting-reader.js";
import { parseSetting, settingSpec } from "../../src/services/cabinet/settings.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "segur-dmp-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function source(values: Readonly<Record<string, unknown>>) {
  const warnings: string[] = [];
  const made: SettingsSource = {
    settings: {
      get: async (key) => values[key],
      set: async () => {},
      unset: async () => {},
      all: async () => new Map(Object.entries(values)),
    },
    env: {},
    cwd: folder,
    environment: "production",
    warn: (text) => warnings.push(text),
  };
  return { source: made, warnings };
}

const PEM = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n";

describe("DMP settings of a cabinet", () => {
  it("name the first that is missing, and the command to run; nothing is guessed for production", async () => {
    const steps: Record<string, unknown> = {};
    for (const [key, value] of [
      ["dmp.url", "https://dmp.example/si-dmp-server/v2/services"],
      ["dmp.certificate", file("c.pem", PEM)],
      ["dmp.key", file("k.pem", "key")],
      ["dmp.signCertificate", file("s.pem", PEM)],
      ["dmp.signKey", file("sk.pem", "seal key")],
      ["dmp.homologationFile", file("h.txt", " 0123-SECRET \n")],
    ] as const) {
      await expect(readDmpAccess(source(steps).source), key).rejects.toMatchObject({
        kind: "config",
        code: "dmp.setting_missing",
        details: { key },
        advice: expect.stringContaining(`segur config set ${key}`),
      });
      steps[key] = value;
    }
    expect(await readDmpAccess(source(steps).source)).toEqual({
      url: "https://dmp.example/si-dmp-server/v2/services",
      certificate: { certPem: PEM, keyPem: "key" },
      seal: { certPem: PEM, keyPem: "seal key" },
      homologation: "0123-SECRET",
      ca: undefined,
      crl: undefined,
    });
  });

  it("an empty homologation file is a missing number", async () => {
    const values = {
      "dmp.url": "https://dmp.example/x",
      "dmp.certificate": file("c.p12", "binary"),
      "dmp.signCertificate": file("s.p12", "binary"),
      "dmp.homologationFile": file("h.txt", "  \n"),
    };
    await expect(readDmpAccess(source(values).source)).rejects.toMatchObject({ details: { key: "dmp.homologationFile" } });
  });

  it("a card needs no seal, but its certificate", async () => {
    const values = {
      "dmp.url": "https://dmp.example/x",
      "dmp.certificate": file("c.p12", "binary"),
      "dmp.homologationFile": file("h.txt", "1"),
      "dmp.signingCommand": ["/opt/cps-sign", "{digest}"],
    };
    expect((await readDmpAccess(source(values).source)).seal).toBeNull();
    await expect(readDmpOptions(source(values).source)).rejects.toMatchObject({ details: { key: "dmp.signingCertificate" } });
    const complete = { ...values, "dmp.signingCertificate": file("card.pem", PEM) };
    expect((await readDmpOptions(source(complete).source)).card).toEqual({
      command: ["/opt/cps-sign", "{digest}"],
      certificatePem: PEM,
    });
  });

  it("have the defaults of the fact sheet where the guide alone would settle", async () => {
    expect(await readDmpOptions(source({}).source)).toEqual({
      vihfVersion: "3.0",
      authnContextDecl: "CONF_EXI_PGSSIS",
      authnContextClassRef: {},
      digest: "sha256",
      airSigner: "seal",
      modes: {},
      card: null,
      maxSubmissionBytes: 100_000_000,
      timeoutMs: 60_000,
    });
  });

  it("refuse a transaction, a mode or a way of logging in that does not exist", async () => {
    for (const [key, value] of [
      ["dmp.modes", { "TD9.9": "DIRECTE" }],
      ["dmp.modes", { "TD3.1": "DIRECT" }],
      ["dmp.authnContextClassRef", { fax: "urn:x" }],
    ] as const) {
      await expect(readDmpOptions(source({ [key]: value }).source)).rejects.toMatchObject({
        code: "dmp.setting_wrong",
        details: { key },
        advice: expect.stringContaining(`segur config set ${key}`),
      });
    }
  });

  it("warn of a secret that others can read", async (context) => {
    if (platform() === "win32") context.skip("Windows has no such modes");
    const values = {
      "dmp.url": "https://dmp.example/x",
      "dmp.certificate": file("c.pem", PEM, 0o644),
      "dmp.key": file("k.pem", "key"),
      "dmp.signCertificate": file("s.pem", PEM),
      "dmp.signKey": file("sk.pem", "key", 0o644),
      "dmp.homologationFile": file("h.txt", "42", 0o640),
    };
    const { source: from, warnings } = source(values);
    await readDmpAccess(from);
    expect(warnings.map((text) => /dmp\.\w+/.exec(text)?.[0])).toEqual(["dmp.signKey", "dmp.homologationFile"]);
    expect(warnings.join()).not.toContain("42»");
  });
});

describe("types of settings", () => {
  const parse = (key: string, text: string) => parseSetting(settingSpec(key), text, (path) => path);

  it("a size has a unit; a map is an object of texts", () => {
    expect(parse("dmp.maxSubmissionBytes", "20 Mo")).toBe(20_000_000);
    expect(parse("dmp.maxSubmissionBytes", "500ko")).toBe(500_000);
    for (const wrong of ["20", "0Mo", "3Go", "20 MB", "-1Mo"]) expect(() => parse("dmp.maxSubmissionBytes", wrong)).toThrow();
    expect(parse("dmp.modes", '{"TD3.3c": "INDIRECTE"}')).toEqual({ "TD3.3c": "INDIRECTE" });
    for (const wrong of ["TD3.3c", "{", '{"TD3.3c": 1}']) expect(() => parse("dmp.modes", wrong)).toThrow();
    expect(parse("dmp.signingCommand", "/opt/cps, --x")).toEqual(["/opt/cps", "--x"]);
  });
});
