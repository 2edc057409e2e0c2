/** Ends of the names of practitioners, and what they share with the name of what they practise: `cardiologue`, `cardiologie`. */
const ENDS: readonly (readonly [RegExp, string])[] = [
  [/logues?$/, "log"],
  [/iatres?$/, "iatr"],
  [/therapeutes?$/, "therap"],
  [/generalistes?$/, "general"],
  [/internistes?$/, "intern"],
  [/dontistes?$/, "dont"],
  [/anesthesistes?$/, "anesthesi"],
  [/(reanimat|biolog)(?:eurs?|rices?|istes?)$/, "$1"],
  [/chirurgien(?:ne)?s?$/, "chirurg"],
];

/**
 * The start that a profession or a speciality must have for a typed word (as a search key) to mean it: people look for a cardiologue, and the
 * nomenclature of the annuaire says « Cardiologie et maladies vasculaires ». A word that is no practitioner's is its own start.
 */
export function practitionerStart(word: string): string {
  for (const [end, shared] of ENDS) if (end.test(word)) return word.replace(end, shared);
  return word;
}
