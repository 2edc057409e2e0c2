import type { Document } from "../document/document.js";
import { nameKey } from "../identity/search-tokens.js";
import { domainOf, sameAddress } from "../message/address.js";
import type { Authorship } from "./version.js";

/** Who wrote a document, by what it says and by where it came from. */
export interface Written {
  readonly author: Document["author"] | null;
  /** Identifiers of the organisations of its authors; empty when it says none. */
  readonly organisations: readonly string[];
  /** Mailbox that sent it; null when it did not come by a message that is here. */
  readonly from: string | null;
}

/** National identifiers of persons and structures (RPPS, FINESS, SIRET with their first digit): a local number is anybody's. */
const NATIONAL = /^\d[0-9A-Z/]{8,}$/;

/** Domains that the whole country shares: two mailboxes there are not one organisation. */
const SHARED =
  /^(?:pro|medecin|pharmacien|infirmier|sage-femme|chirurgien-dentiste|masseur-kinesitherapeute|pedicure-podologue|patient)\.mssante\.fr$/;

/**
 * Whether one may replace or delete what the other wrote (901; mss.md §2.4). A name is easily copied, and a national identifier is public:
 * that alone never proves it.
 */
export function authorshipOf(one: Written, other: Written): Authorship {
  if (one.author === null || other.author === null) return "other";
  const [mine, theirs] = [one.organisations.filter(isNational), other.organisations.filter(isNational)];
  const person = one.author.id !== null && isNational(one.author.id) && one.author.id === other.author.id;
  if (person || mine.some((id) => theirs.includes(id))) return isSameSender(one.from, other.from) ? "same" : "unproven";
  const [name, own] = [nameKey(one.author.institution ?? ""), nameKey(other.author.institution ?? "")];
  const contradicted = mine.length > 0 && theirs.length > 0;
  return name !== "" && name === own && !contradicted ? "unproven" : "other";
}

function isNational(id: string): boolean {
  return NATIONAL.test(id);
}

function isSameSender(one: string | null, other: string | null): boolean {
  if (one === null || other === null || sameAddress(one, other)) return true;
  const domain = domainOf(one).toLowerCase();
  return domain === domainOf(other).toLowerCase() && /\.mssante\.fr$/.test(domain) && !SHARED.test(domain);
}
