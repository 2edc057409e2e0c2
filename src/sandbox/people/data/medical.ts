/** An illness of a practice, with what goes with it. Codes: CIM-10; CIS and CCAM only where they are known for sure, else words. */
export interface Illness {
  readonly label: string;
  readonly cim10: string;
  /** Share of patients of that age that have it, for those whose record is kept. */
  readonly share: (age: number) => number;
  readonly sex?: "M" | "F";
  readonly treatments?: readonly Drug[];
}
export interface Drug {
  readonly label: string;
  /** Public base of drugs. */
  readonly cis?: string;
  readonly dosage: string;
  readonly dose?: string;
  readonly every?: string;
  readonly route: string;
}

const drug = (label: string, dosage: string, dose: string, every: string, route = "orale", cis?: string): Drug => ({
  ...{ label, dosage, dose, every, route },
  ...(cis === undefined ? {} : { cis }),
});
const from = (least: number, share: number) => (age: number) => (age < least ? 0 : share);

export const ILLNESSES: readonly Illness[] = [
  {
    label: "Hypertension artérielle essentielle",
    cim10: "I10",
    share: (age) => (age < 40 ? 0.02 : age < 60 ? 0.2 : age < 75 ? 0.45 : 0.62),
    treatments: [
      drug("Amlodipine 5 mg", "1 gélule le matin", "1 gélule", "24h"),
      drug("Ramipril 5 mg", "1 comprimé le matin", "1 comprimé", "24h"),
    ],
  },
  {
    label: "Diabète de type 2, sans complication",
    cim10: "E11.9",
    share: (age) => (age < 40 ? 0.01 : age < 60 ? 0.07 : 0.16),
    treatments: [drug("Metformine 1000 mg", "1 comprimé matin et soir", "1 comprimé", "12h")],
  },
  {
    label: "Diabète de type 1, sans complication",
    cim10: "E10.9",
    share: from(4, 0.006),
    treatments: [drug("INSULATARD FLEXPEN 100 UI/ml", "18 unités le soir", "18 UI", "24h", "sous-cutanee", "67248825")],
  },
  {
    label: "Hypercholestérolémie pure",
    cim10: "E78.0",
    share: from(40, 0.24),
    treatments: [drug("Atorvastatine 20 mg", "1 comprimé le soir", "1 comprimé", "24h")],
  },
  {
    label: "Asthme, sans précision",
    cim10: "J45.9",
    share: (age) => (age < 60 ? 0.08 : 0.04),
    treatments: [
      drug("INNOVAIR 100/6 microgrammes/dose", "2 inhalations matin et soir", "2 bouffées", "12h", "inhalee", "60701778"),
    ],
  },
  { label: "Bronchopneumopathie chronique obstructive, sans précision", cim10: "J44.9", share: from(50, 0.07) },
  {
    label: "Insuffisance cardiaque, sans précision",
    cim10: "I50.9",
    share: from(65, 0.06),
    treatments: [
      drug("INSPRA 25 mg", "1 comprimé le matin", "1 comprimé", "24h", "orale", "66335558"),
      drug("Bisoprolol 2,5 mg", "1 comprimé le matin", "1 comprimé", "24h"),
    ],
  },
  {
    label: "Fibrillation auriculaire, sans précision",
    cim10: "I48.9",
    share: from(65, 0.09),
    treatments: [drug("Apixaban 5 mg", "1 comprimé matin et soir", "1 comprimé", "12h")],
  },
  {
    label: "Cardiopathie ischémique chronique, sans précision",
    cim10: "I25.9",
    share: from(55, 0.07),
    treatments: [drug("Acide acétylsalicylique 75 mg", "1 sachet par jour", "1 sachet", "24h")],
  },
  {
    label: "Hypothyroïdie, sans précision",
    cim10: "E03.9",
    share: from(30, 0.06),
    treatments: [drug("Lévothyroxine 75 microgrammes", "1 comprimé le matin à jeun", "1 comprimé", "24h")],
  },
  {
    label: "Reflux gastro-œsophagien, sans œsophagite",
    cim10: "K21.9",
    share: from(25, 0.12),
    treatments: [drug("INEXIUM 20 mg", "1 comprimé le soir", "1 comprimé", "24h", "orale", "64578892")],
  },
  { label: "Gonarthrose, sans précision", cim10: "M17.9", share: from(55, 0.18) },
  { label: "Lombalgie basse", cim10: "M54.5", share: from(25, 0.1) },
  { label: "Épisode dépressif, sans précision", cim10: "F32.9", share: from(18, 0.07) },
  { label: "Migraine, sans précision", cim10: "G43.9", share: from(12, 0.07) },
  { label: "Obésité, sans précision", cim10: "E66.9", share: from(18, 0.13) },
  { label: "Hypertrophie de la prostate", cim10: "N40", share: from(60, 0.25), sex: "M" },
  { label: "Tumeur maligne du sein, sans précision", cim10: "C50.9", share: from(45, 0.04), sex: "F" },
  { label: "Ostéoporose, sans précision", cim10: "M81.9", share: from(65, 0.12), sex: "F" },
  {
    label: "Anémie par carence en fer, sans précision",
    cim10: "D50.9",
    share: from(16, 0.04),
    sex: "F",
    treatments: [drug("INOFER", "2 comprimés par jour", "2 comprimés", "24h", "orale", "68037368")],
  },
  { label: "Dermite atopique, sans précision", cim10: "L20.9", share: (age) => (age < 20 ? 0.12 : 0.02) },
];

