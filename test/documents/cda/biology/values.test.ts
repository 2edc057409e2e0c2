import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberOf } from "../../../../src/documents/cda/biology/quantities.js";
import { biologyOf, chapter, earlier, entry, flag, pq, range, related, report, result, results } from "./sample.js";

const read = async (inner: string) => {
  const [first] = (await biologyOf(results(result(inner)))).results;
  if (first === undefined) throw new Error("no result");
  return first;
};

const quantity = (text: string, value: number | null, unit: string | null) => ({ text, value, low: null, high: null, unit });

describe("values", () => {
  it.each([
    ["PQ", pq("5.2"), quantity("5.2", 5.2, "g/L")],
    ["a comma", pq("1,0"), quantity("1,0", 1, "g/L")],
    ["groups of digits", pq("250 000", "/mm3"), quantity("250 000", 250_000, "/mm3")],
    ["REAL", '<value xsi:type="REAL" value="6.8"/>', quantity("6.8", 6.8, null)],
    ["INT", '<value xsi:type="INT" value="12"/>', quantity("12", 12, null)],
    ["a prefix on the type", '<value xsi:type="c:PQ" value="2" unit="g/L"/>', quantity("2", 2, "g/L")],
    ["no type", '<value value="2" unit="g/L"/>', quantity("2", 2, "g/L")],
    ["what is no number", pq("trace"), quantity("trace", null, "g/L")],
    ["too great a number", pq("1e999"), quantity("1e999", null, "g/L")],
    ["a sign before it", pq("&lt;1,0"), { ...quantity("<1,0", null, "g/L"), high: { value: 1, inclusive: false } }],
    ["a sign that includes", pq("≥ 90"), { ...quantity("≥ 90", null, "g/L"), low: { value: 90, inclusive: true } }],
    [
      "IVL_PQ, high alone",
      '<value xsi:type="IVL_PQ"><high value="1.0" unit="g/L"/></value>',
      { ...quantity("≤ 1.0", null, "g/L"), high: { value: 1, inclusive: true } },
    ],
    [
      "IVL_PQ, low alone, not included",
      '<value xsi:type="IVL_PQ"><low value="90" unit="g/L" inclusive="false"/><high nullFlavor="PINF"/></value>',
      { ...quantity("> 90", null, "g/L"), low: { value: 90, inclusive: false } },
    ],
    [
      "IVL_PQ, both",
      '<value xsi:type="IVL_PQ"><low value="1" unit="g/L"/><high value="2" unit="g/L"/></value>',
      { ...quantity("1 – 2", null, "g/L"), low: { value: 1, inclusive: true }, high: { value: 2, inclusive: true } },
    ],
  ])("%s", async (_, value, expected) => {
    const { quantities, words } = await read(value);
    expect(quantities).toEqual([expected]);
    expect(words).toBeNull();
  });

  it.each([
    ["CD", '<value xsi:type="CD" code="260385009" displayName="Négatif"/>', "Négatif"],
    [
      "CD by its translation",
      '<value xsi:type="CD" nullFlavor="OTH"><translation code="1" displayName="Négatif"/></value>',
      "Négatif",
    ],
    ["CD by its code", '<value xsi:type="CE" code="NEG"/>', "NEG"],
    ["ST", '<value xsi:type="ST">Absence de\n germe</value>', "Absence de germe"],
    ["ED", '<value xsi:type="ED">Absence<br/>de germe</value>', "Absence\nde germe"],
    ["no type", "<value>Négatif</value>", "Négatif"],
    ["BL", '<value xsi:type="BL" value="true"/>', "oui"],
    ["RTO", '<value xsi:type="RTO_PQ_PQ"><numerator value="1"/><denominator value="80"/></value>', "1/80"],
    ["an interval of no number", '<value xsi:type="IVL_PQ"><high value="trace" unit="g/L"/></value>', "trace g/L"],
    ["a picture", '<value xsi:type="ED" mediaType="image/png" representation="B64">iVBORw0KGgo=</value>', "pièce jointe"],
    ["an unknown type", '<value xsi:type="XYZ" value="7" unit="u"/>', "7 u"],
    ["none", "", null],
    ["a null", '<value xsi:type="PQ" nullFlavor="NAV"/>', null],
  ])("in words: %s", async (_, value, words) => {
    const found = await read(value);
    expect(found.quantities).toEqual([]);
    expect(found.words).toBe(words);
  });

  it("refers to the narrative, of its own section when the identifier stands twice", async () => {
    const one = (text: string) =>
      chapter(entry(related(result('<value xsi:type="ED"><reference value="#v"/></value>'))), {
        text: `<content ID="v">${text}</content>`,
      });
    expect((await biologyOf(report(one("Un") + one("Deux")))).results.map(({ words }) => words)).toEqual(["Un", "Deux"]);
  });

  it("in two units, value and bounds, are compared in each", async () => {
    const value = pq("1.00", "g/L", '<translation value="5.55" code="mmol/L" codeSystem="2.16.840.1.113883.6.8"/>');
    const translated = (low: string) =>
      `<low value="${low}" unit="mmol/L"><translation value="0.7" code="g/L"/></low><high value="6" unit="mmol/L"/>`;
    const ranged = (low: string) =>
      `<referenceRange><observationRange><value xsi:type="IVL_PQ">${translated(low)}</value></observationRange></referenceRange>`;
    const { quantities, intervals, outsideInterval } = await read(value + ranged("4"));
    expect(quantities).toEqual([quantity("1.00", 1, "g/L"), quantity("5.55", 5.55, "mmol/L")]);
    expect(intervals).toEqual([
      { low: { value: 4, inclusive: true }, high: { value: 6, inclusive: true }, unit: "mmol/L", text: null },
      { low: { value: 0.7, inclusive: true }, high: null, unit: "g/L", text: null },
    ]);
    expect(outsideInterval).toBe(false);
    expect((await read(value + range("5.6", "6", "mmol/L"))).outsideInterval).toBe(true);
  });

  it("two analyses for two units stay two results", async () => {
    const { results: found } = await biologyOf(results(result(pq("1", "g/L")), result(pq("5.5", "mmol/L"))));
    expect(found.map(({ quantities }) => quantities[0]?.unit)).toEqual(["g/L", "mmol/L"]);
  });
});

