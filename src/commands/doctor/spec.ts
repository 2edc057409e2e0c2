import type { CommandSpec } from "../spec.js";

export const doctor: CommandSpec = {
  name: "doctor",
  summary: "vérifier cette installation : machine, cabinet, clés, certificats, téléservices, session",
  description:
    "Une ligne par contrôle : son état, ce qui est mesuré, ce qu'il faut faire. Chaque téléservice est essayé pas à pas (nom, connexion, TLS avec le " +
    "certificat du cabinet, réponse), et son heure comparée à celle de la machine. Rien n'est changé, aucun patient n'est lu.\n\n" +
    "Code de sortie 0 si rien n'est en défaut, 1 sinon ; un avertissement n'est pas un défaut.",
  examples: [
    { run: "segur doctor", does: "avant d'appeler le support" },
    { run: "segur doctor --json", does: "pour une supervision" },
  ],
  effect: "remote",
  access: "open",
  load: () => import("./run.js"),
};
