import { describe, expect, it } from "vitest";
import { listProofs, PROOFS, proofConfidence } from "../../../src/domain/identity/proofs.js";

describe("proofs", () => {
  it("has each code once, with a French label", () => {
    expect(new Set(PROOFS.map((kind) => kind.code)).size).toBe(PROOFS.length);
    for (const kind of PROOFS) expect(kind.label).not.toBe("");
  });

  it.each(["CN", "PA", "CS", "CE", "TC", "AV", "EI", "DC", "LE-RL", "AN-RL"])("%s validates", (code) => {
    expect(proofConfidence(code)).toBe("high");
  });

  // Alone, a family record book proves nothing: a minor's needs the document of a parent (RNIV 1 §3.3.3).
  it.each(["LE", "AN", "AC", "PC", "CM", "CC", "CV"])("%s does not", (code) => {
    expect(proofConfidence(code)).toBe("low");
  });

  it("knows no other code", () => {
    expect(proofConfidence("XX")).toBeNull();
    expect(proofConfidence("")).toBeNull();
    expect(proofConfidence("constructor")).toBeNull();
  });

  it("follows the cabinet's own list (INS/va1.26)", () => {
    const overrides = { PC: "high", CN: "disabled", MA: { label: "Carte de mairie", confidence: "low" } } as const;
    expect(["PC", "CN", "MA", "PA"].map((code) => proofConfidence(code, overrides))).toEqual(["high", null, "low", "high"]);
    expect(listProofs(overrides).find((kind) => kind.code === "MA")).toMatchObject({
      label: "Carte de mairie",
      origin: "cabinet",
    });
    expect(listProofs(overrides).some((kind) => kind.code === "CN")).toBe(false);
  });
});
