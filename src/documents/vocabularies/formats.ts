import type { Code } from "../../domain/document/code.js";
import { FORMATS, MODELS } from "./formats.data.js";
import { table } from "./table.js";

const formats = table(FORMATS);
let models: ReadonlyMap<string, Code> | null = null;

/** formatCode (JDV_J60); null when unknown. */
export function formatCode(code: string): Code | null {
  return formats.get(code);
}

/** Format of a level 1 CDA, by what its body holds (XDS-SD and its French extensions, dmp.md §4). */
const BODIES: Readonly<Record<string, string>> = {
  "application/pdf": "urn:ihe:iti:xds-sd:pdf:2008",
  "text/plain": "urn:ihe:iti:xds-sd:text:2008",
  "text/rtf": "urn:ihe:iti-fr:xds-sd:rtf:2010",
  "application/rtf": "urn:ihe:iti-fr:xds-sd:rtf:2010",
  "image/jpeg": "urn:ihe:iti-fr:xds-sd:jpeg:2010",
  "image/tiff": "urn:ihe:iti-fr:xds-sd:tiff:2010",
};
const UNKNOWN_MODEL = "urn:asipSante:modelesHorsProfils:2011";

/**
 * formatCode of a CDA, by the media type of a level 1 body, else by the templateIds of a structured one (ASS_A11, extension
 * ignored as that table does); a document of no known model has the code made for that.
 * @param mediaType of the level 1 body, or null for a structured document.
 */
export function formatOf(mediaType: string | null, templateRoots: readonly string[]): Code {
  const fallback = required(UNKNOWN_MODEL);
  if (mediaType !== null) return required(BODIES[mediaType.toLowerCase().split(";")[0]?.trim() ?? ""] ?? UNKNOWN_MODEL);
  models ??= new Map(
    MODELS.split("\n").map((line) => {
      const [model = "", system = "", code = ""] = line.split("|");
      return [model, formats.get(code) ?? { code, system, label: code }];
    }),
  );
  for (const root of templateRoots) {
    const format = models.get(root);
    if (format !== undefined) return format;
  }
  return fallback;
}

function required(code: string): Code {
  const found = formats.get(code);
  if (found === null) throw new Error(`the generated vocabularies lack the format ${code}`);
  return found;
}
