import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { causeLabel, KNOWN_CAUSES } from "../../../src/services/dashboard/causes.js";

/** Every code that is written in these folders. */
function codesIn(...folders: readonly string[]): readonly string[] {
  const codes = new Set<string>();
  for (const folder of folders) {
    const path = new URL(`../../../src/${folder}/`, import.meta.url);
    for (const name of readdirSync(path, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts")) continue;
      const text = readFileSync(new URL(name, path), "utf8");
      for (const [, code = ""] of text.matchAll(/"((?:dmp|mss|mes|outbox|patient|psc|session)\.[a-z_]+)"/g)) codes.add(code);
    }
  }
  return [...codes];
}

test("no code of ours is shown as a bare code", () => {
  const codes = codesIn("services/mss", "services/dmp", "services/outbox", "gateways/mss", "gateways/dmp");
  expect(codes.length).toBeGreaterThan(80);
  expect(codes).toContain("mss.ins_not_qualified");
  for (const code of [...codes, "dmp.fault.refused", "dmp.fault.unreachable", "dmp.network.timeout", "mss.network.reset"])
    expect(causeLabel(code)).not.toMatch(/^code |^[a-z]+\./);
});

test("what a message or a deposit is stopped by when it leaves has words of its own", () => {
  const source = (path: string) => readFileSync(new URL(`../../../src/services/${path}`, import.meta.url), "utf8");
  expect(source("mss/still.ts")).toContain("insNotQualified");
  for (const code of [
    "mss.ins_not_qualified",
    "mss.identity_changed",
    "mss.document_gone",
    "dmp.not_qualified",
    "dmp.document_unknown",
  ])
    expect(KNOWN_CAUSES).toContain(code);
  expect(causeLabel("mss.ins_not_qualified")).toBe("identité non qualifiée au moment de l'envoi");
});

test("the codes of an operator are told by what they mean, with or without their family", () => {
  expect(causeLabel("mss.smtp.550")).toBe(causeLabel("550"));
  expect(causeLabel("5.1.1")).not.toMatch(/^code /);
  expect(causeLabel("42")).toBe("code 42");
});
