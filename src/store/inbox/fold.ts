const LIGATURES: Readonly<Record<string, string>> = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l" };
/** Longest part of a subject or name that is searched: a hostile one of a megabyte must not weigh on every list. */
const LONGEST = 300;

/** A text as it is searched: no accent, no case, no control character, single spaces. */
export function fold(text: string): string {
  const plain = text.slice(0, LONGEST).normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain
    .replaceAll(/[œæßøł]/g, (letter) => LIGATURES[letter] ?? letter)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
}
