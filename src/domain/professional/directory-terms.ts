import { nameKey, searchTokens } from "../identity/search-tokens.js";
import type { DirectoryMailbox, DirectoryQuery } from "./entry.js";
import { practitionerStart } from "./practitioner.js";

/** What a word of a query may be the start of. */
export const TERM_FIELDS = ["familyName", "givenName", "city", "speciality", "structure"] as const;
export type TermField = (typeof TERM_FIELDS)[number];

/** One condition on a mailbox. All of them must hold. */
export type DirectoryTerm =
  /**
   * A typed word that starts a word of one of these fields. A name or a city has it blind and whole (`saintlouis` for `Saint-Louis`, as
   * they are indexed with all that follows); other texts have each of its parts (`saint`, `louis`).
   */
  | { readonly kind: "word"; readonly fields: readonly TermField[]; readonly token: string; readonly parts: readonly string[] }
  | { readonly kind: "department"; readonly code: string }
  | { readonly kind: "rpps"; readonly rpps: string }
  | { readonly kind: "address"; readonly address: string }
  /** Nothing can satisfy it: a criterion was given, and holds no word. */
  | { readonly kind: "nothing" };

const RPPS = /^8?(\d{11})$/;

/**
 * What a query asks, term by term (ANN/va1.02, UX.41). The free text may be an address, an RPPS (with the `8` of the IDNPS or without),
 * or words, each in any field.
 */
export function directoryTerms(query: DirectoryQuery): readonly DirectoryTerm[] {
  const terms: DirectoryTerm[] = [];
  const typed = (text: string | undefined, fields: readonly TermField[]) => {
    if (text === undefined || text.trim() === "") return;
    const found = text.split(/\s+/).flatMap((word): DirectoryTerm[] => {
      const token = nameKey(word).toLowerCase();
      return token === "" ? [] : [{ kind: "word", fields, token, parts: wordsOf(word) }];
    });
    if (found.length === 0) terms.push({ kind: "nothing" });
    terms.push(...found);
  };
  const text = query.text?.trim() ?? "";
  if (text.includes("@")) terms.push({ kind: "address", address: normalAddress(text) });
  else
    for (const word of text.split(/\s+/)) {
      const rpps = RPPS.exec(word)?.[1];
      if (rpps === undefined) typed(word, TERM_FIELDS);
      else terms.push({ kind: "rpps", rpps });
    }
  typed(query.familyName, ["familyName"]);
  typed(query.givenName, ["givenName"]);
  typed(query.city, ["city"]);
  typed(query.speciality, ["speciality"]);
  typed(query.structure, ["structure"]);
  const department = query.department?.trim().toUpperCase() ?? "";
  if (department !== "") terms.push({ kind: "department", code: normalDepartment(department) });
  const number = query.rpps?.replace(/\s/g, "") ?? "";
  if (number !== "") {
    const rpps = RPPS.exec(number)?.[1];
    terms.push(rpps === undefined ? { kind: "nothing" } : { kind: "rpps", rpps });
  }
  return terms;
}

/** The RPPS that a text is, with the `8` of the IDNPS or without; null for any other text. */
export function rppsTyped(text: string): string | null {
  return RPPS.exec(text.replace(/\s/g, ""))?.[1] ?? null;
}

/** The words under which a mailbox is found, for each field; each is matched as a prefix. */
export function fieldTokens(mailbox: DirectoryMailbox, field: TermField): readonly string[] {
  if (field === "speciality") return [...codeTokens(mailbox.speciality), ...codeTokens(mailbox.profession)];
  return fieldTexts(mailbox, field).flatMap((text) => (text === null ? [] : textTokens(field, text)));
}

/** A field whose words are those of its texts. */
export type TextField = Exclude<TermField, "speciality">;

/** What a mailbox says in one field. */
export function fieldTexts(mailbox: DirectoryMailbox, field: TextField): readonly (string | null)[] {
  switch (field) {
    case "familyName":
      return [mailbox.familyName];
    case "givenName":
      return [mailbox.givenName];
    case "city":
      return [mailbox.city, mailbox.postcode];
    case "structure":
      return [mailbox.structure?.name ?? null, mailbox.service];
  }
}

