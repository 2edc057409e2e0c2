import { describe, expect, it } from "vitest";
import { passwordFault, waitAfter } from "../../../src/domain/users/password.js";

describe("a new password", () => {
  it.each([
    ["", "short"],
    ["onze lettre", "short"],
    ["douze lettre", null],
    ["aaaaaaaaaaaaaaaa", "poor"],
    ["ababababababab", "poor"],
    ["é".repeat(3) + "àçùîôüñ".repeat(2), null],
    ["x".repeat(300), "long"],
    ["😀😁😂🤣😃😄😅😆😉😊😋😎", null],
  ])("%j: %s", (password, fault) => {
    expect(passwordFault(password)).toBe(fault);
  });
});

describe("wrong passwords", () => {
  it("three cost nothing, then each waits twice as long, up to a quarter of an hour", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map(waitAfter)).toEqual([0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
  });
});
