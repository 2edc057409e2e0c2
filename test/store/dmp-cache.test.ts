import { describe, expect, test } from "vitest";
import { type DocumentEntry, type ListedEntry, VISIBLE } from "../../src/domain/document/entry.js";
import type { DmpCache } from "../../src/store/dmp-cache.port.js";
import { reopen, tempStore } from "./support.js";

const VIEW = { userId: "U1", patientId: "P1", ins: "1.2.250.1.213.1.4.10^275126322074974" };
const OTHER = { userId: "U2", patientId: "P1", ins: "1.2.250.1.213.1.4.10^275126322074974" };
const AT = "2026-11-25T10:00:00.000Z";
const STATE = { syncedUntil: AT, from: "2024-11-25T00:00:00.000Z", at: AT };
const code = { code: "11488-4", system: "1", label: "CR" };

const entry = (name: string, rest: Partial<DocumentEntry> = {}): DocumentEntry => ({
  uniqueId: `1.${name}`,
  sourcePatientInfo: [],
  mimeType: "text/xml",
  title: name,
  comment: null,
  typeCode: code,
  classCode: code,
  formatCode: code,
  confidentiality: code,
  visibility: VISIBLE,
  facilityType: code,
  practiceSetting: code,
  eventCodes: [],
  authors: [],
  legalAuthenticator: null,
  creationTime: AT,
  serviceStart: null,
  serviceStop: null,
  language: "fr-FR",
  hash: null,
  size: 1,
  referenceIds: [],
  entryUuid: `urn:uuid:${name}`,
  logicalId: `lid:${name}`,
  version: "1",
  availability: "approved",
  repositoryUniqueId: "1.2",
  homeCommunityId: null,
  patientId: "x",
  sourcePatientId: null,
  raw: `<raw>${name}</raw>`,
  ...rest,
});

/** What a list knows of an entry. */
function listed(entry: DocumentEntry): ListedEntry {
  const { entryUuid, uniqueId, logicalId, version, availability, title, comment, typeCode, classCode, confidentiality } = entry;
  const { visibility, creationTime, serviceStart, mimeType, size } = entry;
  const authors = entry.authors.map(({ familyName, givenName, institution }) => ({ familyName, givenName, institution }));
  const names = { entryUuid, uniqueId, logicalId, version, availability };
  return {
    ...names,
    title,
    comment,
    typeCode,
    classCode,
    confidentiality,
    visibility,
    creationTime,
    serviceStart,
    mimeType,
    size,
    authors,
  };
}

/** By uniqueId, in the order of the numbers. */
async function shortIds(cache: DmpCache): Promise<readonly string[]> {
  return (await cache.entries(VIEW)).map(({ uniqueId, shortId }) => `${shortId} ${uniqueId}`).sort();
}

const person = { id: "8123", familyName: "LE GALL", givenName: null, specialty: code, role: "médecin", institution: null };
const structure = { ...person, givenName: "Noémie", institution: { id: null, name: "CHU d'Évreux" } };

