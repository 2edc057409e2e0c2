import { describe, expect, it } from "vitest";
import { readBiology } from "../../../../src/documents/cda/biology/read.js";
import { readCda } from "../../../../src/documents/cda/reader.js";
import { cda, chunks, n1, narrative } from "../support.js";
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
  organizer,
  pq,
  range,
  reference,
  related,
  report,
  result,
  results,
  section,
} from "./sample.js";

const PDF = '<value mediaType="application/pdf" representation="B64">JVBERi0xLjQ=</value>';

describe("alerts of a report", () => {
  it.each<readonly [string, string, string]>([
    ["nothing to say", results(result(pq("1.0") + range("0.5", "2"))), "nnn"],
    ["normal said by the laboratory", results(result(pq("1.0") + flag("N") + range("0.5", "2"))), "nnn"],
    ["no interpretation, out by the numbers", results(result(pq("2.1") + range("0.5", "2"))), "nyn"],
    ["an interpretation said to be unknown", results(result(`${pq("1.0")}<interpretationCode nullFlavor="NI"/>`)), "nnn"],
    ...["H", "L", "A", "HU", "LU", "HX", "LX", "EX"].map(
      (each) => [each, results(result(pq("1.0") + flag(each))), "nyn"] as const,
    ),
    ...["HH", "LL", "AA"].map((each) => [each, results(result(pq("1.0") + flag(each))), "yyn"] as const),
    ...["R", "I", "S", "POS", "DET", "&lt;", "&gt;", "U"].map(
      (each) => [each, results(result(pq("1") + flag(each))), "nny"] as const,
    ),
    [
      "a code of another vocabulary, translated",
      results(result(`${pq("1")}<interpretationCode code="##" codeSystem="1.2"><translation code="HH"/></interpretationCode>`)),
      "yyy",
    ],
    ["a code in small letters", results(result(pq("1.0") + flag("hh"))), "yyn"],
    ["an urgent result without a value", results(result(flag("AA"))), "yyn"],
    ["an urgent result that was aborted", results(result(flag("AA"), { status: "aborted" })), "yyn"],
    [
      "the template of the CI-SIS alone",
      results(result(flag("AA"), { template: '<templateId root="1.2.250.1.213.1.1.3.80"/>' })),
      "yyn",
    ],
    ["one among many", results(result(pq("1")), result(pq("1") + flag("HH")), result(pq("1"))), "yyn"],
    ["an interval that says to be normal", results(result(pq("1.0") + range("0.5", "2"))), "nnn"],
    ["other units", results(result(pq("9", "mmol/L") + range("0.5", "2", "g/L"))), "nnn"],
    ["an earlier result that was urgent", results(result(pq("1") + earlier(pq("9") + flag("HH") + range("0", "2")))), "nnn"],
    [
      "an earlier result declared as a result",
      results(result(`${pq("1")}<entryRelationship typeCode="refr">${result(pq("9") + flag("HH"))}</entryRelationship>`)),
      "nnn",
    ],
    [
      "an earlier battery",
      results(
        result(`${pq("1")}<entryRelationship typeCode="REFR">${organizer("NFS", [result(flag("LL"))])}</entryRelationship>`),
      ),
      "nnn",
    ],
    ["a result in a result", results(result(pq("1") + related(result(flag("LL"))))), "yyn"],
  ])("%s", async (_, document, expected) => {
    expect(await lights(document)).toBe(expected);
  });

  it("walks batteries in batteries, isolates and what senders put between", async () => {
    const deep = organizer(
      "Isolat",
      [organizer("ATB", [result(flag("R"), { name: "Amoxicilline" }), result(pq("9") + flag("HH"))])],
      {
        template: "1.3.6.1.4.1.19376.1.3.1.5",
        before:
          '<specimen><specimenRole><specimenPlayingEntity><code code="112283007" displayName="Escherichia coli"/></specimenPlayingEntity></specimenRole></specimen>',
      },
    );
    const read = await biologyOf(report(chapter(entry(related(organizer("ECBU", [deep]))), { title: "MICROBIOLOGIE" })));
    expect(read.alerts).toEqual({ urgent: "yes", outside: "yes", comment: "yes" });
    expect(read.results.map(({ path, label }) => [...path, label])).toEqual([
      ["MICROBIOLOGIE", "ECBU", "Escherichia coli", "ATB", "Amoxicilline"],
      ["MICROBIOLOGIE", "ECBU", "Escherichia coli", "ATB", "Analyse"],
    ]);
    expect(await lights(results(`<wrapper><odd>${result(flag("HH"))}</odd></wrapper>`))).toBe("yyn");
  });
});

