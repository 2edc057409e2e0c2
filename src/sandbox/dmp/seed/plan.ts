import type { Visibility } from "../../../domain/document/entry.js";
import { VISIBLE } from "../../../domain/document/entry.js";
import type { seedAuthors } from "./authors.js";

/** One seeded document: who wrote it, what it is and what it says. Text only: the PDF is made around it. */
export interface SeedPlan {
  /** Names it among the documents of one patient. */
  readonly key: string;
  readonly by: keyof ReturnType<typeof seedAuthors>;
  readonly type: string;
  readonly title: string;
  /** Instant, UTC: of the act, of the document, and of its deposit. */
  readonly at: string;
  readonly visibility?: Visibility;
  readonly archived?: boolean;
  /** Key of the version that this one replaces. */
  readonly replaces?: string;
  readonly body: "pdf" | "text";
  readonly text: string;
}

const BIOLOGY = `EXAMENS DE BIOLOGIE MEDICALE

Hémogramme
  Hémoglobine            10,8 g/dL      B   (12,0 - 16,0)
  Hématocrite            33,1 %         B   (35,0 - 47,0)
  VGM                    74   fL        BB  (80 - 100)
  Leucocytes              6,2 G/L           (4,0 - 10,0)
  Plaquettes            412   G/L       H   (150 - 400)

Biochimie
  Créatinine             71   µmol/L        (50 - 98)
  DFG (CKD-EPI)          88   mL/min        (> 60)
  Potassium               4,1 mmol/L        (3,5 - 5,1)
  Ferritine               6   µg/L      BB  (15 - 150)
  HbA1c                   6,9 %         H   (4,0 - 6,0)

B bas, BB très bas, H haut. Conclusion : anémie microcytaire par carence martiale.`;

const DISCHARGE = `LETTRE DE LIAISON A LA SORTIE

Motif d'hospitalisation : douleur thoracique.
Synthèse : syndrome coronarien écarté (troponines négatives à H0 et H3, épreuve d'effort négative).
Evénement indésirable : aucun. Transfusion : aucune. Portage de bactérie multirésistante : non.

Traitement de sortie
  KARDEGIC 75 mg      1 sachet le midi       poursuivi
  ATORVASTATINE 20 mg 1 comprimé le soir     introduit
  IBUPROFENE 400 mg                          arrêté

Suites : consultation de cardiologie dans trois mois. Bilan lipidique dans six semaines par le médecin traitant.`;

const IMAGING = `RADIOGRAPHIE DU THORAX, FACE

Indication : toux depuis trois semaines, fumeur.
Technique : cliché de face en inspiration.
Résultat : silhouette cardiaque normale. Pas d'opacité parenchymateuse. Culs-de-sac pleuraux libres.
Conclusion : radiographie sans anomalie.`;

