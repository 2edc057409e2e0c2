import { nameKey } from "../../domain/identity/search-tokens.js";
import type { Attachment, NewReceivedDocument } from "../../domain/inbox/received.js";
import { pdfName } from "../../domain/message/pdf-name.js";
import { hasOtherDigits } from "./digits-of-name.js";

/** A CDA of the message, which a PDF beside the archive may be the twin of. */
type Paired = Pick<NewReceivedDocument, "type" | "title" | "actDate" | "patient"> &
  Partial<Pick<NewReceivedDocument, "createdAt">>;

/**
 * Which PDF goes with which document, by their ranks: nothing formal ties them (mss.md §2.1). By the name of ECO.2.1.6 whole; else by the
 * date and the person that it names; each time where one PDF and one document alone answer to each other. Else by order where there are as
 * many of both, and where each name is neutral or names the patient ({@link mayBeOf}). A PDF that is left stands alone.
 */
export function pairPdfs(
  documents: readonly Paired[],
  pdfs: readonly Pick<Attachment, "fileName">[],
): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  const free = () => documents.map((_, rank) => rank).filter((rank) => !pairs.has(rank));
  const freePdfs = () => pdfs.map((_, rank) => rank).filter((rank) => !taken.has(rank));
  const pair = (document: number, pdf: number) => {
    pairs.set(document, pdf);
    taken.add(pdf);
  };
  for (const answers of [isWholeName, isDayAndPerson]) {
    const names = new Map(freePdfs().map((pdf) => [pdf, pdfs[pdf]?.fileName ?? ""]));
    const found = free().map((rank) => {
      const document = documents[rank];
      const isIts = (name: string) => document !== undefined && answers(document, name) && !hasOtherDigits(document, name);
      return { rank, matching: [...names].filter(([, name]) => isIts(name)).map(([pdf]) => pdf) };
    });
    for (const { rank, matching } of found) {
      const [pdf, ...others] = matching;
      const rivals = found.filter((each) => each.rank !== rank && pdf !== undefined && each.matching.includes(pdf));
      if (pdf !== undefined && others.length === 0 && rivals.length === 0) pair(rank, pdf);
    }
  }
  const [left, leftPdfs] = [free(), freePdfs()];
  if (left.length !== leftPdfs.length) return pairs;
  const inOrder = left.map((rank, index) => ({ rank, pdf: leftPdfs[index] ?? -1 }));
  if (inOrder.every(({ rank, pdf }) => mayBeOf(documents[rank], pdfs[pdf]?.fileName ?? "")))
    for (const { rank, pdf } of inOrder) pair(rank, pdf);
  return pairs;
}

/** As our own writer, or any other that follows ECO.2.1.6, names it, by the type or by the title; « (2) » and a file number aside. */
function isWholeName({ type, title, actDate, patient }: Paired, name: string): boolean {
  if (actDate === null || patient?.birthName == null) return false;
  const [birthName, firstBirthGivenName] = [patient.birthName, patient.firstBirthGivenName ?? patient.birthGivenNames ?? ""];
  const own = plain(name);
  return [type?.label, title].some((label) => {
    if (label == null || label === "") return false;
    const expected = plain(pdfName({ actDate, type: label, birthName, firstBirthGivenName, fileNumber: null }));
    return own === expected || own.startsWith(`${expected}|`);
  });
}

function isDayAndPerson(document: Paired, name: string): boolean {
  const parts = partsOf(name);
  if (parts === null || document.actDate === null) return false;
  const at = familyAt(document, parts.names);
  if (parts.day !== document.actDate.replaceAll("-", "") || at === -1) return false;
  // The first name too: a mother and her daughter come on the same day.
  return givenNames(document).includes(parts.names[at + 1] ?? parts.names[at - 1] ?? "");
}

/** Its name follows ECO.2.1.6 and names somebody else than the document: showing it as that document would be showing another's. */
export function namesAnother(document: Paired | undefined, name: string): boolean {
  const parts = partsOf(name);
  if (parts === null || document === undefined || familyNames(document).length === 0) return false;
  const at = familyAt(document, parts.names);
  if (at === -1) return true;
  const [next = "", given] = [parts.names[at + 1], givenNames(document)];
  return /^\p{L}{2,}$/u.test(next) && !NEUTRAL.has(next) && given.length > 0 && !given.includes(next);
}

function familyAt(document: Paired, names: readonly string[]): number {
  const own = familyNames(document);
  return names.findIndex((each) => own.includes(each));
}

/** The first one, each of them, and all together: senders write either. */
function givenNames({ patient }: Paired): readonly string[] {
  const all = patient?.birthGivenNames ?? "";
  const said = [patient?.firstBirthGivenName, patient?.usedGivenName, all, ...all.split(/[\s,]+/)];
  return said.map((each) => nameKey(each ?? "")).filter((key) => key !== "");
}

/** Words of file names that name nobody. */
const NEUTRAL = new Set(
  (
    "analyse analyses annexe archive au aux avec bilan bio biologie biologique biologiques cda certificat compte consultation copie " +
    "courrier cr dans de des doc docs document documents dossier du en et examen examens fichier file fiche hospitalisation ihe image imagerie " +
    "irm la labo laboratoire le les lettre liaison medical medicale medicaux no numero ordonnance page par pdf piece pj pour presentation " +
    "prescription radio radiologie rapport rendu report result results resultat resultats scan scanner signe sortie sur synthese temp test tests tmp " +
    "un une version xdm"
  )
    .toUpperCase()
    .split(" "),
);

/**
 * Whether a PDF may be shown as this document though nothing ties them: its name has only neutral words, or those of the patient and of the
 * document, and no digits of somebody else ({@link hasOtherDigits}). Any other word may be the name of somebody else (`CR NESSI RUTH 14-07-1977.pdf`).
 */
function mayBeOf(document: Paired | undefined, name: string): boolean {
  if (document === undefined || namesAnother(document, name)) return false;
  const { patient, type, title } = document;
  const own = [patient?.birthName, patient?.usedName, patient?.firstBirthGivenName, patient?.usedGivenName];
  const known = new Set([...own, patient?.birthGivenNames, type?.label, title].flatMap((said) => wordsOf(said ?? "")));
  if (!wordsOf(name.replace(/\.pdf$/i, "")).every((word) => word.length === 1 || NEUTRAL.has(word) || known.has(word)))
    return false;
  return !hasOtherDigits(document, name);
}

function wordsOf(text: string): readonly string[] {
  return text
    .split(/[^\p{L}\p{M}]+/u)
    .map(nameKey)
    .filter((word) => word !== "");
}

/** Of birth and used: senders write either. */
function familyNames({ patient }: Paired): readonly string[] {
  return [patient?.birthName, patient?.usedName].flatMap((name) => (name == null || nameKey(name) === "" ? [] : [nameKey(name)]));
}

/** `20210104_CR d'examens biologiques_PATIENT_Test.pdf`, whose type may itself hold a `_`. */
function partsOf(name: string): { readonly day: string; readonly names: readonly string[] } | null {
  const [day = "", ...rest] = name.replace(/\.pdf$/i, "").split("_");
  return /^\d{8}$/.test(day) && rest.length >= 3 ? { day, names: rest.slice(1).map(nameKey) } : null;
}

function plain(name: string): string {
  const parts = name
    .replace(/\.pdf$/i, "")
    .replace(/ ?\(\d+\)(?=_)/, "")
    .split("_");
  return parts.map(nameKey).join("|");
}
