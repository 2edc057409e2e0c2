import type { Code } from "../../domain/document/code.js";
import { MEDICAL_SYSTEMS, type Problem, type Treatment } from "../../domain/medical/medical.js";
import { element, type Xml } from "../cda/canonical.js";
import { ROUTE_SYSTEMS } from "./codes.js";
import type { Name } from "./concerns.js";
import { cellId, type Row } from "./content.js";
import { bound, concept, refers, templates } from "./elements.js";

const PCC = "1.3.6.1.4.1.19376.1.5.3.1.4";
const CCD = "2.16.840.1.113883.10.20.1";
const FR = "1.2.250.1.213.1.1.3";

/** FR-Traitement, of normal dosing. */
export function treatmentEntry(row: Row, name: Name, problems: ReadonlyMap<string, Problem>): Xml {
  const { item, id } = row;
  if (item.kind !== "treatment") throw new TypeError("not a treatment");
  const { schedule } = item;
  return element(
    "entry",
    { typeCode: "DRIV" },
    element(
      "substanceAdministration",
      { classCode: "SBADM", moodCode: "EVN" },
      ...templates(`${CCD}.24`, `${PCC}.7`, `${FR}.42`, `${PCC}.7.1`),
      element("id", { root: name(item, "treatment") }),
      element("code", { code: "DRUG", codeSystem: "2.16.840.1.113883.5.4", displayName: "Médicament" }),
      refers("text", id),
      element("statusCode", { code: "completed" }),
      element("effectiveTime", { "xsi:type": "IVL_TS" }, bound("low", item.since), bound("high", item.until)),
      schedule === null
        ? null
        : element(
            "effectiveTime",
            { "xsi:type": "PIVL_TS", operator: "A" },
            element("period", { value: schedule.everyHours, unit: "h" }),
          ),
      route(item, row),
      schedule === null
        ? null
        : element(
            "doseQuantity",
            {},
            element("low", { value: schedule.dose.low, unit: schedule.dose.unit }),
            element("high", { value: schedule.dose.high, unit: schedule.dose.unit }),
          ),
      consumable(item, id),
      reason(item, row, name, problems),
    ),
  );
}

/** A route of a nomenclature that the model refuses stays in the text. */
function route({ route: code }: Treatment, row: Row): Xml | null {
  if (code === null || !ROUTE_SYSTEMS.includes(code.system)) return null;
  return concept("routeCode", code, ROUTE_SYSTEMS, code.label === "" ? null : cellId(row, "voie"));
}

/** FR-Produit-de-sante: CIS in the code, the box beside it. */
function consumable(item: Treatment, id: string): Xml {
  const box: Code[] = item.cip13 === null ? [] : [{ code: item.cip13, system: MEDICAL_SYSTEMS.cip13, label: "" }];
  return element(
    "consumable",
    {},
    element(
      "manufacturedProduct",
      {},
      ...templates(`${CCD}.53`, `${PCC}.7.2`, `${FR}.43`),
      element(
        "manufacturedMaterial",
        {},
        concept("code", item.code, MEDICAL_SYSTEMS.cis, id, {}, ...box),
        element("name", {}, item.label),
      ),
    ),
  );
}

/** FR-Reference-interne to the concern of the problem, with the code of that problem: only to one that this summary tells. */
function reason(item: Treatment, row: Row, name: Name, problems: ReadonlyMap<string, Problem>): Xml | null {
  const id = item.reason;
  const problem = id === null ? undefined : problems.get(id);
  if (id === null || problem === undefined) return null;
  const { code } = problem;
  const words = cellId(row, "motif");
  return element(
    "entryRelationship",
    { typeCode: "RSON" },
    element(
      "act",
      { classCode: "ACT", moodCode: "EVN" },
      ...templates(`${PCC}.4.1`, `${FR}.36`),
      element("id", { root: name({ id }, "concern") }),
      code !== null && code.system === MEDICAL_SYSTEMS.cim10
        ? concept("code", code, MEDICAL_SYSTEMS.cim10, words)
        : element("code", { nullFlavor: "NA" }, refers("originalText", words)),
    ),
  );
}