describe("the cache of a DMP", () => {
  test("knows nothing of a view that was never synchronised, and never mixes two", async () => {
    const { dmpCache } = tempStore();
    expect(await dmpCache.status(VIEW)).toBeNull();
    expect(await dmpCache.sync(VIEW)).toBeNull();
    expect(await dmpCache.entries(VIEW)).toEqual([]);
    await dmpCache.putStatus(VIEW, { state: "absent" }, AT);
    await dmpCache.put(VIEW, [entry("a")], STATE);
    expect(await dmpCache.status(VIEW)).toEqual({ status: { state: "absent" }, at: AT });
    expect(await dmpCache.sync(VIEW)).toEqual(STATE);
    expect(await dmpCache.entries(OTHER)).toEqual([]);
    expect(await dmpCache.entry(OTHER, "1.a")).toBeNull();
    expect(await dmpCache.status(OTHER)).toBeNull();
    await dmpCache.put(OTHER, [entry("a")], STATE);
    await dmpCache.forget(VIEW);
    expect(await dmpCache.entries(VIEW)).toEqual([]);
    expect(await dmpCache.sync(VIEW)).toBeNull();
    expect(await dmpCache.entries(OTHER)).toHaveLength(1);
    expect(await dmpCache.byShortId("X1")).toBeNull();
    expect(await dmpCache.byShortId("X2")).toMatchObject({ view: OTHER });
  });

  test("gives what is listed of entries, newest act first; one, whole, by any of its names", async () => {
    const { dmpCache } = tempStore();
    const visibility = { hiddenFromProfessionals: true, hiddenFromPatient: false, hiddenFromLegalRepresentatives: true };
    const authors = [person, structure, { ...structure, institution: { id: "1.2", name: "SSIAD" } }];
    const serviceStart = "2020-01-01T00:00:00.000Z";
    const old = entry("old", { serviceStart, visibility, authors, comment: "été", size: null, availability: "archived" });
    const recent = entry("recent");
    await dmpCache.put(VIEW, [old, recent], STATE);
    expect(await dmpCache.entries(VIEW)).toEqual([
      { ...listed(recent), shortId: "X2" },
      { ...listed(old), shortId: "X1" },
    ]);
    for (const id of ["1.old", "urn:uuid:old", "lid:old"]) expect(await dmpCache.entry(VIEW, id)).toEqual(old);
    expect(await dmpCache.entry(VIEW, "1.none")).toBeNull();
    expect(await dmpCache.byShortId("X1")).toEqual({ view: VIEW, entry: old });
    for (const id of ["X3", "x1", "", "D1"]) expect(await dmpCache.byShortId(id)).toBeNull();
  });

  test("replaces an entry by its logical id, else by its uniqueId, never by an older version", async () => {
    const { dmpCache } = tempStore();
    await dmpCache.put(VIEW, [entry("a", { version: "2" }), entry("b", { logicalId: "" })], STATE);
    const hidden = { ...VISIBLE, hiddenFromProfessionals: true };
    await dmpCache.put(
      VIEW,
      [
        entry("a", { version: "1", entryUuid: "urn:uuid:older", title: "older" }),
        entry("b", { logicalId: "", entryUuid: "urn:uuid:new", visibility: hidden }),
        entry("a", { version: "10", entryUuid: "urn:uuid:a10", title: "newer" }),
      ],
      STATE,
    );
    const entries = await dmpCache.entries(VIEW);
    expect(entries.map(({ title, version, entryUuid }) => [title, version, entryUuid]).sort()).toEqual([
      ["b", "1", "urn:uuid:new"],
      ["newer", "10", "urn:uuid:a10"],
    ]);
    expect(await shortIds(dmpCache)).toEqual(["X1 1.a", "X2 1.b"]);
  });

  test("changes only what is listed of an entry that comes without the rest, and knows nothing of one it never had whole", async () => {
    const { dmpCache } = tempStore();
    const a = entry("a", { authors: [structure] });
    await dmpCache.put(VIEW, [a], STATE);
    await dmpCache.put(VIEW, [{ ...listed(a), availability: "deleted" }, listed(entry("b"))], STATE);
    expect(await dmpCache.entries(VIEW)).toEqual([{ ...listed(a), shortId: "X1", availability: "deleted" }]);
    expect(await dmpCache.entry(VIEW, "1.a")).toEqual({ ...a, availability: "deleted" });
  });

  test("forgets at a reset what is no longer there, and gives the same short ids to what comes back, never to another", async () => {
    const store = tempStore();
    const { dmpCache } = store;
    await dmpCache.put(VIEW, [entry("a"), entry("b"), entry("c", { version: "5" })], STATE);
    await dmpCache.put(VIEW, [entry("c", { version: "1" })], STATE, { reset: true });
    expect((await dmpCache.entries(VIEW)).map(({ title }) => title)).toEqual(["c"]);
    expect(await dmpCache.entry(VIEW, "1.a")).toBeNull();
    expect(await dmpCache.byShortId("X1")).toBeNull();
    await dmpCache.put(VIEW, [entry("d"), entry("a")], STATE);
    expect(await shortIds(reopen(store.path).dmpCache)).toEqual(["X1 1.a", "X3 1.c", "X4 1.d"]);
  });

  test("notes what this practice changed, and sets aside what it hid until the DMP shows it again", async () => {
    const { dmpCache } = tempStore();
    await dmpCache.put(VIEW, [entry("a"), entry("b")], STATE);
    await dmpCache.put(OTHER, [entry("a")], STATE);
    const visibility = { ...VISIBLE, hiddenFromProfessionals: true };
    await dmpCache.change(VIEW, "1.a", { visibility, setAside: true });
    await dmpCache.change(VIEW, "1.b", { availability: "archived" });
    await dmpCache.change(VIEW, "1.none", { availability: "deleted" });
    expect(await dmpCache.entries(VIEW)).toEqual([{ ...listed(entry("b")), shortId: "X2", availability: "archived" }]);
    expect(await dmpCache.aside(VIEW)).toEqual([{ ...listed(entry("a")), shortId: "X1", visibility }]);
    // Somebody else's view of the same DMP says what that person sees.
    expect(await dmpCache.entries(OTHER)).toMatchObject([{ uniqueId: "1.a", visibility: VISIBLE }]);
    // A whole listing without it forgets everything else, and not its number.
    await dmpCache.put(VIEW, [], STATE, { reset: true });
    expect(await dmpCache.byShortId("X1")).toMatchObject({ view: VIEW, entry: { uniqueId: "1.a", visibility } });
    expect(await dmpCache.byShortId("X2")).toBeNull();
    await dmpCache.put(VIEW, [entry("a")], STATE);
    expect(await dmpCache.aside(VIEW)).toEqual([]);
    expect(await dmpCache.entries(VIEW)).toMatchObject([{ shortId: "X1", visibility: VISIBLE }]);
  });
});
