import { describe, expect, it } from "vitest";
import { createProgress } from "../../src/terminal/progress.js";
import { fakeIo } from "../support/io.js";

function make(options: { tty?: boolean; machine?: boolean; accessible?: boolean; quiet?: boolean }) {
  const io = fakeIo(options.tty ? { tty: true } : {});
  let now = 0;
  const { machine = false, accessible = false, quiet = false } = options;
  const progress = createProgress({ io, label: "Import", now: () => now, machine, accessible, quiet });
  const advance = (ms: number) => {
    now += ms;
  };
  return { io, progress, advance };
}

describe("progress", () => {
  it("says at most about twenty lines on a pipe, whatever the number of updates", () => {
    const { io, progress } = make({});
    for (let done = 1; done <= 100_000; done += 1) progress.update({ done, total: 100_000 });
    progress.end();
    const lines = io.told().trimEnd().split("\n");
    expect(lines).toHaveLength(20);
    expect(lines[0]).toBe("Import 5 % 5000/100000");
    expect(lines[19]).toBe("Import 100 % 100000/100000");
  });

  it("without a total, says less and less often", () => {
    const { io, progress, advance } = make({});
    for (let second = 1; second <= 3_600; second += 1) {
      advance(1_000);
      progress.update({ done: second, total: null });
    }
    expect(io.told().trimEnd().split("\n").length).toBeLessThanOrEqual(20);
    expect(io.told()).toMatch(/^Import 2\n/);
  });

  it("a bar never takes more than one line of the terminal", () => {
    const { io, progress } = make({ tty: true });
    progress.update({ done: 1, total: 1, text: "x".repeat(300) });
    expect(io.told().replace(/\r\u001b\[2K/g, "").length).toBeLessThan(100);
  });

  it("draws one bar on a terminal, at most ten times a second, and leaves nothing behind", () => {
    const { io, progress, advance } = make({ tty: true });
    for (let done = 1; done <= 1_000; done += 1) {
      advance(1);
      progress.update({ done, total: 1_000 });
    }
    progress.end();
    expect(io.told()).not.toContain("\n");
    expect(io.told().match(/Import/g)?.length).toBeLessThanOrEqual(12);
    expect(io.told()).toContain("████████████████████████ 100 % 1000/1000");
    expect(io.told().endsWith("\r\u001b[2K")).toBe(true);
  });

  it("is text on a terminal for screen readers, JSON with a machine format, nothing with --quiet", () => {
    const accessible = make({ tty: true, accessible: true });
    accessible.progress.update({ done: 1, total: 2 });
    expect(accessible.io.told()).toBe("Import 50 % 1/2\n");
    const machine = make({ machine: true });
    machine.progress.update({ done: 1, total: 2, text: "en cours" });
    expect(JSON.parse(machine.io.told())).toEqual({ schema: "segur.progress/1", label: "Import", done: 1, total: 2 });
    const quiet = make({ quiet: true });
    quiet.progress.update({ done: 1, total: 2 });
    expect(quiet.io.told()).toBe("");
  });

  it("an empty job makes no division by zero", () => {
    const { io, progress } = make({});
    progress.update({ done: 0, total: 0 });
    expect(io.told()).not.toContain("NaN");
  });
});
