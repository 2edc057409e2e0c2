import { type ErrorParts, SegurError } from "../../domain/errors.js";
import { isolatedId } from "./words.js";

function input(parts: Omit<ErrorParts, "kind">): SegurError {
  return new SegurError({ kind: "input", ...parts });
}

/** A document is named by its id only; anything else that was typed may be a name. */
export function documentNotFound(typed: string): SegurError {
  if (/^X\d{1,12}$/i.test(typed.trim())) {
    const listed = typed.trim().toUpperCase();
    return new SegurError({
      kind: "not_found",
      code: "document.not_found",
      message: `${listed} est un numéro d'une liste du DMP, et non du dossier.`,
      why: "D… est un document du dossier (segur doc) ; X… un document d'une liste du DMP (segur dmp).",
      advice: `Lisez-le au DMP : segur dmp show ${listed}   (ou mettez-le au dossier : segur dmp pull ${listed})`,
    });
  }
  return new SegurError({
    kind: "not_found",
    code: "document.not_found",
    message: `Aucun document ne porte le numéro${isolatedId(typed)}.`,
    why: "Un document se désigne par son numéro dans le dossier : D12.",
    advice: "Voyez les documents du patient : segur doc list PATIENT",
  });
}

export function fileEmpty(): SegurError {
  return input({
    code: "document.empty",
    rule: "EX_GEN-1060",
    message: "Ce fichier est vide : il n'est pas classé.",
    why: "Un document sans contenu ne peut être ni lu, ni transmis.",
    advice: "Vérifiez le fichier, ou numérisez de nouveau le document.",
  });
}

export function fileTooLarge(limit: number): SegurError {
  return input({
    code: "document.too_large",
    message: `Ce fichier dépasse ${Math.floor(limit / 1_000_000)} Mo : il n'est pas classé.`,
    why: "Ni le DMP ni la messagerie sécurisée n'accepteraient un tel document.",
    advice: "Réduisez la résolution des images, ou découpez le document, puis relancez la commande.",
    details: { limit },
  });
}

/** The bytes are of no kind that is kept. */
export function kindUnknown(): SegurError {
  return input({
    code: "document.kind_unknown",
    message: "Ce fichier n'est pas un document que le dossier sait garder.",
    why: "Son contenu (et non son nom) n'est ni un PDF, ni un texte, ni du RTF, ni une image JPEG, PNG ou TIFF, ni un CDA.",
    advice: "Enregistrez-le au format PDF (PDF/A-1 s'il doit être transmis), puis relancez la commande.",
  });
}

/** @param alsoDate the day of its act is missing too: both are asked at once */
export function typeMissing(alsoDate = false): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.type_missing",
    message: alsoDate ? "Le type du document et le jour de l'acte ne sont pas donnés." : "Le type du document n'est pas donné.",
    why: "Seul un document CDA dit lui-même ce qu'il est.",
    advice: `Par exemple : --type consultation, --type courrier, --type ordonnance, --type biologie${alsoDate ? ", et --date JJ/MM/AAAA" : ""}`,
  });
}

export function typeUnknown(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.type_unknown",
    message: "Ce type de document n'existe pas.",
    why: "--type prend un code (11488-4), un mot d'usage (consultation) ou le début d'un libellé officiel (JDV_J07).",
    advice: "Par exemple : --type consultation, --type courrier, --type ordonnance, --type biologie",
  });
}

/** @param types official codes with their labels */
export function typeAmbiguous(types: readonly { readonly code: string; readonly label: string }[]): SegurError {
  const shown = types.slice(0, 12).map(({ code, label }) => `${code} ${label}`);
  return new SegurError({
    kind: "decision",
    code: "document.type_ambiguous",
    message:
      types.length === 1
        ? "Ce texte ne désigne pas à lui seul un type de documents."
        : `Ce texte désigne ${types.length} types de documents.`,
    why: `Libellés où il se trouve : ${shown.join(" ; ")}${types.length > shown.length ? " ; …" : "."}`,
    advice: `Donnez le code : --type ${types[0]?.code ?? "CODE"}`,
    details: { candidates: types.map(({ code }) => code) },
  });
}

/** A date of act that is none, or is to come. */
export function actDateWrong(why: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.act_date",
    message: "La date de l'acte n'est pas correcte.",
    why,
    advice: "Écrivez-la JJ/MM/AAAA ou AAAA-MM-JJ : --date 23/11/2026",
  });
}

export function actDateMissing(): SegurError {
  return input({
    code: "document.act_date_missing",
    message: "Ce document ne dit pas le jour de l'acte.",
    why: "Ni la date de l'acte ni celle de sa rédaction n'y sont complètes.",
    advice: "Donnez-la : --date JJ/MM/AAAA",
  });
}

export function titleWrong(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.title",
    message: "Ce titre ne peut pas être celui d'un document.",
    why: "Un titre a de 1 à 128 caractères, sans retour à la ligne ni caractère de contrôle.",
    advice: 'Par exemple : --title "Consultation du 23 novembre"',
  });
}

/** `--author` names a user or an RPPS that the cabinet has not. */
export function authorUnknown(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.author_unknown",
    message: "Cet auteur n'est pas un utilisateur du cabinet.",
    why: "--author prend un utilisateur (U2), son numéro RPPS, ou le nom d'une personne extérieure.",
    advice: "Voyez les utilisateurs : segur user list",
  });
}
