import { SegurError } from "../../domain/errors.js";

/** A file that can not be read as a whole. One line that can not is a {@link LineProblem}, and never stops the others. */
function unreadable(code: string, message: string, why: string | undefined, advice: string, details?: Record<string, unknown>) {
  return new SegurError({ kind: "input", code: `tabular.${code}`, message, why, advice, details });
}

export function emptyFile(): SegurError {
  return unreadable("empty", "Le fichier est vide.", undefined, "Vérifiez l'export de votre logiciel, puis recommencez.");
}

export function onlyHeadings(): SegurError {
  return unreadable(
    "no_records",
    "Le fichier n'a que sa ligne de titres : il ne contient aucun enregistrement.",
    undefined,
    "Vérifiez l'export de votre logiciel, puis recommencez.",
  );
}

export function notText(kind: string): SegurError {
  return unreadable(
    "not_text",
    `Ce fichier est ${kind}, pas un fichier texte.`,
    undefined,
    "Enregistrez-le au format « CSV UTF-8 » (dans Excel : Enregistrer sous), puis recommencez.",
  );
}

export function jsonDocument(): SegurError {
  return unreadable(
    "json_document",
    "Ce fichier est un document JSON d'un seul bloc.",
    "Il faut un objet JSON par ligne (NDJSON), pour pouvoir lire un fichier de toute taille.",
    "Refaites l'export avec --format ndjson, ou convertissez-le : jq -c '.[]' (tableau) ou jq -c '.items[]' (listing)",
  );
}

export function unreadableHeadings(why: string | undefined): SegurError {
  return unreadable(
    "headings",
    "La première ligne, qui doit porter les titres des colonnes, ne peut pas être lue.",
    why,
    "Enregistrez le fichier en CSV (titres en première ligne) ou en NDJSON (un objet JSON par ligne), puis recommencez.",
    { line: 1 },
  );
}

/** The first line is not quoted: in a file without headings it is a patient. */
export function oneColumn(length: number, separators: string): SegurError {
  return unreadable(
    "separator",
    "Une seule colonne a été trouvée, et son titre est inconnu : le séparateur n'est sans doute pas le bon.",
    `Séparateurs reconnus : ${separators}. La première ligne fait ${length} caractères.`,
    "Enregistrez le fichier avec l'un de ces séparateurs, puis recommencez.",
    { line: 1 },
  );
}

/** The headings are not quoted: in a file without any, they are a patient. */
export function noKnownColumn(count: number, known: readonly string[]): SegurError {
  return unreadable(
    "no_known_column",
    "Aucune colonne du fichier n'est connue.",
    `${count} colonnes lues. Titres attendus, entre autres : ${listed(known)}.`,
    "La première ligne doit porter les titres. Sinon, donnez la correspondance : --map 'Votre titre=nom_naissance,…'",
    { line: 1 },
  );
}

export function missingColumns(missing: readonly string[], unknown: readonly string[], line: number): SegurError {
  const example = `${unknown[0] ?? "Votre titre"}=${missing[0] ?? ""}`;
  return unreadable(
    "columns_missing",
    `Il manque ${missing.length > 1 ? "des colonnes obligatoires" : "une colonne obligatoire"} : ${missing.join(", ")}.`,
    unknown.length > 0 ? `Colonnes du fichier qui ne sont pas reconnues : ${listed(unknown)}.` : undefined,
    `Corrigez les titres, ou donnez la correspondance : --map '${shorten(example)}'`,
    { line, missing, unknown },
  );
}

export function duplicateColumns(name: string, headings: readonly string[], line: number): SegurError {
  return unreadable(
    "columns_duplicate",
    `Plusieurs colonnes du fichier désignent « ${name} » : ${listed(headings)}.`,
    "On ne peut pas savoir laquelle fait foi.",
    "Supprimez celle qui est en trop, ou renommez-la.",
    { line, column: name },
  );
}

export function badMap(why: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "tabular.map",
    message: "La correspondance des colonnes (--map) est incorrecte.",
    why,
    advice:
      "Écrivez 'Titre du fichier=colonne', séparés par des virgules, ou un objet JSON dans un fichier. Colonnes : segur patient import --help",
  });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `« ${shorten(name)} »`);
  return shown.join(", ") + (names.length > 12 ? ` et ${names.length - 12} autres` : "");
}

/** A heading that is in fact a line of data must not be told in full. */
function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
