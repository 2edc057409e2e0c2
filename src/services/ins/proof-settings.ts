import {
  listProofs,
  PROOFS,
  type ProofConfidence,
  type ProofKind,
  type ProofOverrides,
  proofConfidence,
} from "../../domain/identity/proofs.js";
import type { SettingsStore } from "../../store/settings.port.js";
import { proofTypeUnknown, settingInvalid } from "./identity-errors.js";

/** What a cabinet decided about proofs (INS/va1.23, .26, .33, .55). */
export interface ProofSettings {
  readonly overrides: ProofOverrides;
  /** A proof of high confidence validates the identity as it is recorded; off, a person validates explicitly. */
  readonly autoValidate: boolean;
}

/** Codes that people may also write in full. */
const LONG_CODES: Readonly<Record<string, string>> = { "ATTESTATION-PS-CONNU": "PS" };

/** One line of the table of proofs, as this cabinet uses it. */
export interface ProofLine extends ProofKind {
  /** False when the cabinet moved it from its level of reference, or added it. */
  readonly reference: boolean;
}

/**
 * Reads `proofs.high`, `proofs.low` and `proofs.disabled` (`CN,PA`, a list, or `{"XX": "Label"}` for a document of the cabinet's
 * own) and `proofs.autoValidate`. A wrong setting is refused, never ignored: it decides who is qualified.
 */
export async function readProofSettings(settings: SettingsStore): Promise<ProofSettings> {
  const autoValidate = (await settings.get("proofs.autoValidate")) ?? true;
  if (typeof autoValidate !== "boolean") throw settingInvalid("proofs.autoValidate", "true ou false");
  const overrides: Record<string, ProofOverrides[string]> = {};
  for (const level of ["high", "low", "disabled"] as const) {
    const key = `proofs.${level}`;
    for (const [code, label] of entries(key, await settings.get(key))) {
      if (Object.hasOwn(overrides, code)) throw settingInvalid(key, `chaque pièce dans une seule liste (${code} est dans deux)`);
      overrides[code] = label === null || level === "disabled" ? level : { label, confidence: level };
    }
  }
  return { overrides, autoValidate };
}

export function proofTable({ overrides }: ProofSettings): readonly ProofLine[] {
  const reference = new Map(PROOFS.map((proof) => [proof.code, proof.confidence]));
  return listProofs(overrides).map((proof) => ({ ...proof, reference: reference.get(proof.code) === proof.confidence }));
}

/** Level of a proof for this cabinet; null when it does not accept it. */
export function proofLevel(code: string, { overrides }: ProofSettings): ProofConfidence | null {
  return proofConfidence(code, overrides);
}

/** The proof of a code as typed; refuses a code that this cabinet does not accept. */
export function requireProof(typed: string, { overrides }: ProofSettings): ProofKind {
  const text = typed.trim().toUpperCase();
  const code = LONG_CODES[text] ?? text;
  const kind = listProofs(overrides).find((proof) => proof.code === code);
  if (kind === undefined) throw proofTypeUnknown();
  return kind;
}

/** Codes of a setting, with the label of those that are the cabinet's own. */
function entries(key: string, value: unknown): readonly (readonly [string, string | null])[] {
  if (value === undefined || value === null) return [];
  if (typeof value === "object" && !Array.isArray(value)) {
    return Object.entries(value).map(([code, label]) => {
      if (typeof label !== "string" || label.trim() === "" || !/^[A-Z0-9-]{2,12}$/.test(code)) {
        throw settingInvalid(key, '{"CODE": "Libellé"}, le code en majuscules');
      }
      return [code, label.trim()] as const;
    });
  }
  const list: readonly unknown[] = typeof value === "string" ? value.split(",") : Array.isArray(value) ? value : [value];
  const known = new Set(PROOFS.map((proof) => proof.code));
  return list.map((entry) => {
    const code = typeof entry === "string" ? entry.trim().toUpperCase() : "";
    if (!known.has(code)) throw settingInvalid(key, `des codes parmi ${[...known].join(", ")}`);
    return [code, null] as const;
  });
}
