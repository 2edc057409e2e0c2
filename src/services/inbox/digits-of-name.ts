import type { NewReceivedDocument } from "../../domain/inbox/received.js";

type Known = Pick<NewReceivedDocument, "actDate" | "patient"> & Partial<Pick<NewReceivedDocument, "createdAt" | "title">>;

/** As people write a matricule, its groups apart or not, with its key or without. */
const MATRICULE = /(?<!\d)[1-478][ ._-]?\d\d[ ._-]?\d\d[ ._-]?(?:\d\d|2[AB])[ ._-]?\d{3}[ ._-]?\d{3}(?:[ ._-]?\d\d)?(?!\d)/gi;
/** A date as it is written, and three numbers however they are apart; one may begin another. */
const WRITTEN = /(?<!\d)(\d{1,4})([ ._/-])(\d{1,2})\2(\d{1,4})(?!\d)/g;
const APART = /(?<!\d)(?=(\d{1,4})[ ._/-](\d{1,2})[ ._/-](\d{1,4})(?!\d))/g;

/**
 * Whether the digits of the name of a file may be those of somebody else: another matricule, or what reads as a date and is neither one of
 * the document (its act, its making, what its title says) nor that of the birth, whatever the order and the digits of its year. A number of a laboratory that looks like one counts too:
 * a file that stands alone is read, one that is shown as another document misleads (mss.md §2.1).
 */
export function hasOtherDigits({ actDate, createdAt, title, patient }: Known, name: string): boolean {
  const ins = [patient?.ins, ...(patient?.otherIns ?? [])].flatMap((each) =>
    each == null ? [] : [each.matricule.toUpperCase()],
  );
  let isOther = false;
  const rest = name.replace(MATRICULE, (found) => {
    const number = found.replace(/[ ._-]/g, "").toUpperCase();
    isOther ||= !ins.some((each) => each.slice(0, 13) === number.slice(0, 13) && (each.length < 15 || each.startsWith(number)));
    return " ";
  });
  const said = [actDate, createdAt?.slice(0, 10) ?? null, patient?.birthDate ?? null];
  const dates = [...said.flatMap((date) => (date === null ? [] : [date])), ...readings(title ?? "").flat()];
  // What is known goes first: its numbers make no other date with those beside it.
  const strange = rest.replace(WRITTEN, (found, one, _mark, two, three) =>
    [...date(one, two, three), ...date(three, two, one)].some((each) => isOf(each, dates)) ? " " : found,
  );
  return isOther || readings(strange).some((read) => read.length > 0 && !read.some((each) => isOf(each, dates)));
}

/** What each group of digits may be: `1977-07-14`, `77-07-14`, `1977-07`, `1977`; nothing when it is no date. */
function readings(name: string): readonly (readonly string[])[] {
  const together = [...name.matchAll(/\d+/g)].map(([digits]) => ofRun(digits));
  const apart = [...name.matchAll(APART)].map(([, one = "", two = "", three = ""]) => [
    ...date(one, two, three),
    ...date(three, two, one),
  ]);
  return [...together, ...apart];
}

function ofRun(digits: string): readonly string[] {
  const cut = (first: number, second: number): [string, string, string] => [
    digits.slice(0, first),
    digits.slice(first, first + second),
    digits.slice(first + second, 8),
  ];
  const turned = ([day, month, year]: [string, string, string]) => date(year, month, day);
  if (digits.length === 4) return isYear(digits) ? [digits] : [];
  if (digits.length === 6) {
    const month = isYear(digits.slice(0, 4)) && isMonth(digits.slice(4)) ? [`${digits.slice(0, 4)}-${digits.slice(4)}`] : [];
    return [...date(...cut(2, 2)), ...turned(cut(2, 2)), ...month];
  }
  if (digits.length === 8) return [...date(...cut(4, 2)), ...turned(cut(2, 2))];
  // With an hour.
  return digits.length === 12 || digits.length === 14 ? date(...cut(4, 2)) : [];
}

function date(year: string, month: string, day: string): readonly string[] {
  const isDay = /^\d\d?$/.test(day) && Number(day) >= 1 && Number(day) <= 31;
  if (!isDay || !isMonth(month) || !(isYear(year) || /^\d\d$/.test(year))) return [];
  return [`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`];
}

function isYear(digits: string): boolean {
  return /^(?:19|20)\d\d$/.test(digits);
}

function isMonth(digits: string): boolean {
  return /^\d\d?$/.test(digits) && Number(digits) >= 1 && Number(digits) <= 12;
}

/** A date with two digits of its year is that of any century. */
function isOf(read: string, dates: readonly string[]): boolean {
  return dates.some((known) => known.startsWith(read) || known.slice(2) === read);
}
