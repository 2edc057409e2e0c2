import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The ICC profile of sRGB that comes with pdfkit (public domain): the output intent of every PDF/A that is made here. */
export function srgbProfile(): Buffer {
  const library = createRequire(import.meta.url).resolve("pdfkit");
  return readFileSync(join(dirname(library), "data", "sRGB_IEC61966_2_1.icc"));
}
