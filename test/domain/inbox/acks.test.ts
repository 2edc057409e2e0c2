import fc from "fast-check";
import { expect, test } from "vitest";
import { ACKS, type Ack, alertLevel, alertState } from "../../../src/domain/inbox/acks.js";
import { type BiologyAlerts, NO_ALERTS, type Told, UNDETERMINED } from "../../../src/domain/inbox/biology.js";

const told = fc.constantFrom<Told>("yes", "no", "undetermined");
const alerts = fc.record({ urgent: told, outside: told, comment: told });
const acks = fc.array(fc.constantFrom<Ack>(...ACKS), { maxLength: 6 });

/** mss.md §8.3 in a table: alerts, what was noted, what is left. */
const CASES: readonly (readonly [string, BiologyAlerts | null, readonly Ack[], string | null])[] = [
  ["no biology", null, ["read"], null],
  ["nothing abnormal", NO_ALERTS, [], null],
  ["urgent, nobody did anything", { ...NO_ALERTS, urgent: "yes" }, [], "waiting"],
  ["urgent, only a note", { ...NO_ALERTS, urgent: "yes" }, ["note"], "waiting"],
  ["urgent, read and patient called", { ...NO_ALERTS, urgent: "yes" }, ["read", "patient_called"], "in_progress"],
  ["urgent, resolved", { ...NO_ALERTS, urgent: "yes" }, ["resolved"], "resolved"],
  ["outside the interval, read", { ...NO_ALERTS, outside: "yes" }, ["read"], "resolved"],
  ["not determined is never « no »", UNDETERMINED, [], "waiting"],
  ["not determined, read", UNDETERMINED, ["read"], "resolved"],
];

test.each(CASES)("%s", (_, given, noted, expected) => {
  expect(alertState(given, noted)).toBe(expected);
});

test("an urgent result is resolved by « resolved » and by nothing else", () => {
  fc.assert(
    fc.property(alerts, acks, (given, noted) => {
      const state = alertState({ ...given, urgent: "yes" }, noted);
      expect(state === "resolved").toBe(noted.includes("resolved"));
    }),
  );
});

test("notes change no state, wherever they stand", () => {
  fc.assert(
    fc.property(alerts, acks, (given, noted) => {
      const without = noted.filter((ack) => ack !== "note");
      expect(alertState(given, noted)).toBe(alertState(given, without));
    }),
  );
});

test("what was done is never undone by what is done after", () => {
  const rank = { waiting: 0, in_progress: 1, resolved: 2 };
  fc.assert(
    fc.property(alerts, acks, fc.constantFrom<Ack>(...ACKS), (given, noted, next) => {
      const [before, after] = [alertState(given, noted), alertState(given, [...noted, next])];
      if (before === null || after === null) expect(after).toBe(before);
      else expect(rank[after]).toBeGreaterThanOrEqual(rank[before]);
    }),
  );
});

test("there is an alert exactly when one flag is not « no »", () => {
  fc.assert(
    fc.property(alerts, (given) => {
      expect(alertLevel(given) === null).toBe(Object.values(given).every((each) => each === "no"));
    }),
  );
});
