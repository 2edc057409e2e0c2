import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { keyIdOf } from "../../../src/store/cipher.js";
import { openStore, type Store } from "../../../src/store/open.js";
import type { RunItem } from "../../../src/store/runs.port.js";

/** The key of a cabinet made by the real binary, as the vault of its home keeps it: the home is a folder above the store. */
export function keyOf(storePath: string): Buffer {
  const wanted = readFileSync(storePath).toString("hex", 0, 16);
  for (let folder = dirname(storePath); folder !== dirname(folder); folder = dirname(folder)) {
    const keys = join(folder, "config", "keys");
    for (const name of listed(keys)) {
      const key = readFileSync(join(keys, name));
      if (key.length === 32 && keyIdOf(key) === wanted) return key;
    }
  }
  throw new Error(`no key for ${storePath}`);
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Reads a cabinet's store while nobody, or anybody, writes it. */
export async function withStore<T>(path: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(path, { readOnly: true, key: keyOf(path) });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Puts something in a cabinet's store, as another program of the practice would. */
export async function writeStore<T>(path: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(path, { key: keyOf(path) });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The run that is past loading, or null: a process that is killed while it reads the file leaves none. */
export async function openedRun(store: Store): Promise<string | null> {
  const opened = (await store.runs.list({ limit: 200 })).filter((run) => run.state !== "loading");
  if (opened.length > 1) throw new Error(`${opened.length} runs for one command`);
  return opened[0]?.id ?? null;
}

export async function allItems(store: Store, runId: string): Promise<RunItem[]> {
  const items: RunItem[] = [];
  for (;;) {
    const page = await store.runs.items(runId, { afterLine: items.at(-1)?.line ?? 0, limit: 1_000 });
    items.push(...page);
    if (page.length < 1_000) return items;
  }
}

/** Traces of a run of one kind: MessageID → patient. */
export async function messages(
  store: Store,
  runId: string,
  kind: "insi.intended" | "insi.answered",
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let after: string | undefined; ; ) {
    const page = await store.traces.list({ runId, kinds: [kind], limit: 1_000, after });
    for (const { messageId, patientId } of page) if (messageId && patientId) found.set(messageId, patientId);
    if (page.length < 1_000) return found;
    after = page.at(-1)?.id;
  }
}
