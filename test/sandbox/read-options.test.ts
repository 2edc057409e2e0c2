import { describe, expect, it } from "vitest";
import { FAULT_KINDS } from "../../src/sandbox/insi/script.js";
import {
  readDirectoryFault,
  readDuration,
  readFault,
  readMssFault,
  readNumber,
  readPopulation,
  readPscFault,
} from "../../src/sandbox/read-options.js";

describe("faults on the command line", () => {
  it("reads every kind", () => {
    for (const kind of FAULT_KINDS) {
      if (kind !== "slow") expect(readFault(kind, {})).toEqual({ kind, rate: undefined, count: undefined });
    }
    expect(readFault("slow=300ms", { rate: "0,25", count: "20" })).toEqual({ kind: "slow", delayMs: 300, rate: 0.25, count: 20 });
    expect(readFault("slow=2s", {})).toMatchObject({ delayMs: 2_000 });
    expect(readFault("slow=40", { rate: "1" })).toMatchObject({ delayMs: 40, rate: 1 });
    expect(readFault("timeout", { rate: ".5" })).toMatchObject({ rate: 0.5 });
  });

  it.each([
    ["ouragan", {}, "sandbox.fault_unknown"],
    ["", {}, "sandbox.fault_unknown"],
    ["SIRAM_40", {}, "sandbox.fault_unknown"],
    ["slow", {}, "sandbox.fault_delay"],
    ["slow=", {}, "sandbox.fault_delay"],
    ["slow=fast", {}, "sandbox.fault_delay"],
    ["slow=601s", {}, "sandbox.fault_delay"],
    ["slow=-3ms", {}, "sandbox.fault_delay"],
    ["timeout=3", {}, "sandbox.fault_value"],
    ["timeout", { rate: "0" }, "sandbox.fault_rate"],
    ["timeout", { rate: "1.01" }, "sandbox.fault_rate"],
    ["timeout", { rate: "10%" }, "sandbox.fault_rate"],
    ["timeout", { rate: "" }, "sandbox.fault_rate"],
    ["timeout", { count: "0" }, "sandbox.number"],
    ["timeout", { count: "1.5" }, "sandbox.number"],
  ])("refuses %s %j", (text, options, code) => {
    expect(() => readFault(text, options)).toThrow(expect.objectContaining({ code, kind: "usage" }));
  });
});

describe("faults of MSSanté and of the directory", () => {
  it("says what becomes of a message that is cut, and refuses one token unless told otherwise", () => {
    expect(readMssFault("cut=kept", { count: "1" })).toMatchObject({ kind: "cut-kept", count: 1 });
    expect(readMssFault("cut=lost", {})).toMatchObject({ kind: "cut-lost" });
    expect(readMssFault("cut", {})).toMatchObject({ kind: "cut" });
    expect(readMssFault("expired", {})).toMatchObject({ kind: "expired", count: 1 });
    expect(readMssFault("expired", { count: "3" })).toMatchObject({ count: 3 });
    expect(readDirectoryFault("429", {})).toMatchObject({ kind: "429" });
    expect(() => readMssFault("cut=half", {})).toThrow(expect.objectContaining({ code: "sandbox.fault_value" }));
    expect(() => readMssFault("pluie", {})).toThrow(
      expect.objectContaining({ advice: expect.stringContaining("cut, cut=kept, cut=lost") }),
    );
    expect(() => readDirectoryFault("refuse", {})).toThrow(expect.objectContaining({ code: "sandbox.fault_unknown" }));
  });
});

describe("numbers on the command line", () => {
  it("takes both bounds, and their absence", () => {
    expect([readNumber("--n", "1", 1, 9), readNumber("--n", "9", 1, 9), readNumber("--n", undefined, 1, 9)]).toEqual([
      1,
      9,
      undefined,
    ]);
    expect(readPopulation({})).toEqual({ seed: 1, count: 200 });
    expect(readPopulation({ seed: "0", count: "2000000" })).toEqual({ seed: 0, count: 2_000_000 });
  });

  it.each(["0", "10", "-1", "1e3", "0x2", "", " 2", "2.0", "99999999999999999999"])("refuses « %s »", (text) => {
    expect(() => readNumber("--n", text, 1, 9)).toThrow(/--n attend un nombre entier entre 1 et 9/);
  });
});

describe("a duration", () => {
  it.each([
    [undefined, 0],
    ["0", 0],
    ["3", 3_000],
    ["3s", 3_000],
    ["300ms", 300],
    ["600s", 600_000],
  ])("%j is %d ms", (text, expected) => {
    expect(readDuration("--after", text)).toBe(expected);
  });

  it.each(["", "-1", "3 s", "601s", "1h", "1,5s", "1e3"])("refuses %j", (text) => {
    expect(() => readDuration("--after", text)).toThrow(expect.objectContaining({ kind: "usage", code: "sandbox.duration" }));
  });
});

describe("a fault of Pro Santé Connect", () => {
  it("is not one of INSi, and the other way round", () => {
    expect(readPscFault("refused", { count: "2" })).toEqual({ kind: "refused", rate: undefined, count: 2 });
    expect(readPscFault("slow=2s", {})).toMatchObject({ kind: "slow", delayMs: 2_000 });
    expect(() => readPscFault("siram_40", {})).toThrow(expect.objectContaining({ code: "sandbox.fault_unknown" }));
    expect(() => readFault("refused", {})).toThrow(expect.objectContaining({ code: "sandbox.fault_unknown" }));
    expect(() => readPscFault("down", { rate: "2" })).toThrow(
      expect.objectContaining({ code: "sandbox.fault_rate", advice: "segur sandbox fault psc timeout --rate 0.1" }),
    );
  });
});
