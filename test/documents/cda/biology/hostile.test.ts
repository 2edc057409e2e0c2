import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SegurError } from "../../../../src/domain/errors.js";
import {
  biologyOf,
  chapter,
  code,
  comment,
  earlier,
  entry,
  flag,
  HEADER,
  lights,
  pq,
  reference,
  related,
  report,
  result,
  results,
} from "./sample.js";

const OPEN = `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${HEADER}<component><structuredBody><component><section><templateId root="1.3.6.1.4.1.19376.1.3.3.2.1"/>`;
const CLOSE = "</section></component></structuredBody></component></ClinicalDocument>";

function* document(inner: Iterable<string>): Generator<Buffer> {
  yield Buffer.from(OPEN);
  for (const each of inner) yield Buffer.from(each);
  yield Buffer.from(CLOSE);
}

describe("hostile reports", () => {
  it("nested without end are refused", async () => {
    const nest = "<entry><act><entryRelationship>".repeat(100_000);
    await expect(biologyOf(document([nest]))).rejects.toMatchObject({ code: "cda.too_deep" });
    await expect(biologyOf(document([`<entry>${"<organizer><component>".repeat(100_000)}`]))).rejects.toMatchObject({
      code: "cda.too_deep",
    });
  });

  it("with a DOCTYPE are refused; an unknown entity is left as it is", async () => {
    const bomb = '<!DOCTYPE c [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>';
    await expect(biologyOf(bomb + results(result(comment("&b;"))))).rejects.toMatchObject({ code: "cda.doctype" });
    const [first] = (await biologyOf(results(result(pq("1") + comment("&b;"))))).results;
    expect(first?.comments).toEqual(["&b;"]);
  });

  it("of thirty thousand entries say « no » of nothing, and what they say is read", async () => {
    function* many(): Generator<string> {
      yield entry(related(result(flag("HH"))));
      const some = entry(related(result(pq("1")))).repeat(100);
      for (let count = 0; count < 300; count += 1) yield some;
    }
    const { alerts, results: found, warnings } = await biologyOf(document(many()));
    expect(alerts).toEqual({ urgent: "yes", outside: "yes", comment: "undetermined" });
    expect(found).toHaveLength(20_000);
    expect(warnings).toEqual(["Le compte rendu a trop de résultats : les derniers ne sont pas lus."]);
  }, 60_000);

  it("with an element that goes on and on keep little of it", async () => {
    const giant = "x".repeat(3_000_000);
    const [first] = (await biologyOf(results(result(`${code(giant)}<value xsi:type="ST">${giant}</value>${comment(giant)}`))))
      .results;
    expect(first?.words?.length).toBeLessThanOrEqual(8_001);
    expect(first?.comments[0]?.length).toBeLessThanOrEqual(4_001);
    expect(JSON.stringify(first).length).toBeLessThan(20_000);
  });

  it("with an attribute that goes on and on keep little of it", async () => {
    const giant = "9".repeat(3_000_000);
    const read = await biologyOf(results(result(pq(giant, giant) + flag(giant) + earlier(pq(giant)))));
    expect(JSON.stringify(read).length).toBeLessThan(2_000);
  });

  it("with a result that has no end of parts say « no » of nothing", async () => {
    const { alerts, warnings } = await biologyOf(results(result(pq("1") + "<value/>".repeat(2_000) + flag("HH"))));
    expect(alerts.urgent).toBe("undetermined");
    expect(warnings).toEqual([expect.stringContaining("trop d'éléments")]);
  });

  it("with a reference that goes round, or names a property of every object, are read", async () => {
    const text = '<content ID="a"><reference value="#a"/>Ici</content>';
    const read = (to: string) => biologyOf(report(chapter(entry(related(result(pq("1") + comment(reference(to))))), { text })));
    expect((await read("#a")).results[0]?.comments).toEqual(["Ici"]);
    expect((await read("#__proto__")).results[0]?.comments).toEqual([]);
    expect(await lights(results(result(pq("1") + flag("constructor"))))).toBe("??y");
  });

  it("refer to a long text many times without holding it as many times", async () => {
    const text = `<content ID="a">${"mot ".repeat(200_000)}</content>`;
    const one = related(result(pq("1") + comment(reference("#a"))));
    const read = await biologyOf(report(chapter(entry(one.repeat(2_000)), { text })));
    expect(read.results).toHaveLength(2_000);
    expect(Math.max(...read.results.map(({ comments }) => comments[0]?.length ?? 0))).toBeLessThanOrEqual(4_001);
  }, 60_000);
});

describe("properties", () => {
  it("whatever is cut or moved, it is read or refused in our words", async () => {
    const base = report(chapter(entry(related(result(pq("1") + flag("HH") + earlier(pq("2")) + comment("x"))))));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(base.length),
        fc.nat(60),
        fc.constantFrom("", "<", "</act>", "<observation>", "&", "\u0000"),
        async (at, cut, put) => {
          try {
            await biologyOf(base.slice(0, at) + put + base.slice(at + cut));
          } catch (error) {
            if (!(error instanceof SegurError) && !String(error).includes("not read as a biology report")) throw error;
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("chunks of any size give the same", async () => {
    const whole = report(chapter(entry(related(result(pq("1,5") + flag("HH") + earlier(pq("2")) + comment("é<br/>è"))))));
    const expected = await biologyOf(whole);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), async (size) => {
        const bytes = Buffer.from(whole);
        const cut = function* () {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        };
        expect(await biologyOf(cut())).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});
