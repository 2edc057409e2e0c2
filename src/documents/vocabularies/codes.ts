import type { Code } from "../../domain/document/code.js";
import type { Visibility } from "../../domain/document/entry.js";
import { CONFIDENTIALITY, FACILITIES, FUNCTIONS, PRACTICE_SETTINGS } from "./codes.data.js";
import { table } from "./table.js";

const confidentialities = table(CONFIDENTIALITY);
const facilities = table(FACILITIES);
const functions = table(FUNCTIONS);
const practiceSettings = table(PRACTICE_SETTINGS);

/** healthcareFacilityTypeCode (JDV_J02, JDV_J61): `SA07`. */
export function facility(code: string): Code | null {
  return facilities.get(code);
}

/** practiceSettingCode (JDV_J04, JDV_J62): `AMBULATOIRE`. */
export function practiceSetting(code: string): Code | null {
  return practiceSettings.get(code);
}

/** functionCode of an author or a participant (JDV_J47): `PCP`. */
export function functionCode(code: string): Code | null {
  return functions.get(code);
}

/** confidentialityCode of the CDA: `N`, `R` or `V`. */
export function confidentiality(code: "N" | "R" | "V"): Code {
  return known(code);
}

const FLAGS: readonly (readonly [keyof Visibility, string])[] = [
  ["hiddenFromProfessionals", "MASQUE_PS"],
  ["hiddenFromPatient", "INVISIBLE_PATIENT"],
  ["hiddenFromLegalRepresentatives", "INVISIBLE_REPRESENTANTS_LEGAUX"],
];

/** The visibility flags as confidentialityCodes of the DMP (JDV_J58), in a fixed order; empty when everybody may see. */
export function visibilityCodes(visibility: Visibility): readonly Code[] {
  return FLAGS.filter(([flag]) => visibility[flag]).map(([, code]) => known(code));
}

/** The visibility flags among the confidentialityCodes of an entry; codes of other nomenclatures are ignored. */
export function visibilityOf(codes: readonly Pick<Code, "code">[]): Visibility {
  const has = (code: string) => codes.some((each) => each.code === code);
  return {
    hiddenFromProfessionals: has("MASQUE_PS"),
    hiddenFromPatient: has("INVISIBLE_PATIENT"),
    hiddenFromLegalRepresentatives: has("INVISIBLE_REPRESENTANTS_LEGAUX"),
  };
}

function known(code: string): Code {
  const found = confidentialities.get(code);
  if (found === null) throw new Error(`the generated vocabularies lack the confidentiality ${code}`);
  return found;
}
