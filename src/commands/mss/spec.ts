import type { GroupSpec } from "../spec.js";
import { directoryCommands } from "./spec.directory.js";
import { sendCommands } from "./spec.send.js";

/** `segur mss …`: MSSanté. */
export const mss: GroupSpec = {
  name: "mss",
  summary: "MSSanté : envoyer, suivre, accusés de lecture, annuaire, carnet d'adresses",
  subgroups: {
    directory: "Annuaire Santé : chercher une boîte, charger la copie locale",
    receipts: "accusés de lecture que l'on nous demande",
    book: "carnet d'adresses du cabinet",
  },
  commands: [...sendCommands, ...directoryCommands],
};