describe("intervals", () => {
  const ranged = (inner: string) => `${pq("5")}<referenceRange><observationRange>${inner}</observationRange></referenceRange>`;

  it.each([
    ["one bound", range(null, "2"), [{ low: null, high: { value: 2, inclusive: true }, unit: "g/L", text: null }], true],
    [
      "not included",
      range("5", "9", "g/L", 'inclusive="false"'),
      [{ low: { value: 5, inclusive: false }, high: { value: 9, inclusive: false }, unit: "g/L", text: null }],
      true,
    ],
  ])("%s", async (_, interval, expected, outside) => {
    const found = await read(pq("5") + interval);
    expect(found.intervals).toEqual(expected);
    expect(found.outsideInterval).toBe(outside);
  });

  it.each([
    ["text", ranged("<text>Négatif</text>"), "Négatif"],
    ["ST", ranged('<value xsi:type="ST">moins de 5</value>'), "moins de 5"],
    ["CD", ranged('<value xsi:type="CD" code="NEG" displayName="Négatif"/>'), "Négatif"],
  ])("in words: %s", async (_, inner, text) => {
    const found = await read(inner);
    expect(found.intervals).toEqual([{ low: null, high: null, unit: null, text }]);
    expect(found.outsideInterval).toBeNull();
  });

  it("warns of what it cannot compare and nobody interpreted", async () => {
    const { warnings } = await biologyOf(results(result(pq("9", "mmol/L") + range("1", "2"))));
    expect(warnings).toEqual([expect.stringContaining("ne peut pas être comparé")]);
    expect((await biologyOf(results(result(pq("9", "mmol/L") + flag("N") + range("1", "2"))))).warnings).toEqual([]);
  });
});

describe("earlier results", () => {
  it("are given newest first, with what they say", async () => {
    const { previous } = await read(
      pq("5") +
        earlier(pq("3"), "20240101") +
        earlier(pq("4"), "20250101120000+0100") +
        earlier('<value xsi:type="ST">trace</value>', "20230101"),
    );
    expect(previous).toEqual([
      { at: "2025-01-01T12:00:00+01:00", text: "4", unit: "g/L" },
      { at: "2024-01-01", text: "3", unit: "g/L" },
      { at: "2023-01-01", text: "trace", unit: null },
    ]);
  });

  it("stay in their order when one has no date", async () => {
    const { previous } = await read(pq("5") + earlier(pq("3"), "20240101") + earlier(pq("4"), ""));
    expect(previous.map(({ text }) => text)).toEqual(["3", "4"]);
  });

  it("that go with no result are told", async () => {
    const { warnings } = await biologyOf(report(chapter(entry(related(result(pq("1"))) + earlier(pq("2"))))));
    expect(warnings).toEqual([expect.stringContaining("antérieurs")]);
  });
});

describe("labels", () => {
  const named = async (code: string) => (await biologyOf(results(result(pq("1")).replace(/<code .*?\/>/, code)))).results[0];

  it.each([
    ['<code code="718-7" displayName="Hémoglobine"/>', "718-7", "Hémoglobine"],
    ['<code><translation code="W1" codeSystem="1.2.250.1.213.1.1.5.130" displayName="Attente"/></code>', "W1", "Attente"],
    ['<code code="718-7"><originalText>Hb</originalText></code>', "718-7", "Hb"],
    ['<code code="718-7"><translation code="L" displayName="Locale"/></code>', "718-7", "Locale"],
    ['<code code="718-7"/>', "718-7", "718-7"],
    ["<code/>", null, "Analyse sans nom"],
    ["", null, "Analyse sans nom"],
  ])("%s", async (code, value, label) => {
    expect(await named(code)).toMatchObject({ code: value, label });
  });
});

describe("numbers", () => {
  it.each([
    ["12", 12],
    ["1 234,5", 1234.5],
    [".5", 0.5],
    ["-3", -3],
    ["1.2.3", null],
    ["12 34", null],
    ["0x10", null],
    ["", null],
    ["Infinity", null],
  ])("%j is %s", (text, value) => {
    expect(numberOf(text)).toBe(value);
  });

  it("read what is written, a comma or a point", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
        const number = value === 0 ? 0 : value;
        expect(numberOf(String(number))).toBe(number);
        expect(numberOf(String(number).replace(".", ","))).toBe(number);
      }),
    );
  });
});
