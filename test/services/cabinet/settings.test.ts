import { describe, expect, it } from "vitest";
import {
  lockAfterMs,
  parseSetting,
  resolveSetting,
  SETTINGS,
  settingSpec,
  settingVariable,
} from "../../../src/services/cabinet/settings.js";
import type { SettingsStore } from "../../../src/store/settings.port.js";

const toPath = (path: string) => `/abs/${path}`;
const parse = (key: string, text: string) => parseSetting(settingSpec(key), text, toPath);

function storeOf(values: Record<string, unknown>): SettingsStore {
  const map = new Map(Object.entries(values));
  return {
    get: async (key) => map.get(key),
    set: async (key, value) => void map.set(key, value),
    unset: async (key) => void map.delete(key),
    all: async () => map,
  };
}

describe("variables", () => {
  const from = (environment: "sandbox" | "bas" | "production", env: Record<string, string>) => ({
    settings: storeOf({ "session.lockAfter": 60_000 }),
    env,
    toPath: (path: string) => path,
    environment,
  });

  it("outside the sandbox none changes whom the cabinet trusts, and that is said", async () => {
    for (const key of SETTINGS.map((spec) => spec.key)) {
      const free = ["insi.timeout", "insi.connections", "session.lockAfter"].includes(key);
      const example = SETTINGS.find((spec) => spec.key === key)?.example ?? "";
      for (const environment of ["bas", "production"] as const) {
        const resolved = resolveSetting(key, from(environment, { [settingVariable(key)]: example }));
        if (free) expect((await resolved).origin, key).toBe("environment");
        else await expect(resolved, key).rejects.toMatchObject({ code: "config.variable_refused" });
      }
      expect((await resolveSetting(key, from("sandbox", { [settingVariable(key)]: example }))).origin, key).toBe("environment");
    }
  });

  it("a session may be made to lock sooner, never later", async () => {
    expect(await lockAfterMs(from("sandbox", { SEGUR_SESSION_LOCK_AFTER: "4h" }))).toBe(60_000);
    expect(await lockAfterMs(from("sandbox", { SEGUR_SESSION_LOCK_AFTER: "5s" }))).toBe(5_000);
    expect(await lockAfterMs(from("production", {}))).toBe(60_000);
  });
});

describe("settings", () => {
  it("every example of the table is accepted by its own key", () => {
    for (const spec of SETTINGS) {
      for (const example of spec.example.split(" ou ")) expect(() => parseSetting(spec, example, toPath), spec.key).not.toThrow();
    }
  });

  it("values are read as their key wants them", () => {
    expect(parse("insi.timeout", "90s")).toBe(90_000);
    expect(parse("insi.timeout", "2 min")).toBe(120_000);
    expect(parse("insi.ca", "a.pem")).toBe("/abs/a.pem");
    expect(parse("proofs.high", " CN , PA ,")).toEqual(["CN", "PA"]);
    expect(parse("proofs.high", '{"CARTE-PRO":"Carte"}')).toEqual({ "CARTE-PRO": "Carte" });
    expect(parse("proofs.autoValidate", "false")).toBe(false);
    expect(parse("insi.connections", "12")).toBe(12);
  });

  const wrong: readonly [string, string][] = [
    ["insi.url", "http://x.fr"],
    ["insi.url", "x"],
    ["insi.timeout", "0s"],
    ["insi.timeout", "12"],
    ["insi.timeout", "2000min"],
    ["insi.connections", "0"],
    ["insi.connections", "1.5"],
    ["proofs.autoValidate", "oui"],
    ["proofs.low", '{"A":1}'],
    ["proofs.low", "{"],
    ["insi.idam", "  "],
  ];
  for (const [key, text] of wrong) {
    it(`${key} refuses « ${text} », and gives an example`, () => {
      expect(() => parse(key, text)).toThrow(expect.objectContaining({ kind: "usage", code: "config.value", details: { key } }));
    });
  }

  it("an unknown key proposes the one that was meant", () => {
    expect(() => settingSpec("INSI.URL")).toThrow(expect.objectContaining({ why: "Vouliez-vous dire « insi.url » ?" }));
    expect(() => settingSpec("nothing")).toThrow(expect.objectContaining({ why: expect.stringContaining("insi.url") }));
  });

  it("environment, then cabinet, then the default of the environment, then nothing", async () => {
    const resolve = (key: string, stored: Record<string, unknown>, env: Record<string, string> = {}) =>
      resolveSetting(key, { settings: storeOf(stored), env, toPath, environment: "bas" });
    expect(settingVariable("insi.passphraseFile")).toBe("SEGUR_INSI_PASSPHRASE_FILE");
    expect(await resolve("insi.timeout", { "insi.timeout": 5 }, { SEGUR_INSI_TIMEOUT: "7s" })).toMatchObject({
      value: 7_000,
      origin: "environment",
    });
    expect(await resolve("insi.timeout", { "insi.timeout": 5 }, { SEGUR_INSI_TIMEOUT: "" })).toMatchObject({
      value: 5,
      origin: "cabinet",
    });
    expect(await resolve("insi.timeout", {})).toMatchObject({ value: 60_000, origin: "default" });
    expect(await resolve("insi.url", {})).toMatchObject({ origin: "default" });
    expect(await resolve("insi.key", {})).toMatchObject({ value: null, origin: "unset" });
    await expect(resolve("insi.timeout", {}, { SEGUR_INSI_TIMEOUT: "soon" })).rejects.toMatchObject({ code: "config.value" });
  });
});

it("mss.domains takes domains of one organisation, and never a suffix under which anybody has theirs", () => {
  expect(parse("mss.domains", "Apicrypt.org, test.example")).toEqual(["apicrypt.org", "test.example"]);
  for (const text of ["fr", "apicrypt.org,fr", "asso.fr", "co.uk"]) {
    expect(() => parse("mss.domains", text)).toThrow(expect.objectContaining({ code: "config.value" }));
  }
});
