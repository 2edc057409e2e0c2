import type { GroupSpec } from "../spec.js";
import { directoryCommands } from "./spec.directory.js";

/** `segur mss …`: MSSanté. */
export const mss: GroupSpec = {
  name: "mss",
  summary: "MSSanté : envoyer, suivre, chercher une adresse",
  subgroups: {
    directory: "Annuaire Santé : chercher une boîte, charger la copie locale",
    book: "carnet d'adresses du cabinet",
  },
  commands: [...directoryCommands],
};
