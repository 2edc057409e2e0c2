/** Transactions of the DMP interface that this product makes (dmp.md §2). */
export const TRANSACTIONS = [
  "TD0.2",
  "TD0.3",
  "TD0.4",
  "TD1.3a",
  "TD1.6",
  "TD2.1",
  "TD3.1",
  "TD3.2",
  "TD3.3a",
  "TD3.3b",
  "TD3.3c",
  "TD3.3d",
] as const;
export type Transaction = (typeof TRANSACTIONS)[number];

/** Authentification_mode of the VIHF (psc.md §4.1). */
export const VIHF_MODES = ["DIRECTE", "INDIRECTE", "INDIRECTE_RENFORCEE"] as const;
export type VihfMode = (typeof VIHF_MODES)[number];

/** purposeofuse of the VIHF. `centre_15` is for regulation centres and never sent by a practice. */
export type AccessMode = "normal" | "bris_de_glace";
