import { SegurError } from "../../domain/errors.js";

export type VitaleProblem =
  | "empty"
  | "too_large"
  | "format"
  | "no_beneficiary"
  | "opener_missing"
  | "number"
  | "key"
  | "test_card"
  | "ambiguous"
  | "other_card";

interface Text {
  readonly kind: "input" | "refused" | "decision";
  readonly message: string;
  readonly why?: string;
  readonly advice: string;
}

const REREAD = "Relisez la carte Vitale et donnez le fichier tel que le lecteur l'a produit.";
const BY_TRAITS = "Cherchez par les traits d'identité : segur ins qualify, sans --vitale.";

const TEXTS: Readonly<Record<VitaleProblem, Text>> = {
  empty: { kind: "input", message: "Le fichier de la carte Vitale est vide.", advice: REREAD },
  too_large: { kind: "input", message: "Le fichier de la carte Vitale dépasse 1 Mo.", advice: REREAD },
  format: {
    kind: "input",
    message: "Le fichier de la carte Vitale n'est ni le JSON ni le XML attendu.",
    why: "Formes acceptées : le XML de l'API de lecture Vitale (listeBenef), ou le JSON segur.vitale/1.",
    advice: REREAD,
  },
  no_beneficiary: { kind: "input", message: "La carte Vitale lue ne porte aucun bénéficiaire.", advice: REREAD },
  opener_missing: {
    kind: "input",
    message: "Le numéro de l'ouvrant droit manque dans les données de la carte Vitale.",
    advice: REREAD,
  },
  number: { kind: "input", message: "Un numéro de la carte Vitale n'a pas la forme d'un NIR.", advice: REREAD },
  key: { kind: "input", message: "La clé d'un numéro de la carte Vitale est fausse.", advice: REREAD },
  test_card: {
    kind: "refused",
    message: "Une carte Vitale de test ou de démonstration ne peut pas interroger le service de production.",
    advice: "Employez la carte du patient, ou un cabinet de l'environnement de test.",
  },
  ambiguous: {
    kind: "decision",
    message: "Plusieurs bénéficiaires de la carte Vitale peuvent être ce patient.",
    why: "La date de naissance et le prénom ne suffisent pas à choisir.",
    advice: BY_TRAITS,
  },
  other_card: {
    kind: "refused",
    message: "Aucun bénéficiaire de cette carte Vitale n'a la date de naissance du patient.",
    why: "Ce n'est sans doute pas la carte de ce patient.",
    advice: `Lisez la carte du patient. ${BY_TRAITS}`,
  },
};

/** Data of a carte Vitale that cannot be used. Code `vitale.<problem>`; `details` name a field, never a value. */
export function vitaleError(problem: VitaleProblem, details?: Readonly<Record<string, unknown>>): SegurError {
  const { kind, message, why, advice } = TEXTS[problem];
  return new SegurError({ kind, code: `vitale.${problem}`, message, why, advice, details });
}
