import { NS } from "./names.js";
import { type Refusal, registryError } from "./refusal.js";

/** A header is never longer; what follows is not looked at but for scripts. */
const MOST_HEADER = 512 * 1024;

const refused = (why: string, id: string): Refusal => registryError("InvalidDocumentContent", why, id);

/** What is looked at of a document while it is received, so that it is not read again; judged by {@link checkCda}. */
export class CdaLook {
  head = "";
  hasScript = false;
  #tail = "";

  take(piece: Buffer): void {
    const text = piece.toString("latin1");
    if (this.head.length < MOST_HEADER) this.head += text;
    // A word may be cut between two pieces.
    this.hasScript ||= /<(?:\w+:)?script[\s>]/i.test(this.#tail + text);
    this.#tail = (this.#tail + text).slice(-32);
  }
}

/**
 * The DMP takes CDA R2 only, without DOCTYPE nor script (dmp.md §4, EX_2.1-1115); its id is the uniqueId, its patient that of the
 * VIHF.
 * @throws {Refusal}
 */
export function checkCda({ head, hasScript }: CdaLook, uniqueId: string, matricule: string, location: string): void {
  if (hasScript) throw refused("Un script est interdit dans un document (EX_2.1-1115)", location);
  const utf8 = Buffer.from(head, "latin1").toString("utf8");
  if (/<!DOCTYPE/i.test(utf8)) throw refused("DOCTYPE interdit", location);
  const root = /<(?:([\w.-]+):)?ClinicalDocument\s[^>]*>/.exec(utf8);
  if (root === null || !root[0].includes(`"${NS.hl7}"`)) throw refused("Seuls les documents CDA R2 sont acceptés", location);
  const prefix = root[1] === undefined ? "" : `${root[1]}:`;
  const header = utf8.slice(root.index, indexOrEnd(utf8, `<${prefix}component`));
  const beforeTarget = header.slice(0, indexOrEnd(header, `<${prefix}recordTarget`));
  const id = new RegExp(`<${prefix}id\\s([^>]*)>`).exec(beforeTarget)?.[1] ?? "";
  const extension = attributeOf(id, "extension");
  const written = extension === null ? attributeOf(id, "root") : `${attributeOf(id, "root")}^${extension}`;
  if (written !== uniqueId)
    throw registryError("XDSRepositoryMetadataError", "uniqueId : n'est pas l'identifiant du document CDA", location);
  const target = new RegExp(`<${prefix}recordTarget[\\s>][\\s\\S]*?</${prefix}recordTarget>`).exec(header)?.[0] ?? "";
  const ids = [...target.matchAll(new RegExp(`<${prefix}id\\s([^>]*)>`, "g"))].map(([, one = ""]) =>
    attributeOf(one, "extension"),
  );
  if (!ids.includes(matricule))
    throw registryError("XDSPatientIdDoesNotMatch", "Le patient du document CDA n'est pas celui du VIHF", location);
}

function indexOrEnd(text: string, mark: string): number {
  const at = text.search(new RegExp(`${mark}[\\s>]`));
  return at < 0 ? text.length : at;
}

function attributeOf(attributes: string, name: string): string | null {
  return new RegExp(`(?:^|\\s)${name}\\s*=\\s*["']([^"']*)["']`).exec(attributes)?.[1] ?? null;
}
