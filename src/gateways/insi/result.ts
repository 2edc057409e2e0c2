import type { InsHistoryEntry } from "../../domain/identity/types.js";
import type { InsiAnswer, InsiIndividual, ReturnedTraits } from "../../domain/insi/answer.js";
import { child, childrenOf, type XmlElement } from "../xml.js";

const NS = "http://www.cnamts.fr/INSiResultat";

/** An answer that cannot be read as a RESULTAT. The reason is French and quotes no value. */
export class UnreadableResult extends Error {}

/**
 * Reads RESULTAT leniently (insi.md §1.9 and §10: official answers break their own schema): order, absent keys and odd
 * formats become warnings. What would make the identity ambiguous is refused instead.
 * @throws {UnreadableResult}
 */
export function readResult(payload: XmlElement): InsiAnswer {
  if (payload.name !== "RESULTAT" || payload.ns !== NS) throw new UnreadableResult("élément RESULTAT attendu");
  const cr = child(payload, NS, "CR");
  const code = text(cr, "CodeCR");
  if (code === "") throw new UnreadableResult("CodeCR absent");
  const warnings: string[] = [];
  const label = text(cr, "LibelleCR");
  const individuals = childrenOf(payload, NS, "INDIVIDU");
  if (code !== "00") {
    if (individuals.length > 0) warnings.push("INDIVIDU ignoré : le code de réponse n'est pas 00");
    return { code, label, individual: null, warnings };
  }
  const individual = individuals[0];
  if (individual === undefined) throw new UnreadableResult("code 00 sans INDIVIDU");
  if (individuals.length > 1) throw new UnreadableResult("code 00 avec plusieurs INDIVIDU");
  return { code, label, individual: readIndividual(individual, warnings), warnings };
}

function readIndividual(individual: XmlElement, warnings: string[]): InsiIndividual {
  checkOrder(individual, ["INSACTIF", "INSHISTO", "TIQ"], warnings);
  const active = child(individual, NS, "INSACTIF");
  if (active === undefined) throw new UnreadableResult("INSACTIF absent");
  const { number, key, oid } = readIns(active, warnings);
  if (number === "") throw new UnreadableResult("NumIdentifiant absent de INSACTIF");
  if (oid === "") throw new UnreadableResult("OID absent de INSACTIF");
  if (key === null) warnings.push("clé absente de INSACTIF");
  if (!/^\d{6}[0-9A-Za-z]\d{6}$/.test(number)) warnings.push("NumIdentifiant de INSACTIF hors format");
  const history = childrenOf(individual, NS, "INSHISTO").map((entry) => readIns(entry, warnings));
  return { number, key, oid, history, traits: readTraits(child(individual, NS, "TIQ"), warnings) };
}

function readIns(element: XmlElement, warnings: string[]): InsHistoryEntry {
  checkOrder(element, ["IdIndividu", "OID", "DateDeb", "DateFin"], warnings);
  const id = child(element, NS, "IdIndividu");
  return {
    number: text(id, "NumIdentifiant"),
    key: text(id, "Cle") || null,
    oid: text(element, "OID"),
    from: text(element, "DateDeb") || null,
    to: text(element, "DateFin") || null,
  };
}

function readTraits(tiq: XmlElement | undefined, warnings: string[]): ReturnedTraits {
  if (tiq === undefined) warnings.push("TIQ absent");
  else checkOrder(tiq, ["NomNaissance", "Prenom", "ListePrenom", "Sexe", "DateNaissance", "LieuNaissance"], warnings);
  const list = text(tiq, "ListePrenom");
  const single = text(tiq, "Prenom");
  if (list === "" && single !== "") warnings.push("ListePrenom absent : Prenom lu à sa place");
  return {
    birthName: text(tiq, "NomNaissance"),
    givenNames: list || single,
    sex: text(tiq, "Sexe"),
    birthDate: text(tiq, "DateNaissance"),
    birthPlace: text(tiq, "LieuNaissance"),
  };
}

function text(parent: XmlElement | undefined, name: string): string {
  return child(parent, NS, name)?.text ?? "";
}

/** One warning for each element whose children do not follow the schema's sequence. */
function checkOrder(element: XmlElement, sequence: readonly string[], warnings: string[]): void {
  let last = 0;
  for (const inner of element.children) {
    const rank = inner.ns === NS ? sequence.indexOf(inner.name) : -1;
    const problem = rank < 0 ? "élément inattendu dans" : rank < last ? "ordre inattendu dans" : null;
    if (problem !== null) {
      const warning = `${problem} ${element.name}`;
      if (!warnings.includes(warning)) warnings.push(warning);
    } else last = rank;
  }
}
