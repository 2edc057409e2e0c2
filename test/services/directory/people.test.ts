import { describe, expect, it } from "vitest";
import { peopleLines } from "../../../src/sandbox/directory/people-extraction.js";
import { findMailboxes } from "../../../src/services/directory/find.js";
import { importExtraction } from "../../../src/services/directory/import.js";
import { resolveRecipient } from "../../../src/services/directory/resolve.js";
import { testCabinet } from "../support/cabinet.js";

const HEAD =
  "Identification nationale PP|Nom d'exercice|Prénom d'exercice|Code profession|Libellé profession|Code savoir-faire|" +
  "Libellé savoir-faire|Numéro FINESS site|Raison sociale site|Code postal (coord. structure)|Libellé commune (coord. structure)|";
const PEOPLE = [
  "810000000001|MARTIN|Anne|10|Médecin|SM04|Cardiologie|690000001|CLINIQUE DU PARC|69003|LYON|",
  "810000000002|MARTIN|Paul|10|Médecin|SM54|Médecine générale|290000001|CABINET|29200|BREST|",
  "810000000002|MARTIN|Paul|10|Médecin|SM54|Médecine générale|750000001|CENTRE|75011|PARIS|",
  "810000000003|DURAND|Luc|10|Médecin|SM54|Médecine générale|750000001|CENTRE|75011|PARIS|",
  "0752604355|ADELI|Léa|93|Psychologue||||||",
];
const BOXES_HEAD = "Type de BAL|Adresse BAL|Identifiant PP|Nom d'exercice|Prénom d'exercice|";
const BOXES = [
  "PER|anne.martin@medecin.mssante.fr|10000000001|MARTIN|Anne|",
  "PER|paul.martin@medecin.mssante.fr|10000000002|MARTIN|Paul|",
];

async function* bytes(text: string | Buffer): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}
const file = (...lines: readonly string[]) => ({ name: "x_202611240815.txt", bytes: bytes(lines.join("\n")) });

async function both() {
  const cabinet = await testCabinet({ directory: { online: async () => null } });
  const people = await importExtraction(cabinet, file(HEAD, ...PEOPLE));
  const boxes = await importExtraction(cabinet, file(BOXES_HEAD, ...BOXES));
  return { cabinet, people, boxes };
}

describe("the professionals of « PS_LibreAcces_Personne_activite »", () => {
  it("are loaded beside the mailboxes, lines without an RPPS counted and left", async () => {
    const { cabinet, people, boxes } = await both();
    expect(people).toMatchObject({
      kind: "people",
      people: 3,
      activities: 4,
      refused: 1,
      extractedAt: "2026-11-24T08:15:00.000Z",
    });
    expect(boxes).toMatchObject({ kind: "mailboxes", mailboxes: 2, refused: 0 });
    expect(await (await cabinet.directory.people()).info()).toMatchObject({ people: 3, activities: 4 });
  });

  it("complete the mailboxes whose lines say less, by what is certain alone", async () => {
    const { cabinet } = await both();
    const search = async (text: string) => (await findMailboxes(cabinet, { text, limit: 9 })).items.map(({ mailbox }) => mailbox);
    expect(await search("martin lyon cardio")).toMatchObject([
      { givenName: "Anne", city: "LYON", department: "69", structure: { id: "1690000001" }, profession: { code: "10" } },
    ]);
    // He works in two places: found by each, shown with neither.
    expect(await search("martin brest")).toMatchObject([{ givenName: "Paul", city: null, speciality: { code: "SM54" } }]);
    expect(await search("martin paris")).toMatchObject([{ givenName: "Paul", structure: null }]);
    expect(await search("martin brest lyon")).toEqual([]);
  });

  it("are known by their RPPS without a mailbox, which is another answer than unknown", async () => {
    const { cabinet } = await both();
    for (const typed of ["10000000003", "810000000003"])
      await expect(resolveRecipient(cabinet, typed)).rejects.toMatchObject({ code: "directory.no_mailbox", kind: "not_found" });
    await expect(resolveRecipient(cabinet, "10000000009")).rejects.toMatchObject({ code: "directory.recipient_unknown" });
  });

  it("are read in any order of columns, with a BOM or in Windows-1252, columns missing", async () => {
    const cabinet = await testCabinet();
    const lines = "Prénom d'exercice|NOM D'EXERCICE|Identification nationale PP\r\nHélène|MARTIN|810000000001\r\n";
    for (const source of [`\uFEFF${lines}`, Buffer.from(lines, "latin1")]) {
      expect(await importExtraction(cabinet, { name: null, bytes: bytes(source) })).toMatchObject({ people: 1, refused: 0 });
      expect(await (await cabinet.directory.people()).activities("10000000001")).toMatchObject([
        { givenName: "Hélène", city: null },
      ]);
    }
  });

  it("stay as they were when the file is another, or damaged", async () => {
    const { cabinet } = await both();
    const broken = Array.from({ length: 9 }, () => "abîmée|");
    await expect(importExtraction(cabinet, file(HEAD, ...broken))).rejects.toMatchObject({ code: "directory.unreadable" });
    await expect(importExtraction(cabinet, file("a|b|c", "1|2|3"))).rejects.toMatchObject({ code: "directory.not_extraction" });
    expect(await (await cabinet.directory.people()).info()).toMatchObject({ people: 3 });
  });

  it("of the sandbox are read whole", async () => {
    const cabinet = await testCabinet();
    const lines = [...peopleLines(1, 300)];
    expect(await importExtraction(cabinet, file(...lines))).toMatchObject({ activities: lines.length - 1, refused: 0 });
  });
});