/** Over: they are told as antécédents. */
export const PAST: readonly { readonly label: string; readonly cim10: string }[] = [
  { label: "Pneumopathie, sans précision", cim10: "J18.9" },
  { label: "Pyélonéphrite aiguë", cim10: "N10" },
  { label: "Phlébite des membres inférieurs", cim10: "I80.3" },
  { label: "Ulcère de l'estomac", cim10: "K25.9" },
  { label: "Calcul de l'uretère", cim10: "N20.1" },
  { label: "Zona, sans complication", cim10: "B02.9" },
];

export const OPERATIONS: readonly {
  readonly label: string;
  readonly ccam?: string;
  readonly least: number;
  readonly sex?: "F";
}[] = [
  { label: "Appendicectomie", least: 6 },
  { label: "Amygdalectomie", least: 3 },
  { label: "Cholécystectomie, par cœlioscopie", ccam: "HMFC004", least: 30 },
  { label: "Phakoémulsification du cristallin avec implantation", ccam: "BFGA004", least: 65 },
  { label: "Prothèse totale de hanche", ccam: "NEKA020", least: 60 },
  { label: "Césarienne programmée", ccam: "JQGA002", least: 24, sex: "F" },
  { label: "Cure de hernie inguinale", least: 25 },
];

export const ALLERGIES: readonly { readonly label: string; readonly allergen: string; readonly reactions: readonly string[] }[] =
  [
    { label: "Pénicilline", allergen: "medicament", reactions: ["urticaire", "œdème de Quincke", "éruption"] },
    { label: "Iode (produit de contraste)", allergen: "medicament", reactions: ["urticaire"] },
    { label: "Ibuprofène", allergen: "medicament", reactions: ["bronchospasme", "urticaire"] },
    { label: "Arachide", allergen: "aliment", reactions: ["anaphylaxie", "prurit"] },
    { label: "Fruits de mer", allergen: "aliment", reactions: ["urticaire"] },
    { label: "Pollens de graminées", allergen: "autre", reactions: ["rhinite"] },
    { label: "Venin d'hyménoptères", allergen: "autre", reactions: ["anaphylaxie"] },
  ];

export const RELATIVES: readonly { readonly label: string; readonly cim10: string; readonly parents: readonly string[] }[] = [
  { label: "Infarctus du myocarde", cim10: "I21.9", parents: ["pere", "grand-parent"] },
  { label: "Cancer du sein", cim10: "C50.9", parents: ["mere", "fratrie"] },
  { label: "Cancer du côlon", cim10: "C18.9", parents: ["pere", "mere"] },
  { label: "Diabète de type 2", cim10: "E11.9", parents: ["mere", "pere"] },
  { label: "Glaucome", cim10: "H40.9", parents: ["mere"] },
];

export const OCCUPATIONS: readonly string[] = [
  "Port de charges lourdes",
  "Exposition au bruit",
  "Poussières de bois",
  "Travail posté de nuit",
  "Produits phytosanitaires",
];

export const ATTENTIONS: readonly string[] = [
  "Risque de chute",
  "Anticoagulant : surveiller avant tout geste",
  "Vit seul, aide à domicile",
  "Trouble de l'audition",
  "Directives anticipées au dossier",
];
