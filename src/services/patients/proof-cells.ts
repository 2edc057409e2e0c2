import { SegurError } from "../../domain/errors.js";
import type { IdentityEvent } from "../../domain/identity/status.js";
import type { Identity } from "../../domain/identity/types.js";
import { ATTESTATION } from "../ins/proof.js";
import { majority, parseProofDate } from "../ins/proof-date.js";
import { type ProofSettings, requireProof } from "../ins/proof-settings.js";
import { type Cells, type Place, place } from "./cells.js";
import { fromRefusal, problem } from "./problem.js";
import { parseText } from "./values.js";

const TYPE = place("preuve_type");
const DATE = place("preuve_date");
const BY = place("preuve_par");

/** The usual words for the commonest documents. */
const WORDS: Readonly<Record<string, string>> = { CNI: "CN", PASSEPORT: "PA", "TITRE DE SEJOUR": "CS" };

/**
 * The proof a record declares: which document, seen when, by whom, all three. A proof is never assumed, and the attestation of
 * a professional who knows the patient can not come from a file: it follows a call by carte Vitale.
 */
export function readProof(
  cells: Cells,
  identity: Identity,
  { today, proofs }: { readonly today: string; readonly proofs: ProofSettings },
): Extract<IdentityEvent, { type: "proof" }> | null {
  const [type, date, by] = [cells.raw(TYPE), cells.raw(DATE), cells.raw(BY)];
  if (!type && !date && !by) return null;
  const missing = (
    [
      [TYPE, type],
      [DATE, date],
      [BY, by],
    ] as const
  ).find(([, value]) => !value)?.[0];
  if (missing !== undefined || !type || !date || !by) {
    const text = "Une preuve d'identité se donne entière : type de pièce, date du contrôle et nom de qui l'a vue.";
    cells.problems.push(problem((missing ?? TYPE).name, "proof.incomplete", text));
    return null;
  }
  const { birthDate } = identity.traits;
  const kind = attempt(cells, TYPE, () => requireProof(WORDS[type.toUpperCase()] ?? type, proofs));
  const checkedOn = attempt(cells, DATE, () => parseProofDate(date, today, birthDate));
  const checkedBy = cells.read(BY, null, parseText);
  if (kind === null || checkedOn === null || checkedBy === null) return null;
  if (kind.code === ATTESTATION) {
    const text = "L'attestation d'un professionnel ne s'importe pas : elle suit un appel par carte Vitale (segur ins proof).";
    cells.problems.push(problem(TYPE.name, "proof.attestation", text));
    return null;
  }
  if (kind.minorOnly === true && checkedOn >= majority(birthDate)) {
    cells.problems.push(problem(TYPE.name, "proof.minor_only", "Cette pièce ne vaut que pour un mineur."));
    return null;
  }
  const proof = { type: kind.code, checkedOn, checkedBy };
  return { type: "proof", proof, highConfidence: kind.confidence === "high" && proofs.autoValidate };
}

function attempt<T>(cells: Cells, where: Place, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
    const why = error.why === undefined ? "" : ` ${error.why}`;
    cells.problems.push({ ...fromRefusal(where.name, error), message: `${error.message}${why}` });
    return null;
  }
}
