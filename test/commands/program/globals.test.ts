import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readGlobals } from "../../../src/commands/globals.js";

const read = (line: string, env: Record<string, string> = {}) => readGlobals(line.split(" ").filter(Boolean), env);

describe("global flags", () => {
  it("are found before and after the command, and taken out", () => {
    const { globals, rest, mistake } = read("--json patient --cabinet nord search x --fields=id,status --quiet");
    expect(mistake).toBeUndefined();
    expect(rest).toEqual(["patient", "search", "x"]);
    expect(globals).toMatchObject({ format: "json", cabinet: "nord", fields: ["id", "status"], quiet: true, verbose: false });
  });

  it("stop at --", () => {
    const { globals, rest } = read("patient search -- --json");
    expect(globals.format).toBe("table");
    expect(rest).toEqual(["patient", "search", "--", "--json"]);
  });

  it("tell the first mistake, with the format already known", () => {
    const { globals, mistake } = read("--format xml --json --color jaune");
    expect(mistake).toMatchObject({ kind: "usage", code: "usage.value_unknown", details: { option: "--format" } });
    expect(globals.format).toBe("json");
    expect(read("--fields").mistake).toMatchObject({ code: "usage.value_missing" });
    expect(read("--fields ,").mistake).toMatchObject({ code: "usage.value_missing" });
    expect(read("--cabinet=").mistake).toMatchObject({ code: "usage.value_missing" });
  });

  it("never repeat a value in an error: it may be a name", () => {
    expect(JSON.stringify(read("--format DUPONT").mistake)).not.toContain("DUPONT");
  });

  it("SEGUR_NO_INPUT is --no-input", () => {
    expect(read("x", { SEGUR_NO_INPUT: "1" }).globals.input).toBe(false);
    expect(read("x", { SEGUR_NO_INPUT: "" }).globals.input).toBe(true);
    expect(read("x --no-input").globals.input).toBe(false);
  });

  it("leave every other word in its order", () => {
    const word = fc.string().filter((text) => !text.startsWith("--"));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(readGlobals(words, {}).rest).toEqual(words);
      }),
    );
  });
});
