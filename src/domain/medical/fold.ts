const LIGATURES: Readonly<Record<string, string>> = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l" };

/** Signs that change what is said: `Rh+`, `VIH -`, `< 7`, `0,5`, `1/2`. A hyphen and a full stop between words are none. */
const IDLE = /(?!(?<=\d)[./-](?=\d))(?!(?<=[\p{L}\p{N}]\s*)-(?=[^\p{L}\p{N}]*$))[^\p{L}\p{N}+<>≤≥=±%]/gu;

/**
 * A label as it is compared: no accent, no case, nothing that does not show, no punctuation but the signs that change what is said, single
 * spaces. `Œdème, à gauche` → `oedeme a gauche`; `Groupe O +` and `Groupe O -` are two.
 */
export function foldLabel(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, "")
    .toLowerCase()
    .replaceAll(/[œæßøł]/g, (letter) => LIGATURES[letter] ?? letter)
    .replaceAll("−", "-")
    .replaceAll("⁄", "/")
    .replaceAll(/(?<=\d),(?=\d)/g, ".")
    .replaceAll(IDLE, " ")
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll(/ ?([+<>≤≥=±%]|-$) ?/g, "$1");
}
