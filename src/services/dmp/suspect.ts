import type { CdaHeader } from "../../documents/cda/header.js";
import type { IdentityComparison, IdentityField } from "../../domain/document/compare-identity.js";
import type { DocumentEntry } from "../../domain/document/entry.js";
import { SegurError } from "../../domain/errors.js";
import type { Patient } from "../../domain/patient.js";
import type { ContentInfo } from "../../store/documents.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { whoseCda } from "../documents/patient-of-cda.js";

/** Why something that was received must not reach the patient's file. French, without patient data. */
export interface Suspicion {
  readonly reason: "size_mismatch" | "hash_mismatch" | "unreadable" | keyof typeof NOT_THEIRS;
  readonly message: string;
  /** What differs from the file, by name and never by value. */
  readonly differing?: readonly IdentityField[];
}

/** A document that must not be this patient's, in words. */
const NOT_THEIRS = {
  other_patient: "Le document reçu porte l'identité d'une autre personne que celle du dossier.",
  several_patients: "Le document reçu désigne plusieurs personnes.",
  traits_differ: "Le document reçu porte l'INS du patient, mais d'autres traits que ceux du dossier.",
} as const;

const REASONS: Readonly<Partial<Record<IdentityComparison["verdict"], keyof typeof NOT_THEIRS>>> = {
  other: "other_patient",
  several: "several_patients",
  contradicts: "traits_differ",
};

/** Whether the bytes are those that the registry describes (dmp.md TD3.2): size and SHA-1 of its metadata. */
export function alteration(entry: DocumentEntry, received: ContentInfo): Suspicion | null {
  if (entry.size !== null && entry.size !== received.size) {
    const message = `Le document reçu n'a pas la taille que le DMP annonce (${received.size} octets au lieu de ${entry.size}) : il a été coupé ou modifié.`;
    return { reason: "size_mismatch", message };
  }
  if (entry.hash !== null && entry.hash.toLowerCase() !== received.sha1) {
    const message = "Le document reçu n'a pas l'empreinte (SHA-1) que le DMP annonce : il a été modifié en chemin ou au dépôt.";
    return { reason: "hash_mismatch", message };
  }
  return null;
}

/** What the CDA says of itself, or why it is not to be trusted as this patient's. */
export async function examine(
  { contents }: Pick<OpenCabinet, "contents">,
  patient: Patient,
  received: ContentInfo,
): Promise<{ readonly header: CdaHeader; readonly warnings: readonly string[] } | Suspicion> {
  const { readCda } = await import("../../documents/cda/reader.js");
  let read: Awaited<ReturnType<typeof readCda>>;
  try {
    read = await readCda(contents.read(received.id));
  } catch (error) {
    // A store that does not answer is no fault of the document.
    if (!(error instanceof SegurError) || error.kind === "storage" || error.kind === "internal") throw error;
    return { reason: "unreadable", message: `Le document reçu ne se lit pas. ${error.message}` };
  }
  const { header, warnings } = read;
  // A document may carry an INS that the patient had before (a NIA, say): INSi gave it in the history.
  const { verdict, differing } = whoseCda(header, patient);
  const reason = REASONS[verdict];
  if (reason !== undefined) return { reason, message: NOT_THEIRS[reason], differing };
  return { header, warnings: verdict === "unknown" ? [...warnings, UNSURE] : warnings };
}

const UNSURE = "Le document ne dit pas assez de qui il est pour le comparer au dossier ; le DMP le donne pour ce patient.";
