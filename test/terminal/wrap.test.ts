import { describe, expect, it } from "vitest";
import { SegurError } from "../../src/domain/errors.js";
import { errorText } from "../../src/terminal/errors.js";
import { visibleWidth } from "../../src/terminal/layout.js";
import { createOutput } from "../../src/terminal/output.js";
import { wrapScreen } from "../../src/terminal/wrap.js";
import { fakeIo } from "../support/io.js";

const LONG = "Le message attend dans la file, rien n'est perdu de ce qui était écrit, et il repartira à la prochaine relance.";
const widest = (text: string) => Math.max(...text.split("\n").map(visibleWidth));

describe("a text on a terminal", () => {
  it("is broken between words at its width, and nothing of it is lost", () => {
    const wrapped = wrapScreen(LONG, 40);
    expect(widest(wrapped)).toBeLessThanOrEqual(40);
    expect(wrapped.replaceAll("\n", " ")).toBe(LONG);
  });

  it("on a pipe is left as it is", () => {
    expect(wrapScreen(LONG, null)).toBe(LONG);
  });

  it("keeps a command to copy on one line where it fits", () => {
    const wrapped = wrapScreen("Corrigez la cause, puis relancez ce message : segur outbox retry O7 --force-resend", 60);
    expect(wrapped.split("\n").at(-1)?.trim()).toBe("segur outbox retry O7 --force-resend");
    const two = wrapScreen("  Que faire : segur outbox retry O7   (ou : segur outbox cancel O7)", 50);
    expect(two).toContain("segur outbox retry O7");
    expect(two).toContain("segur outbox cancel O7");
  });

  it("goes on under what it goes on from, and its colours count for nothing", () => {
    const [first, second] = wrapScreen(`  \u001b[1mCause\u001b[22m           ${LONG}`, 60).split("\n");
    expect(first).toContain("Cause");
    expect(second).toMatch(/^ {18}\S/);
    expect(wrapScreen(`\u001b[2m${"a".repeat(20)} ${"b".repeat(19)}\u001b[22m`, 40)).not.toContain("\n");
  });

  it("leaves drawings and words without spaces whole", () => {
    const box = `│ ${"a ".repeat(60)}│`;
    expect(wrapScreen(box, 40)).toBe(box);
    expect(wrapScreen(`https://exemple.fr/${"x".repeat(60)}`, 40)).not.toContain("\n");
  });
});

describe("what is said to a person", () => {
  it("notes, warnings, results and errors hold in the terminal", async () => {
    const io = fakeIo({ tty: true, columns: 50 });
    const output = await createOutput(io, { format: "table", fields: undefined, quiet: false });
    output.note(LONG);
    output.warn(LONG);
    await output.one("s/1", {}, () => LONG);
    const error = new SegurError({ kind: "refused", code: "a.b", message: LONG, why: LONG, advice: LONG });
    for (const text of [io.told(), io.written(), errorText(error, (_tone, text) => text, 50)]) {
      expect(widest(text)).toBeLessThanOrEqual(50);
    }
  });

  it("stays one line each on a pipe", async () => {
    const io = fakeIo();
    const output = await createOutput(io, { format: "table", fields: undefined, quiet: false });
    output.note(LONG);
    expect(io.told()).toBe(`${LONG}\n`);
  });
});
