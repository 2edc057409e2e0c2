/** How far a document proves an identity (RNIV 1 §3.3). Only `high` validates. */
export type ProofConfidence = "high" | "low";

export interface ProofKind {
  /** Stable code. `origin` tells whose: FR Core `fr-core-cs-mode-validation-identity`, or ours where it has none. */
  readonly code: string;
  /** French, for lists. */
  readonly label: string;
  readonly confidence: ProofConfidence;
  readonly origin: "fr-core" | "segur" | "cabinet";
  /** Without it the document is worth less: what the person who checks must also have seen. French. */
  readonly condition?: string;
  /** Accepted for a minor only. */
  readonly minorOnly?: true;
}

/** The default list of insi.md §6.5. No document is ever chosen by default (rule 19, INS/va1.23). */
export const PROOFS: readonly ProofKind[] = [
  { code: "CN", label: "Carte nationale d'identité", confidence: "high", origin: "fr-core" },
  { code: "PA", label: "Passeport", confidence: "high", origin: "fr-core" },
  { code: "CS", label: "Carte ou titre de séjour", confidence: "high", origin: "fr-core" },
  { code: "CE", label: "Carte d'identité européenne (UE, EEE, Suisse, Royaume-Uni…)", confidence: "high", origin: "fr-core" },
  { code: "TC", label: "Tiers de confiance", confidence: "high", origin: "fr-core" },
  {
    code: "EI",
    label: "Identité électronique eIDAS substantielle ou élevée (France Identité, L'Identité Numérique La Poste)",
    confidence: "high",
    origin: "segur",
  },
  { code: "AV", label: "Appli carte Vitale", confidence: "high", origin: "segur" },
  {
    code: "DC",
    label: "Document de circulation pour étranger mineur, avec photo",
    confidence: "high",
    origin: "fr-core",
    minorOnly: true,
  },
  {
    code: "LE-RL",
    label: "Livret de famille et pièce d'un représentant légal (mineur)",
    confidence: "high",
    origin: "segur",
    condition: "pièce à haut niveau de confiance du parent ou du tuteur ; pour un tuteur, la décision de justice",
    minorOnly: true,
  },
  {
    code: "AN-RL",
    label: "Acte de naissance et pièce d'un représentant légal (mineur)",
    confidence: "high",
    origin: "segur",
    condition: "pièce à haut niveau de confiance du parent ou du tuteur ; pour un tuteur, la décision de justice",
    minorOnly: true,
  },
  {
    code: "EH",
    label: "Entrée directe en EHPAD : livret de famille ou acte de naissance, et carte Vitale avec photo",
    confidence: "high",
    origin: "segur",
    condition: "entrée directe en EHPAD seulement",
  },
  {
    code: "PS",
    label: "Attestation du professionnel qui connaît la personne",
    confidence: "high",
    origin: "segur",
    condition: "INSi appelé par carte Vitale, traits identiques, attestation nominative du professionnel",
  },
  { code: "LE", label: "Livret de famille", confidence: "low", origin: "fr-core" },
  { code: "AN", label: "Extrait d'acte de naissance", confidence: "low", origin: "fr-core" },
  { code: "AC", label: "Acte de naissance", confidence: "low", origin: "fr-core" },
  { code: "PC", label: "Permis de conduire", confidence: "low", origin: "fr-core" },
  { code: "CM", label: "Carte militaire", confidence: "low", origin: "fr-core" },
  { code: "CC", label: "Carnet de circulation", confidence: "low", origin: "fr-core" },
  { code: "CV", label: "Carte Vitale", confidence: "low", origin: "segur" },
];

/**
 * A cabinet's own list (INS/va1.26): by code, another level, a document of its own with its label, or `disabled`.
 */
export type ProofOverrides = Readonly<
  Record<string, ProofConfidence | "disabled" | { readonly label: string; readonly confidence: ProofConfidence }>
>;

/** The documents this cabinet accepts, with their levels. */
export function listProofs(overrides: ProofOverrides = {}): ProofKind[] {
  const kinds = new Map(PROOFS.map((kind) => [kind.code, kind]));
  for (const [code, override] of Object.entries(overrides)) {
    const kind = kinds.get(code) ?? { code, label: code, confidence: "low", origin: "cabinet" };
    if (override === "disabled") kinds.delete(code);
    else kinds.set(code, typeof override === "string" ? { ...kind, confidence: override } : { ...kind, ...override });
  }
  return [...kinds.values()];
}

/** The level of one document for this cabinet; null when the code is unknown or disabled. */
export function proofConfidence(code: string, overrides: ProofOverrides = {}): ProofConfidence | null {
  return listProofs(overrides).find((kind) => kind.code === code)?.confidence ?? null;
}
