/** What a table says of a word that comes from outside; `constructor` and the like, which every object answers to, are no word of it. */
export function knownWord<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
