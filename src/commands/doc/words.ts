import type { Document, DocumentState, NewDocument, Origin } from "../../domain/document/document.js";
import type { Visibility } from "../../domain/document/entry.js";
import { audiencesOf } from "../../services/dmp/hide-from.js";
import { frenchDate } from "../../terminal/french.js";
import type { Tone } from "../../terminal/io.port.js";

export const ORIGIN_WORDS: Readonly<Record<Origin, string>> = { local: "Cabinet", dmp: "DMP", mss: "MSSanté" };

const STATE_WORDS: Readonly<Record<DocumentState, { readonly text: string; readonly tone: Tone | undefined }>> = {
  current: { text: "", tone: undefined },
  superseded: { text: "remplacé", tone: "muted" },
  removed: { text: "retiré", tone: "bad" },
};

/** `v2`, `v1 remplacé`. */
export function versionWords({ versionNumber, state }: Pick<Document, "versionNumber" | "state">): string {
  return [`v${versionNumber}`, STATE_WORDS[state].text].filter(Boolean).join(" ");
}

export function stateTone({ state }: Pick<Document, "state">): Tone | undefined {
  return STATE_WORDS[state].tone;
}

/** `Cabinet → DMP` when it was put there; when it was deleted there since, the day. */
export function originWords({ origin, dmp }: Pick<NewDocument, "origin" | "dmp">): string {
  if (dmp?.withdrawnAt !== undefined) return `${ORIGIN_WORDS[origin]}, retiré du DMP le ${frenchDate(new Date(dmp.withdrawnAt))}`;
  if (dmp?.direction !== "pushed") return ORIGIN_WORDS[origin];
  return `${ORIGIN_WORDS[origin]} → DMP${dmp.unverified === true ? " ?" : ""}`;
}

/** From whom the DMP hides it; empty when from nobody. */
export function hiddenWords(visibility: Visibility): string {
  const from = [
    visibility.hiddenFromProfessionals ? "professionnels" : "",
    visibility.hiddenFromPatient ? "patient" : "",
    visibility.hiddenFromLegalRepresentatives ? "représentants légaux" : "",
  ].filter(Boolean);
  return from.length === 0 ? "" : `masqué : ${from.join(", ")}`;
}

/** What machines get of a document: identifiers, dates, codes; of its author, the name. */
export function documentFields(document: NewDocument): Readonly<Record<string, unknown>> {
  const { type, class: kind, content, dmp, author, ...rest } = document;
  return {
    patientId: rest.patientId,
    actDate: rest.actDate,
    title: rest.title,
    type: type.code,
    typeLabel: type.label,
    category: kind.code,
    categoryLabel: kind.label,
    author: author.name,
    authorId: author.id,
    institution: author.institution,
    origin: rest.origin,
    version: rest.versionNumber,
    replaces: rest.replaces,
    mimeType: rest.mimeType,
    size: rest.size,
    fileName: rest.fileName,
    sha256: content,
    uniqueId: rest.uniqueId,
    setId: rest.setId,
    confidentiality: rest.confidentiality,
    hiddenFrom: audiencesOf(rest.visibility),
    createdAt: rest.createdAt,
    dmp:
      dmp === null
        ? null
        : { direction: dmp.direction, at: dmp.at, entryUuid: dmp.entryUuid, withdrawnAt: dmp.withdrawnAt ?? null },
  };
}
