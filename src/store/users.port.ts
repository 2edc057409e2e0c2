import type { IsoInstant } from "../domain/identity/types.js";
import type { Right, Role } from "../domain/users/rights.js";
import type { User, UserSettings } from "../domain/users/user.js";
import type { NewTrace } from "./traces.port.js";

export interface NewUser {
  readonly label: string;
  readonly rpps: string | null;
  readonly role: Role;
  readonly granted?: readonly Right[];
  readonly revoked?: readonly Right[];
  readonly settings?: UserSettings;
  /** Of somebody without RPPS (employee of the structure): what Pro Santé Connect knows them by. */
  readonly nationalId?: string;
  /** `scrypt$…` of a first password. */
  readonly passwordHash?: string;
}

/** What is decided of a user on what the store holds at that very moment. */
export interface Revision {
  readonly change: UserChange;
  /** `scrypt$…` of a new password, which forgets the wrong tries. */
  readonly passwordHash?: string | undefined;
  readonly traces: readonly NewTrace[];
}

/** What may change of a user; what is absent stays. */
export interface UserChange {
  readonly label?: string;
  readonly rpps?: string | null;
  readonly role?: Role;
  readonly granted?: readonly Right[];
  readonly revoked?: readonly Right[];
  readonly settings?: UserSettings;
  readonly pscSubject?: string;
  readonly nationalId?: string;
  readonly disabledAt?: IsoInstant | null;
}

/** The password of a user as it is stored, and the tries since the last right one. */
export interface PasswordState {
  /** `scrypt$…`, null when none was set. */
  readonly hash: string | null;
  readonly failures: number;
  readonly lastFailureAt: IsoInstant | null;
}

/** Who works in the cabinet. A user is never deleted: traces name them. */
export interface UserStore {
  /** In the order of creation, disabled ones included. */
  list(): Promise<readonly User[]>;
  get(id: string): Promise<User | null>;
  /** Null when nobody, or nobody enabled, has this RPPS. */
  findByRpps(rpps: string): Promise<User | null>;
  /** Writes the trace in the same transaction. @throws {SegurError} `user.rpps_taken` when an enabled user has this RPPS */
  add(user: NewUser, trace?: (user: User) => NewTrace): Promise<User>;
  /** Null when there is no such user. Writes the traces in the same transaction. */
  change(id: string, change: UserChange, traces?: readonly NewTrace[]): Promise<User | null>;
  /**
   * Like `change`, decided inside the transaction on the user and all others as they then are: two processes that change users at
   * once cannot undo each other's, nor leave the cabinet without anybody to administer it. What `decide` throws undoes everything.
   */
  revise(id: string, decide: (before: User, all: readonly User[]) => Revision): Promise<User | null>;
  password(id: string): Promise<PasswordState>;
  /**
   * Takes a try at a password before it is looked at, when `allowed` says of the tries so far that one may be made: in one
   * transaction, so that processes that guess at once are all counted. A right password gives it back (`clearFailures`).
   * @returns the state before, and whether the try may be made
   */
  takeTry(
    id: string,
    at: IsoInstant,
    allowed: (before: PasswordState) => boolean,
  ): Promise<{ readonly before: PasswordState; readonly taken: boolean }>;
  clearFailures(id: string): Promise<void>;
}