describe("never « no » without a structure", () => {
  it.each([
    ["N1", cda(n1("JVBERi0xLjQ="), { header: HEADER })],
    ["no body", cda("", { header: HEADER })],
    ["text alone", report(section("18719-5", "Biochimie", "Potassium 7,2 mmol/L"))],
    [
      "a PDF alone",
      report(
        chapter(
          `<entry><organizer><component><observationMedia ID="a">${PDF}</observationMedia></component></organizer></entry>`,
        ),
      ),
    ],
    ["an entry without a result", report(chapter(entry("")))],
  ])("%s", async (_, document) => {
    const { alerts, results: found, warnings } = await biologyOf(document);
    expect(alerts).toEqual({ urgent: "undetermined", outside: "undetermined", comment: "undetermined" });
    expect(found).toEqual([]);
    expect(warnings.join(" ")).toContain("structuré");
  });

  it("does not say « no » of a chapter that is text alone, nor hides what the others say", async () => {
    const text = chapter("", { title: "HEMATOLOGIE", text: "Plaquettes 12 G/L" });
    expect(await lights(report(chapter(entry(related(result(pq("1"))))) + text))).toBe("???");
    expect(await lights(report(chapter(entry(related(result(pq("1") + flag("H"))))) + text))).toBe("?y?");
  });

  it("does not say « no » when an observation that looks like a result is not declared as one", async () => {
    const stray = { template: "" };
    const { alerts, results: found, warnings } = await biologyOf(results(result(pq("1")), result(pq("9") + flag("HH"), stray)));
    expect(alerts.urgent).toBe("undetermined");
    expect(found).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining("pas déclarée comme un résultat")]);
    expect(await lights(results(result(pq("1")), result(pq("9"), stray)))).toBe("nnn");
    // What nobody knows, or says in words, may be urgent there too.
    for (const said of ['code="CRIT" codeSystem="1.2.3"', 'nullFlavor="OTH" displayName="VALEUR CRITIQUE"'])
      expect(await lights(results(result(pq("1")), result(`${pq("9")}<interpretationCode ${said}/>`, stray)))).toBe("???");
  });

  it("does not say « no » of an interpretation that has words and no code", async () => {
    const words = '<interpretationCode nullFlavor="OTH" displayName="Très anormal"/>';
    expect(await lights(results(result(pq("1") + words)))).toBe("???");
  });

  it.each([
    ["a code of no vocabulary", '<interpretationCode code="CRIT" codeSystem="1.2.3"/>', "??y"],
    ["a code that is not in its vocabulary", flag("HHH"), "??y"],
    ["a known code of another vocabulary", '<interpretationCode code="N" codeSystem="1.2.3"/>', "??n"],
    ["an urgent code of another vocabulary", '<interpretationCode code="HH" codeSystem="1.2.3"/>', "yyn"],
    ["the set of values for the vocabulary", '<interpretationCode code="N" codeSystem="2.16.840.1.113883.1.11.78"/>', "nnn"],
    ["the table of HL7 v2 for the vocabulary", '<interpretationCode code="N" codeSystem="2.16.840.1.113883.12.78"/>', "nnn"],
    ["a code without a vocabulary", '<interpretationCode code="N"/>', "nnn"],
    [
      "an unknown code beside a known one",
      '<interpretationCode code="N" codeSystem="2.16.840.1.113883.5.83"><translation code="CRIT" codeSystem="1.2.3"/></interpretationCode>',
      "nny",
    ],
  ])("does not say « no » of %s, unless it is known by another", async (_, interpretation, expected) => {
    const read = await biologyOf(results(result(pq("1") + interpretation)));
    expect(await lights(results(result(pq("1") + interpretation)))).toBe(expected);
    expect(read.warnings).toEqual(
      /codeSystem="1.2.3"\/>$|HHH/.test(interpretation) ? [expect.stringContaining("code inconnu")] : [],
    );
    // As the laboratory wrote it.
    expect(read.results[0]?.interpretations).toContain(/code="(\w+)"/.exec(interpretation)?.[1]);
  });

  it("does not say « no » of a result that has more interpretations than are read", async () => {
    expect(await lights(results(result(pq("1") + flag("N").repeat(50))))).toBe("nnn");
    expect(await lights(results(result(pq("1") + flag("N").repeat(50) + flag("HH"))))).toBe("???");
  });

  it("still tells a comment", async () => {
    expect(await lights(report(section("55112-7", "Conclusion", "À revoir")))).toBe("??y");
  });
});

