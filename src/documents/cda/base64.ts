/** Decodes base64 that comes in pieces cut anywhere. */
export interface Base64Decoding {
  /** The bytes that this piece completes. */
  write(text: string): Buffer;
  end(): Buffer;
  /** Why the text is not base64, or null. Nothing more is decoded after the first fault. */
  readonly fault: string | null;
}

const EMPTY = Buffer.alloc(0);
const REFERENCE = /&#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}));/g;
/** A reference that the end of a piece cuts. */
const CUT_REFERENCE = /&[^;&]{0,9}$/;

/**
 * Lenient on white space (including written as `&#13;`), on URL-safe letters and on missing padding; a letter that is none of base64, or
 * something after the padding, is a fault: an altered PDF must not be shown as whole.
 */
export function createBase64Decoding(): Base64Decoding {
  let rest = "";
  let cut = "";
  let padded = false;
  let fault: string | null = null;
  const take = (text: string): Buffer => {
    const clean = /\s/.test(text) ? text.replace(/\s+/g, "") : text;
    if (clean === "") return EMPTY;
    if (padded && !/^=+$/.test(clean)) fault = "Des caractères suivent la fin de son base64.";
    const padding = clean.indexOf("=");
    if (padding >= 0) {
      if (!/^=+$/.test(clean.slice(padding))) fault = "Des caractères suivent la fin de son base64.";
      padded = true;
    }
    const letters = padding >= 0 ? clean.slice(0, padding) : clean;
    if (/[^A-Za-z0-9+/_-]/.test(letters)) fault = "Son base64 contient des caractères interdits.";
    if (fault !== null) return EMPTY;
    const all = rest + letters;
    const whole = all.length - (all.length % 4);
    rest = all.slice(whole);
    return Buffer.from(all.slice(0, whole), "base64");
  };
  return {
    write(text) {
      if (fault !== null) return EMPTY;
      let piece = text;
      if (cut !== "" || text.includes("&")) {
        piece = cut + text;
        cut = CUT_REFERENCE.exec(piece)?.[0] ?? "";
        piece = piece.slice(0, piece.length - cut.length).replace(REFERENCE, (_, hex?: string, decimal?: string) => {
          const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
          return code > 0x10ffff ? "!" : String.fromCodePoint(code);
        });
      }
      return take(piece);
    },
    end() {
      if (cut !== "") fault ??= "Son base64 contient des caractères interdits.";
      if (fault !== null) return EMPTY;
      if (rest.length === 1) {
        fault = "Son base64 est coupé.";
        return EMPTY;
      }
      return Buffer.from(rest, "base64");
    },
    get fault() {
      return fault;
    },
  };
}
