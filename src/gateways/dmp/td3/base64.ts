/** Decodes base64 that comes in pieces, with any white space; null at the end when it was not base64. */
export class Base64Reader {
  readonly #chunks: Buffer[] = [];
  #rest = "";
  #broken = false;
  #ended = false;

  push(text: string): void {
    const clean = this.#rest + (/\s/.test(text) ? text.replace(/\s+/g, "") : text);
    const whole = clean.length - (clean.length % 4);
    this.#rest = clean.slice(whole);
    if (whole > 0) this.#decode(clean.slice(0, whole));
  }

  finish(): Uint8Array | null {
    if (this.#rest !== "" || this.#broken) return null;
    return Buffer.concat(this.#chunks);
  }

  #decode(text: string): void {
    // Buffer.from skips what it does not know: a damaged document would come out shorter, in silence.
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || this.#ended) this.#broken = true;
    else this.#chunks.push(Buffer.from(text, "base64"));
    if (text.endsWith("=")) this.#ended = true;
  }
}
