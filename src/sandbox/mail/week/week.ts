import { ARCHIVE_NAME, ARCHIVE_TYPE } from "../../../documents/xdm/names.js";
import { matriculeKey, OIDS } from "../../../domain/identity/matricule.js";
import { pdfNames } from "../../../domain/message/pdf-name.js";
import { xdmSubject } from "../../../domain/message/subject.js";
import { otherDate } from "../../people/mistakes.js";
import type { Person } from "../../people/person.js";
import type { Population } from "../../populations.js";
import { mix, SeededRandom } from "../../random.js";
import { PATIENT_DOMAIN, TEST_NIL } from "../names.js";
import { type ArchiveFault, weekArchive } from "./archive.js";
import { type WeekFile, weekMail } from "./compose.js";
import { type DocumentFacts, type WeekDocument, WeekDocuments } from "./documents.js";
import { kindAt, type WeekKind } from "./kinds.js";
import { LETTERS, type LetterName } from "./letters.js";
import { uuidFrom } from "./names.js";
import type { PanelName } from "./panels.js";
import { type Sender, type SenderKind, type WeekPeople, weekPeople, weekSenders } from "./people.js";
import { brokenMessage, reportMessage } from "./reports.js";

export interface WeekOptions {
  readonly seed: number;
  /** Seed of the sandbox: whom its directory holds. */
  readonly directorySeed: number;
  /** Messages of the whole week: spreads them over its seven days. */
  readonly total: number;
  /** Mailbox that they are written to. */
  readonly to: string;
  /** People besides the official identities. */
  readonly population: Population | null;
}

export interface WeekMessage {
  readonly index: number;
  readonly kind: WeekKind;
  readonly at: Date;
  readonly bytes: Buffer;
  /** Patient that it is about; null for a report or a message without one. */
  readonly person: Person | null;
}

/** The week ends there, so that the same seed has the same bytes whenever it is written. */
const END = Date.parse("2026-11-25T07:00:00Z");
const WEEK_MS = 7 * 86_400_000;
const DAY_MS = 86_400_000;

const PANEL_OF: Partial<Readonly<Record<WeekKind, PanelName>>> = {
  bio_normal: "normal",
  bio_out: "out",
  bio_urgent_high: "urgent_high",
  bio_urgent_low: "urgent_low",
  bio_urgent_other: "urgent_other",
  bio_comment: "comment",
  bio_conflict: "conflict",
  bio_partial: "normal",
  bio_replacement: "normal",
  metadata_other: "normal",
  hash_wrong: "out",
  size_wrong: "normal",
  damaged: "normal",
};
const LETTER_OF: Partial<Readonly<Record<WeekKind, LetterName>>> = {
  discharge: "discharge",
  imaging: "imaging",
  not_qualified: "imaging",
  unknown_ins: "imaging",
};
const FAULTS: ReadonlySet<string> = new Set<ArchiveFault>(["metadata_other", "hash_wrong", "size_wrong", "traversal", "damaged"]);

/** What a practice receives in a week. Message `index` of a seed is a pure function of the options: any slice can be written alone. */
export class Week {
  readonly #options: WeekOptions;
  readonly #people: WeekPeople;
  readonly #senders: ReturnType<typeof weekSenders>;
  readonly #documents = new WeekDocuments();

  constructor(options: WeekOptions) {
    this.#options = options;
    this.#people = weekPeople(options.population);
    this.#senders = weekSenders(options.directorySeed);
  }

