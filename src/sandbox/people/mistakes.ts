import type { SeededRandom } from "../random.js";

/** `AAAA-MM-JJ` as a French practice writes it. */
export function slashed(date: string): string {
  return `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`;
}

/** The mistakes people make in a date: day and month swapped when that is a date, otherwise one day or year off. */
export function otherDate(date: string, random: SeededRandom): string {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const swapped = day <= 12 && day !== month;
  if (swapped && random.chance(0.6)) return iso(year, day, month);
  if (random.chance(0.5)) return iso(year, month, day > 1 ? day - 1 : 2);
  // Born on 29 February, the year before has no such day.
  return iso(year - 1, month, Math.min(day, 28));
}

function iso(year: number, month: number, day: number): string {
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** A doubled letter halved, else a letter in the middle doubled: still a name, never the same one. */
export function misspell(name: string): string {
  for (let at = 1; at < name.length; at += 1) {
    if (name[at] === name[at - 1] && /\p{L}/u.test(name[at] ?? "")) return name.slice(0, at) + name.slice(at + 1);
  }
  const letters = [...name];
  let at = letters.length >> 1;
  while (at < letters.length - 1 && !/\p{L}/u.test(letters[at] ?? "")) at += 1;
  letters.splice(at, 0, letters[at] ?? "");
  return letters.join("");
}
