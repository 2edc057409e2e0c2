import { describe, expect, it } from "vitest";
import { visibleWidth } from "../../src/terminal/layout.js";
import { drawTable } from "../../src/terminal/table.js";

const GREEN = (text: string) => `\u001b[32m${text}\u001b[39m`;
const columns = (...titles: string[]) => titles.map((title) => ({ title, align: "left" as const }));
const lines = (table: string) => table.trimEnd().split("\n");
const plain = (table: string) => table.replace(/\u001b\[[0-9;]*m/g, "");

describe("a table on a terminal", () => {
  it("is as wide as its content when the terminal has room", () => {
    const table = drawTable(columns("Id", "Nom"), [["P1", "NESSI"]], 80);
    expect(lines(table)).toEqual(["┌────┬───────┐", "│ Id │ Nom   │", "├────┼───────┤", "│ P1 │ NESSI │", "└────┴───────┘"]);
  });

  it("wraps between words, and never wider than the terminal", () => {
    const advice = "Vérifiez le nom de naissance sur une pièce d'identité avant de relancer l'appel";
    const table = drawTable(columns("Ligne", "Que faire"), [["12", advice]], 40);
    for (const line of lines(table)) expect(visibleWidth(line)).toBeLessThanOrEqual(40);
    const told = lines(table).map((line) => line.split("│")[2]?.trim() ?? "");
    expect(told.join(" ")).toContain(advice);
  });

  it("breaks a word that cannot fit, and cuts nothing", () => {
    const rows = [["R20261123-7F3K", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbb"]];
    const table = drawTable(columns("Lot", "A", "B"), rows, 40);
    expect(table).not.toContain("…");
    expect(table).toContain("R20261123-7F3K");
    expect(plain(table).match(/a/g)).toHaveLength(44);
    expect(plain(table).match(/b/g)).toHaveLength(24);
  });

  it("keeps the colour of a cell on each of its lines, and no sequence is cut in two", () => {
    const table = drawTable(columns("Id", "Résultat"), [["P1", GREEN("un texte coloré qui ne tient pas sur une ligne")]], 30);
    const coloured = lines(table).filter((line) => line.includes("\u001b[32m"));
    expect(coloured.length).toBeGreaterThan(1);
    for (const line of coloured) expect(line).toMatch(/\u001b\[32m[^\u001b]+\u001b\[39m/);
    expect(plain(table)).not.toMatch(/\[\d+m/);
  });

  it("lets long words overflow rather than lose the name of a row, on a very narrow terminal", () => {
    const table = drawTable(columns("Lot", "Bilan"), [["R20261123-7F3K", "terminé"]], 12);
    expect(table).toContain("R20261123-7F3K");
    expect(table).not.toContain("…");
  });

  const people = [
    ["P467", "", "", "DURAND", "GABRIEL", "30/12/2020", "120************", "qualifiée"],
    ["P620", "Poirier", "", "DURAND", "JULIETTE", "10/06/1991", "", "provisoire"],
  ];
  const titles = columns("Id", "Nom utilisé", "Prénom utilisé", "Nom naiss.", "Prénom naiss.", "Date naiss.", "INS", "Statut");

  it("gives up a column that holds nothing, then the box, before it breaks a date or a status", () => {
    const table = drawTable(titles, people, 80);
    expect(table).not.toContain("│");
    expect(table).not.toContain("Prénom utilisé");
    for (const word of ["30/12/2020", "120************", "qualifiée", "JULIETTE"]) expect(table).toContain(word);
    for (const line of lines(table)) expect(visibleWidth(line)).toBeLessThanOrEqual(80);
    expect(lines(table)).toHaveLength(4);
  });

  it("keeps every column and its box where there is room", () => {
    const table = drawTable(titles, people, 130);
    expect(table).toContain("│ Prénom utilisé │");
  });

  it("never gives up the column that names the row, even empty", () => {
    expect(drawTable(columns("Nom", "Valeur"), [["", "une valeur un peu longue"]], 20)).toContain("Nom");
  });

  it("aligns numbers to the right without a box too", () => {
    const wide = [
      { title: "Lot", align: "left" as const },
      ...Array.from({ length: 8 }, () => ({ title: "N", align: "right" as const })),
    ];
    const table = drawTable(
      wide,
      [
        ["R20261123-7F3K", ...Array.from({ length: 8 }, () => "7")],
        ["R2", ...Array.from({ length: 8 }, () => "12")],
      ],
      42,
    );
    expect(lines(table)).toEqual([
      `Lot           ${"   N".repeat(8)}`,
      `R20261123-7F3K${"   7".repeat(8)}`,
      `R2            ${"  12".repeat(8)}`,
    ]);
  });
});
