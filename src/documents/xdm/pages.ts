import type { DocumentAuthor } from "../../domain/document/entry.js";
import { escapeHtml } from "../cda/html-escape.js";
import type { SubmissionSet } from "../rim/set.js";
import type { XdmAction, XdmDocument } from "./metadata.js";
import { documentName, SUBSET } from "./names.js";

export interface PagesInput {
  readonly set: SubmissionSet;
  readonly documents: readonly XdmDocument[];
  readonly action: XdmAction;
  /** `segur 0.1.0`. */
  readonly softwareName: string;
}

const ACTIONS = {
  C: "Annule et remplace : ces documents remplacent une version transmise précédemment.",
  D: "Ces documents, transmis précédemment, sont annulés par leur auteur.",
} as const;

/** INDEX.HTM (ITI TF-2 §3.32.4.1.2): what the archive holds, for a person who opens it. No script, nothing from elsewhere. */
export function indexHtml({ set, documents, action, softwareName }: PagesInput): string {
  const rows = documents.map(({ entry }, index) => {
    const cells = [
      `<a href="${SUBSET}${documentName(index)}">${escapeHtml(entry.title)}</a>`,
      escapeHtml(entry.typeCode.label),
      escapeHtml(dayOf(entry.serviceStart ?? entry.creationTime)),
      escapeHtml(entry.authors.map(personOf).join(", ")),
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  return [
    "<!DOCTYPE html>",
    '<html lang="fr"><head><meta charset="utf-8"><title>Documents de santé</title>',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    "<style>body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3em .6em;text-align:left}</style>",
    "</head><body>",
    "<h1>Documents de santé</h1>",
    `<p>Transmis par ${escapeHtml(personOf(set.author))} le ${dayOf(set.submissionTime)}.</p>`,
    ...(action === null ? [] : [`<p><strong>${ACTIONS[action]}</strong></p>`]),
    "<table><thead><tr><th>Document</th><th>Type</th><th>Date de l'acte</th><th>Auteur</th></tr></thead><tbody>",
    ...rows,
    "</tbody></table>",
    `<p><a href="README.TXT">À propos de cette archive</a> – ${escapeHtml(softwareName)}</p>`,
    "</body></html>",
    "",
  ].join("\n");
}

/** README.TXT (ITI TF-2 §3.32.4.1.2): who made the archive, with what, and how it is laid out. UTF-8, lines ended by CRLF. */
export function readmeText({ set, documents, action, softwareName }: PagesInput): string {
  const institution = set.author.institution?.name ?? "";
  return [
    "Archive IHE XDM de documents de santé",
    "",
    `Émetteur : ${oneLine(personOf(set.author))}`,
    ...(institution === "" ? [] : [`Structure : ${oneLine(institution)}`]),
    `Date : ${dayOf(set.submissionTime)}`,
    `Logiciel : ${oneLine(softwareName)}`,
    ...(action === null ? [] : [ACTIONS[action]]),
    "",
    "INDEX.HTM : la liste des documents, à ouvrir dans un navigateur.",
    `${SUBSET}METADATA.XML : leurs métadonnées (ebRIM 3.0, IHE XDM).`,
    ...documents.map(({ entry }, index) => `${SUBSET}${documentName(index)} : ${oneLine(entry.title)} (CDA R2)`),
    "",
  ].join("\r\n");
}

function personOf({ givenName, familyName, institution }: DocumentAuthor): string {
  return [givenName, familyName].filter(Boolean).join(" ") || (institution?.name ?? "");
}

/** `JJ/MM/AAAA` of an instant, in UTC as the metadata are. */
function dayOf(instant: string): string {
  return instant.slice(0, 10).split("-").reverse().join("/");
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ");
}
