import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextTryAt } from "../../../src/services/outbox/backoff.js";

const NOW = new Date("2026-11-25T08:00:00Z");
const delay = (key: string, attempts: number) => Date.parse(nextTryAt(key, attempts, NOW)) - NOW.getTime();

describe("the next try", () => {
  it("is between a half and the whole of a delay that doubles up to an hour, the same each time it is computed", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 10_000 }), (key, attempts) => {
        const whole = Math.min(30_000 * 2 ** (attempts - 1), 3_600_000);
        const ms = delay(key, attempts);
        expect(ms).toBeGreaterThanOrEqual(whole / 2);
        expect(ms).toBeLessThanOrEqual(whole);
        expect(delay(key, attempts)).toBe(ms);
      }),
    );
  });

  it("spreads lines that failed together", () => {
    const delays = new Set(Array.from({ length: 100 }, (_, index) => delay(`2.25.${index}`, 3)));
    expect(delays.size).toBeGreaterThan(95);
  });
});
