import { SegurError } from "../../domain/errors.js";

const REDO = "Redemandez le document à son émetteur, ou retéléchargez-le : segur dmp pull";
const OPEN = "Ouvrez le fichier avec le logiciel qui l'a produit, ou redemandez-le à son émetteur.";

function input(code: string, message: string, why: string | undefined, advice: string, details?: Record<string, unknown>) {
  return new SegurError({ kind: "input", code: `cda.${code}`, message, why, advice, details });
}

/** The bytes are not a well-formed XML document: cut short, crossed, or another format. The parser's text is not quoted: it holds names. */
export function notXml(why: string, line?: number): SegurError {
  const where = line === undefined ? why : `${why} (ligne ${line})`;
  return input("not_xml", "Ce document n'est pas un CDA lisible : son XML est incorrect.", `${where}.`, REDO, { line });
}

/** Well-formed, but no ClinicalDocument anywhere. */
export function notCda(): SegurError {
  return input("not_cda", "Ce fichier XML n'est pas un document CDA.", "Il ne contient aucun élément ClinicalDocument.", OPEN);
}

/** A DOCTYPE may declare entities that expand without end or read files of the machine (XXE): refused before anything of it is used. */
export function doctype(): SegurError {
  return input(
    "doctype",
    "Ce document est refusé : il contient une déclaration DOCTYPE.",
    "Un CDA n'en a jamais ; elle permettrait de faire lire des fichiers de cet ordinateur ou de saturer sa mémoire.",
    "Ne l'ouvrez pas avec un autre logiciel ; signalez-le à son émetteur.",
  );
}

export function tooDeep(limit: number): SegurError {
  return input(
    "too_deep",
    "Ce document est refusé : ses éléments sont imbriqués sans fin.",
    `Plus de ${limit} niveaux ; un vrai document en a une quarantaine.`,
    OPEN,
    { limit },
  );
}

export function tooLarge(limit: number, what: "bytes" | "elements" | "binary"): SegurError {
  const why = {
    bytes: `Il dépasse ${Math.floor(limit / 1_048_576)} Mo.`,
    elements: `Son texte a plus de ${limit} éléments.`,
    binary: `Une pièce jointe dépasse ${Math.floor(limit / 1_048_576)} Mo une fois décompressée.`,
  }[what];
  return input("too_large", "Ce document est trop volumineux pour être lu.", why, OPEN, { limit });
}

/** The declared encoding is unknown here. */
export function encodingUnknown(): SegurError {
  return input(
    "encoding",
    "L'encodage déclaré par ce document est inconnu.",
    "Encodages lus : UTF-8, UTF-16, ISO-8859-1, ISO-8859-15 et Windows-1252.",
    OPEN,
  );
}

/** A binary inside the document (PDF, image) is damaged: nothing of it must be filed as if it were whole. */
export function binaryDamaged(why: string): SegurError {
  return input("binary", "La pièce contenue dans ce document est abîmée.", why, REDO);
}
