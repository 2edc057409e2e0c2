import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ListedEntry } from "../../../src/domain/document/entry.js";
import { isWithin } from "../../../src/services/dmp/sync/bounds.js";
import { synchronise } from "../../../src/services/dmp/sync/synchronise.js";
import { listWhole } from "../../../src/services/dmp/sync/whole.js";
import type { DmpCache, DmpView } from "../../../src/store/dmp-cache.port.js";
import { testCabinet } from "../support/cabinet.js";
import { ModelRegistry } from "./model-registry.js";

const START = Date.parse("2026-11-25T08:00:00.000Z");
const MINUTE = 60_000;
const at = (minutes: number) => new Date(START + minutes * MINUTE).toISOString();
const ACTS = ["2026-10-01T10:00:00.000Z", "2025-02-01T10:00:00.000Z", "2019-05-05T10:00:00.000Z"];

/** What is told of a list: the same documents in the same state. */
function told(entries: readonly ListedEntry[]): readonly string[] {
  return entries.map(({ entryUuid, title, version }) => `${entryUuid} ${version} ${title}`).sort();
}

async function listed(cache: DmpCache, view: DmpView): Promise<readonly string[]> {
  const from = String((await cache.sync(view))?.from);
  return told((await cache.entries(view)).filter((entry) => entry.availability === "approved" && isWithin(entry, from)));
}

const EVENT = fc.record({
  kind: fc.constantFrom("new", "new", "replace", "metadata", "hide", "archive", "unarchive", "delete", "sync"),
  which: fc.nat(50),
  act: fc.constantFrom(...ACTS),
  vaccination: fc.boolean(),
  visible: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
  minutes: fc.integer({ min: 0, max: 3_000 }),
});

function happen(
  registry: ModelRegistry,
  event: { kind: string; which: number; act: string; vaccination: boolean; visible: boolean },
  time: string,
) {
  const { kind, which, act, vaccination, visible } = event;
  const current = registry.current;
  const target = current[which % Math.max(1, current.length)];
  if (kind === "new" || target === undefined) return registry.submit(time, { act, vaccination, visible });
  if (kind === "replace") return registry.submit(time, { act, vaccination, visible, replaces: target });
  if (kind === "metadata") return registry.changeMetadata(time, target, true);
  if (kind === "hide") return registry.changeMetadata(time, target, false);
  registry.changeStatus(
    time,
    target,
    ({ archive: "archived", unarchive: "approved", delete: "deleted" } as const)[kind as "archive"],
  );
}

describe("synchronise", () => {
  it("gives the list of a whole listing, whatever was submitted, replaced, changed, hidden, archived or deleted, and when one asked", async () => {
    const { dmpCache: cache } = await testCabinet();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(EVENT, { minLength: 1, maxLength: 25 }), async (events) => {
        const registry = new ModelRegistry();
        runs += 1;
        const view = { userId: `U${runs}`, patientId: "P1", ins: "1.2.250.1.213.1.4.10^275126322074974" };
        let minutes = 0;
        const sync = () => synchronise(cache, view, () => registry, { now: new Date(START + minutes * MINUTE), maxAgeMs: 0 });
        await sync();
        for (const event of events) {
          minutes += event.minutes;
          if (event.kind === "sync") await sync();
          else happen(registry, event, at(minutes));
        }
        await sync();
        const from = String((await cache.sync(view))?.from);
        expect(await listed(cache, view)).toEqual(told(await listWhole(registry, from)));
      }),
      { numRuns: 150 },
    );
  });

  it("asks for two years at first contact, and for the vaccinations without bound", async () => {
    const { dmpCache: cache } = await testCabinet();
    const registry = new ModelRegistry();
    registry.submit(at(-9), { act: "2024-11-26T00:00:00.000Z" });
    registry.submit(at(-8), { act: "2024-11-24T00:00:00.000Z" });
    registry.submit(at(-7), { act: "1999-01-01T00:00:00.000Z", vaccination: true });
    const view = { userId: "U1", patientId: "P1", ins: "1.2.250.1.213.1.4.10^275126322074974" };
    const { state, way } = await synchronise(cache, view, () => registry, { now: new Date(START), maxAgeMs: 0 });
    expect([state.from, way, registry.asked]).toEqual(["2024-11-25T08:00:00.000Z", "whole", ["find", "find"]]);
    expect((await cache.entries(view)).map((entry) => entry.serviceStart)).toEqual([
      "2024-11-26T00:00:00.000Z",
      "1999-01-01T00:00:00.000Z",
    ]);
  });

  it("asks nothing while the cache is young, and everything when told to, or when more is wanted", async () => {
    const { dmpCache: cache } = await testCabinet();
    const registry = new ModelRegistry();
    const view = { userId: "U1", patientId: "P1", ins: "1.2.250.1.213.1.4.10^275126322074974" };
    const ask = async (minutes: number, options: { refresh?: boolean; since?: string } = {}) => {
      registry.asked = [];
      const now = new Date(START + minutes * MINUTE);
      const { way } = await synchronise(cache, view, () => registry, { now, maxAgeMs: 10 * MINUTE, ...options });
      return `${way} ${registry.asked.join(" ")}`;
    };
    expect(await ask(0)).toBe("whole find find");
    expect(await ask(9)).toBe("cache ");
    expect(await ask(10)).toBe("changes sets");
    expect(await ask(11, { since: "2025-01-01T00:00:00.000Z" })).toBe("cache ");
    expect(await ask(12, { since: "2015-01-01T00:00:00.000Z" })).toBe("whole find find");
    expect(await ask(13, { since: "2015-01-01T00:00:00.000Z" })).toBe("cache ");
    expect((await cache.sync(view))?.from).toBe("2015-01-01T00:00:00.000Z");
    expect(await ask(14, { refresh: true })).toBe("whole find find");
    expect((await cache.sync(view))?.from).toBe("2024-11-25T08:14:00.000Z");
    // A clock that was put back says nothing of the age of what is there.
    expect(await ask(-60)).toBe("changes sets");
  });

  it("finds what a late software submitted with the time of its first try", async () => {
    const { dmpCache: cache } = await testCabinet();
    const registry = new ModelRegistry();
    const view = { userId: "U1", patientId: "P1", ins: "1.2.250.1.213.1.4.10^275126322074974" };
    await synchronise(cache, view, () => registry, { now: new Date(START), maxAgeMs: 0 });
    registry.submit(at(-600), { act: ACTS[0] ?? "" });
    await synchronise(cache, view, () => registry, { now: new Date(START + 60 * MINUTE), maxAgeMs: 0 });
    expect(await listed(cache, view)).toHaveLength(1);
  });

  it("asks for the documents of many submissions by twenties", async () => {
    const { dmpCache: cache } = await testCabinet();
    const registry = new ModelRegistry();
    const view = { userId: "U1", patientId: "P1", ins: "1.2.250.1.213.1.4.10^275126322074974" };
    await synchronise(cache, view, () => registry, { now: new Date(START), maxAgeMs: 0 });
    for (let n = 0; n < 45; n++) registry.submit(at(n), { act: ACTS[0] ?? "" });
    registry.asked = [];
    await synchronise(cache, view, () => registry, { now: new Date(START + 60 * MINUTE), maxAgeMs: 0 });
    expect(registry.asked.filter((each) => each === "documents")).toHaveLength(3);
    expect(await listed(cache, view)).toHaveLength(45);
  });
});
