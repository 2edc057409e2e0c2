import type { GroupSpec } from "../spec.js";
import { dueCommands } from "./spec.due.js";

/** `segur vsm …`: the medical summary. */
export const vsm: GroupSpec = {
  name: "vsm",
  summary: "volet de synthèse médicale (VSM) : ceux qui sont à mettre à jour, règles de rappel",
  subgroups: { rules: "règles des rappels : qui, tous les combien" },
  commands: [...dueCommands],
};
