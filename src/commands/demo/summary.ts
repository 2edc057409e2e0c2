import { itemsOf, numberOf, textOf } from "./inside.js";
import type { Player } from "./player.js";

/** What the doctor knows of the patient: the matter of a summary. */
export async function medicalData(player: Player, patient: string): Promise<void> {
  const add = (...words: string[]) => ({ words: ["patient", "medical", "add", patient, ...words] });
  await player.play({
    name: "patient.medical",
    title: "Les données médicales de la patiente",
    commands: [
      add("probleme", "Diabète de type 2", "--code", "E11.9", "--since", "2019"),
      add("traitement", "Metformine 500 mg", "--dosage", "1 matin et soir"),
      { words: ["patient", "medical", "none", patient, "allergies"] },
    ],
    tell: (ran) => ({
      lines: ["Un problème, un traitement, et pas d'allergie connue : ce qui fait une synthèse."],
      figures: { noted: ran.length },
    }),
  });
  await player.play({
    name: "vsm.due",
    title: "À qui faire une synthèse médicale (VSM)",
    commands: [{ words: ["vsm", "due"] }],
    tell: ([ran]) => {
      const due = itemsOf(ran?.data ?? {});
      const [first] = due;
      const example = first === undefined ? [] : [`  ${textOf(first, "id")}, dossier complet à ${numberOf(first, "score")} %`];
      return {
        lines: [`${due.length} patients, avec ce qui manque à chacun. Par exemple :`, ...example],
        figures: { due: due.length },
      };
    },
  });
  await player.play({
    name: "vsm.generate",
    title: "La synthèse de la patiente (VSM), à son dossier",
    commands: [{ words: ["vsm", "generate", patient] }],
    tell: ([ran]) => {
      const id = textOf(ran?.data, "id");
      return {
        lines: [
          `${id}, établie. Elle n'est envoyée à personne : segur vsm share ${id} --dmp${player.flag} demande votre accord.`,
        ],
        figures: { document: id, outcome: textOf(ran?.data, "outcome") },
      };
    },
  });
}
