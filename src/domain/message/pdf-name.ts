import { isMark, plainLetters, plainSeparator } from "../identity/letters.js";
import type { IsoDate } from "../identity/types.js";

/** What the name of a PDF says (ECO.2.1.6). */
export interface PdfNameParts {
  readonly actDate: IsoDate;
  /** Label of the type of document. */
  readonly type: string;
  readonly birthName: string;
  readonly firstBirthGivenName: string;
  /** The practice's own file number. */
  readonly fileNumber: string | null;
}

const MAX_TYPE = 40;
const MAX_NAME = 50;
const MAX_NUMBER = 20;

/**
 * `<AAAAMMJJ acte>_<type, 40 at most>_<NOM>_<prénom>[_<n° dossier>].pdf` (ECO.2.1.6). Letters of French, digits, space, `'`, `-`, `.` and
 * parentheses only: nothing of a path, of a header or of a device of Windows, and `_` only between the parts. At most 240 bytes.
 */
export function pdfName(parts: PdfNameParts): string {
  return nameOf(parts, 1);
}

/** Names of the PDFs of one message, in order: two of the same type and day are told apart by « (2) » after the type, case aside. */
export function pdfNames(all: readonly PdfNameParts[]): readonly string[] {
  const taken = new Set<string>();
  return all.map((parts) => {
    let name = "";
    for (let number = 1; name === "" || taken.has(name.toLowerCase()); number += 1) name = nameOf(parts, number);
    taken.add(name.toLowerCase());
    return name;
  });
}

function nameOf({ actDate, type, birthName, firstBirthGivenName, fileNumber }: PdfNameParts, number: number): string {
  const suffix = number === 1 ? "" : ` (${number})`;
  const words = [
    actDate.replace(/\D/g, "").slice(0, 8) || "00000000",
    `${cut(french(type), MAX_TYPE - suffix.length) || "Document"}${suffix}`,
    cut(latin(birthName), MAX_NAME).toUpperCase() || "X",
    cut(latin(firstBirthGivenName), MAX_NAME) || "X",
  ];
  const dossier = fileNumber === null ? "" : cut(latin(fileNumber), MAX_NUMBER);
  if (dossier !== "") words.push(dossier);
  return `${words.join("_")}.pdf`;
}

/** Accents of French are kept: every file system has them; what else is a letter becomes one of A-Z, or goes. */
function french(text: string): string {
  return spaced(
    [...text.normalize("NFC")].map((each) =>
      /[0-9A-Za-zÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŸàâäçèéêëîïôöùûüÿœŒæÆ().]/.test(each) ? each : plain(each),
    ),
  );
}

function latin(text: string): string {
  return spaced([...text.normalize("NFC")].map((each) => (/[0-9A-Za-z]/.test(each) ? each : plain(each))));
}

function plain(character: string): string {
  if (isMark(character)) return "";
  const letters = plainLetters(character);
  if (letters !== null) return character === character.toLowerCase() ? letters.toLowerCase() : letters;
  return plainSeparator(character) ?? " ";
}

/** Never two spaces, never a dot or a space at an end (Windows drops them), no hidden parent folder. */
function spaced(characters: readonly string[]): string {
  return trimmed(
    characters
      .join("")
      .replace(/\s+/g, " ")
      .replace(/\.{2,}/g, "."),
  );
}

function cut(text: string, max: number): string {
  return trimmed(text.slice(0, Math.max(1, max)));
}

function trimmed(text: string): string {
  return text.replace(/^[ .'-]+|[ .'-]+$/g, "");
}
