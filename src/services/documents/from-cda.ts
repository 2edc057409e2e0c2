import type { CdaHeader, CdaId, CdaTime } from "../../documents/cda/header.js";
import { personInWords } from "../../documents/cda/read-people.js";
import { classByCode, classOf, typeOf } from "../../documents/vocabularies/types.js";
import type { NewDocument } from "../../domain/document/document.js";
import type { IsoDate, IsoInstant } from "../../domain/identity/types.js";
import { cdaWithoutId } from "./cda-errors.js";
import { canonicalId } from "./unique-id.js";

/** What a CDA says of itself for the file; null for what it does not say. */
export interface CdaFacts extends Pick<NewDocument, "uniqueId" | "setId" | "versionNumber" | "confidentiality"> {
  readonly type: NewDocument["type"] | null;
  readonly class: NewDocument["class"] | null;
  readonly title: string | null;
  readonly actDate: IsoDate | null;
  readonly author: NewDocument["author"] | null;
  readonly createdAt: IsoInstant | null;
  /** uniqueId of the version that it replaces. */
  readonly replaces: string | null;
}

/** Style sheets and whatever has no class of the DMP. */
const OTHER = "99";

/** @throws {SegurError} `document.cda_without_id` */
export function factsOf(header: CdaHeader): CdaFacts {
  if (header.id.root === "") throw cdaWithoutId();
  const uniqueId = nameOf(header.id);
  const known = typeOf(header.code.code);
  const type = header.code.code === "" ? null : (known?.code ?? header.code);
  const [author] = header.authors;
  const confidentiality = header.confidentiality.code;
  return {
    uniqueId,
    setId: header.setId === null ? uniqueId : nameOf(header.setId),
    versionNumber: header.versionNumber ?? 1,
    confidentiality: confidentiality === "R" || confidentiality === "V" ? confidentiality : "N",
    type,
    class: type === null ? null : (known?.class ?? classOf(type.code) ?? otherClass()),
    title: header.title.trim() === "" ? null : header.title.trim(),
    actDate: dayOf(header.events[0]?.start ?? null) ?? dayOf(header.encounter?.start ?? null) ?? dayOf(header.createdAt),
    author:
      author === undefined ? null : { id: author.id, name: personInWords(author), institution: author.institution?.name ?? null },
    createdAt: instantOf(header.createdAt),
    replaces: header.replaces === null ? null : nameOf(header.replaces),
  };
}

/** As XDS names it: `root` or `root^extension`; a UUID in capitals, so that two cases of it are one document. */
export function nameOf({ root, extension }: CdaId): string {
  return canonicalId(extension === null ? root : `${root}^${extension}`);
}

function otherClass(): NewDocument["class"] {
  return classByCode(OTHER) ?? { code: OTHER, system: "1.2.250.1.213.1.1.4.1", label: "Autre document" };
}

function dayOf(time: CdaTime): IsoDate | null {
  return time !== null && /^\d{4}-\d{2}-\d{2}/.test(time) ? time.slice(0, 10) : null;
}

/** A time without an offset is taken where the practice is; a date alone is its midnight in UTC, which keeps the day. */
function instantOf(time: CdaTime): IsoInstant | null {
  if (dayOf(time) === null || time === null) return null;
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
