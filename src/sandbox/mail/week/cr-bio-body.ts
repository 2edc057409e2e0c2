import { element, type Xml } from "../../../documents/cda/canonical.js";
import type { CdaDraft } from "../../../documents/cda/draft.js";
import { toTs } from "../../../documents/cda/times.js";
import { coded } from "../../../documents/cda/write-people.js";
import { LOINC, template, templates } from "./cr-bio-parts.js";
import { uuidFrom } from "./names.js";
import { type Chapter, INTERPRETATIONS, type PanelResult } from "./panels.js";

const INTERPRETATION = "2.16.840.1.113883.5.83";

/** Chapters with text and entry, then the copy in PDF (FR-Document-PDF-copie). */
export function biologyBody(draft: CdaDraft, chapters: readonly Chapter[], status: string, pdf: Buffer): Xml {
  return element(
    "component",
    {},
    element(
      "structuredBody",
      {},
      ...chapters.map((chapter, index) => chapterSection(chapter, `r${index}`, toTs(draft.createdAt), status)),
      pdfCopy(draft, pdf),
    ),
  );
}

function chapterSection({ code, label, results }: Chapter, prefix: string, at: string, status: string): Xml {
  const anchors = results.map((result, index) => ({ result, anchor: `${prefix}_${index}` }));
  return element(
    "component",
    {},
    element(
      "section",
      {},
      ...templates("1.3.6.1.4.1.19376.1.3.3.2.1", "1.2.250.1.213.1.1.2.70"),
      coded("code", { ...LOINC, code, label }),
      element("title", {}, label.toUpperCase()),
      element("text", {}, table(anchors)),
      element(
        "entry",
        { typeCode: "DRIV" },
        ...templates("1.3.6.1.4.1.19376.1.3.1", "1.2.250.1.213.1.1.3.21"),
        element(
          "act",
          { classCode: "ACT", moodCode: "EVN" },
          coded("code", { ...LOINC, code, label }),
          element("statusCode", { code: status }),
          ...anchors.map(({ result, anchor }) =>
            element("entryRelationship", { typeCode: "COMP" }, observation(result, anchor, at)),
          ),
        ),
      ),
    ),
  );
}

type Anchored = readonly { readonly result: PanelResult; readonly anchor: string }[];

function table(anchors: Anchored): Xml {
  const cells = (name: string, texts: readonly (string | Xml)[]): Xml =>
    element("tr", {}, ...texts.map((text) => element(name, {}, text)));
  return element(
    "table",
    { border: "0" },
    element("thead", {}, cells("th", ["Examen", "Résultat", "Valeurs de référence", "Antériorité"])),
    element(
      "tbody",
      {},
      ...anchors.flatMap(({ result, anchor }) => [
        cells("td", [
          result.label,
          element("content", { ID: anchor }, `${shown(result.value)} ${result.unit}`),
          `(${shown(result.low ?? "")} - ${shown(result.high ?? "")})`,
          result.previous === undefined ? "" : `${shown(result.previous.value)} ${result.unit}`,
        ]),
        ...(result.comment === undefined
          ? []
          : [cells("td", [element("content", { ID: `${anchor}_c` }, result.comment), "", "", ""])]),
      ]),
    ),
  );
}

/** FR-Resultat-examens-de-biologie-element-clinique-pertinent. */
function observation(result: PanelResult, anchor: string, at: string): Xml {
  const { code, label, value, unit, interpretation, comment, previous } = result;
  return element(
    "observation",
    { classCode: "OBS", moodCode: "EVN" },
    ...templates("1.3.6.1.4.1.19376.1.3.1.6", "1.2.250.1.213.1.1.3.80"),
    element(
      "code",
      { code, displayName: label, codeSystem: LOINC.system },
      element("originalText", {}, element("reference", { value: `#${anchor}` })),
    ),
    element("statusCode", { code: "completed" }),
    element("effectiveTime", { value: at }),
    element("value", { "xsi:type": "PQ", value, unit }),
    interpreted(interpretation),
    comment === undefined ? null : element("entryRelationship", { typeCode: "COMP" }, commentAct(`#${anchor}_c`)),
    previous === undefined ? null : element("entryRelationship", { typeCode: "REFR" }, earlier(result, previous)),
    element(
      "referenceRange",
      { typeCode: "REFV" },
      element(
        "observationRange",
        { classCode: "OBS", moodCode: "EVN.CRT" },
        element(
          "value",
          { "xsi:type": "IVL_PQ" },
          result.low === null ? null : element("low", { value: result.low, unit }),
          result.high === null ? null : element("high", { value: result.high, unit }),
        ),
        interpreted("N"),
      ),
    ),
  );
}

