/** One result of a report of biology, as a laboratory gives it. */
export interface PanelResult {
  /** LOINC. */
  readonly code: string;
  readonly label: string;
  readonly value: string;
  /** UCUM. */
  readonly unit: string;
  readonly low: string | null;
  readonly high: string | null;
  /** 2.16.840.1.113883.5.83 */
  readonly interpretation: keyof typeof INTERPRETATIONS;
  readonly comment?: string;
  readonly previous?: { readonly value: string; readonly at: string };
}

/** Codes that the reports of the week use, with their official labels. */
export const INTERPRETATIONS = {
  N: "Normal",
  H: "Anormalement haut",
  L: "Anormalement bas",
  HH: "Anormalement haut, alerte",
  LL: "Anormalement bas, alerte",
  AA: "Très anormal, alerte",
} as const;

/** A chapter of a report: its LOINC code, and its results. */
export interface Chapter {
  readonly code: string;
  readonly label: string;
  readonly results: readonly PanelResult[];
}

const HAEMATOLOGY = { code: "18723-7", label: "Hématologie" } as const;
const BIOCHEMISTRY = { code: "18719-5", label: "Biochimie" } as const;

type Given = Pick<PanelResult, "value" | "interpretation"> & Pick<Partial<PanelResult>, "comment" | "previous">;
const haemoglobin = (given: Given): PanelResult => ({
  ...{ code: "718-7", label: "Hémoglobine [Masse/Volume] Sang ; Numérique", unit: "g/dL", low: "12", high: "16.5" },
  ...given,
});
const leucocytes = (given: Given): PanelResult => ({
  ...{ code: "6690-2", label: "Leucocytes [Nombre/Volume] Sang ; Numérique", unit: "10*9/L", low: "4", high: "10" },
  ...given,
});
const potassium = (given: Given): PanelResult => ({
  ...{ code: "2823-3", label: "Potassium [Moles/Volume] Sérum/Plasma ; Numérique", unit: "mmol/L", low: "3.5", high: "5" },
  ...given,
});
const glucose = (given: Given): PanelResult => ({
  ...{ code: "14749-6", label: "Glucose [Moles/Volume] Sérum/Plasma ; Numérique", unit: "mmol/L", low: "3.9", high: "6.1" },
  ...given,
});
const folates = (given: Given): PanelResult => ({
  ...{ code: "2284-8", label: "Folates [Masse/Volume] Sérum/Plasma ; Numérique", unit: "ug/L", low: "5", high: "35" },
  ...given,
});

const normal = (value: string): Given => ({ value, interpretation: "N" });

/** What a practice receives in a week, by what it has to do about it (cda.md §4). */
export const PANELS = {
  normal: [
    { ...HAEMATOLOGY, results: [haemoglobin(normal("13.8")), leucocytes(normal("6.4"))] },
    { ...BIOCHEMISTRY, results: [potassium(normal("4.1")), glucose(normal("5.2")), folates(normal("25"))] },
  ],
  out: [
    {
      ...HAEMATOLOGY,
      results: [
        haemoglobin({ value: "10.9", interpretation: "L", previous: { value: "12.4", at: "20260518" } }),
        leucocytes(normal("7.7")),
      ],
    },
    { ...BIOCHEMISTRY, results: [glucose({ value: "7.4", interpretation: "H", previous: { value: "6.0", at: "20260518" } })] },
  ],
  urgent_high: [{ ...BIOCHEMISTRY, results: [potassium({ value: "6.8", interpretation: "HH" }), glucose(normal("5.6"))] }],
  urgent_low: [{ ...HAEMATOLOGY, results: [haemoglobin({ value: "6.1", interpretation: "LL" }), leucocytes(normal("5.1"))] }],
  urgent_other: [
    {
      ...HAEMATOLOGY,
      results: [
        leucocytes({
          value: "84",
          interpretation: "AA",
          comment: "Présence de cellules anormales : avis spécialisé à prendre sans délai.",
        }),
      ],
    },
  ],
  comment: [
    {
      ...BIOCHEMISTRY,
      results: [
        potassium({ ...normal("4.9"), comment: "Sérum légèrement hémolysé : à contrôler si besoin." }),
        glucose(normal("4.7")),
      ],
    },
  ],
  // Met in official files (cda.md §4): the laboratory says normal, its own interval says not.
  conflict: [{ ...BIOCHEMISTRY, results: [folates({ value: "3.9", interpretation: "N" }), glucose(normal("5.0"))] }],
} as const satisfies Readonly<Record<string, readonly Chapter[]>>;

export type PanelName = keyof typeof PANELS;