/** Words of one text of a field: of a name or a city, blind and joined as well; of any other, each of its parts. */
export function textTokens(field: TextField, text: string): readonly string[] {
  return field === "structure" ? wordsOf(text) : searchTokens(text);
}

/** Words of the label and of the code (`cardiologie`, `sm04`). */
export function codeTokens(term: { readonly code: string; readonly label: string } | null): readonly string[] {
  return term === null ? [] : [...wordsOf(term.label), ...wordsOf(term.code)];
}

/** Words of a text, cut at hyphens and apostrophes too, without the single letters that these leave (`L'Hay` → `hay`). */
export function wordsOf(text: string): readonly string[] {
  const words = text.split(/[^\p{L}\p{N}\p{M}]+/u).map((each) => nameKey(each).toLowerCase());
  const long = words.filter((each) => each.length > 1);
  return long.length > 0 ? long : words.filter((each) => each !== "");
}

/** The rule itself, on one mailbox: for what no index holds (address book, answers of the API). */
export function directoryMatch(mailbox: DirectoryMailbox, terms: readonly DirectoryTerm[]): boolean {
  return terms.every((term) => holds(mailbox, term));
}

function holds(mailbox: DirectoryMailbox, term: DirectoryTerm): boolean {
  switch (term.kind) {
    case "word":
      return term.fields.some((field) => {
        const indexed = fieldTokens(mailbox, field);
        return startsOf(term, field).every((start) => indexed.some((each) => each.startsWith(start)));
      });
    case "department":
      return mailbox.department === term.code;
    case "rpps":
      return mailbox.rpps === term.rpps;
    case "address":
      return mailbox.address === term.address;
    case "nothing":
      return false;
  }
}

/** The starts that a field must have, all of them, for a word to hold there. */
export function startsOf(term: DirectoryTerm & { readonly kind: "word" }, field: TermField): readonly string[] {
  if (field === "speciality") return term.parts.map(practitionerStart);
  return field === "structure" ? term.parts : [term.token];
}

/** Addresses are compared without case, on both sides of the `@`: no operator tells them apart. */
export function normalAddress(text: string): string {
  return text.trim().toLowerCase();
}

/** RFC 5321 as far as an MSSanté address goes: no quoted local part, nothing that could end a header. */
const ADDRESS = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$/;

/** @param address as {@link normalAddress} gives it */
export function isMailboxAddress(address: string): boolean {
  return address.length <= 254 && ADDRESS.test(address);
}

/** `1` and `01` are the same department, `075` is 75. */
export function normalDepartment(text: string): string {
  const code = text
    .trim()
    .toUpperCase()
    .replace(/^0+(?=\d{2})/, "");
  return /^\d$/.test(code) ? `0${code}` : code;
}

/** Department of a postcode: `75`, `2A`, `971`; null when it says none. */
export function departmentOfPostcode(postcode: string | null): string | null {
  if (postcode === null || !/^\d{5}$/.test(postcode)) return null;
  if (/^9[78]/.test(postcode)) return postcode.slice(0, 3);
  // 200xx and 201xx are Corse-du-Sud, 202xx and 206xx Haute-Corse.
  if (postcode.startsWith("20")) return postcode < "20200" ? "2A" : "2B";
  return postcode.slice(0, 2);
}

/** Alphabetical, persons before structures of the same place of the alphabet. */
export function byName(a: DirectoryMailbox, b: DirectoryMailbox): number {
  return compare(sortName(a), sortName(b)) || compare(a.address, b.address);
}

function sortName(mailbox: DirectoryMailbox): string {
  const { familyName, givenName, structure } = mailbox;
  return familyName === null
    ? (structure?.name ?? mailbox.address).toLowerCase()
    : `${familyName} ${givenName ?? ""}`.toLowerCase();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