function earlier({ code, label, unit }: PanelResult, { value, at }: NonNullable<PanelResult["previous"]>): Xml {
  return element(
    "observation",
    { classCode: "OBS", moodCode: "EVN" },
    element("code", { code, displayName: label, codeSystem: LOINC.system }),
    element("statusCode", { code: "completed" }),
    element("effectiveTime", { value: at }),
    element("value", { "xsi:type": "PQ", value, unit }),
  );
}

function commentAct(reference: string): Xml {
  return element(
    "act",
    { classCode: "ACT", moodCode: "EVN" },
    ...templates("2.16.840.1.113883.10.20.1.40", "1.3.6.1.4.1.19376.1.5.3.1.4.2", "1.2.250.1.213.1.1.3.32"),
    coded("code", { ...LOINC, code: "48767-8", label: "Commentaire" }),
    element("text", {}, element("reference", { value: reference })),
    element("statusCode", { code: "completed" }),
  );
}

function interpreted(code: keyof typeof INTERPRETATIONS): Xml {
  return coded("interpretationCode", { code, system: INTERPRETATION, label: INTERPRETATIONS[code] });
}

function pdfCopy(draft: CdaDraft, pdf: Buffer): Xml {
  const uuid = (what: string): string => uuidFrom(draft.id.root, what).toUpperCase();
  const copy = { ...LOINC, code: "55108-5", label: "Copie du document" };
  return element(
    "component",
    {},
    element(
      "section",
      {},
      template("1.2.250.1.213.1.1.2.243"),
      element("id", { root: uuid("section") }),
      coded("code", copy),
      element("title", {}, copy.label),
      element(
        "text",
        {},
        element(
          "table",
          { border: "0" },
          element(
            "tbody",
            {},
            element("tr", {}, element("td", {}, element("content", { ID: "titre-copie" }, "Copie PDF du document"))),
            element("tr", {}, element("td", {}, element("renderMultiMedia", { referencedObject: "copie" }))),
          ),
        ),
      ),
      element("entry", {}, attached(uuid, copy, pdf)),
    ),
  );
}

/** FR-Document-attache. */
function attached(uuid: (what: string) => string, copy: Parameters<typeof coded>[1], pdf: Buffer): Xml {
  return element(
    "organizer",
    { classCode: "CLUSTER", moodCode: "EVN" },
    template("1.2.250.1.213.1.1.3.18"),
    element("id", { root: uuid("attached") }),
    coded("code", { ...LOINC, code: "55107-7", label: "Document attaché" }),
    element("statusCode", { code: "completed" }),
    element(
      "component",
      {},
      element(
        "observation",
        { classCode: "OBS", moodCode: "EVN" },
        ...templates("1.3.6.1.4.1.19376.1.5.3.1.4.13", "1.2.250.1.213.1.1.3.48", "1.2.250.1.213.1.1.3.48.18"),
        element("id", { root: uuid("kind") }),
        coded("code", { ...LOINC, code: "69764-9", label: "Type de document" }),
        element("text", {}, element("reference", { value: "#titre-copie" })),
        element("statusCode", { code: "completed" }),
        element("effectiveTime", { nullFlavor: "NA" }),
        element("value", { "xsi:type": "CD", code: copy.code, displayName: copy.label, codeSystem: copy.system }),
      ),
    ),
    element(
      "component",
      {},
      element(
        "observationMedia",
        { classCode: "OBS", moodCode: "EVN", ID: "copie" },
        element("value", { mediaType: "application/pdf", representation: "B64" }, pdf.toString("base64")),
      ),
    ),
  );
}

/** As a French laboratory prints a number. */
function shown(number: string): string {
  return number.replace(".", ",");
}
