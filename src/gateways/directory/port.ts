import type { DirectoryMailbox, DirectoryQuery } from "../../domain/professional/entry.js";

/** Annuaire Santé by its FHIR API v2 (mss.md §3.1): 17 calls a second, telecoms filtered here. Throws `SegurError` (`directory.*`). */
export interface DirectoryClient {
  search(
    query: DirectoryQuery,
    signal?: AbortSignal,
  ): Promise<{ readonly items: readonly DirectoryMailbox[]; readonly truncated: boolean }>;
  close(): Promise<void>;
}
