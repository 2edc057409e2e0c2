import { element, sequence, type Xml } from "../../../documents/cda/canonical.js";
import type { CdaDraft } from "../../../documents/cda/draft.js";
import { ROOTS } from "../../../documents/cda/draft.js";
import { toTs } from "../../../documents/cda/times.js";
import { assignedPerson, coded, id, organization, recordTarget } from "../../../documents/cda/write-people.js";
import { biologyBody } from "./cr-bio-body.js";
import { LOINC, template } from "./cr-bio-parts.js";
import type { Chapter } from "./panels.js";

export interface BiologyReport {
  readonly draft: CdaDraft;
  readonly chapters: readonly Chapter[];
  /** `active`: more is to come. */
  readonly status: "completed" | "active";
  /** Copy of the document, which the model of 2024 wants. */
  readonly pdf: Buffer;
}

const AMBULATORY = { code: "AMB", system: "2.16.840.1.113883.5.4", label: "ambulatoire" } as const;

/**
 * A report of a laboratory as its software writes it: CDA R2 level 3, model CR-BIO 2024.01 (cda.md §4), so that the week holds results to
 * read and alerts to compute. Laboratories write it, a practice never does: hence here and not with the writers of documents.
 */
export function crBio({ draft, chapters, status, pdf }: BiologyReport): Buffer {
  const root = element(
    "ClinicalDocument",
    {
      xmlns: "urn:hl7-org:v3",
      "xmlns:lab": "urn:oid:1.3.6.1.4.1.19376.1.3.2",
      "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    },
    crBioHeader(draft, chapters, status),
    biologyBody(draft, chapters, status, pdf),
  );
  return Buffer.from(root.text, "utf8");
}

function crBioHeader(draft: CdaDraft, chapters: readonly Chapter[], status: BiologyReport["status"]): Xml {
  const at = toTs(draft.createdAt);
  const start = toTs(draft.act.start);
  const { structure } = draft;
  const [chapter] = chapters;
  return sequence(
    element("realmCode", { code: "FR" }),
    element("typeId", { root: "2.16.840.1.113883.1.3", extension: "POCD_HD000040" }),
    template("2.16.840.1.113883.2.8.2.1"),
    template("1.2.250.1.213.1.1.1.1"),
    template("1.3.6.1.4.1.19376.1.3.3"),
    element("templateId", { root: "1.2.250.1.213.1.1.1.55", extension: "2024.01" }),
    id("id", draft.id),
    coded("code", draft.type),
    element("title", {}, "Compte rendu d'examens biologiques"),
    element("effectiveTime", { value: at }),
    coded("confidentialityCode", draft.confidentiality),
    element("languageCode", { code: "fr-FR" }),
    id("setId", draft.setId),
    element("versionNumber", { value: draft.versionNumber }),
    recordTarget(draft.patient),
    element("author", {}, element("time", { value: at }), biologist(draft, "assignedAuthor")),
    element("custodian", {}, element("assignedCustodian", {}, organization("representedCustodianOrganization", structure))),
    element(
      "legalAuthenticator",
      {},
      element("time", { value: at }),
      element("signatureCode", { code: "S" }),
      biologist(draft, "assignedEntity"),
    ),
    prescriber(draft, start),
    element("inFulfillmentOf", {}, element("order", {}, element("id", { root: draft.setId.root, extension: "ORD1" }))),
    element(
      "documentationOf",
      {},
      element(
        "serviceEvent",
        {},
        chapter === undefined ? null : coded("code", { ...LOINC, code: chapter.code, label: chapter.label }),
        element("lab:statusCode", { code: status }),
        element("effectiveTime", {}, element("low", { value: start }), element("high", { value: at })),
        element(
          "performer",
          { typeCode: "PRF" },
          template("1.3.6.1.4.1.19376.1.3.3.1.7"),
          element("time", {}, element("high", { value: at })),
          biologist(draft, "assignedEntity", true),
        ),
      ),
    ),
    draft.replaces === null
      ? null
      : element("relatedDocument", { typeCode: "RPLC" }, element("parentDocument", {}, id("id", draft.replaces))),
    element(
      "componentOf",
      {},
      element(
        "encompassingEncounter",
        {},
        coded("code", AMBULATORY),
        element("effectiveTime", {}, element("low", { value: start })),
        element("responsibleParty", {}, biologist(draft, "assignedEntity")),
        element("location", {}, element("healthCareFacility", {}, coded("code", structure.facility))),
      ),
    ),
  );
}

/** Who answers for the results, with address and telephone (CR-BIO wants both). */
function biologist({ authors: [author], structure }: CdaDraft, name: string, setting = false): Xml {
  return element(
    name,
    {},
    id("id", { root: ROOTS.professional, extension: author.person?.id ?? "" }),
    author.specialty === null ? null : coded("code", author.specialty),
    element("addr", {}, element("streetAddressLine", {}, `${structure.address} ${structure.postcode} ${structure.city}`)),
    element("telecom", { value: `tel:${structure.phone}`, use: "WP" }),
    assignedPerson(author),
    organization("representedOrganization", structure, setting ? structure.practiceSetting : null),
  );
}

/** The one who asked for the results: to whom the message goes. */
function prescriber({ recipients: [to] }: CdaDraft, at: string): Xml | null {
  if (to === undefined) return null;
  return element(
    "participant",
    { typeCode: "REF" },
    template("1.3.6.1.4.1.19376.1.3.3.1.6"),
    element("time", { "xsi:type": "IVL_TS" }, element("high", { value: at.slice(0, 8) })),
    element(
      "associatedEntity",
      { classCode: "PROV" },
      to.id === null ? null : id("id", { root: ROOTS.professional, extension: to.id }),
      element("addr", { nullFlavor: "NASK" }),
      element("telecom", { nullFlavor: "NASK" }),
      element(
        "associatedPerson",
        {},
        element(
          "name",
          {},
          element("family", {}, to.familyName),
          to.givenName === null ? null : element("given", {}, to.givenName),
        ),
      ),
    ),
  );
}
