import type { FilterDefinition, FilterExpression } from "../../domain/filters.js";

/** A filter of the product, with where its definition comes from. */
export interface PresetFilter extends FilterDefinition {
  /** French: the text it follows, or that it is our reading. */
  readonly source: string;
}

const DISCUSSED_THIS_YEAR: FilterExpression = { field: "rcpDone", notBefore: { startOf: "year" } };
const NOT_DISCUSSED_THIS_YEAR: FilterExpression = {
  any: [
    { field: "rcpDone", is: null },
    { field: "rcpDone", before: { startOf: "year" } },
  ],
};
const INS_RULE = "Exigence INS/va1.08 (règle 49) : liste de travail des identités que le téléservice n'a pas confirmées.";
const RCP_READING =
  "Lecture du projet : RCP = réunion de concertation pluriprofessionnelle. Aucun texte de l'éditeur d'origine ne le dit ; adaptez ce filtre si le cabinet l'entend autrement.";

/**
 * The preset filters (product.md §5) as data, but for `vsm-due`, which follows the reminders of the cabinet (services/reminders). A
 * cabinet replaces or adds some in `filters.json` of its folder; the `where` of each is shown by `segur patient filters --json`, ready to
 * be copied there.
 */
export const DEFAULT_FILTERS: readonly PresetFilter[] = [
  {
    name: "rcp",
    label: "RCP",
    description: "RCP prévue et pas encore tenue, ou tenue cette année.",
    source: RCP_READING,
    where: { any: [{ not: { field: "rcpPlanned", is: null } }, DISCUSSED_THIS_YEAR] },
  },
  {
    name: "rcp-candidats",
    label: "Candidats à une RCP",
    description: "En ALD ou de plus de 75 ans, sans RCP tenue cette année (objectif usuel des maisons de santé : 5 %).",
    source: RCP_READING,
    where: {
      all: [
        {
          any: [
            { field: "ald", is: true },
            { field: "birthDate", before: { yearsAgo: 75 } },
          ],
        },
        NOT_DISCUSSED_THIS_YEAR,
      ],
    },
  },
  {
    name: "ins-ko",
    label: "INS KO",
    description: "Le dernier appel à INSi n'a pas abouti : vérification KO, aucune ou plusieurs identités, échec technique.",
    source: INS_RULE,
    where: { field: "lastInsi", in: ["KO", "01", "02", "error"] },
  },
  {
    name: "ins-verify-ko",
    label: "INS KO : vérification",
    description: "La vérification de l'INS a répondu KO : identité rétrogradée, INS invalidée.",
    source: INS_RULE,
    where: { field: "lastInsi", is: "KO" },
  },
  {
    name: "ins-01",
    label: "INS KO : non trouvée",
    description: "INSi n'a trouvé aucune identité (01).",
    source: INS_RULE,
    where: { field: "lastInsi", is: "01" },
  },
  {
    name: "ins-02",
    label: "INS KO : plusieurs",
    description: "INSi a trouvé plusieurs identités (02).",
    source: INS_RULE,
    where: { field: "lastInsi", is: "02" },
  },
  {
    name: "ins-error",
    label: "INS KO : échec",
    description: "Le dernier appel à INSi a échoué pour une raison technique.",
    source: INS_RULE,
    where: { field: "lastInsi", is: "error" },
  },
  {
    name: "ins-never",
    label: "INS jamais demandée",
    description: "INSi n'a jamais été appelé pour ce patient.",
    source: "Complément du filtre ins-ko, qui exclut ces patients.",
    where: { field: "lastInsi", is: null },
  },
];
