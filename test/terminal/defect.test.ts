import { describe, expect, it } from "vitest";
import { SegurError } from "../../src/domain/errors.js";
import { asSegurError, defectTrace } from "../../src/terminal/defect.js";
import { errorJson, errorText } from "../../src/terminal/errors.js";

const SECRET = "DUPONT 180037511600397";
function fail(message: string): Error {
  return new TypeError(message);
}
const plain = (_tone: unknown, text: string) => text;

describe("a defect of ours", () => {
  it("says nothing of what the error says, in any form, but where it happened", async () => {
    for (const thrown of [fail(SECRET), fail(`x\n    at ${SECRET}`), SECRET, { SECRET }, undefined]) {
      const error = await asSegurError(thrown, "1.0.0");
      expect(error).toMatchObject({ kind: "internal", code: "internal.defect" });
      const said = errorText(error, plain) + errorJson(error) + defectTrace(thrown, false);
      expect(said).not.toContain("DUPONT");
      expect(said).not.toContain("180037511600397");
      expect(errorText(error, plain)).toMatch(/E-[0-9a-f]{8}/);
    }
    expect(defectTrace(fail(SECRET), false)).toContain("defect.test.ts");
  });

  it("has the same reference each time the same place fails, another one elsewhere", async () => {
    const reference = async (error: unknown) => (await asSegurError(error, "1.0.0")).details?.reference;
    const thrown = ["a", "b"].map((message) => fail(message));
    expect(await reference(thrown[0])).toBe(await reference(thrown[1]));
    expect(await reference(thrown[0])).not.toBe(await reference(fail("a")));
  });

  it("shows everything to a developer who asks for it", () => {
    expect(defectTrace(fail("the message"), true)).toContain("the message");
  });
});

describe("other errors", () => {
  it("ours go through as they are", async () => {
    const error = new SegurError({ kind: "refused", code: "a.b", message: "Non." });
    expect(await asSegurError(error, "1")).toBe(error);
  });

  it("those of the system are storage errors with a French reason", async () => {
    const full = Object.assign(new Error(`ENOSPC: ${SECRET}`), { code: "ENOSPC" });
    const error = await asSegurError(full, "1");
    expect(error).toMatchObject({ kind: "storage", code: "system.enospc", why: "Le disque est plein." });
    expect(errorText(error, plain)).not.toContain("DUPONT");
    const odd = Object.assign(new Error("x"), { code: "toString" });
    expect(await asSegurError(odd, "1")).toMatchObject({ kind: "internal" });
  });
});