describe("what is no biology report", () => {
  it("has no biology", async () => {
    const document = cda(narrative("x"));
    expect((await readCda(chunks(document), { biology: true })).biology).toBeNull();
    expect((await readBiology(chunks(document))).alerts.urgent).toBe("undetermined");
  });

  it("is read only when asked for", async () => {
    expect((await readCda(chunks(results(result(pq("1")))))).biology).toBeNull();
  });
});

describe("comments", () => {
  const withText = (text: string, inner: string) => report(chapter(entry(related(result(pq("1") + inner))), { text }));

  it.each([
    ["its own words", withText("", comment("Hémolyse")), ["Hémolyse"]],
    ["a reference", withText('<content ID="c1">Hémolyse</content>', comment(reference("#c1"))), ["Hémolyse"]],
    [
      "a reference without its sign (2021)",
      withText('<content ID="c1">Hémolyse</content>', comment(reference("c1"))),
      ["Hémolyse"],
    ],
    [
      "lines",
      withText('<paragraph ID="c1">Hémolyse<br/>À refaire</paragraph>', comment(reference("#c1"))),
      ["Hémolyse\nÀ refaire"],
    ],
    [
      "a text that comes later in the document",
      report(
        chapter(entry(related(result(pq("1") + comment(reference("#c1")))))) +
          section("1-1", "Notes", '<content ID="c1">Plus loin</content>'),
      ),
      ["Plus loin"],
    ],
    ["REFR to a comment is of the result", withText("", comment("Hémolyse", "REFR")), ["Hémolyse"]],
  ])("of a result: %s", async (_, document, expected) => {
    const read = await biologyOf(document);
    expect(read.results[0]?.comments).toEqual(expected);
    expect(read.alerts).toEqual({ urgent: "no", outside: "no", comment: "yes" });
  });

  it.each([
    ["on the entry", report(chapter(entry(related(result(pq("1"))) + comment("Patient à jeun")))), "BIOCHIMIE"],
    [
      "on a battery",
      report(chapter(entry(related(organizer("NFS", [result(pq("1"))], { before: comment("Patient à jeun") }))))),
      "NFS",
    ],
    [
      "in a section",
      report(chapter(entry(related(result(pq("1"))))) + section("55112-7", "Conclusion", "Patient à jeun")),
      "Conclusion",
    ],
    [
      "in a section, with its entry",
      report(
        chapter(entry(related(result(pq("1"))))) +
          section(
            "55112-7",
            "Conclusion",
            '<content ID="x">Patient à jeun</content>',
            `<entry>${comment(reference("#x")).replace(/<\/?entryRelationship[^>]*>/g, "")}</entry>`,
          ),
      ),
      "Conclusion",
    ],
  ])("general: %s", async (_, document, title) => {
    const read = await biologyOf(document);
    expect(read.comments).toEqual([{ title, text: "Patient à jeun" }]);
    expect(read.alerts.comment).toBe("yes");
  });

  it("of an earlier result stay with it and light nothing", async () => {
    const read = await biologyOf(results(result(pq("1") + earlier(pq("2") + comment("Hémolyse")))));
    expect(read.alerts.comment).toBe("no");
    expect(read.results[0]?.previous).toEqual([{ at: "2025-01-01", text: "2 (Hémolyse)", unit: "g/L" }]);
  });

  it.each([
    ["a place to fill in", "Commentaire", "(texte libre)"],
    ["a notice", "Mention d'information RGPD", "Vos données sont conservées vingt ans."],
  ])("%s is shown apart and lights nothing", async (_, title, text) => {
    const read = await biologyOf(report(chapter(entry(related(result(pq("1"))))) + section("55112-7", title, text)));
    expect(read.comments).toEqual([{ title, text }]);
    expect(read.alerts.comment).toBe("no");
  });

  it("whose text is nowhere is told, and is no comment", async () => {
    const read = await biologyOf(withText("", comment(reference("#nowhere"))));
    expect(read.alerts.comment).toBe("no");
    expect(read.warnings).toEqual(["Un commentaire renvoie à un texte qui n'est pas dans le document."]);
    expect(await lights(withText("", comment("  ")))).toBe("nnn");
  });

  it("urgent words are a comment, never an urgency", async () => {
    expect(await lights(withText("", comment("Traitement immédiat")))).toBe("nny");
  });
});

