import type { SenderKind } from "./people.js";

/** A kind of document of the week that is a letter around a PDF (level 1). */
export interface Letter {
  readonly code: string;
  readonly title: string;
  readonly from: SenderKind;
  readonly text: string;
}

const lines = (...all: readonly string[]): string => all.join("\n");

export const LETTERS = {
  discharge: {
    code: "11490-0",
    title: "Lettre de liaison à la sortie",
    from: "hospital",
    text: lines(
      "Motif d'hospitalisation : pneumopathie basale droite.",
      "",
      "Évolution favorable sous amoxicilline, apyrexie au troisième jour.",
      "Saturation à 97 % en air ambiant à la sortie.",
      "",
      "Traitement de sortie : amoxicilline 1 g trois fois par jour, encore 4 jours.",
      "À faire : radiographie de contrôle dans six semaines, vaccination antipneumococcique.",
    ),
  },
  imaging: {
    code: "18748-4",
    title: "Radiographie du thorax de face",
    from: "imaging",
    text: lines(
      "Indication : toux persistante.",
      "",
      "Résultat : pas de foyer parenchymateux constitué, pas d'épanchement pleural.",
      "Silhouette cardio-médiastinale de taille normale.",
      "",
      "Conclusion : examen sans particularité.",
    ),
  },
  specialist: {
    code: "11488-4",
    title: "Consultation de cardiologie",
    from: "specialist",
    text: lines(
      "Cher confrère,",
      "",
      "J'ai vu votre patient pour une hypertension artérielle traitée depuis quatre ans.",
      "Tension 138/82, électrocardiogramme normal, fraction d'éjection à 62 %.",
      "Je n'ai pas modifié le traitement et le reverrai dans un an.",
      "",
      "Bien confraternellement",
    ),
  },
} as const satisfies Readonly<Record<string, Letter>>;

export type LetterName = keyof typeof LETTERS;
