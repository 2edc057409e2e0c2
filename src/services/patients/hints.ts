import { checkMatricule, isInsOid } from "../../domain/identity/matricule.js";
import { type Cells, place } from "./cells.js";
import { fromCheck, problem } from "./problem.js";

const MATRICULE = place("matricule");
const OID = place("oid");

/**
 * The matricule and the OID of a file are checked and never recorded: an INS only comes from INSi (RNIV; insi.md §6.4), and what
 * a practice calls so may be the billing NIR of a parent. Gives the matricule for the pre-flight checks; one that an export
 * masked says nothing.
 */
export function readMatricule(cells: Cells): string | null {
  const oid = cells.raw(OID);
  if (oid && !isInsOid(oid)) cells.problems.push(problem(OID.name, "oid.unknown", "Cet OID n'est pas celui d'un matricule INS."));
  const text = cells.raw(MATRICULE);
  if (!text || text.includes("*")) return null;
  const matricule = checkMatricule(text);
  if (matricule.ok) return matricule.value;
  cells.problems.push(fromCheck(MATRICULE.name, matricule));
  return null;
}