describe("partial reports", () => {
  it.each([
    ["completed", results(result(pq("1"))), false, "completed"],
    ["an act in progress", report(chapter(entry(related(result(pq("1"))), "active"))), true, "active"],
    ["an aborted act", report(chapter(entry(related(result(pq("1"))), "aborted"))), true, "aborted"],
    ["an aborted result", results(result(pq("1"), { status: "aborted" })), true, "aborted"],
    [
      "an aborted act without a result",
      report(chapter(entry("", "aborted")) + chapter(entry(related(result(pq("1")))))),
      true,
      "completed",
    ],
  ])("%s", async (_, document, partial, status) => {
    const read = await biologyOf(document);
    expect(read.partial).toBe(partial);
    expect(read.results[0]?.status).toBe(status);
  });

  it("is told by the header too", async () => {
    const active = `<documentationOf><serviceEvent>${code("NFS")}<lab:statusCode xmlns:lab="urn:hl7-org:lab" code="active"/></serviceEvent></documentationOf>`;
    expect((await biologyOf(report(chapter(entry(related(result(pq("1"))))), HEADER + active))).partial).toBe(true);
  });

  it("takes no notice of what is active elsewhere", async () => {
    const vaccine = '<entry><act classCode="ACT" moodCode="EVN"><statusCode code="active"/></act></entry>';
    const read = await biologyOf(
      report(chapter(entry(related(result(pq("1"))))) + section("11369-6", "Vaccinations", "x", vaccine)),
    );
    expect(read.partial).toBe(false);
  });
});

it("warns of results that are in a PDF of another laboratory", async () => {
  const read = await biologyOf(
    report(chapter(entry(related(result(pq("1"))))) + section("101792-0", "Seconde intention", "voir PDF")),
  );
  // What is in that PDF may be urgent: « no » would not be true.
  expect(read.alerts).toEqual({ urgent: "undetermined", outside: "undetermined", comment: "undetermined" });
  expect(read.warnings).toEqual([expect.stringContaining("autre laboratoire")]);
});

it("is not sure that nothing is urgent when an interpretation is in words, or a result in no result", async () => {
  const undetermined = { urgent: "undetermined", outside: "undetermined", comment: "undetermined" };
  const words = '<interpretationCode nullFlavor="OTH"><originalText>VALEUR CRITIQUE</originalText></interpretationCode>';
  const beside = `${result(pq("1") + flag("N") + words)}`;
  expect((await biologyOf(results(result(pq("1") + words)))).alerts).toEqual(undetermined);
  expect((await biologyOf(results(beside))).alerts.urgent).toBe("undetermined");
  const misplaced = `<entryRelationship typeCode="REFR">${result(pq("9") + flag("HH"))}</entryRelationship>`;
  const read = await biologyOf(report(chapter(entry(related(result(pq("1"))) + misplaced))));
  expect(read.alerts).toEqual(undetermined);
  expect(read.warnings).toEqual([expect.stringContaining("antérieurs")]);
});

it("is not sure of a file that holds another document, which is not read", async () => {
  const sound = report(chapter(entry(related(result(pq("1"))))));
  const two = `<wrap>${sound}${sound}</wrap>`.replaceAll(/<\?xml[^>]*>/g, "");
  expect((await biologyOf(two)).alerts.urgent).toBe("undetermined");
});

it("reads a report that has chapters of biology under another code", async () => {
  const other = report(chapter(entry(related(result(pq("9") + flag("HH"))))))
    .replace('code="11502-2"', 'code="34133-9"')
    .replaceAll(/<templateId root="(?:1.3.6.1.4.1.19376.1.3.3|1.2.250.1.213.1.1.1.55)"[^>]*>/g, "");
  expect((await readCda([Buffer.from(other)], { biology: true })).biology?.alerts.urgent).toBe("yes");
});

it("shows both when the flag and the interval disagree, and does not compare with a critical interval", async () => {
  const critical = range("9", "10").replace('code="N"', 'code="HH" displayName="Critique haut"');
  const read = await biologyOf(
    results(
      result(pq("0", "%") + flag("N") + range("0.5", "1", "%"), { name: "Basophiles" }),
      result(pq("45", "U/L") + flag("H") + range("10", "50", "U/L"), { name: "ASAT" }),
      result(pq("4.89") + flag("N") + range("3.89", "3.89"), { name: "Glucose" }),
      result(pq("1") + flag("N") + critical, { name: "Potassium" }),
    ),
  );
  expect(read.results.map(({ label, conflict, outsideInterval }) => [label, conflict, outsideInterval])).toEqual([
    ["Basophiles", true, true],
    ["ASAT", true, false],
    ["Glucose", true, true],
    ["Potassium", false, null],
  ]);
  expect(read.results[3]?.intervals).toEqual([{ low: null, high: null, unit: "g/L", text: "Critique haut : 9 – 10" }]);
  expect(read.alerts.outside).toBe("yes");
});
