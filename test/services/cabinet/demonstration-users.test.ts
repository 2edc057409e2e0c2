import { describe, expect, it } from "vitest";
import { ROLES } from "../../../src/domain/users/rights.js";
import { PROFESSIONALS } from "../../../src/sandbox/psc/professionals.js";
import { demonstrationUsers } from "../../../src/services/cabinet/demonstration-users.js";

describe("demonstration users", () => {
  it("there is one for each role, and whoever has a number is somebody whom the sandbox's Pro Santé Connect knows", () => {
    const users = demonstrationUsers();
    expect(users.map(({ role }) => role)).toEqual(ROLES);
    const known = PROFESSIONALS.map(({ nationalId }) => nationalId);
    for (const { rpps, nationalId } of users) {
      if (rpps !== null) expect(known).toContain(`8${rpps}`);
      if (nationalId !== undefined) expect(known).toContain(nationalId);
    }
    expect(`8${users[0]?.rpps}`).toBe(known[0]);
  });
});
