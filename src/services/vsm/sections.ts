import { MEDICAL_KINDS, type MedicalKind } from "../../domain/medical/medical.js";
import { readKind } from "../medical/kinds.js";
import { sectionUnknown } from "./errors.js";

/**
 * The kinds that `--sections` or `--without` name, in French or in English, separated by commas (`allergie,traitement`).
 * @throws {SegurError} `vsm.section`
 */
export function readSections(text: string | undefined, flag: string): readonly MedicalKind[] | undefined {
  if (text === undefined) return undefined;
  const kinds = text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "")
    .map((word) => {
      const read = readKind(word);
      if (read === null) throw sectionUnknown(flag);
      return read.kind;
    });
  if (kinds.length === 0) throw sectionUnknown(flag);
  return MEDICAL_KINDS.filter((kind) => kinds.includes(kind));
}
