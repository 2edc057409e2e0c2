import { SegurError } from "../../domain/errors.js";

export function nothingToEdit(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.edit_nothing",
    message: "Rien à modifier n'est donné.",
    advice: 'Donnez --author, --title, --type ou --date : segur doc edit D12 --title "Consultation du 23 novembre"',
  });
}

export type EditProblem = "received" | "cda" | "replaced" | "left" | "sent" | "queued";

const TEXTS: Readonly<
  Record<
    EditProblem,
    {
      readonly why: string | ((lines: readonly string[]) => string);
      readonly advice: (id: string, lines: readonly string[]) => string;
    }
  >
> = {
  received: {
    why: "Il a été reçu : ce qu'il dit est de son émetteur.",
    advice: (id) => `Pour le lire : segur doc show ${id}`,
  },
  cda: {
    why: "C'est un CDA : son type, son titre, sa date et son auteur sont écrits dedans.",
    advice: () => "Demandez à son émetteur de le corriger.",
  },
  replaced: {
    why: "Il n'est plus en vigueur.",
    advice: (id) => `Modifiez la dernière version : segur doc show ${id}`,
  },
  left: {
    why: "Il est parti au DMP : d'autres l'ont peut-être lu tel quel.",
    advice: (id) => `Classez une nouvelle version : segur doc add PATIENT FICHIER --replaces ${id}`,
  },
  sent: {
    why: (lines) => `Il est parti par messagerie (${lines.join(", ")}) : d'autres l'ont peut-être lu tel quel.`,
    advice: (id) => `Classez une nouvelle version : segur doc add PATIENT FICHIER --replaces ${id}`,
  },
  queued: {
    why: "Il attend son envoi : ce qui partira est déjà écrit.",
    advice: (_id, lines) => `Abandonnez d'abord l'envoi : segur outbox cancel ${lines.join(" ")}`,
  },
};

/** What was told elsewhere, or comes from elsewhere, is not changed here. @param lines of the outbox that carry it */
export function cannotEdit(id: string, problem: EditProblem, lines: readonly string[] = []): SegurError {
  const { why, advice } = TEXTS[problem];
  return new SegurError({
    kind: "refused",
    code: `document.edit_${problem}`,
    rule: "EX_GEN-1060",
    message: `${id} ne se modifie pas.`,
    why: typeof why === "string" ? why : why(lines),
    advice: advice(id, lines),
    details: { document: id, ...(lines.length === 0 ? {} : { outbox: lines }) },
  });
}
