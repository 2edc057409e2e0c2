import { encodeInsDatamatrix } from "../../domain/identity/datamatrix.js";
import { matriculeNature } from "../../domain/identity/matricule.js";
import { rppsOf } from "../../domain/professional/professional.js";
import type { CdaDraft, DraftPatient } from "../cda/draft.js";
import { MENTION } from "../datamatrix/mention.js";
import { encodeSymbol, type ModuleMatrix, QUIET_ZONE } from "../datamatrix/symbol.js";
import type { FontName } from "./fonts.js";

/** A4, in points. */
export const PAGE = { width: 595.28, height: 841.89, margin: 42 } as const;
/** Where the body of a page ends; below stand its number and the patient. */
export const BOTTOM = PAGE.height - PAGE.margin - 18;
/** Where the body begins on every page but the first. */
export const TOP = PAGE.margin;
const RIGHT = PAGE.width - PAGE.margin;

/** What draws: one line of text, a line, rectangles. */
export interface Pen {
  text(
    text: string,
    x: number,
    y: number,
    style: { font: FontName; size: number; align?: "left" | "right"; width?: number },
  ): void;
  rule(x1: number, x2: number, y: number): void;
  box(x: number, y: number, width: number, height: number): void;
  /** Filled black. */
  ink(rectangles: readonly (readonly [x: number, y: number, width: number, height: number])[]): void;
  /** Lines no wider than that. */
  wrap(text: string, width: number, font: FontName, size: number): readonly string[];
}

/** The symbol to print: only where the draft holds an INS, that is for a qualified identity. */
export async function symbolOf(patient: DraftPatient): Promise<ModuleMatrix | null> {
  const { ins, sex } = patient;
  if (ins === null || sex === "I") return null;
  const birthGivenNames = patient.birthGivenNames.length > 0 ? patient.birthGivenNames : [patient.firstBirthGivenName];
  return encodeSymbol(encodeInsDatamatrix({ ...patient, ...ins, sex, birthGivenNames }));
}

/** « Médecin, Médecine Générale »: the nomenclature writes « Médecin - Qualifié en Médecine Générale (SM) », kept whole in the metadata. */
function practiceWords(label: string): string {
  return label.replace(/ - (?:qualifiée? en )?/i, ", ").replace(/ \([A-Z]{2,4}\)$/, "");
}

/** Head of the first page: structure and author, identity with its INS, title and dates. Gives the y where the body may begin. */
export function drawHead(pen: Pen, draft: CdaDraft, symbol: ModuleMatrix | null): number {
  const middle = PAGE.width / 2;
  const { structure } = draft;
  const [{ person, specialty }] = draft.authors;
  const lines = [structure.address, [structure.postcode, structure.city].filter(Boolean).join(" "), phone(structure.phone)];
  const left = column(pen, PAGE.margin, middle - PAGE.margin - 8, structure.name, lines);
  const name = [person?.title === "DR" ? "Dr" : null, person?.givenName, person?.familyName].filter(Boolean).join(" ");
  const right =
    person === null
      ? PAGE.margin
      : column(pen, middle, RIGHT - middle, name, [
          specialty === null ? null : practiceWords(specialty.label),
          numberOf(person.id),
        ]);
  const y = Math.max(left, right) + 4;
  pen.rule(PAGE.margin, RIGHT, y);
  const identity = drawIdentity(pen, draft.patient, symbol, y + 8);

  let at = identity + 14;
  for (const line of pen.wrap(draft.title, RIGHT - PAGE.margin, "bold", 13)) {
    pen.text(line, PAGE.margin, at, { font: "bold", size: 13 });
    at += 17;
  }
  const dates = `Date de l'acte : ${french(draft.act.start)} – document établi le ${french(draft.createdAt)}`;
  pen.text(dates, PAGE.margin, at, { font: "regular", size: 8.5 });
  return at + 22;
}

/** Foot of every page: whose document it is, and which page. */
export function drawFoot(pen: Pen, draft: CdaDraft, page: number, pages: number): void {
  const { patient } = draft;
  const y = PAGE.height - PAGE.margin - 9;
  pen.rule(PAGE.margin, RIGHT, y - 4);
  const who = `${patient.birthName} ${patient.firstBirthGivenName}, ${patient.sex === "F" ? "née" : "né"} le ${french(patient.birthDate)}`;
  const [shown = ""] = pen.wrap(who, RIGHT - PAGE.margin - 80, "regular", 7.5);
  pen.text(shown, PAGE.margin, y, { font: "regular", size: 7.5 });
  pen.text(`Page ${page} sur ${pages}`, RIGHT - 80, y, { font: "regular", size: 7.5, align: "right", width: 80 });
}

