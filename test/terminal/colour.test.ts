import { describe, expect, it } from "vitest";
import { type ColourFlag, wantsColour } from "../../src/terminal/colour.js";

const cases: readonly [ColourFlag, Record<string, string>, boolean, boolean, string][] = [
  ["auto", {}, true, true, "a terminal"],
  ["auto", {}, false, false, "a pipe"],
  ["auto", { NO_COLOR: "1" }, true, false, "NO_COLOR on a terminal"],
  ["auto", { NO_COLOR: "" }, true, true, "an empty NO_COLOR counts for nothing"],
  ["auto", { NO_COLOR: "1", FORCE_COLOR: "1" }, true, false, "NO_COLOR before FORCE_COLOR"],
  ["auto", { FORCE_COLOR: "1" }, false, true, "FORCE_COLOR on a pipe"],
  ["auto", { FORCE_COLOR: "0" }, true, false, "FORCE_COLOR=0"],
  ["auto", { FORCE_COLOR: "1", TERM: "dumb" }, true, true, "FORCE_COLOR before TERM"],
  ["auto", { TERM: "dumb" }, true, false, "TERM=dumb"],
  ["always", { NO_COLOR: "1" }, false, true, "the flag before all"],
  ["never", { FORCE_COLOR: "1" }, true, false, "the flag before all"],
];

describe("colour", () => {
  for (const [flag, env, tty, expected, name] of cases) {
    it(`${name}: --color ${flag} → ${expected}`, () => expect(wantsColour(flag, env, tty)).toBe(expected));
  }
});
