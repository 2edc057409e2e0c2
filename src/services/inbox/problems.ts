import { SegurError } from "../../domain/errors.js";
import type { Problem } from "../../domain/inbox/received.js";
import type { PartKind } from "./part-kinds.js";
import { MOST_PARTS } from "./wanted.js";

/** Reasons of ours to keep a document out of every file; 906 is the « autre motif » of the integration codes (mss.md §1.7). */
export const QUARANTINE = {
  hash_mismatch: "Son empreinte n'est pas celle que l'émetteur annonce : il a été altéré.",
  size_mismatch: "Sa taille n'est pas celle que l'émetteur annonce : il est tronqué ou altéré.",
  other_patient: "Les métadonnées de l'archive ne désignent pas le patient que le document désigne.",
  several_in_document: "Le document désigne plusieurs patients.",
  contradictory: "Le document se contredit sur l'identité du patient : plusieurs noms de naissance, dates de naissance ou sexes.",
  several_in_file: "Le fichier contient plusieurs documents, dont un seul est lu.",
  several_in_archive: "Les métadonnées de l'archive désignent plusieurs patients, ce que la règle interdit (MSS/CONF.23).",
  several_in_message: "Le message porte les documents de plusieurs patients, ce que la règle interdit (MSS/CONF.23).",
  test_ins: "Le matricule INS est un matricule de test, qui n'a rien à faire ici.",
  no_id: "Le document n'a pas d'identifiant : ses versions et ses doublons ne peuvent pas être reconnus.",
  no_metadata: "Les métadonnées de l'archive (METADATA.XML) ne parlent pas de ce document, ou sont illisibles.",
} as const;

const CODES: Readonly<Record<keyof typeof QUARANTINE, string>> = {
  hash_mismatch: "hash_mismatch",
  size_mismatch: "size_mismatch",
  other_patient: "other_patient",
  several_in_document: "other_patient",
  contradictory: "other_patient",
  several_in_file: "906",
  several_in_archive: "other_patient",
  several_in_message: "other_patient",
  test_ins: "test_ins",
  no_id: "906",
  no_metadata: "906",
};

export function quarantine(reason: keyof typeof QUARANTINE): Problem {
  return { code: CODES[reason], message: QUARANTINE[reason], technical: false };
}

/**
 * What whoever reads, opens or saves a document of the quarantine must see before its words (mss.md §2.2, §2.4); null when it is not there.
 */
export function quarantineBanner({ quarantine }: { readonly quarantine: Problem | null }): string | null {
  if (quarantine === null) return null;
  return `EN QUARANTAINE : ${quarantine.message} (${quarantine.code}) Ne vous fiez pas à ce document : redemandez-le à son émetteur.`;
}

/** A document whose bytes cannot be read as what they should be. */
export function unreadable(why: string): Problem {
  return { code: "unreadable", message: why, technical: false };
}

/**
 * What stopped a reading. What is wrong with the file is told with its own code; anything else (a full disk, no memory, a defect) is
 * ours: it says nothing of the file, which is read again later (mss.md §2.6). Its own message may quote the file: it is not told.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof SegurError) return { code: error.code, message: error.message, technical: error.kind !== "input" };
  return {
    code: "inbox.reading_failed",
    message: "La lecture a échoué sur cet ordinateur (mémoire, disque ou défaut du logiciel) ; elle sera recommencée.",
    technical: true,
  };
}

const PART_WORDS: Partial<Record<PartKind, string>> = { archive: "archive", cda: "document", message: "message transféré" };

/** A part that was not brought: it is larger than its limit, or comes after as many as are read. */
export function leftInMailbox(why: "count" | "size", kind: PartKind): Problem {
  const what = PART_WORDS[kind] ?? "fichier";
  return why === "size"
    ? {
        code: "inbox.part_too_large",
        message: `La pièce jointe (${what}) dépasse la taille qui est lue ; elle reste dans la boîte.`,
        technical: false,
      }
    : {
        code: "inbox.too_many_parts",
        message: `Le message a plus de ${MOST_PARTS} archives ou documents joints : les suivants ne sont pas lus ; ils restent dans la boîte.`,
        technical: false,
      };
}

/** The gravest of several: what may be read again first, then the first that was met. */
export function gravest(problems: readonly Problem[]): Problem | null {
  return problems.find(({ technical }) => technical) ?? problems[0] ?? null;
}
