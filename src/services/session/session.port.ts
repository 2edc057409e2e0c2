import type { IsoInstant } from "../../domain/identity/types.js";
import type { Professional } from "../../domain/professional/professional.js";
import type { PscTokens } from "../../gateways/psc/port.js";

/** How the person of a session proved who they are; `demo` is the session that a sandbox cabinet opens at its creation. */
export type SessionMode = "psc" | "password" | "demo";

/** What Pro Santé Connect said, kept for the calls to come. */
export interface PscSession {
  readonly tokens: PscTokens;
  readonly professional: Professional;
  /** The activity chosen at login (`Activity.id`), null when the professional has none. */
  readonly activityId: string | null;
}

/** An open (or locked) session of one cabinet. */
export interface Session {
  /** Local user (`U1`). */
  readonly userId: string;
  readonly mode: SessionMode;
  readonly openedAt: IsoInstant;
  readonly lastSeenAt: IsoInstant;
  readonly lockedAt: IsoInstant | null;
  readonly psc: PscSession | null;
}

/** Where the session of one cabinet is kept: encrypted, readable by its owner only (psc.md §3). */
export interface SessionStore {
  /**
   * Null when no session was opened, or when it can no longer be read (another machine's, an older format).
   * @throws {SegurError} `session.file_open` when others may read the file, `session.key` when its key cannot be had
   */
  read(): Promise<Session | null>;
  write(session: Session): Promise<void>;
  /** Does nothing when there is none. */
  remove(): Promise<void>;
  /**
   * Runs `work` alone among the processes of this cabinet: a refresh token serves once.
   * @param wait false to try once only: what is not worth waiting for a command that may have been killed
   * @throws {SegurError} `session.busy`, `session.write`
   */
  alone<T>(work: () => Promise<T>, options?: { readonly wait: boolean }): Promise<T>;
}

/** What the commands need to know of Pro Santé Connect: they show its code and its address, and never see a token. */
export type { PscChannel, PscClient, PscLogin } from "../../gateways/psc/port.js";
