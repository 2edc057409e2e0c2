import { describe, expect, it } from "vitest";
import type { Clock } from "../../../../src/domain/ports.js";
import { Pacer, parseRate } from "../../../../src/services/ins/run/rate.js";

/** A clock that moves only when something sleeps: pacing is then exact. */
function fakeClock(): Clock & { readonly at: () => number } {
  let now = 0;
  return {
    at: () => now,
    now: () => new Date(now),
    async sleep(ms) {
      now += ms;
    },
  };
}

describe("parseRate", () => {
  it("reads a pace per second, minute or hour", () => {
    expect(parseRate("5/s")).toEqual({ everyMs: 200 });
    expect(parseRate("0,5/s")).toEqual({ everyMs: 2_000 });
    expect(parseRate("300/min")).toEqual({ everyMs: 200 });
    expect(parseRate("1800 / h")).toEqual({ everyMs: 2_000 });
  });

  it("takes 0 for no limit", () => {
    expect(parseRate("0")).toBeNull();
  });

  it.each(["", "5", "vite", "-1/s", "0/s", "5/j", "NaN/s", "0.0001/h"])("refuses %j and shows a valid one", (text) => {
    expect(() => parseRate(text)).toThrowError(expect.objectContaining({ kind: "usage", code: "run.rate" }));
  });
});

describe("Pacer", () => {
  it("spaces calls evenly, also those asked for at the same time", async () => {
    const clock = fakeClock();
    const pacer = new Pacer({ everyMs: 100 }, clock);
    const starts: number[] = [];
    for (let call = 0; call < 4; call++) {
      await pacer.turn();
      starts.push(clock.at());
    }
    expect(starts).toEqual([0, 100, 200, 300]);
  });

  it("makes no burst after a pause", async () => {
    const clock = fakeClock();
    const pacer = new Pacer({ everyMs: 100 }, clock);
    await pacer.turn();
    await clock.sleep(1_000);
    await pacer.turn();
    await pacer.turn();
    expect(clock.at()).toBe(1_100);
  });

  it("waits no longer than its turn when the clock of the machine is set back", async () => {
    let now = 1_000_000;
    const waits: number[] = [];
    const pacer = new Pacer(
      { everyMs: 100 },
      {
        now: () => new Date(now),
        async sleep(ms) {
          waits.push(ms);
        },
      },
    );
    await pacer.turn();
    now -= 3_600_000;
    await pacer.turn();
    expect(waits).toEqual([100]);
  });
});
