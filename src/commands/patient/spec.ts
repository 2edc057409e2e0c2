import type { GroupSpec } from "../spec.js";
import { exportPatients, importPatients } from "./spec.files.js";
import { consent, create, duplicates, edit } from "./spec.local.js";
import { medicalCommands } from "./spec.medical.js";
import { filters, search, show } from "./spec.read.js";

/** `segur patient …`: the patients of the cabinet. */
export const patient: GroupSpec = {
  name: "patient",
  summary: "patients : rechercher, créer, modifier, importer, exporter",
  subgroups: { medical: "données médicales : problèmes, allergies, traitements… pour la synthèse (VSM)" },
  commands: [search, show, create, edit, importPatients, exportPatients, duplicates, consent, filters, ...medicalCommands],
};
