/** Ids shown to people are a letter and a row number (`P42`); anything else names nothing. */
export function rowOf(letter: string, id: string): number | null {
  if (!id.startsWith(letter) || !/^[1-9]\d{0,14}$/.test(id.slice(letter.length))) return null;
  return Number(id.slice(letter.length));
}

/** The row after which a page starts: 0 for the first page, or when the cursor names nothing. */
export function rowAfter(letter: string, cursor: string | undefined): number {
  return cursor === undefined ? 0 : (rowOf(letter, cursor) ?? 0);
}
