import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Document } from "../../../src/domain/document/document.js";
import type { DocumentEntry } from "../../../src/domain/document/entry.js";
import { findNewer } from "../../../src/services/dmp/sync/newer.js";
import { ModelRegistry } from "./model-registry.js";

const AT = "2026-11-25T08:00:00.000Z";
const ACT = { act: "2026-10-01T10:00:00.000Z" };

/** A document of the file that was taken from this entry. */
function pulled(id: string, { entryUuid, logicalId, uniqueId }: DocumentEntry): Document {
  const dmp = { entryUuid, logicalId, repositoryUniqueId: null, at: AT, direction: "pulled" };
  return { id, uniqueId, state: "current", dmp } as Document;
}

const approved = (registry: ModelRegistry) => registry.find({ statuses: ["approved"] });
const first = (registry: ModelRegistry) => registry.current[0] as DocumentEntry;

describe("findNewer", () => {
  it("climbs replacements and changes of metadata, in any order, from what is in the file to what is approved now", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("replace", "metadata"), { maxLength: 12 }), async (events) => {
        const registry = new ModelRegistry();
        registry.submit(AT, ACT);
        const held = pulled("D1", first(registry));
        for (const event of events) {
          const before = first(registry);
          if (event === "replace") registry.submit(AT, { ...ACT, replaces: before });
          else registry.changeMetadata(AT, before, true);
        }
        const now = await approved(registry);
        const expected = events.includes("replace") ? [[now[0]?.uniqueId, "D1"]] : [];
        expect([...(await findNewer(registry, [held], now))]).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("asks nothing when every document of the file is still the approved one, or was never in the DMP", async () => {
    const registry = new ModelRegistry();
    registry.submit(AT, ACT);
    const entries = await approved(registry);
    registry.asked = [];
    const held = [pulled("D1", first(registry)), { id: "D2", uniqueId: "9.9", state: "current", dmp: null } as Document];
    expect((await findNewer(registry, held, entries)).size).toBe(0);
    expect(registry.asked).toEqual([]);
  });

  it("says nothing of a document that was deleted, nor of one whose newer version is hidden from us", async () => {
    const registry = new ModelRegistry();
    registry.submit(AT, ACT);
    registry.submit(AT, ACT);
    const [one, two] = registry.current as [DocumentEntry, DocumentEntry];
    const held = [pulled("D1", one), pulled("D2", two)];
    registry.changeStatus(AT, one, "deleted");
    registry.submit(AT, { ...ACT, replaces: two, visible: false });
    expect((await findNewer(registry, held, await approved(registry))).size).toBe(0);
  });
});
