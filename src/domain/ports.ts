/** Time and randomness are ports, so that tests are exact. Implemented in `context.ts`. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Generators of identifiers. */
export interface Ids {
  /** UUID v4, lower case. */
  uuid(): string;
  /** Short run id for people to type: `R` + date + 4 letters or digits (`R20261123-7F3K`). */
  run(): string;
}

/** Every way to be authenticated that a trace may tell. */
export const AUTH_MODES = ["certificate", "psc", "password", "cpx", "demo", "none"] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

/** In whose name an action is done, kept in every trace. */
export interface Actor {
  /** Local user id (`U1`). */
  readonly userId: string;
  readonly rpps: string | null;
  /**
   * How the person proved who they are: Pro Santé Connect, card, password; `demo` is the session that a sandbox cabinet opens at its
   * creation, `certificate` the organisation alone, `none` an act by nobody who is logged in (a refused login).
   */
  readonly authMode: AuthMode;
}

/** Which world a cabinet talks to. Test OIDs are refused in production. */
export type Environment = "sandbox" | "bas" | "production";

/** The process we are, among others on this host: tells a worker that died from one that is slow. */
export interface Machine {
  readonly host: string;
  readonly pid: number;
  /** False only when no process of this host has this pid. */
  isAlive(pid: number): boolean;
}
