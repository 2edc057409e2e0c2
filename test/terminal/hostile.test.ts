import { describe, expect, it } from "vitest";
import { SegurError } from "../../src/domain/errors.js";
import { errorText } from "../../src/terminal/errors.js";
import type { Listing } from "../../src/terminal/io.port.js";
import { createOutput } from "../../src/terminal/output.js";
import { safeColoured, safeText } from "../../src/terminal/values.js";
import { fakeIo } from "../support/io.js";

/** Clears the screen, sets the title, rings, goes back over the line, turns the text around; the C1 form of an escape too. */
const HOSTILE = "A\u001b[2JB\u001b]0;title\u0007C\rD\u202eE\u009b31mF\u0000G";
const HARMLESS = "A\ufffd[2JB\ufffd]0;title\ufffdC\ufffdD\ufffdE\ufffd31mF\ufffdG";

describe("a text from outside never drives the terminal", () => {
  it("control characters and direction overrides are shown as �, line ends, tabs and accents stay", () => {
    expect(safeText(HOSTILE)).toBe(HARMLESS);
    expect(safeText("é\tœ\nŁ 👩‍⚕️ \u0301")).toBe("é\tœ\nŁ 👩‍⚕️ \u0301");
  });

  it("our colours stay where there are colours, and go where there are none", () => {
    expect(safeColoured(`\u001b[31mrouge\u001b[39m${HOSTILE}`, true)).toBe(`\u001b[31mrouge\u001b[39m${HARMLESS}`);
    expect(safeColoured("\u001b[31mrouge", false)).toBe("\ufffd[31mrouge");
  });

  const rows: Listing<string> = {
    schema: "segur.test.list/1",
    items: [HOSTILE],
    columns: [{ key: "id", title: "Id", value: (text) => text, tone: () => "bad" }],
  };
  const colour = "\u001b\\[[0-9;]*m";
  for (const tty of [true, false]) {
    it(`in a listing, a card, a note, a warning and an error, ${tty ? "on a terminal" : "on a pipe"}`, async () => {
      const io = fakeIo({ tty, colour: tty });
      const output = await createOutput(io, { format: "table", fields: undefined, quiet: false });
      await output.list(rows);
      await output.one("segur.test/1", { id: "1" }, (style) => style("strong", HOSTILE));
      await io.out(output.table(["Titre"], [[output.style("warn", HOSTILE)]]));
      output.note(HOSTILE);
      output.warn(HOSTILE);
      io.err(
        errorText(new SegurError({ kind: "input", code: "x.y", message: HOSTILE, why: HOSTILE, advice: HOSTILE }), output.style),
      );
      const drawn = `${io.written()}${io.told()}`;
      const left = drawn.replace(new RegExp(colour, "g"), "");
      expect(left.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/)).toBeNull();
      expect(left.split(HARMLESS).length - 1).toBe(8);
    });
  }

  it("JSON keeps the text as it is, escaped", async () => {
    const io = fakeIo();
    const output = await createOutput(io, { format: "ndjson", fields: undefined, quiet: false });
    await output.list(rows);
    expect(JSON.parse(io.written())).toEqual({ schema: "segur.test.list/1", id: HOSTILE });
    expect(io.written()).not.toContain("\u001b");
  });
});
