import { describe, expect, it } from "vitest";
import { Breaker } from "../../../../src/services/ins/run/breaker.js";

function fail(breaker: Breaker, times: number): void {
  for (let time = 0; time < times; time++) breaker.failed();
}

describe("Breaker", () => {
  it("stays closed while answers come between failures", () => {
    const breaker = new Breaker(2);
    for (let round = 0; round < 20; round++) {
      fail(breaker, 9);
      breaker.answered();
    }
    expect(breaker.open).toBe(false);
    expect(breaker.neverAnswered).toBe(false);
  });

  it("opens when many calls in a row fail", () => {
    const breaker = new Breaker(2);
    fail(breaker, 10);
    expect(breaker.open).toBe(true);
    expect(breaker.neverAnswered).toBe(true);
  });

  it("is not opened by one failing call in each slot", () => {
    const breaker = new Breaker(64);
    fail(breaker, 64);
    expect(breaker.open).toBe(false);
    fail(breaker, 65);
    expect(breaker.open).toBe(true);
  });
});
