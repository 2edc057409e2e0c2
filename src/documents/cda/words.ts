import { maskMatricule, matriculeNature } from "../../domain/identity/matricule.js";
import { localInstant, machineZone, type ZoneOffset } from "../../domain/local-time.js";
import type { CdaHeader, CdaTime } from "./header.js";
import { personInWords } from "./read-people.js";

/** One line of the header block: what it is and what it says. */
export interface HeaderLine {
  readonly label: string;
  readonly value: string;
}

/**
 * A time of a document as the clock of the practice showed it: `12/03/2020 à 11:17`, `12/03/2020`, `03/2020`. One without an offset is
 * as it was written: nothing says where it was. `as_written`: the same bytes on every machine, for what leaves.
 */
export function timeInWords(time: CdaTime, zone: ZoneOffset | "as_written" = machineZone): string | null {
  if (time === null) return null;
  const [date = "", clock] = (zone !== "as_written" && /T.*(Z|[+-]\d{2}:\d{2})$/.test(time) ? there(time, zone) : time).split(
    "T",
  );
  const day = date.split("-").reverse().join("/");
  return clock === undefined ? day : `${day} à ${clock.slice(0, 5)}`;
}

function there(time: string, zone: ZoneOffset): string {
  const at = new Date(time);
  return localInstant(at.toISOString(), zone(at));
}

/** The header as a terminal and a page show it; lines that would say nothing are left out. */
export function headerLines(header: CdaHeader, reveal: boolean, zone: ZoneOffset | "as_written" = machineZone): HeaderLine[] {
  const lines: HeaderLine[] = [];
  const add = (label: string, value: string | null): void => {
    if (value !== null && value !== "") lines.push({ label, value });
  };
  add("Patient", patientInWords(header));
  add("Matricule INS", insInWords(header, reveal));
  add("Type", header.code.label || header.code.code);
  add("Date de l'acte", timeInWords(header.events[0]?.start ?? null, zone));
  add("Rédigé le", timeInWords(header.createdAt, zone));
  for (const author of header.authors) add("Auteur", [personInWords(author), author.specialty?.label].filter(Boolean).join(", "));
  if (header.legalAuthenticator !== null) add("Validé par", personInWords(header.legalAuthenticator));
  add("Conservé par", header.custodian.name);
  for (const recipient of header.recipients) add("Destinataire", recipient);
  add("Version", header.versionNumber === null ? null : String(header.versionNumber));
  if (header.replaces !== null) add("Remplace", "une version précédente");
  if (header.events.some(({ status }) => status === "active")) add("État", "compte rendu partiel");
  add("Confidentialité", { R: "restreinte", V: "très restreinte" }[header.confidentiality.code] ?? null);
  return lines;
}

function patientInWords({ patient }: CdaHeader): string | null {
  const given = patient.usedGivenName ?? patient.firstBirthGivenName ?? patient.birthGivenNames;
  const family = patient.usedName ?? patient.birthName;
  const name = [family, given].filter(Boolean).join(" ");
  const birthName = patient.birthName !== null && patient.birthName !== family ? `nom de naissance ${patient.birthName}` : null;
  const born = patient.sex === "F" ? "née" : patient.sex === "M" ? "né" : "né(e)";
  const birth = patient.birthDate === null ? null : `${born} le ${timeInWords(patient.birthDate)}`;
  return [name, birthName, birth].filter(Boolean).join(", ") || null;
}

/** The nature (NIR or NIA) always goes with a matricule (rule 32 of the INS specifications). */
function insInWords({ patient: { ins } }: CdaHeader, reveal: boolean): string | null {
  if (ins === null) return null;
  return `${reveal ? ins.matricule : maskMatricule(ins.matricule)} (${matriculeNature(ins.oid) ?? "INS"})`;
}

/** What a binary is, as one says it: « PDF », « image JPEG ». */
export function mediaInWords(mediaType: string): string {
  if (mediaType === "application/pdf") return "document PDF";
  const image = /^image\/(?:x-)?(\w+)/.exec(mediaType)?.[1];
  if (image !== undefined) return `image ${image.toUpperCase()}`;
  if (/rtf$/.test(mediaType)) return "texte RTF";
  if (mediaType === "text/plain") return "texte";
  return "fichier";
}

/** `82 Ko`, `3,2 Mo`. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} Ko`;
  return `${(bytes / 1_000_000).toFixed(1).replace(".", ",")} Mo`;
}
