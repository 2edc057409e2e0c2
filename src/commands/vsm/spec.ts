import type { GroupSpec } from "../spec.js";
import { dueCommands } from "./spec.due.js";
import { makeCommands } from "./spec.make.js";

/** `segur vsm …`: the medical summary. */
export const vsm: GroupSpec = {
  name: "vsm",
  summary: "volet de synthèse médicale (VSM) : établir, partager, ceux qui sont à mettre à jour",
  subgroups: { rules: "règles des rappels : qui, tous les combien" },
  commands: [...makeCommands, ...dueCommands],
};
