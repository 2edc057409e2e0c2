import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RIGHTS, ROLES, rightsOf } from "../../../src/domain/users/rights.js";

const some = fc.subarray([...RIGHTS]);

describe("rights of a user", () => {
  it("the administrator sees no medical data (SSI/GEN.16)", () => {
    const rights = rightsOf({ role: "administrateur", granted: [], revoked: [] });
    expect([...rights].sort()).toEqual(["administer", "follow", "journal"]);
  });

  it("a technician has no right on INS unless it is given (INS/va1.32), and then still sees none in clear", () => {
    expect(rightsOf({ role: "technicien", granted: [], revoked: [] }).has("insi.call")).toBe(false);
    const granted = rightsOf({ role: "technicien", granted: ["insi.call"], revoked: [] });
    expect([...granted].sort()).toEqual(["follow", "insi.call", "patients.import"]);
  });

  it("nobody administers by their role but the administrator", () => {
    for (const role of ROLES) {
      expect(rightsOf({ role, granted: [], revoked: [] }).has("administer")).toBe(role === "administrateur");
    }
  });

  it("what is revoked is never there, what is granted is, unless revoked too", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ROLES), some, some, (role, granted, revoked) => {
        const rights = rightsOf({ role, granted, revoked });
        for (const right of revoked) expect(rights.has(right)).toBe(false);
        for (const right of granted) expect(rights.has(right)).toBe(!revoked.includes(right));
        const base = rightsOf({ role, granted: [], revoked: [] });
        for (const right of rights) expect(base.has(right) || granted.includes(right)).toBe(true);
      }),
    );
  });
});
