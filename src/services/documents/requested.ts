import { findType } from "../../documents/vocabularies/find-type.js";
import type { DocumentType } from "../../documents/vocabularies/types.js";
import type { NewDocument } from "../../domain/document/document.js";
import { VISIBLE } from "../../domain/document/entry.js";
import { parseBirthDate } from "../../domain/identity/birth-date.js";
import type { IsoDate } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { localDay } from "../ins/proof-date.js";
import { documentAuthor, type FoundAuthor } from "./author.js";
import { actDateWrong, titleWrong, typeAmbiguous, typeUnknown } from "./errors.js";

/** What was asked for a document, understood. */
export interface Requested {
  readonly type: DocumentType | null;
  readonly actDate: IsoDate | null;
  readonly title: string | null;
  readonly author: FoundAuthor;
  readonly authorTyped: boolean;
  readonly visibility: NewDocument["visibility"];
  readonly today: IsoDate;
}

/** Limit of a title in XDS (LocalizedString, ebRIM) is 256; the DMP shows half of it. */
const TITLE_LENGTH = 128;

/** Reads what was typed, before any file is. @throws {SegurError} `document.type_…`, `document.act_date`, `document.title`… */
export async function requested(
  cabinet: OpenCabinet,
  typed: {
    readonly type?: string | undefined;
    readonly date?: string | undefined;
    readonly title?: string | undefined;
    readonly author?: string | undefined;
  },
  patient: Patient,
): Promise<Requested> {
  const today = localDay(cabinet.clock.now());
  return {
    type: typed.type === undefined ? null : requireType(typed.type),
    actDate: typed.date === undefined ? null : parseActDate(typed.date, today, patient.identity.traits.birthDate),
    title: typed.title === undefined ? null : requireTitle(typed.title),
    author: await documentAuthor(cabinet, typed.author),
    authorTyped: typed.author !== undefined,
    visibility: VISIBLE,
    today,
  };
}

/** What `--type` means: exactly one type. @throws {SegurError} `document.type_unknown`, `document.type_ambiguous` */
export function requireType(text: string): DocumentType {
  const found = findType(text);
  if (found.kind === "one") return found.type;
  if (found.kind === "none") throw typeUnknown();
  throw typeAmbiguous(found.types.map(({ code }) => code));
}

/** The reader of dates speaks of births; these are the same refusals for the day of an act. */
const REFUSALS: Readonly<Record<string, string>> = {
  "date.empty": "Elle est vide.",
  "date.short_year": "L'année doit être écrite sur quatre chiffres.",
  "date.year": "L'année n'est pas plausible.",
  "date.calendar": "Cette date n'existe pas dans le calendrier.",
  "date.future": "Elle est dans le futur.",
};

/** A full day, not in the future, not before the patient's birth. @throws {SegurError} `document.act_date` */
export function parseActDate(text: string, today: IsoDate, birthDate: IsoDate | null): IsoDate {
  const parsed = parseBirthDate(text, { today });
  if (!parsed.ok) throw actDateWrong(REFUSALS[parsed.code] ?? "Elle n'est pas reconnue.");
  if (parsed.value.interpreted) throw actDateWrong("Le jour et le mois de l'acte doivent être connus.");
  if (birthDate !== null && parsed.value.date < birthDate) throw actDateWrong("Elle précède la naissance du patient.");
  return parsed.value.date;
}

function requireTitle(text: string): string {
  const title = text.trim();
  if (title === "" || title.length > TITLE_LENGTH || /\p{Cc}/u.test(title)) throw titleWrong();
  return title;
}
