import { describe, expect, it } from "vitest";
import { SegurError } from "../../src/domain/errors.js";
import { errorJson, errorText, systemReason } from "../../src/terminal/errors.js";
import { EXIT_CODE_MEANINGS, exitCode } from "../../src/terminal/exit-codes.js";

const full = new SegurError({
  kind: "refused",
  code: "identity.locked",
  message: "Les traits sont verrouillés.",
  why: "L'identité est qualifiée.",
  advice: "segur ins status P1",
  rule: "INS/va1.53",
  details: { field: "birthName" },
});
const bare = new SegurError({ kind: "internal", code: "x.y", message: "Rien." });

describe("errors", () => {
  it("three parts for a person, the important line last", () => {
    expect(errorText(full, (_tone, text) => text)).toBe(
      "Erreur : Les traits sont verrouillés.\n" +
        "  Pourquoi : L'identité est qualifiée.\n" +
        "  Code : identity.locked, règle INS/va1.53\n" +
        "  Que faire : segur ins status P1\n",
    );
  });

  it("keeps the words of programs for JSON", () => {
    const plain = (_tone: unknown, text: string) => text;
    const why = "XDSRegistryBusy : trop d'activité. Cause technique : connect ECONNREFUSED 127.0.0.1:443 (UND_ERR_SOCKET).";
    const error = new SegurError({ kind: "unreachable", code: "dmp.network.reset", message: "Coupé.", why });
    expect(errorText(error, plain)).toContain("Pourquoi : trop d'activité.\n");
    expect(JSON.parse(errorJson(error)).why).toBe(why);
    const only = new SegurError({ kind: "refused", code: "x.y", message: "Non.", why: "ServerError" });
    expect(errorText(only, plain)).not.toContain("Pourquoi");
    // Words of French are no codes.
    expect(errorText(full, plain)).toContain("L'identité est qualifiée.");
  });

  it("one JSON line whose keys are always there", () => {
    expect(errorJson(full)).toBe(
      '{"schema":"segur.error/1","kind":"refused","code":"identity.locked","rule":"INS/va1.53","message":"Les traits sont ' +
        'verrouillés.","why":"L\'identité est qualifiée.","advice":"segur ins status P1","exitCode":6,"details":{"field":"birthName"}}\n',
    );
    expect(Object.keys(JSON.parse(errorJson(bare)))).toEqual([
      "schema",
      "kind",
      "code",
      "rule",
      "message",
      "why",
      "advice",
      "exitCode",
    ]);
  });

  it("explains a system error without its path", () => {
    const cause = Object.assign(new Error("ENOSPC: no space left on device, write '/home/x/DUPONT.csv'"), { code: "ENOSPC" });
    expect(systemReason(cause)).toBe("Le disque est plein.");
    expect(systemReason(Object.assign(new Error("secret"), { code: "EWEIRD" }))).toBe("Erreur du système (EWEIRD).");
    expect(systemReason(new Error("secret"))).not.toContain("secret");
  });

  it("documents every exit code that a kind has", () => {
    const documented = EXIT_CODE_MEANINGS.map(({ code }) => code);
    for (const kind of ["usage", "input", "config", "storage", "not_found", "internal", "partial", "auth"] as const) {
      expect(documented).toContain(exitCode(kind));
    }
    for (const kind of ["unreachable", "refused", "decision", "interrupted"] as const)
      expect(documented).toContain(exitCode(kind));
  });
});
