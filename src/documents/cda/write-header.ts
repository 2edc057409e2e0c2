import { element, sequence, type Xml } from "./canonical.js";
import type { CdaDraft, DraftAuthor } from "./draft.js";
import type { CdaId } from "./header.js";
import { toTs } from "./times.js";
import { assignedPerson, authorId, coded, id, organization, recipient, recordTarget } from "./write-people.js";

/** HL7 France, CI-SIS, and IHE XDS-SD which stands for a level 1 body: exactly these three (cda.md §2). */
export const N1_TEMPLATES = ["2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1", "1.3.6.1.4.1.19376.1.2.20"] as const;

/** What the header of a structured document says besides that of a level 1. */
export interface HeaderModel {
  readonly templates: readonly (string | CdaId)[];
  /** `participant` elements. */
  readonly participants: readonly Xml[];
  /** `code` of the main act, in place of the first of the draft. */
  readonly act: Xml | null;
}

const N1: HeaderModel = { templates: N1_TEMPLATES, participants: [], act: null };

/** Everything of a ClinicalDocument before its body, in the order of the schema. */
export function header(draft: CdaDraft, model: HeaderModel = N1): Xml {
  const { structure, act } = draft;
  const [first] = draft.authors;
  const at = toTs(draft.createdAt);
  const period = element(
    "effectiveTime",
    {},
    element("low", { value: toTs(act.start) }),
    act.stop === null ? null : element("high", { value: toTs(act.stop) }),
  );
  const [main, ...others] = act.codes;
  return sequence(
    element("realmCode", { code: "FR" }),
    element("typeId", { root: "2.16.840.1.113883.1.3", extension: "POCD_HD000040" }),
    ...model.templates.map((each) => (typeof each === "string" ? element("templateId", { root: each }) : id("templateId", each))),
    id("id", draft.id),
    coded("code", draft.type),
    element("title", {}, draft.title),
    element("effectiveTime", { value: at }),
    coded("confidentialityCode", draft.confidentiality),
    element("languageCode", { code: "fr-FR" }),
    id("setId", draft.setId),
    element("versionNumber", { value: draft.versionNumber }),
    recordTarget(draft.patient),
    ...draft.authors.map((author) => authorElement(draft, author, at)),
    element("custodian", {}, element("assignedCustodian", {}, organization("representedCustodianOrganization", structure))),
    ...draft.recipients.map(recipient),
    element(
      "legalAuthenticator",
      {},
      element("time", { value: at }),
      element("signatureCode", { code: "S" }),
      entity(draft, first, organization("representedOrganization", structure)),
    ),
    ...model.participants,
    element(
      "documentationOf",
      {},
      element(
        "serviceEvent",
        {},
        model.act ?? (main === undefined ? null : coded("code", main)),
        period,
        element(
          "performer",
          { typeCode: "PRF" },
          entity(draft, first, organization("representedOrganization", structure, structure.practiceSetting)),
        ),
      ),
    ),
    ...others.map((code) => element("documentationOf", {}, element("serviceEvent", {}, coded("code", code)))),
    draft.replaces === null
      ? null
      : element("relatedDocument", { typeCode: "RPLC" }, element("parentDocument", {}, id("id", draft.replaces))),
    element(
      "componentOf",
      {},
      element(
        "encompassingEncounter",
        {},
        period,
        element("location", {}, element("healthCareFacility", {}, coded("code", structure.facility))),
      ),
    ),
  );
}

function authorElement(draft: CdaDraft, author: DraftAuthor, at: string): Xml {
  return element(
    "author",
    {},
    author.role === null ? null : coded("functionCode", author.role),
    element("time", { value: at }),
    element(
      "assignedAuthor",
      {},
      id("id", authorId(author, draft.structure)),
      author.specialty === null ? null : coded("code", author.specialty),
      assignedPerson(author),
      organization("representedOrganization", draft.structure),
    ),
  );
}

function entity(draft: CdaDraft, author: DraftAuthor, represented: Xml): Xml {
  return element(
    "assignedEntity",
    {},
    id("id", authorId(author, draft.structure)),
    author.specialty === null ? null : coded("code", author.specialty),
    assignedPerson(author),
    represented,
  );
}
