/** A media type (RFC 2045 §5.1). Names in lower case; values as they are, quotes removed. */
export interface MediaType {
  /** `multipart/related`; `""` when there is none. */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const PARAMETER = /;\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g;

/** Reads any Content-Type, however it is spaced; what cannot be read is left out. */
export function parseMediaType(text: string): MediaType {
  const parameters = new Map<string, string>();
  for (const [, name = "", quoted, bare] of text.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    if (!parameters.has(key)) parameters.set(key, quoted === undefined ? (bare ?? "").trim() : quoted.replace(/\\(.)/g, "$1"));
  }
  return { type: (text.split(";", 1)[0] ?? "").trim().toLowerCase(), parameters };
}

/**
 * A content id as XOP compares it: `<a%40b>`, `cid:a%40b` and `a@b` are one (RFC 2392). A stray `%` stays: some stacks encode one
 * side only.
 */
export function contentIdOf(text: string): string {
  const bare = text
    .trim()
    .replace(/^cid:/i, "")
    .replace(/^<(.*)>$/, "$1");
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}
