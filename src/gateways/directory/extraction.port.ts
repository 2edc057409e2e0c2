/** The public extraction of the annuaire, at its publisher's (mss.md §3.2). */
export interface ExtractionSource {
  /** Its name, which holds its date, without downloading it; null when the server does not say. Throws `SegurError` (`directory.*`). */
  latest(signal?: AbortSignal): Promise<string | null>;
  /** Its bytes as they come, archive or text. Throws `SegurError`, also from the iterator. */
  download(signal?: AbortSignal): Promise<{
    readonly name: string | null;
    /** Bytes announced, null when they are not. */
    readonly size: number | null;
    readonly bytes: AsyncIterable<Buffer>;
  }>;
}
