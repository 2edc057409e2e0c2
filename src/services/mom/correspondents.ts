import { sameAddress } from "../../domain/message/address.js";
import type { Patient } from "../../domain/patient.js";
import { rppsTyped } from "../../domain/professional/directory-terms.js";
import { isNamedInFull } from "../../domain/professional/named-in-full.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { isReadable, messagePayload } from "../mss/payload.js";

/** Correspondents of a practice are a few hundred at most. */
const MOST = 1_000;

type Entry = Awaited<ReturnType<OpenCabinet["directory"]["book"]["list"]>>[number];

/** Documents of one patient that are looked at for whom they went to. */
const DOCUMENTS = 100;

/** Who may be written to about a patient, as what `mss send --to` takes; null: nobody is known. Never the practitioner. */
export type FindCorrespondent = (patient: Patient, rpps: string) => Promise<string | null>;

/**
 * Known correspondents: the médecin traitant when the address book holds them without doubt, else who last received a document of this
 * patient. Nobody else of the book: a correspondent of another patient is no correspondent of this one.
 */
export async function correspondents({
  directory,
  documents,
  outbox,
}: Pick<OpenCabinet, "directory" | "documents" | "outbox">): Promise<FindCorrespondent> {
  const book = await directory.book.list({ limit: MOST });
  const found = new Map<string, string | null>();
  const look = async (patient: Patient, rpps: string) => {
    const treating = treatingIn(book, patient.medecinTraitant);
    if (treating !== null && treating.rpps !== rpps) return treating.id;
    const { items } = await documents.list({ patientId: patient.id, limit: DOCUMENTS });
    for (const { id } of items) {
      const line = (await outbox.carrying(id)).findLast((each) => each.kind === "mss.send" && each.state === "done");
      if (line === undefined || !isReadable(line)) continue;
      const { audience, recipients, from } = messagePayload(line);
      if (audience !== "professional") continue;
      const other = recipients.find(({ address }) => !sameAddress(address, from) && isOther(book, address, rpps));
      if (other !== undefined) return nameOf(book, other.address);
    }
    return null;
  };
  return async (patient, rpps) => {
    const key = `${patient.id} ${rpps}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const to = await look(patient, rpps);
    found.set(key, to);
    return to;
  };
}

/** The one of the book whom the file names in full; null when several are, or nobody. */
function treatingIn(book: readonly Entry[], text: string | null): Entry | null {
  if (text === null || text.trim() === "") return null;
  const rpps = rppsTyped(text);
  const [only, another] = book.filter((entry) => (rpps === null ? isNamedInFull(entry, text) : entry.rpps === rpps));
  return only === undefined || another !== undefined ? null : only;
}

function isOther(book: readonly Entry[], address: string, rpps: string): boolean {
  return book.every((entry) => entry.rpps !== rpps || !sameAddress(entry.address, address)) && isPlain(address);
}

/** The id of the book, which is nobody's name, where there is one. */
function nameOf(book: readonly Entry[], address: string): string {
  return book.find((entry) => sameAddress(entry.address, address))?.id ?? address;
}

/** Typed in a shell as it is. */
function isPlain(address: string): boolean {
  return /^[\w.+-]+@[\w.-]+$/.test(address);
}
