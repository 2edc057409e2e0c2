import { compareIdentity, type DocumentPatient, type FilePatient, type IdentityField } from "../document/compare-identity.js";
import { checkMatricule, isInsOid, isTestOid } from "../identity/matricule.js";
import { nameKey } from "../identity/search-tokens.js";
import type { Attributes, IdentityStatus, Ins, StrictTraits } from "../identity/types.js";
import type { Environment } from "../ports.js";
import { candidatesOf } from "./candidates.js";
import type { Candidate, Filing, FilingRule } from "./filing.js";
import type { SenderKind } from "./received.js";

/** A file of the practice, as far as filing looks at it. */
export interface LocalFile extends FilePatient {
  readonly patientId: string;
  readonly status: IdentityStatus;
  readonly attributes: Attributes;
}

export interface FilingContext {
  readonly environment: Environment;
  /** Who sent it; null when that is not known, which makes nothing certain. */
  readonly sender: SenderKind | null;
  /** What the message alone says, of a document that names nobody. */
  readonly clue?: { readonly rule: "reply" | "patient_address"; readonly ins: Ins | null } | null;
}

/** A document that names nobody. */
const NOBODY: DocumentPatient = {
  ...{
    ins: null,
    birthName: null,
    birthGivenNames: null,
    firstBirthGivenName: null,
    sex: null,
    birthDate: null,
    birthPlace: null,
  },
};

/** Strict traits that the document must say (RNIV; MSS/CONF.14); a birth place counts when both sides know one. */
const MUST_SAY: readonly IdentityField[] = ["ins", "birthName", "firstBirthGivenName", "birthDate", "sex"];

/**
 * In whose file a document goes, in the imposed order (mss.md §8.2; MSS/va1.28, UX.04). Certain only when matricule and OID are those of
 * one qualified identity of the practice, no strict trait is missing or otherwise, a professional of the trust space sent it, and its
 * archive vouches for it (MSS/CONF.14, mss.md §2.2); whatever else is a proposal, whose score orders it.
 * @param files those that may be concerned: every one with the matricule, and those whose traits are near
 */
export function decideFiling(
  document: { readonly patient: DocumentPatient | null; readonly vouched?: boolean },
  files: readonly LocalFile[],
  context: FilingContext,
): Filing {
  const clue = context.clue ?? null;
  const patient = document.patient ?? { ...NOBODY, ins: clue?.ins ?? null };
  const candidates = candidatesOf(patient, files);
  if (document.patient === null) return { certain: false, rule: clue?.rule ?? "none", candidates };
  const rule = ruleOf(patient, files, context);
  const candidate = rule.file === null ? undefined : candidates.find(({ patientId }) => patientId === rule.file?.patientId);
  if (rule.rule === "ins_qualified" && candidate !== undefined) {
    if (context.sender !== "professional") return { certain: false, rule: "sender_not_professional", candidates };
    if (document.vouched !== true) return { certain: false, rule: "not_verified", candidates };
    return { certain: true, rule: rule.rule, candidate };
  }
  // An INS of tests names nobody: not even a proposal (mss.md §8.2, step 1).
  return { certain: false, rule: rule.rule, candidates: rule.rule === "ins_test" ? [] : candidates };
}

interface Ruled {
  readonly rule: FilingRule;
  /** Set for `ins_qualified` alone. */
  readonly file: LocalFile | null;
}

function ruleOf(patient: DocumentPatient, files: readonly LocalFile[], { environment }: FilingContext): Ruled {
  const no = (rule: FilingRule): Ruled => ({ rule, file: null });
  const { ins, otherIns = [] } = patient;
  if (environment === "production" && ins !== null && isTestOid(ins.oid)) return no("ins_test");
  if (ins === null) return no(otherIns.length > 0 ? "several_patients" : "ins_absent");
  if (otherIns.some((other) => !isSame(other, ins))) return no("several_patients");
  const checked = checkMatricule(ins.matricule);
  if (!isInsOid(ins.oid) || !checked.ok || checked.value !== ins.matricule) return no("ins_incomplete");
  const holders = files.filter((file) => file.ins?.matricule === ins.matricule);
  const former = files.filter((file) => !holders.includes(file) && wasIns(ins, file));
  const [file] = holders;
  // Another key (a NIA is not a NIR), or an INS that somebody had: not today's identity of anybody here.
  if (file === undefined || !holders.some((each) => each.ins !== null && isSame(each.ins, ins))) {
    const near = files.some((each) => each.ins === null && compareIdentity(patient, each).verdict === "traits");
    return no(near || former.length > 0 ? "ins_not_qualified" : "ins_unknown");
  }
  if (holders.length > 1 || former.length > 0) return no("several_patients");
  const { verdict, differing, missing } = compareIdentity(patient, file);
  const givenName = compareGivenNames(patient, file.traits);
  if (verdict !== "same" || differing.length > 0 || givenName === "different") return no("ins_traits_differ");
  if (!isQualified(file)) return no("ins_not_qualified");
  if (givenName === "missing" || missing.some((field) => MUST_SAY.includes(field))) return no("ins_incomplete");
  return { rule: "ins_qualified", file };
}

/** A demoted identity loses its INS; attributes are looked at all the same: a store may have been written by another program. */
function isQualified({ status, attributes }: LocalFile): boolean {
  return status === "qualifiee" && !attributes.douteuse && !attributes.fictive;
}

/** Matricule and OID together (mss.md §8.2: a key of the matricule alone has mixed two files elsewhere). */
function isSame(one: Ins, other: Ins): boolean {
  return one.oid === other.oid && one.matricule === other.matricule;
}

function wasIns({ matricule }: Ins, { insHistory = [] }: FilePatient): boolean {
  return insHistory.some(({ number }) => number === matricule.slice(0, 13));
}

/**
 * The first birth given name must be said, and be ours: one among several is another one, and a list separated by spaces does not tell
 * where a compound name ends, unless it is ours whole. Two lists must not contradict each other where both go on.
 */
function compareGivenNames(
  { firstBirthGivenName, birthGivenNames }: DocumentPatient,
  own: StrictTraits,
): "equal" | "different" | "missing" {
  const first = nameKey(firstBirthGivenName ?? "");
  const list = words(birthGivenNames ?? "");
  const ownList = words(own.birthGivenNames.join(" ") || own.firstBirthGivenName);
  const agree = list.every((word, index) => ownList[index] === undefined || ownList[index] === word);
  if (!agree) return "different";
  // A list that stops within the first name contradicts it: « JEAN » is not JEAN-PIERRE.
  const cut = list.length > 0 && list.length < words(own.firstBirthGivenName).length;
  if (first !== "") return first === nameKey(own.firstBirthGivenName) && !cut ? "equal" : "different";
  return list.length > 0 && list.length === ownList.length ? "equal" : "missing";
}

/** Names of a list, hyphens and apostrophes counting as spaces. */
function words(list: string): readonly string[] {
  return list
    .split(/[\s,'’‑-]+/)
    .map(nameKey)
    .filter((word) => word !== "");
}

/** What was compared of a candidate, in stable words: for the journal, without a value. */
export function comparedFields({ compared }: Candidate): readonly IdentityField[] {
  return compared.filter(({ document }) => document !== null).map(({ field }) => field);
}
