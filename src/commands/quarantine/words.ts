import type { Origin } from "../../domain/document/document.js";
import type { quarantinedOne } from "../../services/quarantine/quarantine.js";

export type Line = Awaited<ReturnType<typeof quarantinedOne>>;

export const ORIGIN_WORDS: Readonly<Record<Origin, string>> = { local: "cabinet", dmp: "DMP", mss: "MSSanté" };

export const STATE_WORDS: Readonly<Record<Line["state"], string>> = {
  waiting: "à décider",
  discarded: "écarté",
  released: "repris",
};

const REASON_WORDS: Readonly<Record<string, string>> = {
  hash_mismatch: "empreinte fausse",
  size_mismatch: "taille fausse",
  other_patient: "autre patient",
  unreadable: "illisible",
};

export function reasonWords(reason: string): string {
  return REASON_WORDS[reason] ?? reason;
}
