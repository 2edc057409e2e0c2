/** A user of the cabinet. Roles and rights come with sessions; until then the first user acts. */
export interface CabinetUser {
  readonly id: string;
  readonly label: string;
  readonly rpps: string | null;
}

/** Settings of one cabinet, kept in its store: dotted English keys (`insi.url`, `proofs.high`), JSON values. */
export interface SettingsStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  unset(key: string): Promise<void>;
  all(): Promise<ReadonlyMap<string, unknown>>;
  users(): Promise<readonly CabinetUser[]>;
  addUser(user: Omit<CabinetUser, "id">): Promise<CabinetUser>;
}
