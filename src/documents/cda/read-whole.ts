import { SegurError } from "../../domain/errors.js";
import { headerAt, PDF_WITHIN } from "../pdf/header.js";
import { NOTHING } from "./base64.js";
import type { CdaBinary } from "./header.js";
import { type ReadCda, type ReadCdaOptions, readCda } from "./reader.js";

export interface WholeCda extends ReadCda {
  /** Why a person would see nothing, or not all, of its contents, in French; null when all of it can be read. */
  readonly bodyFault: string | null;
}

type Options = Pick<ReadCdaOptions, "maxBytes" | "maxBinaryBytes">;

/** Reads a CDA and every binary in it to its end, decompressed: what is found damaged here would be so for whoever receives it. */
export async function readWholeCda(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: Options = {},
): Promise<WholeCda> {
  const faults: string[] = [];
  let hasBody = false;
  const cda = await readCda(source, {
    ...options,
    async onBinary(binary, content) {
      const fault = await faultOf(binary, content);
      if (binary.id === null) hasBody = true;
      if (fault !== null) faults.push(fault);
    },
  });
  const { body, warnings } = cda;
  if (body.level === "none") faults.push("Il n'a pas de corps.");
  if (body.level === "n1" && !hasBody) faults.push("Son corps est vide, ou hors de lui.");
  if (body.level === "n3" && body.sections.length === 0) faults.push("Son corps n'a aucune section.");
  const [bodyFault = null] = faults;
  const told = bodyFault === null ? warnings : [...warnings, `Le contenu du document ne se lit pas en entier. ${bodyFault}`];
  return { ...cda, warnings: told, bodyFault };
}

async function faultOf({ id, mediaType }: CdaBinary, content: AsyncIterable<Buffer>): Promise<string | null> {
  const what = id === null ? "Son corps" : "Une pièce jointe";
  let head = Buffer.alloc(0);
  let blank = true;
  try {
    for await (const piece of content) {
      if (head.length < PDF_WITHIN) head = Buffer.concat([head, piece.subarray(0, PDF_WITHIN)]);
      blank &&= !/\S/.test(piece.toString("latin1"));
    }
  } catch (error) {
    const isDamaged = error instanceof SegurError && error.code === "cda.binary";
    if (isDamaged && error.why === NOTHING) return `${what} est vide.`;
    if (isDamaged) return `${what} est abîmé${id === null ? "" : "e"}.`;
    throw error;
  }
  if (blank) return `${what} est vide.`;
  if (mediaType === "application/pdf" && headerAt(head) === null) return `${what} se dit un PDF, et n'en est pas un.`;
  return null;
}
