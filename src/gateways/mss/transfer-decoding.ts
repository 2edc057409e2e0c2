/** A part as it stands in a message becomes its bytes, piece by piece (RFC 2045 §6). Lenient: what is no code is passed over. */
export interface TransferDecoder {
  push(piece: Buffer): Buffer;
  end(): Buffer;
}

/** Encoded bytes that `decoded` bytes may take, line ends included: what is asked of the server so as to know that it is too much. */
export function encodedAtMost(encoding: string, decoded: number): number {
  if (encoding === "base64") return Math.ceil(decoded * 1.4) + 4_096;
  return encoding === "quoted-printable" ? decoded * 3 + 4_096 : decoded + 1;
}

/** Bytes that a part cannot be smaller than once decoded, by the size that the server tells. */
export function decodedAtLeast(encoding: string, size: number): number {
  // Four characters for three bytes, with two for the end of each line of 60 at the least; `=3D` and soft line ends for one byte.
  if (encoding === "base64") return Math.floor(size * 0.72) - 64;
  return encoding === "quoted-printable" ? Math.floor(size / 3) - 64 : size;
}

export function transferDecoder(encoding: string): TransferDecoder {
  if (encoding === "base64") return base64();
  if (encoding === "quoted-printable") return quotedPrintable();
  return { push: (piece) => piece, end: () => EMPTY };
}

/** All of a part at once. */
export function decodeTransfer(encoding: string, bytes: Buffer): Buffer {
  if (encoding === "base64") return Buffer.from(bytes.toString("latin1"), "base64");
  const decoder = transferDecoder(encoding);
  const [first, last] = [decoder.push(bytes), decoder.end()];
  return last.length === 0 ? first : Buffer.concat([first, last]);
}

const EMPTY = Buffer.alloc(0);

function base64(): TransferDecoder {
  let left = "";
  return {
    push(piece) {
      // Characters in fours; line ends and what is no code do not count.
      const text = left + piece.toString("latin1").replace(/[^A-Za-z0-9+/=]+/g, "");
      const whole = text.length - (text.length % 4);
      left = text.slice(whole);
      return Buffer.from(text.slice(0, whole), "base64");
    },
    end: () => Buffer.from(left, "base64"),
  };
}

function quotedPrintable(): TransferDecoder {
  let left = "";
  const decode = (text: string) =>
    Buffer.from(
      text
        .replace(/[ \t]+(?=\r?\n)/g, "")
        .replace(/=\r?\n/g, "")
        .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      "latin1",
    );
  return {
    push(piece) {
      const text = left + piece.toString("latin1");
      // A line is decoded whole: its spaces at the end are no part of it.
      const end = text.lastIndexOf("\n") + 1;
      left = text.slice(end);
      if (left.length <= LONGEST_LINE) return decode(text.slice(0, end));
      // A line without end: cut where no code stands across.
      const cut = left.length - 2 - (left.at(-3) === "=" ? 1 : 0);
      const most = text.slice(0, end) + left.slice(0, cut);
      left = left.slice(cut);
      return decode(most);
    },
    end() {
      const rest = decode(left.replace(/=?[ \t]*$/, ""));
      left = "";
      return rest;
    },
  };
}

const LONGEST_LINE = 65_536;
