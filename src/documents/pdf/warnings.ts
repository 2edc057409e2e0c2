/** What the PDF does not show of the file that it was made from. French, without patient data. */
export interface PdfWarning {
  readonly code: "characters" | "pictures" | "margins" | "truncated" | "encoding";
  readonly message: string;
  /** For `characters`: each code point, `U+1F600`, and how often. */
  readonly details?: Readonly<Record<string, number>>;
}

/** Characters that the font has not, each shown as `\uFFFD`. Null when there is none. */
export function charactersWarning(missing: ReadonlyMap<number, number>): PdfWarning | null {
  if (missing.size === 0) return null;
  const details = Object.fromEntries(
    [...missing].map(([point, count]) => [`U+${point.toString(16).toUpperCase().padStart(4, "0")}`, count]),
  );
  const shown = Object.keys(details).slice(0, 5).join(", ");
  return {
    code: "characters",
    message: `Des caractères n'ont pas de forme imprimable et sont remplacés par « \uFFFD » : ${shown}${missing.size > 5 ? "…" : "."}`,
    details,
  };
}
