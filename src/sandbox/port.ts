import type { SandboxControl } from "./control/messages.js";
import type { DetachOptions } from "./detach.js";
import type { NewDirectoryFault } from "./directory/script.js";
import type { NewDmpFault } from "./dmp/script.js";
import type { NewFault } from "./insi/script.js";
import type { NewMssFault } from "./mail/script.js";
import type { PracticeLine } from "./people/practice.js";
import type { Population } from "./populations.js";
import type { NewPscFault } from "./psc/script.js";
import type { Sandbox, SandboxOptions } from "./sandbox.js";

export type { DecisionOrder, SandboxControl, SandboxStatus } from "./control/messages.js";
export type { DirectoryFaultRule, NewDirectoryFault } from "./directory/script.js";
export type { DirectoryStatusReport } from "./directory/service.js";
export type { DmpFaultRule, NewDmpFault } from "./dmp/script.js";
export type { DmpDocumentReport, DmpStatusReport } from "./dmp/service.js";
export type { FaultRule, NewFault } from "./insi/script.js";
export type { MailDelivery } from "./mail/delivery-log.js";
export type { MssFaultRule, NewMssFault } from "./mail/script.js";
export type { MailStatusReport } from "./mail/service.js";
export type { MailFilled, MailFilling } from "./mail/week/filling.js";
export type { PracticeLine, PracticeRecord } from "./people/practice.js";
export type { Population } from "./populations.js";
export type { DecisionReport } from "./psc/phone.js";
export type { NewPscFault, PscFaultRule } from "./psc/script.js";
export type { PscStatus } from "./psc/service.js";
export type { Sandbox } from "./sandbox.js";

/** What the commands may do with the embedded téléservices of this user. Every method is bound to one folder. */
export interface SandboxTools {
  /** Where its keys, state and populations are. */
  readonly directory: string;
  /** Mailbox of its doctor: that of a cabinet of the sandbox unless it is set. */
  readonly doctorMailbox: string;
  /** Starts it in this process. */
  start(options: Pick<SandboxOptions, "seed" | "people" | "port" | "latencyMs" | "directoryCount">): Promise<Sandbox>;
  /** Starts it in a process of its own and waits until it answers. */
  startDetached(options: Omit<DetachOptions, "directory">): Promise<SandboxControl>;
  /** The control of the one that runs, maybe in another process; null when none does. */
  running(): Promise<SandboxControl | null>;
  /**
   * Like {@link running}.
   * @throws {SegurError} `sandbox.not_running`
   */
  needed(): Promise<SandboxControl>;
  /**
   * Stops the one that runs and waits until it is gone; false when none ran.
   * @throws {SegurError} `sandbox.stop_failed`
   */
  stop(): Promise<boolean>;
  /** Forgets populations and keys of a sandbox that does not run. */
  resetFiles(): Promise<void>;
  /** Makes INSi know these people: now if it runs, and at every later start. */
  registerPopulation(population: Population): Promise<void>;
  /** Lines of a practice's file, one at a time. */
  people(population: Population): Iterable<PracticeLine>;
  /** Lines of the file of their medical data, its heading first: what `segur patient medical import` reads. */
  medical(population: Population): AsyncIterable<string>;
  /**
   * Reads `siram_40`, `timeout`, `slow=300ms`…
   * @throws {SegurError} kind `usage`
   */
  readFault(text: string, options: { readonly rate?: string | undefined; readonly count?: string | undefined }): NewFault;
  /**
   * Reads `refused`, `down`, `slow=300ms`…
   * @throws {SegurError} kind `usage`
   */
  readPscFault(text: string, options: { readonly rate?: string | undefined; readonly count?: string | undefined }): NewPscFault;
  /**
   * Reads `lost`, `hash`, `slow=300ms`…
   * @throws {SegurError} kind `usage`
   */
  readDmpFault(text: string, options: { readonly rate?: string | undefined; readonly count?: string | undefined }): NewDmpFault;
  /**
   * Reads `refuse`, `cut=kept`, `slow=300ms`…
   * @throws {SegurError} kind `usage`
   */
  readMssFault(text: string, options: { readonly rate?: string | undefined; readonly count?: string | undefined }): NewMssFault;
  /**
   * Reads `down`, `429`, `slow=300ms`…
   * @throws {SegurError} kind `usage`
   */
  readDirectoryFault(
    text: string,
    options: { readonly rate?: string | undefined; readonly count?: string | undefined },
  ): NewDirectoryFault;
  /** Lines of the public extraction for the people of the directory of a seed (mss.md §3.2), its heading first. */
  extraction(options: { readonly seed: number; readonly count: number }): AsyncIterable<string>;
  /**
   * Reads `3s` or `300ms` from the command line, in milliseconds; 0 when it was not given.
   * @throws {SegurError} kind `usage`
   */
  readDuration(flag: string, text: string | undefined): number;
  /**
   * Reads a population from the command line.
   * @throws {SegurError} kind `usage`
   */
  readPopulation(options: { readonly seed?: string | undefined; readonly count?: string | undefined }): Population;
  /**
   * Reads a whole number from the command line; undefined when it was not given.
   * @throws {SegurError} kind `usage`
   */
  readNumber(flag: string, text: string | undefined, least: number, most: number): number | undefined;
}