/** What everybody's DMP holds at first: other people's documents, over three years, in the states that a registry knows. */
export const SEED_PLANS: readonly SeedPlan[] = [
  {
    key: "imaging-old",
    by: "imaging",
    type: "18748-4",
    title: "Radiographie du genou droit",
    at: "2023-05-04T09:12:00Z",
    body: "text",
    text: IMAGING,
  },
  {
    key: "biology",
    by: "laboratory",
    type: "11502-2",
    title: "Examens biologiques du 14/10/2026",
    at: "2026-10-14T06:45:00Z",
    body: "pdf",
    text: BIOLOGY,
  },
  {
    key: "discharge",
    by: "hospital",
    type: "11490-0",
    title: "Lettre de liaison à la sortie",
    at: "2026-09-21T15:30:00Z",
    body: "pdf",
    text: DISCHARGE,
  },
  {
    key: "imaging",
    by: "imaging",
    type: "18748-4",
    title: "Radiographie du thorax",
    at: "2026-06-02T10:05:00Z",
    body: "pdf",
    text: IMAGING,
  },
  {
    key: "emergency",
    by: "emergency",
    type: "15507-7",
    title: "Passage aux urgences",
    at: "2025-12-26T22:40:00Z",
    body: "text",
    text: "Entorse de la cheville gauche. Radiographie sans fracture.\nAttelle dix jours, antalgiques de palier 1, contrôle par le médecin traitant.",
  },
  {
    key: "vaccination",
    by: "pharmacy",
    type: "87273-9",
    title: "Vaccination contre la grippe",
    at: "2026-10-20T16:00:00Z",
    body: "text",
    text: "VAXIGRIP, injection intramusculaire, bras gauche, dose unique.\nLot ESSAI-4821. Prochain rappel : automne 2027.",
  },
  {
    key: "prescription",
    by: "specialist",
    type: "57833-6",
    title: "Ordonnance",
    at: "2026-09-30T11:20:00Z",
    body: "text",
    text: "ATORVASTATINE 20 mg, un comprimé le soir, trois mois.\nKARDEGIC 75 mg, un sachet par jour, trois mois.",
  },
  {
    key: "patient",
    by: "patient",
    type: "DOCPAT01",
    title: "Mes allergies et mes traitements",
    at: "2026-08-11T18:00:00Z",
    body: "text",
    text: "Je suis allergique à la pénicilline (urticaire en 1998).\nJe prends du magnésium de moi-même.",
  },
  {
    key: "archived",
    by: "specialist",
    type: "11488-4",
    title: "Consultation de cardiologie",
    at: "2025-03-18T09:00:00Z",
    archived: true,
    body: "text",
    text: "Consultation de suivi. Tension artérielle 138/82. Electrocardiogramme normal.",
  },
  {
    key: "masked",
    by: "hospital",
    type: "11488-4",
    title: "Consultation spécialisée",
    at: "2026-02-12T14:00:00Z",
    visibility: { ...VISIBLE, hiddenFromProfessionals: true },
    body: "text",
    text: "Document que le patient a masqué aux professionnels de santé.",
  },
  {
    key: "announce",
    by: "hospital",
    type: "34112-3",
    title: "Compte rendu hospitalier à annoncer",
    at: "2026-11-02T08:30:00Z",
    visibility: { ...VISIBLE, hiddenFromPatient: true },
    body: "text",
    text: "Résultat à annoncer au patient en consultation avant qu'il ne le voie.",
  },
  ...["première version", "après relecture", "version validée"].map(
    (state, index): SeedPlan => ({
      key: `report-${index + 1}`,
      by: "hospital",
      type: "34112-3",
      title: "Compte rendu d'hospitalisation",
      at: `2026-07-0${index + 3}T12:00:00Z`,
      ...(index === 0 ? {} : { replaces: `report-${index}` }),
      body: "text",
      text: `Hospitalisation du 29 juin au 3 juillet 2026 (${state}).\nPneumopathie communautaire, évolution favorable sous amoxicilline-acide clavulanique.`,
    }),
  ),
];

const BULK: readonly Pick<SeedPlan, "by" | "type" | "title" | "text">[] = [
  { by: "laboratory", type: "11502-2", title: "Examens biologiques", text: BIOLOGY },
  { by: "imaging", type: "18748-4", title: "Compte rendu d'imagerie", text: IMAGING },
  { by: "specialist", type: "57833-6", title: "Ordonnance", text: "PARACETAMOL 1 g, trois fois par jour, cinq jours." },
  { by: "hospital", type: "11490-0", title: "Lettre de liaison à la sortie", text: DISCHARGE },
  { by: "pharmacy", type: "60593-1", title: "Dispensation", text: "Dispensation de l'ordonnance du jour, sans substitution." },
];

/** Document `index` of a big DMP: one every twelve hours back from 1 November 2026, so that 1,460 are of the last two years. */
export function bulkPlan(index: number): SeedPlan {
  const model = BULK[index % BULK.length] ?? BULK[0];
  if (model === undefined) throw new Error("no model");
  const at = new Date(Date.parse("2026-11-01T07:00:00Z") - index * 12 * 3_600_000).toISOString().replace(/\.\d+/, "");
  return { ...model, key: `bulk-${index}`, title: `${model.title} n° ${index + 1}`, at, body: "text" };
}