  async message(index: number): Promise<WeekMessage> {
    const { seed } = this.#options;
    const { kind, about } = kindAt(seed, index);
    const at = new Date(END - WEEK_MS + Math.floor(((index + 1) * WEEK_MS) / (this.#options.total + 1)));
    const person = this.#personOf(about ?? index);
    const common = { index, kind, at };
    const messageId = `<${uuidFrom("message", seed, index)}@${this.#options.to.split("@")[1]}>`;
    if (kind === "delivered" || kind === "bounce" || kind === "read") {
      const report = { kind, name: `${seed}|${index}`, to: this.#options.to, at, by: this.#sender("specialist", index).address };
      return { ...common, bytes: reportMessage(report), person: null };
    }
    if (kind === "broken") return { ...common, bytes: brokenMessage(messageId, this.#options.to, at), person: null };
    if (kind === "text" || kind === "text_end" || kind === "patient_reply")
      return {
        ...common,
        bytes: this.#text(kind, index, messageId, at, person),
        person: kind === "patient_reply" ? person : null,
      };
    const bytes = await this.#withDocuments(kind, index, about, messageId, at);
    return { ...common, bytes, person };
  }

  #personOf(index: number): Person {
    return this.#people.at(mix(this.#options.seed, index, 0x9e) % this.#people.count);
  }

  #personNot({ number }: Person): Person {
    const first = this.#people.at(0);
    return first.number === number ? this.#people.at(1) : first;
  }

  #sender(kind: SenderKind, index: number): Sender {
    const list = this.#senders[kind];
    const found = list[mix(this.#options.seed, index, 0x5e) % list.length];
    if (found === undefined) throw new RangeError(`no ${kind} in the directory`);
    return found;
  }

  /** Whom the document of a message names, spoiled where its kind says so. */
  #facts(index: number): Omit<DocumentFacts, "name"> {
    const { seed } = this.#options;
    const { kind } = kindAt(seed, index);
    const person = this.#personOf(index);
    const panel = PANEL_OF[kind];
    const letter = LETTER_OF[kind] ?? "specialist";
    const content = panel === undefined ? { letter } : { panel, ...(kind === "bio_partial" ? { partial: true } : {}) };
    const from = panel === undefined ? LETTERS[letter].from : "laboratory";
    const ins = { matricule: person.number + person.key, oid: person.oid };
    // The same for every message about the same act, whatever the message.
    const act =
      Number(
        uuidFrom("act", seed, person.number, panel ?? letter)
          .replace(/\D/g, "")
          .slice(0, 6),
      ) % 18;
    const actDate = new Date(END - WEEK_MS - (1 + act) * DAY_MS).toISOString().slice(0, 10);
    // One correspondent for each patient and kind of document: their reports are of one set of hands.
    const facts = { content, person, ins, sender: this.#sender(from, mix(Number(person.number.slice(-4)))), actDate };
    switch (kind) {
      case "not_qualified":
        return { ...facts, ins: null };
      case "unknown_ins":
        return { ...facts, ...stranger(person) };
      case "traits_differ":
        return { ...facts, person: { ...person, birthDate: otherDate(person.birthDate, new SeededRandom(seed, index)) } };
      case "test_oid":
        return { ...facts, ins: { ...ins, oid: OIDS.nirTest } };
      default:
        return facts;
    }
  }

  async #withDocuments(kind: WeekKind, index: number, about: number | null, messageId: string, at: Date): Promise<Buffer> {
    const { seed, to } = this.#options;
    const nameOf = (of: number): string => `${seed}|${of}`;
    const facts = this.#facts(about ?? index);
    // A correction keeps the set of the report that it corrects, and gives the values that were right.
    const written: DocumentFacts =
      kind === "bio_replacement" && about !== null
        ? {
            ...facts,
            ...{ name: nameOf(index), set: nameOf(about), version: 2, replaces: nameOf(about) },
            content: { panel: "normal" },
          }
        : { ...facts, name: nameOf(about ?? index) };
    const documents = [await this.#documents.write(written)];
    if (kind === "several")
      documents.push(await this.#documents.write({ ...written, name: `${nameOf(index)}|2`, content: { letter: "discharge" } }));
    const action = kind === "bio_replacement" ? "C" : kind === "bio_deletion" ? "D" : null;
    const [first] = documents;
    if (first === undefined) throw new RangeError("a message without its document");
    const other = this.#personNot(written.person);
    const files: WeekFile[] = pdfsOf(documents);
    if (kind !== "pdf_alone") {
      const bytes = await weekArchive({
        ...{ name: nameOf(index), documents, action, at },
        replaces: action === "C" ? (first.draft.replaces?.root ?? null) : null,
        fault: FAULTS.has(kind) ? (kind as ArchiveFault) : null,
        other: { matricule: other.number + other.key, oid: other.oid },
      });
      files.unshift({
        name: mix(seed, index) % 5 === 0 ? ARCHIVE_NAME.toUpperCase() : ARCHIVE_NAME,
        mediaType: ARCHIVE_TYPE,
        bytes,
      });
    }
    const { sender, person } = written;
    return weekMail({
      ...{ messageId, at, to, files, from: { address: sender.address, label: sender.label } },
      subject: xdmSubject(
        first.draft.title,
        { ...person, firstBirthGivenName: person.givenNames[0] ?? "" },
        { replaces: action === "C" },
      ),
      text: wordsOf(kind, sender),
      headers: [
        ["X-MSS-NIL", TEST_NIL],
        ["X-MSS-INS", kind === "pdf_alone" ? null : written.ins === null ? "N" : "O"],
        [
          "X-MSS-CODECDA",
          kind === "pdf_alone" ? null : [...new Set(documents.map(({ entry }) => entry.typeCode.code))].join(","),
        ],
        ["Disposition-Notification-To", mix(seed, index, 3) % 4 === 0 ? sender.address : null],
      ],
    });
  }

  #text(kind: "text" | "text_end" | "patient_reply", index: number, messageId: string, at: Date, person: Person): Buffer {
    const { to, seed } = this.#options;
    const common = { messageId, at, to, files: [] };
    if (kind === "patient_reply") {
      const before = `<${uuidFrom("sent", seed, index)}@${to.split("@")[1]}>`;
      const from = { address: `${person.number}${person.key}@${PATIENT_DOMAIN}`, label: "" };
      const headers = [["In-Reply-To", before] as const, ["References", before] as const];
      return weekMail({
        ...common,
        from,
        headers,
        subject: "Re: Vos résultats",
        text: "Merci docteur, faut-il que je prenne rendez-vous ?\n",
      });
    }
    const { address, label } = this.#sender(kind === "text_end" ? "hospital" : "specialist", index);
    return weekMail({
      ...{ ...common, from: { address, label } },
      subject: kind === "text_end" ? "Fermeture du secrétariat" : "Avis sur un patient",
      text:
        kind === "text_end"
          ? "Cette boîte n'est pas relevée, merci de ne pas répondre.\n"
          : "Cher confrère,\n\nPouvez-vous me rappeler cette semaine ?\n",
      headers: [
        ["X-MSS-NIL", TEST_NIL],
        ["X-MSS-MES", kind === "text_end" ? "FIN" : null],
      ],
    });
  }
}

/** Somebody whom no practice has: another order number at the register. */
function stranger(person: Person): Pick<DocumentFacts, "person" | "ins"> {
  const number = `${person.number.slice(0, 10)}997`;
  const other: Person = { ...person, birthName: "INCONNU", givenNames: ["CAMILLE"], number, key: matriculeKey(number) };
  return { person: other, ins: { matricule: number + other.key, oid: OIDS.nir } };
}

function pdfsOf(documents: readonly WeekDocument[]): WeekFile[] {
  const names = pdfNames(
    documents.map(({ draft, entry }) => ({
      ...{ actDate: draft.act.start.slice(0, 10), type: entry.typeCode.label, birthName: draft.patient.birthName },
      ...{ firstBirthGivenName: draft.patient.firstBirthGivenName, fileNumber: null },
    })),
  );
  return documents.map(({ pdf }, index) => ({ name: names[index] ?? "", mediaType: "application/pdf", bytes: pdf }));
}

function wordsOf(kind: WeekKind, { label }: Sender): string {
  const words: Partial<Record<WeekKind, string>> = {
    bio_replacement: "Ce compte rendu annule et remplace le précédent.",
    bio_deletion: "Ce compte rendu est annulé : il ne concerne pas ce patient.",
    bio_partial: "Résultats partiels, la suite vous sera adressée.",
  };
  return `Bonjour,\n\n${words[kind] ?? "Veuillez trouver ci-joint un document concernant votre patient."}\n\n${label}\n`;
}