function column(pen: Pen, x: number, width: number, title: string, lines: readonly (string | null)[]): number {
  let y: number = PAGE.margin;
  for (const line of pen.wrap(title, width, "bold", 10)) {
    pen.text(line, x, y, { font: "bold", size: 10 });
    y += 13;
  }
  for (const text of lines) {
    if (text === null || text === "") continue;
    for (const line of pen.wrap(text, width, "regular", 8.5)) {
      pen.text(line, x, y, { font: "regular", size: 8.5 });
      y += 11;
    }
  }
  return y;
}

const SEXES = { M: "masculin", F: "féminin", I: "indéterminé" } as const;

/** Traits under their French names (RNIV), the matricule with its nature, and the datamatrix with its mention. */
function drawIdentity(pen: Pen, patient: DraftPatient, symbol: ModuleMatrix | null, top: number): number {
  const side = 68;
  const given = patient.birthGivenNames.length > 0 ? patient.birthGivenNames.join(" ") : patient.firstBirthGivenName;
  const { ins } = patient;
  const fields: (readonly [string, string | null])[] = [
    ["Nom de naissance", patient.birthName],
    ["Prénom(s) de naissance", given],
    ["Nom utilisé", patient.usedName],
    ["Prénom utilisé", patient.usedGivenName],
    ["Né(e) le", `${french(patient.birthDate)}   Lieu de naissance (COG) : ${patient.birthPlace}   Sexe : ${SEXES[patient.sex]}`],
    ["Matricule INS", ins === null ? null : `${grouped(ins.matricule)} (${matriculeNature(ins.oid) ?? "INS"})`],
  ];
  const width = RIGHT - PAGE.margin - (symbol === null ? 0 : side + 16) - 130;
  let y = top + 7;
  for (const [label, value] of fields) {
    if (value === null || value === "") continue;
    pen.text(`${label} :`, PAGE.margin + 8, y, { font: "regular", size: 8.5 });
    for (const line of pen.wrap(value, width, "bold", 8.5)) {
      pen.text(line, PAGE.margin + 122, y, { font: "bold", size: 8.5 });
      y += 12;
    }
  }
  if (symbol !== null) drawSymbol(pen, symbol, RIGHT - side - 6, top + 3, side);
  const height = Math.max(y - top + 3, symbol === null ? 0 : side + 16);
  pen.box(PAGE.margin, top, RIGHT - PAGE.margin, height);
  return top + height;
}

/** As rectangles, one for each run of dark modules: sharp at any size, and no image. */
function drawSymbol(pen: Pen, symbol: ModuleMatrix, x: number, y: number, side: number): void {
  const unit = side / (symbol.size + 2 * QUIET_ZONE);
  const runs: [number, number, number, number][] = [];
  for (let row = 0; row < symbol.size; row++) {
    for (let from = 0; from < symbol.size; from++) {
      const start = from;
      while (symbol.isDark(row, from)) from++;
      if (from > start) runs.push([x + (start + QUIET_ZONE) * unit, y + (row + QUIET_ZONE) * unit, (from - start) * unit, unit]);
    }
  }
  pen.ink(runs);
  pen.text(MENTION, x, y + side, { font: "regular", size: 6.5 });
}

/** `RPPS 99700000001` of a professional of the RPPS; any other national id as it is; nothing for who has none here. */
function numberOf(nationalId: string): string | null {
  const rpps = rppsOf(nationalId);
  if (rpps !== null) return `RPPS ${rpps}`;
  return nationalId === "" ? null : `N° ${nationalId}`;
}

/** `2 80 03 63 220 001 12`. */
function grouped(matricule: string): string {
  return matricule.replace(/^(.)(..)(..)(..)(...)(...)(..)$/, "$1 $2 $3 $4 $5 $6 $7");
}

/** `JJ/MM/AAAA` of a date or of an instant with its offset. */
function french(time: string): string {
  const [year, month, day] = time.slice(0, 10).split("-");
  return `${day}/${month}/${year}`;
}

function phone(number: string | null): string | null {
  return number === null || number === "" ? null : `Tél. ${number}`;
}
