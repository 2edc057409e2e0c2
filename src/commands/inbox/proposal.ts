import type { IdentityField } from "../../domain/document/compare-identity.js";
import type { FilingRule } from "../../domain/inbox/filing.js";
import { plainLine } from "../../domain/message/plain-line.js";
import type { ShownReceived } from "../../services/inbox/show.js";
import { frenchDate } from "../../terminal/french.js";
import type { Output, Style } from "../../terminal/io.port.js";
import { FIELD_WORDS } from "../quarantine/words.js";
import { likeness } from "./candidate-table.js";

/** Why a patient is proposed, or nobody is (mss.md §8.2). */
export const RULE_WORDS: Readonly<Record<FilingRule, string>> = {
  ins_qualified: "INS qualifiée ici, et tous les traits concordent",
  ins_traits_differ: "l'INS est celle d'un patient, mais des traits diffèrent (904)",
  ins_not_qualified: "l'identité n'est pas qualifiée ici",
  ins_unknown: "aucun patient n'a cette INS (902)",
  ins_absent: "le document n'a pas d'INS (903) : par les traits seulement",
  ins_incomplete: "l'INS du document est incomplète (905)",
  ins_test: "INS de test",
  sender_not_professional: "tout concorde, mais l'expéditeur n'est pas un professionnel de l'espace de confiance",
  not_verified: "tout concorde, mais rien ne garantit ce document (archive absente, incomplète ou contradictoire)",
  several_patients: "plusieurs patients",
  reply: "réponse à un message parti d'ici",
  patient_address: "écrit depuis l'adresse d'un patient",
  none: "rien ne désigne un patient",
};

/** A date as a person reads it; anything else as it is written. */
export function shownTrait(field: IdentityField, value: string | null): string {
  if (value === null) return "—";
  return field === "birthDate" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? frenchDate(value) : plainLine(value);
}

/** The proposal side by side: the traits of the document, those of each patient who may be meant (MSS/va1.27). */
export function drawProposal(
  { document, candidates }: ShownReceived,
  { style, output }: { readonly style: Style; readonly output: Output },
): readonly string[] {
  const { filing, state } = document;
  if (filing === null || state === "filed") return [];
  const proposed = filing.certain ? [filing.candidate] : filing.candidates;
  // What asks to replace or to withdraw is not filed by itself, however certain whose it is.
  const what = state !== "new" ? "Patient désigné" : filing.certain ? "Classement certain" : "Proposition";
  const lines = [`  ${what} : ${RULE_WORDS[filing.rule]}`];
  for (const candidate of proposed) {
    const { patientId, compared, comparison } = candidate;
    const patient = candidates.find(({ id }) => id === patientId);
    const traits = patient?.identity.traits;
    const name = traits === undefined ? "" : ` ${traits.birthName} ${traits.firstBirthGivenName}`;
    lines.push(`  ${patientId}${name} (${likeness(candidate)})`);
    const rows = compared.map(({ field, document: there, file }) => [
      FIELD_WORDS[field],
      shownTrait(field, there),
      shownTrait(field, file),
      comparison.differing.includes(field) ? style("bad", "DIFFÉRENT") : "",
    ]);
    if (rows.length > 0) lines.push(output.table(["Trait", "Document", `Dossier ${patientId}`, ""], rows).trimEnd());
  }
  return lines;
}
