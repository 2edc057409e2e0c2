import { SegurError } from "../../domain/errors.js";
import type { Patient } from "../../domain/patient.js";
import { resolvePatient } from "../../services/patients/reference.js";
import { understandSearch } from "../../services/patients/search.js";
import type { CommandContext } from "../context.js";
import { whoIs } from "../dmp/who.js";

/** As many as a person reads in a question; more: the name is not enough. */
const MOST = 9;
const QUESTION = "Patient (nom et prénom, date de naissance, P42 ou numéro de dossier ; vide : plus tard)";

/** The patient that a person types, by name or by number, until one is chosen; null: later. */
export async function findPatient(context: CommandContext): Promise<Patient | null> {
  const cabinet = await context.cabinet();
  for (;;) {
    const typed = await context.prompt.ask(QUESTION, { flag: "--patient" });
    if (typed.trim() === "") return null;
    const found = await matching(context, typed);
    if (found.length === 0) {
      context.output.warn("Aucun patient ne correspond. Essayez le nom de naissance, ou le début du nom.");
      continue;
    }
    if (found.length > MOST)
      context.output.warn(`Plus de ${MOST} patients correspondent : ajoutez le prénom ou la date de naissance.`);
    const choices = [];
    for (const patient of found.slice(0, MOST)) choices.push({ name: await whoIs(context, patient), value: patient.id });
    const again = { name: "Chercher autrement", value: "again" };
    const later = { name: "Plus tard", value: "later" };
    const chosen = await context.prompt.choose("Lequel ?", [again, ...choices, later], { flag: "--patient" });
    if (chosen === "later") return null;
    if (chosen !== "again") return cabinet.patients.get(chosen);
  }
}

/** By number first, then by what a search understands; what it does not understand finds nobody. */
async function matching(context: CommandContext, typed: string): Promise<readonly Patient[]> {
  const cabinet = await context.cabinet();
  try {
    return [await resolvePatient(cabinet, typed)];
  } catch (error) {
    if (!(error instanceof SegurError) || !["not_found", "usage", "input"].includes(error.kind)) throw error;
  }
  try {
    const query = await understandSearch(cabinet, { terms: typed.trim().split(/\s+/), names: NO_NAMES, everyone: false });
    const { items } = await cabinet.patients.search(query, { limit: MOST + 1 });
    const patients = await cabinet.patients.getMany(items.map(({ id }) => id));
    return patients.filter((patient) => patient !== null);
  } catch (error) {
    if (!(error instanceof SegurError) || !["usage", "input"].includes(error.kind)) throw error;
    return [];
  }
}

const NO_NAMES = {
  ...{ name: undefined, givenName: undefined, usedName: undefined },
  ...{ usedGivenName: undefined, birthName: undefined, birthGivenName: undefined },
};
