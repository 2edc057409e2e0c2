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

/** In whose name an action is done, kept in every trace. */
export interface Actor {
  /** Local user id (`U1`). */
  readonly userId: string;
  readonly rpps: string | null;
  /** How the actor is authenticated towards the téléservice; `none`: nobody is (a login that was refused). */
  readonly authMode: "certificate" | "psc" | "password" | "cpx" | "none";
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
