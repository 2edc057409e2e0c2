import { checkMatricule, isInsOid, isTestOid } from "../identity/matricule.js";
import { accepted, type Check, refused } from "../identity/result.js";
import type { Ins } from "../identity/types.js";
import type { Environment } from "../ports.js";
import type { Audience } from "./send.js";

/** Where every mailbox of a patient is (mss.md §1.6). */
export const PATIENT_DOMAIN = "patient.mssante.fr";
/** Every operator of the trust space has its domains under this one. */
const TRUST_SPACE = "mssante.fr";

/** RFC 5322 dot-atom: neither quotes nor comments, which nobody uses and parsers disagree on. */
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** RFC 5321 §4.5.3.1. */
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;

/**
 * One mailbox address, strictly: ASCII, no control, no display name, no quoted part, no address literal. Spaces around it are dropped, the
 * domain is put in lower case, the rest stays as it is (the matricule of a Corsican has a letter). Code: `address.format`.
 */
export function parseAddress(text: string): Check<string> {
  const address = text.replace(/^ +| +$/g, "");
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1).toLowerCase();
  const local = address.slice(0, Math.max(0, at));
  if (at < 1 || address.length > MAX_ADDRESS || local.length > MAX_LOCAL || !LOCAL.test(local) || !isDomain(domain)) {
    return refused("address.format", "Ce n'est pas une adresse de messagerie, comme « nom.prenom@domaine.mssante.fr ».");
  }
  return accepted(`${local}@${domain}`);
}

/** Whether two addresses are one mailbox: no operator tells capitals apart. */
export function sameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Domain of an address that was parsed. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}

/**
 * Whether a domain is one of the trust space. @param also other domains that the settings allow (a sandbox): they and what is under them
 */
export function isMssDomain(domain: string, also: readonly string[] = []): boolean {
  const name = domain.toLowerCase();
  if (!isDomain(name)) return false;
  return [TRUST_SPACE, ...also].some((root) => name === root.toLowerCase() || name.endsWith(`.${root.toLowerCase()}`));
}

/** Whose mailbox an address is: the patient's own, or a professional's. */
export function audienceOf(address: string): Audience {
  return domainOf(address).toLowerCase() === PATIENT_DOMAIN ? "patient" : "professional";
}

/**
 * The mailbox of a patient (ECO.2.2.6, MSS/va1.19): the matricule, whose key is checked, at Mon espace santé. Whether the identity is
 * qualified is for the caller, who knows it. Codes: `address.oid`, `address.test_oid` (production), `matricule.format`, `matricule.key`.
 */
export function patientAddress(ins: Ins, { environment }: { readonly environment: Environment }): Check<string> {
  if (!isInsOid(ins.oid))
    return refused("address.oid", "Ce matricule n'est pas une INS : il n'a pas d'adresse à Mon espace santé.");
  if (environment === "production" && isTestOid(ins.oid)) {
    return refused("address.test_oid", "Ce matricule est de test : il n'a pas d'adresse en production.");
  }
  const checked = checkMatricule(ins.matricule);
  return checked.ok ? accepted(`${checked.value}@${PATIENT_DOMAIN}`) : checked;
}

/** The matricule in the address of a patient; null for any other address, and for a matricule whose key is wrong. */
export function matriculeOfAddress(address: string): string | null {
  const parsed = parseAddress(address);
  if (!parsed.ok || audienceOf(parsed.value) !== "patient") return null;
  const checked = checkMatricule(parsed.value.slice(0, parsed.value.lastIndexOf("@")));
  return checked.ok ? checked.value : null;
}

/** At least two labels, the last one not a number: no address of a machine. */
function isDomain(domain: string): boolean {
  const labels = domain.split(".");
  return (
    domain.length <= 253 && labels.length > 1 && labels.every((each) => LABEL.test(each)) && !/^\d+$/.test(labels.at(-1) ?? "")
  );
}
