import type { Clock, Ids, Machine } from "../domain/ports.js";
import type { SandboxTools } from "../sandbox/port.js";
import type { Cabinets } from "../services/cabinet/cabinets.port.js";
import type { Keeping } from "../services/cabinet/keeping.port.js";
import type { OpenCabinet } from "../services/cabinet.port.js";
import type { CheckLine } from "../services/doctor/check.js";
import type { NoSession, OpenSession } from "../services/session/current.js";
import type { SessionStore } from "../services/session/session.port.js";
import type { Io, Output, Progress, Prompter } from "../terminal/io.port.js";

/** The three places of the product (`SEGUR_HOME`, else XDG folders, else the Windows folders). */
export interface Places {
  readonly config: string;
  readonly data: string;
  readonly state: string;
}

/** Everything a command may use; built by `src/context.ts`, each part on first use. */
export interface CommandContext {
  readonly io: Io;
  readonly output: Output;
  readonly prompt: Prompter;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly machine: Machine;
  readonly places: Places;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How to start this same program again: `process.execPath`, then its script (`SEGUR_BIN` or `process.argv[1]`). */
  readonly program: readonly [string, ...string[]];
  /** Values of the global flags. */
  readonly globals: {
    readonly cabinet: string | undefined;
    readonly fields: readonly string[] | undefined;
    readonly quiet: boolean;
    readonly verbose: boolean;
    readonly input: boolean;
  };
  /** The cabinets known on this machine. */
  readonly cabinets: Cabinets;
  /** Closes what {@link cabinet} opened, so that its store can be replaced. */
  release(): Promise<void>;
  /** Keys and whole stores (backup, restore, check, change of key), loaded on first use. */
  keeping(): Promise<Keeping>;
  /**
   * Opens the current cabinet, or the one named by the first call (`demo`), once; closed by the main file at the end,
   * whatever happens.
   */
  cabinet(name?: string): Promise<OpenCabinet>;
  /**
   * The current cabinet, opened with any key that opens it (that file's, the variable's, the vault's): a variable that names another
   * key does not make a store unreadable.
   */
  cabinetByAnyKey(keyFile: string | undefined): Promise<OpenCabinet>;
  /** Who is logged in to the cabinet that {@link cabinet} opens, or why nobody is. */
  session(): Promise<OpenSession | NoSession>;
  /** The session file of one cabinet of this machine. */
  sessions(instanceId: string): SessionStore;
  /**
   * Bytes of a file, or of stdin for `-`; with `fileOnly`, of no pipe with a name and of no device. Errors are French `input`/`storage`
   * errors that name the path.
   */
  open(path: string, options?: { readonly fileOnly?: boolean }): Promise<AsyncIterable<Buffer>>;
  /** Aborts at the first Ctrl-C or SIGTERM: stop taking new work, end what is in flight, throw `interrupted`. */
  readonly interrupted: AbortSignal;
  progress(label: string): Progress;
  /** Waits on a port of this machine for the browser that comes back from Pro Santé Connect. */
  callback(): Promise<{
    readonly redirectUri: string;
    wait(signal: AbortSignal, state?: string): Promise<string>;
    close(): Promise<void>;
  }>;
  /** From now on Ctrl-C is a usual way to end the command: nothing is said of it. */
  quietInterruption(): void;
  /** Opens an address in the browser of this session; false where there is none, and nothing was opened. */
  openBrowser(url: string): Promise<boolean>;
  /** Looks at this installation, one line after the other (`segur doctor`). */
  doctor(): AsyncIterable<CheckLine>;
  /** The embedded téléservices of this user, loaded on first use. */
  sandbox(): Promise<SandboxTools>;
}
