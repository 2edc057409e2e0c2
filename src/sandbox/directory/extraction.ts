import { type DirectoryBox, type DirectoryEntry, type DirectoryStructure, directoryEntry } from "./people.js";

const HEADINGS =
  "Type de BAL|Adresse BAL|Type Identifiant PP|Identifiant PP|Identification nationale PP|Type identifiant structure|" +
  "Identification Structure|Service de rattachement|Civilité d'exercice|Nom d'exercice|Prénom d'exercice|Catégorie profession|" +
  "Libellé de catégorie profession|Code Profession|Libellé Profession|Code savoir-faire|Libellé savoir-faire|Dématérialisation|" +
  "Raison Sociale structure BAL|Enseigne commerciale structure BAL|L2COMPLEMENTLOCALISATION|L3COMPLEMENTDISTRIBUTION|L4NUMEROVOIE|" +
  "L4COMPLEMENTNUMEROVOIE|NL4TYPEVOIE|L4LIBELLEVOIE|L5LIEUDITMENTION|L6LIGNEACHEMINEMENT|Code postal|Département|Pays|";

/** One line in 3,000 is there twice, as in the real extraction. */
const DUPLICATE_EVERY = 3_000;

/**
 * The people of the directory as the public extraction lists them (mss.md §3.2): 31 columns, a heading, PER and ORG boxes, no red list.
 * `count` entries of the directory, not lines: some have no mailbox, some have two.
 */
export function* extractionLines(seed: number, count: number): Iterable<string> {
  yield HEADINGS;
  let lines = 0;
  for (let index = 0; index < count; index += 1) {
    const entry = directoryEntry(seed, index);
    for (const box of entry.boxes) {
      if (box.unlisted) continue;
      const line = lineOf(entry, box);
      yield line;
      lines += 1;
      if (lines % DUPLICATE_EVERY === 0) yield line;
    }
  }
}

function lineOf(entry: DirectoryEntry, box: DirectoryBox): string {
  const paperless = box.paperless ? "O" : "N";
  if (entry.kind === "organisation") {
    const { structure } = entry;
    return cells([
      "ORG",
      box.address,
      "",
      "",
      "",
      "1",
      structure.id,
      box.service ?? "",
      ...empty(9),
      paperless,
      ...placeOf(structure),
    ]);
  }
  const { structure } = entry;
  const where = box.atStructure && structure !== null ? ["1", structure.id] : ["", ""];
  return cells([
    "PER",
    box.address,
    "8",
    entry.rpps,
    `8${entry.rpps}`,
    ...where,
    "",
    entry.title,
    entry.family,
    entry.given,
    "C",
    "Civil",
    entry.profession.code,
    entry.profession.label,
    entry.speciality?.code ?? "",
    entry.speciality?.label ?? "",
    paperless,
    ...(structure === null ? empty(13) : placeOf(structure)),
  ]);
}

const empty = (count: number): readonly string[] => Array.from({ length: count }, () => "");

/** Columns 19 to 31. */
function placeOf({ name, street, postcode, city, department }: DirectoryStructure): readonly string[] {
  const [number = "", kind = "", ...label] = street.split(" ");
  return [name, "", "", "", number, "", kind, label.join(" "), "", `${postcode} ${city}`, postcode, department, "FRANCE"];
}

function cells(values: readonly string[]): string {
  return `${values.join("|")}|`;
}
