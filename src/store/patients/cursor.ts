import { SegurError } from "../../domain/errors.js";

/**
 * Opaque cursor of a page: how the answer is ordered and the last row shown. The sort keys are not in it (a cursor ends up
 * in shell histories and logs): they are read again from the row.
 */
export interface Cursor {
  readonly order: "name" | "file";
  readonly row: number;
}

export function writeCursor(cursor: Cursor): string {
  return `${cursor.order === "name" ? "n" : "f"}${cursor.row.toString(36)}`;
}

export function readCursor(text: string): Cursor {
  const row = /^[nf][0-9a-z]{1,11}$/.test(text) ? Number.parseInt(text.slice(1), 36) : 0;
  if (row === 0) {
    throw new SegurError({
      kind: "usage",
      code: "search.cursor",
      message: "Ce curseur de page n'est pas valable.",
      advice: "Relancez la recherche depuis le début, puis reprenez le curseur `next` de la page précédente.",
    });
  }
  return { order: text.startsWith("n") ? "name" : "file", row };
}
