import { describe, expect, it } from "vitest";
import { NO_ALERTS, UNDETERMINED } from "../../src/domain/inbox/biology.js";
import { alertWords } from "../../src/terminal/alerts.js";

describe("alerts in words", () => {
  it.each([
    [null, []],
    [NO_ALERTS, []],
    [UNDETERMINED, ["? non déterminable"]],
    [{ urgent: "yes", outside: "yes", comment: "yes" }, ["‼ immédiat", "⚠ hors intervalle", "✎ commentaire"]],
    [{ urgent: "undetermined", outside: "yes", comment: "no" }, ["⚠ hors intervalle", "? non déterminable"]],
  ] as const)("%j: %j", (alerts, expected) => {
    expect(alertWords(alerts, true)).toEqual(expected);
    expect(alertWords(alerts, false)).toEqual(expected.map((each) => each.slice(2)));
  });
});
