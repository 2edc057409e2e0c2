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
  password(id: string): Promise<PasswordState>;
  /** A new password forgets the wrong tries. */
  setPassword(id: string, hash: string, traces?: readonly NewTrace[]): Promise<void>;
  /**
   * Records a wrong password and gives how many there are now, in one transaction, so that two processes that guess at once
   * are both counted.
   */
  countFailure(id: string, at: IsoInstant): Promise<number>;
  clearFailures(id: string): Promise<void>;
}
