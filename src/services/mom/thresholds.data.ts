import type { MomThresholds } from "../../domain/mom/thresholds.js";

/**
 * Thresholds of the « mise en ordre de marche » as the source product shows them (product.md §1.1): no second public text gives them, and
 * the one of the « appel à financement » may differ, hence `mom check --thresholds FILE`, of the same shape. A message is one sending,
 * whatever the number of its documents; a document in the DMP is one deposit.
 */
export const MOM_THRESHOLDS: MomThresholds = {
  version: "1",
  source:
    "Ségur numérique, couloir Médecine de ville : mise en ordre de marche, 10 dépôts DMP, 10 envois MSSanté Pro, 1 message à un patient",
  date: "2026-11-26",
  indicators: [
    { service: "dmp", wanted: 10, unit: "document" },
    { service: "mss-pro", wanted: 10, unit: "message" },
    { service: "mss-patient", wanted: 1, unit: "message" },
  ],
};
