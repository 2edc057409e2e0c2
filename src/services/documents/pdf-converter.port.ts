/** A program of this machine that makes a PDF/A-1b of any PDF. */
export interface PdfConverter {
  /** Whether that program is installed. Nothing is run. */
  isAvailable(): Promise<boolean>;
  /**
   * Null when there is none, or when it gave up: the PDF stays what it is.
   * @param profile ICC profile of sRGB. @param createdAt date of the result
   * @throws `AbortError` when the command was interrupted
   */
  toPdfA1(
    source: AsyncIterable<Uint8Array>,
    about: { readonly profile: Uint8Array; readonly createdAt: Date },
  ): Promise<Buffer | null>;
}
