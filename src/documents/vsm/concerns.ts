import { MEDICAL_SYSTEMS, type MedicalItem } from "../../domain/medical/medical.js";
import { type Child, element, type Xml } from "../cda/canonical.js";
import { coded } from "../cda/write-people.js";
import { ALLERGY_CODES, DIAGNOSIS, FINDING } from "./codes.js";
import { cellId, leafOf, type Row } from "./content.js";
import { bound, concept, refers, templates } from "./elements.js";

const PCC = "1.3.6.1.4.1.19376.1.5.3.1.4";
const CCD = "2.16.840.1.113883.10.20.1";
const FR = "1.2.250.1.213.1.1.3";
const CD = { "xsi:type": "CD" };

/** Identifiers of the entries of an item: the same in every version of a summary. */
export type Name = (item: Pick<MedicalItem, "id">, part: string) => string;

/** FR-Liste-des-problemes around one FR-Probleme. */
export function problemEntry({ item, id }: Row, name: Name): Xml {
  const over = leafOf(item) === "past";
  const value = concept("value", item.code, MEDICAL_SYSTEMS.cim10, id, CD);
  const time = element("effectiveTime", {}, bound("low", item.since), over ? bound("high", item.until) : null);
  const observation = element(
    "observation",
    { classCode: "OBS", moodCode: "EVN", negationInd: "false" },
    ...templates(`${CCD}.28`, `${PCC}.5`, `${FR}.37`),
    element("id", { root: name(item, "problem") }),
    coded("code", DIAGNOSIS),
    refers("text", id),
    element("statusCode", { code: "completed" }),
    time,
    value,
  );
  return concern(item, name, [`${PCC}.5.2`, `${FR}.39`], over, observation);
}

/** FR-Liste-des-allergies-et-hypersensibilites around one FR-Allergie-ou-hypersensibilite. */
export function allergyEntry({ item, id }: Row, name: Name): Xml {
  if (item.kind !== "allergy") throw new TypeError("not an allergy");
  const over = item.closed || item.until !== null;
  const reaction = item.reaction === null ? null : manifestation(item, cellId({ id }, "reaction"), name);
  const observation = element(
    "observation",
    { classCode: "OBS", moodCode: "EVN", negationInd: "false" },
    ...templates(`${CCD}.18`, `${CCD}.28`, `${PCC}.5`, `${PCC}.6`, `${FR}.41`),
    element("id", { root: name(item, "allergy") }),
    coded("code", ALLERGY_CODES[item.allergen]),
    refers("text", cellId({ id }, "type")),
    element("statusCode", { code: "completed" }),
    element("effectiveTime", {}, bound("low", item.since), over ? bound("high", item.until) : null),
    // The words of the allergy; its agent is the participant.
    element("value", { ...CD, nullFlavor: "UNK" }, refers("originalText", id)),
    element(
      "participant",
      { typeCode: "CSM" },
      element(
        "participantRole",
        { classCode: "MANU" },
        element("playingEntity", { classCode: "MMAT" }, concept("code", item.code, null, id), element("name", {}, item.label)),
      ),
    ),
    reaction,
  );
  return concern(item, name, [`${PCC}.5.3`, `${FR}.40`], over, observation);
}

/** What the allergen did (Reaction of CCD): a problem of its own, in words. */
function manifestation(item: MedicalItem, words: string, name: Name): Xml {
  return element(
    "entryRelationship",
    { typeCode: "MFST", inversionInd: "true" },
    element(
      "observation",
      { classCode: "OBS", moodCode: "EVN", negationInd: "false" },
      ...templates(`${CCD}.28`, `${CCD}.54`, `${PCC}.5`, `${FR}.37`),
      element("id", { root: name(item, "reaction") }),
      coded("code", FINDING),
      refers("text", words),
      element("statusCode", { code: "completed" }),
      element("effectiveTime", {}, element("low", { nullFlavor: "UNK" })),
      element("value", { ...CD, nullFlavor: "UNK" }, refers("originalText", words)),
    ),
  );
}

/** The concern act: `active` has no end, `completed` has one, known or not. */
function concern(item: MedicalItem, name: Name, [pcc, fr]: readonly [string, string], over: boolean, observation: Child): Xml {
  return element(
    "entry",
    {},
    element(
      "act",
      { classCode: "ACT", moodCode: "EVN" },
      ...templates(`${CCD}.27`, `${PCC}.5.1`, pcc, fr),
      element("id", { root: name(item, "concern") }),
      element("code", { nullFlavor: "NA" }),
      element("statusCode", { code: over ? "completed" : "active" }),
      element("effectiveTime", {}, bound("low", item.since), over ? bound("high", item.until) : null),
      element("entryRelationship", { typeCode: "SUBJ", inversionInd: "false" }, observation),
    ),
  );
}
