/** Settings of one cabinet, kept in its store: dotted English keys (`insi.url`, `proofs.high`), JSON values. */
export interface SettingsStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  unset(key: string): Promise<void>;
  all(): Promise<ReadonlyMap<string, unknown>>;
}
