import { createHash } from "node:crypto";

/** The names as mss.md writes them; nodemailer would write `X-Mss-Ins`. */
const NAMES: Readonly<Record<string, string>> = {
  "X-Mss-Ins": "X-MSS-INS",
  "X-Mss-Codecda": "X-MSS-CODECDA",
  "X-Mss-Nil": "X-MSS-NIL",
  "X-Mss-Mes": "X-MSS-MES",
  "Mime-Version": "MIME-Version",
};

/** What every node of a message is made with. A boundary with `=_` can be found neither in base64 nor in quoted-printable (RFC 2045 §6.7). */
export function nodeOptions(id: string) {
  return {
    baseBoundary: createHash("sha256").update(id).digest("hex").slice(0, 32),
    boundaryPrefix: "=_segur",
    normalizeHeaderKey: (key: string) => NAMES[key] ?? key,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
