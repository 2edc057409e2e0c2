import { MEDICAL_SYSTEMS } from "../../domain/medical/medical.js";
import { element, type Xml } from "../cda/canonical.js";
import { coded } from "../cda/write-people.js";
import { DIAGNOSIS, HABIT_CODES, partialTs, RELATIVE_CODES } from "./codes.js";
import type { Name } from "./concerns.js";
import { cellId, type Row } from "./content.js";
import { codeAttributes, concept, effectiveTime, refers, templates } from "./elements.js";

const PCC = "1.3.6.1.4.1.19376.1.5.3.1.4";
const CCD = "2.16.840.1.113883.10.20.1";
const FR = "1.2.250.1.213.1.1.3";
const CD = { "xsi:type": "CD" };

/** FR-Acte. */
export function surgeryEntry({ item, id }: Row, name: Name): Xml {
  return element(
    "entry",
    {},
    element(
      "procedure",
      { classCode: "PROC", moodCode: "EVN" },
      ...templates(`${PCC}.19`, `${CCD}.29`, `${FR}.62`),
      element("id", { root: name(item, "procedure") }),
      concept("code", item.code, MEDICAL_SYSTEMS.ccam, id),
      refers("text", id),
      element("statusCode", { code: "completed" }),
      element("effectiveTime", item.since === null ? { nullFlavor: "UNK" } : { value: partialTs(item.since) }),
    ),
  );
}

/** FR-Habitus-Mode-de-vie: a number in its unit, else words, with their code when they have one. */
export function habitEntry({ item, id }: Row, name: Name): Xml {
  if (item.kind !== "habit") throw new TypeError("not a habit");
  const { quantity, code } = item;
  return element(
    "entry",
    {},
    element(
      "observation",
      { classCode: "OBS", moodCode: "EVN" },
      ...templates(`${CCD}.33`, `${PCC}.13`, `${PCC}.13.4`, `${FR}.52`),
      element("id", { root: name(item, "habit") }),
      // Beside a number, there is no other place for the code of what it counts.
      element(
        "code",
        codeAttributes(HABIT_CODES[item.habit]),
        quantity === null || code === null ? null : element("translation", codeAttributes(code)),
      ),
      refers("text", id),
      element("statusCode", { code: "completed" }),
      effectiveTime(item.since, item.until),
      quantity === null
        ? concept("value", code, null, id, CD)
        : element("value", { "xsi:type": "PQ", value: quantity.value, unit: quantity.unit }),
    ),
  );
}

const GENDER = "2.16.840.1.113883.5.1";
const SEXES: Readonly<Record<string, readonly [string, string]>> = { mother: ["F", "Féminin"], father: ["M", "Masculin"] };

/** FR-Antecedents-familiaux: one relative, one observation. */
export function familyEntry({ item, id }: Row, name: Name): Xml {
  if (item.kind !== "family") throw new TypeError("not a family history");
  const [sex, label] = SEXES[item.relative] ?? [];
  const { code, system, label: relative } = RELATIVE_CODES[item.relative];
  return element(
    "entry",
    {},
    element(
      "organizer",
      { classCode: "CLUSTER", moodCode: "EVN" },
      ...templates(`${CCD}.23`, `${PCC}.15`, `${FR}.59`),
      element("statusCode", { code: "completed" }),
      element(
        "subject",
        { typeCode: "SBJ" },
        ...templates(`${PCC}.15.2`, `${FR}.60`),
        element(
          "relatedSubject",
          { classCode: "PRS" },
          element("code", { code, codeSystem: system, displayName: relative }, refers("originalText", cellId({ id }, "type"))),
          sex === undefined
            ? null
            : element(
                "subject",
                {},
                element("administrativeGenderCode", { code: sex, codeSystem: GENDER, displayName: label ?? null }),
              ),
        ),
      ),
      element(
        "component",
        { typeCode: "COMP" },
        element(
          "observation",
          { classCode: "OBS", moodCode: "EVN" },
          ...templates(`${CCD}.22`, `${PCC}.13`, `${PCC}.13.3`, `${FR}.51`),
          element("id", { root: name(item, "family") }),
          coded("code", DIAGNOSIS),
          refers("text", id),
          element("statusCode", { code: "completed" }),
          effectiveTime(item.since),
          concept("value", item.code, MEDICAL_SYSTEMS.cim10, id, CD),
        ),
      ),
    ),
  );
}
