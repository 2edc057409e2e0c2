import type { IsoDate } from "../identity/types.js";
import { plainLine, shortened } from "./plain-line.js";

/** MSS/CONF.25: first characters of the subject of a message with an XDM archive. Operators route by them. */
export const XDM_PREFIX = "XDM/1.0/DDM+";
/** After the prefix, so that it stays first (mss.md §2.4). */
export const REPLACES_MARK = "[Annule et remplace]";
/** Alone, it ends every exchange with a patient (mss.md §1.6): never by accident. */
const END_OF_EXCHANGE = "[FIN]";

const PREFIX = /^\s*(?:\[annule et remplace\]\s*)?xdm\/\d+\.\d+\/ddm\+?\s*/i;
const MAX_LABEL = 120;
const MAX_NAME = 60;

export interface SubjectPatient {
  readonly birthName: string;
  readonly firstBirthGivenName: string;
  readonly birthDate: IsoDate;
}

/**
 * `XDM/1.0/DDM+<libellé> <NOM> <prénom> <JJ/MM/AAAA>` (ECO.2.1.3, MSS/CONF.25), « [Annule et remplace] » after the prefix for a new version.
 * A label that already has the prefix or the mark does not get it twice.
 */
export function xdmSubject(label: string, patient: SubjectPatient, { replaces }: { readonly replaces: boolean }): string {
  const words = [
    replaces ? REPLACES_MARK : "",
    shortened(bare(label), MAX_LABEL),
    shortened(plainLine(patient.birthName), MAX_NAME).toUpperCase(),
    shortened(plainLine(patient.firstBirthGivenName), MAX_NAME),
    patient.birthDate.split("-").reverse().join("/"),
  ];
  return XDM_PREFIX + words.filter((each) => each !== "").join(" ");
}

/** The subject of a message without documents: it neither claims an archive nor closes the exchanges of a patient. */
export function plainSubject(label: string): string {
  const text = shortened(bare(label), MAX_LABEL);
  return text === END_OF_EXCHANGE ? "FIN" : text;
}

/** As it is shown: without the technical prefix (UX.28), harmless whatever was received. */
export function shownSubject(subject: string): string {
  const text = plainLine(subject);
  const replaces = /\[annule et remplace\]/i.test(text.slice(0, 60)) && PREFIX.test(text);
  const rest = bare(text);
  return replaces ? `${REPLACES_MARK} ${rest}`.trim() : rest;
}

/** As {@link shownSubject}, without the patient that {@link xdmSubject} put at its end. */
export function subjectLabel(subject: string, patient: SubjectPatient): string {
  const text = shownSubject(subject);
  const who = bare(xdmSubject("", patient, { replaces: false }));
  return text.endsWith(who) ? text.slice(0, -who.length).trim() : text;
}

/** Whether a subject announces an archive. */
export function announcesXdm(subject: string): boolean {
  return PREFIX.test(plainLine(subject));
}

/** Without prefix nor mark, as many times as they were put. */
function bare(label: string): string {
  let text = plainLine(label);
  for (let before = ""; before !== text; ) {
    before = text;
    text = text.replace(PREFIX, "").replace(/^\[annule et remplace\]\s*/i, "");
  }
  return text;
}
