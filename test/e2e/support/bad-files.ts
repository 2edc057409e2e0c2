const HEADINGS = "dossier;nom_naissance;prenoms_naissance;date_naissance;sexe;lieu_naissance;matricule";
/** Official test identities (insi.md §4): INSi finds them. */
export const GOOD = ["B1;ADRUN;ZOE;31/12/1975;F;63220;", "B9;CORSE;ANTHONY;02/03/1980;M;2B020;"] as const;

export function file(...lines: readonly string[]): string {
  return `${[HEADINGS, ...lines].join("\n")}\n`;
}

/** Files that can not be read at all: name, content, code of the error, its line when there is one. */
export const UNREADABLE: readonly (readonly [string, string | Uint8Array, string, number?])[] = [
  ["empty.csv", "", "tabular.empty"],
  ["blank.csv", "\n \r\n\n", "tabular.empty"],
  ["headings-only.csv", file().trim(), "tabular.no_records"],
  ["pipes.csv", file(...GOOD).replaceAll(";", "|"), "tabular.separator", 1],
  ["colons.csv", file(...GOOD).replaceAll(";", ":"), "tabular.separator", 1],
  ["no-headings.csv", `${GOOD.join("\n")}\n`, "tabular.no_known_column", 1],
  ["twice.csv", file(...GOOD).replace("matricule", "nom_naissance"), "tabular.columns_duplicate", 1],
  ["array.json", JSON.stringify([{ dossier: "B1" }]), "tabular.json_document"],
  ["excel.xlsx", Buffer.from("PK\u0003\u0004\u0014\u0000\u0006\u0000\u0008\u0000", "latin1"), "tabular.not_text"],
  ["binary.csv", Uint8Array.from({ length: 4_096 }, (_, index) => index % 256), "tabular.not_text"],
];

/** Lines that can not be imported: content, code, column. They stand between the two good ones. */
export const FAULTY: readonly (readonly [string, string, string | null])[] = [
  ["B2;CORSE;ANTHONY;31/02/1980;M;2B020;", "date.calendar", "date_naissance"],
  ["B3;CORSE;ANTHONY;02/03/1980;M;2B020;180032B02033199", "matricule.key", "matricule"],
  ["B4;CORSE;ANTHONY;02/03/1980;M;2B020;18003", "matricule.format", "matricule"],
  ["B1;NESSI;RUTH;14/07/1977;F;63220;", "patient.duplicate_key", "dossier"],
  ["B5;CORSE;ANTHONY;02/03/1980;X;2B020;", "sex.format", "sexe"],
  ["B6;C0RSE;ANTHONY;02/03/1980;M;2B020;", "name.character", "nom_naissance"],
  ["B7;;ANTHONY;02/03/1980;M;2B020;", "name.empty", "nom_naissance"],
  ['B8;"CORSE;ANTHONY;02/03/1980;M;2B020;', "tabular.quote", "nom_naissance"],
  [`B8;${"X".repeat(10_000_000)};ANTHONY;02/03/1980;M;2B020;`, "tabular.too_long", null],
  ["B8;CORSE;ANTHONY;02/03/1980;M;2B020;;;;trop", "tabular.column_count", null],
];
