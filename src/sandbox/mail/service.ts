import type { KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { FaultRules } from "../fault-rules.js";
import { listenHttps, type ServerTls } from "../http.js";
import type { PkiPaths } from "../pki/names.js";
import type { SeededRandom } from "../random.js";
import { answerAutoconfig, type MailPorts } from "./autoconfig.js";
import type { World } from "./correspondents.js";
import { DeliveryLog, type MailDelivery } from "./delivery-log.js";
import { openFront } from "./front.js";
import type { Imap } from "./imap/server.js";
import type { LoginRules } from "./login.js";
import { AUTOCONFIG_PATH } from "./names.js";
import { Operator } from "./operator.js";
import { Schedule } from "./schedule.js";
import type { MssFaultKind, MssFaultRule, NewMssFault } from "./script.js";
import type { Smtp } from "./smtp/server.js";
import { Mailboxes } from "./store/mailboxes.js";
import { readMailTls } from "./tls.js";
import type { MailFilled, MailFilling } from "./week/filling.js";

export interface MailServiceOptions {
  readonly directory: string;
  readonly pki: PkiPaths;
  readonly random: SeededRandom;
  readonly world: World;
  /** Pro Santé Connect: its issuer, and the key that verifies its tokens. */
  readonly issuer: string;
  readonly publicKey: () => Promise<KeyObject>;
  readonly now: () => Date;
  /** Bytes that SIZE announces. */
  readonly maxSize?: number | undefined;
  readonly patientMaxSize?: number | undefined;
  /** Milliseconds before a report, a receipt, an answer: one, two, three times this. Default 300. */
  readonly stepMs?: number | undefined;
}

/** What `sandbox status` says of MSSanté. */
export interface MailStatusReport {
  readonly smtp: string;
  readonly imap: string;
  readonly autoconfigUrl: string;
  /** Messages taken and refusals, by outcome. */
  readonly calls: { readonly total: number; readonly outcomes: Readonly<Record<string, number>> };
  readonly faults: readonly MssFaultRule[];
}

/** The MSSanté operator of one sandbox. */
export interface MailService {
  readonly ports: MailPorts;
  readonly autoconfigUrl: string;
  status(): MailStatusReport;
  addFault(fault: NewMssFault): readonly MssFaultRule[];
  clearFaults(): void;
  deliveries(): readonly MailDelivery[];
  /** Puts a slice of a week of messages into one mailbox; null when there is no such mailbox. */
  fill(filling: MailFilling): Promise<MailFilled | null>;
  /** Does at once whatever reports and answers still wait. */
  settle(): Promise<void>;
  /** Forgets faults, messages and mailboxes, and takes the new certificates. */
  reset(pki: PkiPaths): Promise<void>;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const DEFAULT_STEP_MS = 300;

/** Opens the ports; the protocols and what the disk holds come with the first connection. */
export async function startMail(options: MailServiceOptions): Promise<MailService> {
  const { directory, now, world } = options;
  const script = new FaultRules<MssFaultKind>(options.random);
  const log = new DeliveryLog();
  const boxes = new Mailboxes(directory, now);
  const schedule = new Schedule(options.stepMs ?? DEFAULT_STEP_MS);
  const sizes = { maxSize: options.maxSize, patientMaxSize: options.patientMaxSize };
  const operator = new Operator({ directory, world, boxes, log, script, schedule, now, ...sizes });
  const login: LoginRules = {
    publicKey: options.publicKey,
    issuer: options.issuer,
    now,
    expires: () => script.happens("expired"),
    expired: new Set(),
  };
  let pki = options.pki;
  let smtp: Promise<Smtp> | null = null;
  let imap: Promise<Imap> | null = null;
  const servers = {
    smtp: () => {
      smtp ??= launchSmtp();
      return smtp;
    },
    imap: () => {
      imap ??= launchImap();
      return imap;
    },
  };
  async function launchSmtp(): Promise<Smtp> {
    const [{ createSmtp }, tls] = await Promise.all([import("./smtp/server.js"), readMailTls(pki)]);
    return createSmtp({ tls, operator, login, script, log });
  }
  async function launchImap(): Promise<Imap> {
    const [{ createImap }, tls] = await Promise.all([import("./imap/server.js"), readMailTls(pki)]);
    return createImap({ tls, boxes, login, now, isFull: () => script.happens("full") });
  }
  const fronts = {
    smtp: await openFront(script, async (socket, face) => (await servers.smtp()).take(socket, face)),
    imap: await openFront(script, async (socket, face) => (await servers.imap()).take(socket, face)),
  };
  const ports: MailPorts = { host: HOST, smtp: fronts.smtp.port, imap: fronts.imap.port };
  const web = await listenHttps(await readWebTls(pki), (request, response) => answerAutoconfig(request, response, ports));
  const autoconfigUrl = `https://${HOST}:${web.port}${AUTOCONFIG_PATH}`;
  return {
    ports,
    autoconfigUrl,
    status: () => ({
      smtp: `${HOST}:${ports.smtp}`,
      imap: `${HOST}:${ports.imap}`,
      autoconfigUrl,
      calls: log.counts(),
      faults: script.rules(),
    }),
    addFault: (fault) => {
      script.add(fault);
      return script.rules();
    },
    clearFaults: () => {
      script.clear();
      login.expired.clear();
    },
    deliveries: () => log.records(),
    fill: async (filling) => {
      const { fillMailbox } = await import("./week/fill.js");
      return fillMailbox(filling, { boxes, directorySeed: world.seed });
    },
    settle: () => schedule.finish(),
    reset: async (renewed) => {
      pki = renewed;
      script.clear();
      login.expired.clear();
      log.clear();
      await schedule.cancel();
      (await smtp)?.close();
      (await imap)?.close();
      smtp = null;
      imap = null;
      web.setTls(await readWebTls(renewed));
      await boxes.clear();
      await operator.clear();
    },
    close: async () => {
      (await smtp)?.close();
      (await imap)?.close();
      await Promise.all([fronts.smtp.close(), fronts.imap.close(), web.close()]);
      await schedule.finish();
      await boxes.settled();
    },
  };
}

async function readWebTls({ ca, crl, server }: PkiPaths): Promise<ServerTls> {
  const [caText = "", crlText = "", cert = "", key = ""] = await Promise.all(
    [ca, crl, server.cert, server.key].map((path) => readFile(path, "utf8")),
  );
  return { ca: caText, crl: crlText, cert, key };
}
