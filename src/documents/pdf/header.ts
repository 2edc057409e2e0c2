/** PDF 1.7 §7.5.2 and 2.0: the version is part of the header. */
export const PDF_HEADER = /%PDF-[12]\.\d/;
/** A PDF may begin after other bytes (PDF 1.7, annex H.3.4.1). */
export const PDF_WITHIN = 1024;

/** The PDF without what stands before its header, which some programs would run. Nothing when there is no header. */
export async function* fromHeader(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const piece of source) {
    if (head === null) {
      yield piece;
      continue;
    }
    head = Buffer.concat([head, piece]);
    if (head.length < PDF_WITHIN) continue;
    yield* cut(head);
    if (headerAt(head) === null) return;
    head = null;
  }
  if (head !== null) yield* cut(head);
}

/** Where the header begins; null when these first bytes have none, or are PostScript (`%!PS`), whatever they hold then. */
export function headerAt(head: Buffer): number | null {
  const text = head.subarray(0, PDF_WITHIN).toString("latin1");
  return /^\s*%!/.test(text) ? null : (PDF_HEADER.exec(text)?.index ?? null);
}

function* cut(head: Buffer): Generator<Uint8Array> {
  const at = headerAt(head);
  if (at !== null) yield head.subarray(at);
}
