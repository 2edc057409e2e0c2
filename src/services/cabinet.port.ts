import type { Actor, Clock, Environment, Ids, Machine } from "../domain/ports.js";
import type { Right } from "../domain/users/rights.js";
import type { DmpClient } from "../gateways/dmp/port.js";
import type { InsiClient } from "../gateways/insi/port.js";
import type { InboxReader } from "../gateways/mss/inbox.port.js";
import type { ReadMessageFile } from "../gateways/mss/message-file.port.js";
import type { MessageComposer, MssClient } from "../gateways/mss/port.js";
import type { PscClient } from "../gateways/psc/port.js";
import type { DmpCache } from "../store/dmp-cache.port.js";
import type { ContentStore, DocumentStore } from "../store/documents.port.js";
import type { ExchangeStore } from "../store/exchanges.port.js";
import type { ImportLedger } from "../store/imports.port.js";
import type { InboxStore } from "../store/inbox.port.js";
import type { JournalStore } from "../store/journal.port.js";
import type { MedicalStore } from "../store/medical.port.js";
import type { MailboxPositions, MessageFates, ReceiptRequests } from "../store/mss.port.js";
import type { OutboxStore } from "../store/outbox.port.js";
import type { PatientStore } from "../store/patients.port.js";
import type { QuarantineStore } from "../store/quarantine.port.js";
import type { ReviewStore } from "../store/reviews.port.js";
import type { RunLedger } from "../store/runs.port.js";
import type { SettingsStore } from "../store/settings.port.js";
import type { TraceLog } from "../store/traces.port.js";
import type { UserStore } from "../store/users.port.js";
import type { DirectoryPorts } from "./directory/directory.port.js";
import type { PdfConverter } from "./documents/pdf-converter.port.js";
import type { Mailbox } from "./mss/mailbox.port.js";
import type { OpenSession } from "./session/current.js";

export interface CabinetInfo {
  readonly name: string;
  readonly environment: Environment;
  /** UUID, constant for this installation: `LPS/Instance` (insi.md §1.4). */
  readonly instanceId: string;
  readonly directory: string;
  readonly createdAt: string;
}

/** An opened cabinet: the ports that services take. Anything slow is made on first use. */
export interface OpenCabinet {
  readonly info: CabinetInfo;
  readonly actor: Actor;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly patients: PatientStore;
  readonly runs: RunLedger;
  readonly traces: TraceLog;
  /** The same traces as a journal: reading, verifying, purging. */
  readonly journal: JournalStore;
  readonly reviews: ReviewStore;
  readonly settings: SettingsStore;
  readonly users: UserStore;
  readonly documents: DocumentStore;
  readonly contents: ContentStore;
  readonly outbox: OutboxStore;
  readonly dmpCache: DmpCache;
  readonly quarantine: QuarantineStore;
  readonly fates: MessageFates;
  readonly receipts: ReceiptRequests;
  readonly mailboxPositions: MailboxPositions;
  readonly inbox: InboxStore;
  readonly medical: MedicalStore;
  /** The ledger of exchanges, which dashboards count. */
  readonly exchanges: ExchangeStore;
  /** Imports of exports that are under way, or were cut. */
  readonly imports: ImportLedger;
  /** The person of the session, with what Pro Santé Connect said of them; null when nobody is logged in. */
  readonly session: OpenSession | null;
  readonly machine: Machine;
  /** Absent: a PDF that is no PDF/A-1 is refused for exchange. */
  readonly pdfConverter?: PdfConverter;
  /** What the person of the session may do; empty when nobody is logged in. */
  readonly rights: ReadonlySet<Right>;
  /** Connects (lazily) to INSi as this cabinet's environment and settings say; throws a `config` error when it cannot. */
  insi(): Promise<InsiClient>;
  /** Connects (lazily) to Pro Santé Connect, directly or through the proxy e-Santé as the settings say; throws a `config` error when it cannot. */
  psc(): Promise<PscClient>;
  /** Connects (lazily) to the DMP as this cabinet's environment and settings say; throws a `config` error when it cannot. */
  dmp(): Promise<DmpClient>;
  /** Connects (lazily) to the MSSanté mailbox of the cabinet or of the person of the session; throws a `config` error when it cannot. */
  mss(): Promise<MssClient>;
  /** The mailboxes that are read, that of {@link mss} first, each connected at its first call; throws a `config` error when it cannot. */
  inboxes(): Promise<readonly InboxReader[]>;
  /** What is set of the mailbox and of who writes from it; asks nothing of the operator. */
  mailbox(): Promise<Mailbox>;
  /** What makes the bytes of messages; asks for no mailbox. */
  composer(): Promise<MessageComposer>;
  /** What reads a message that was kept as a file. */
  messageFiles(): Promise<ReadMessageFile>;
  /** Annuaire Santé: address book, offline copy, service. */
  readonly directory: DirectoryPorts;
}
