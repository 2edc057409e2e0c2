import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { NewDocument } from "../../src/domain/document/document.js";
import { MIGRATIONS, migrate } from "../../src/store/migrations/index.js";
import { openDatabase, type Store } from "../../src/store/open.js";
import { TEST_KEY } from "../support/key.js";
import { actor, document, failure, NOW, patient, reopen, tempFolder, tempStore, trace } from "./support.js";

const by = { userId: "U1", at: NOW };

async function cabinet(): Promise<{ store: Store; add: (rest?: Partial<NewDocument>) => ReturnType<Store["documents"]["add"]> }> {
  const store = tempStore();
  await store.patients.save({ inserts: [patient(), patient({ birthName: "AUTRE" })] });
  const { id: content } = await store.contents.write([Buffer.from("abc")]);
  return { store, add: (rest) => store.documents.add(document({ content, ...rest }), by) };
}

describe("filing", () => {
  test("a document without its content, or of nobody, is refused, and nothing is written", async () => {
    const { store, add } = await cabinet();
    expect(await failure(add({ content: "1".repeat(64) }))).toMatchObject({ code: "document.content_missing" });
    expect(await failure(add({ cda: "1".repeat(64) }))).toMatchObject({ code: "document.content_missing" });
    expect(await failure(add({ patientId: "P9" }))).toMatchObject({ kind: "internal" });
    expect((await store.documents.list({ limit: 9 })).items).toEqual([]);
  });

  test("the same uniqueId twice is one document, whose traces are written once", async () => {
    const { store, add } = await cabinet();
    const { document: first, added } = await add({ uniqueId: "1.2.3" });
    expect(added).toBe(true);
    const again = document({ uniqueId: "1.2.3", title: "other", content: first.content });
    expect(await store.documents.add(again, by, [trace({ kind: "document.filed" })])).toEqual({ document: first, added: false });
    expect(await store.traces.list({ limit: 9 })).toEqual([]);
  });

  test("comes back as it was written, with its id in its trace", async () => {
    const { store } = await cabinet();
    const cda = await store.contents.write([Buffer.from("<x/>")]);
    const given = document({
      content: cda.id,
      cda: cda.id,
      origin: "dmp",
      visibility: { hiddenFromProfessionals: true, hiddenFromPatient: false, hiddenFromLegalRepresentatives: true },
      dmp: { entryUuid: "urn:uuid:1", logicalId: "urn:uuid:2", repositoryUniqueId: "1.2", at: NOW, direction: "pulled" },
    });
    const made = await store.documents.add(given, by, ({ id }) => [
      { kind: "document.filed", at: NOW, actor, patientId: "P1", data: { document: id } },
    ]);
    const expected = { ...given, id: "D1", rowVersion: 1, state: "current", filedAt: NOW, filedBy: "U1" };
    expect(made).toEqual({ document: expected, added: true });
    expect(await store.documents.get("D1")).toEqual(expected);
    expect(await store.documents.byUniqueId(given.uniqueId)).toEqual(expected);
    expect(await store.documents.get("D2")).toBeNull();
    expect(await store.documents.get("nothing")).toBeNull();
    expect((await store.traces.list({ limit: 9 })).map(({ data }) => data)).toEqual([{ document: "D1" }]);
  });
});

describe("versions", () => {
  test("the version that is replaced becomes superseded; it cannot be replaced twice", async () => {
    const { store, add } = await cabinet();
    await add({ setId: "1.2" });
    await add({ setId: "1.2", versionNumber: 2, replaces: "D1" });
    expect(await store.documents.get("D1")).toMatchObject({ state: "superseded", rowVersion: 2 });
    expect((await store.documents.versions("1.2")).map(({ id, state }) => [id, state])).toEqual([
      ["D1", "superseded"],
      ["D2", "current"],
    ]);
    expect(await failure(add({ setId: "1.2", versionNumber: 2, replaces: "D1" }))).toMatchObject({
      kind: "refused",
      code: "document.replaced",
      details: { by: "D2" },
    });
    expect(await store.documents.versions("1.2")).toHaveLength(2);
  });

  test("an update of what moved meanwhile changes nothing and traces nothing", async () => {
    const { store, add } = await cabinet();
    const { document: before } = await add();
    const cda = (await store.contents.write([Buffer.from("<x/>")])).id;
    expect(await store.documents.update({ ...before, cda, title: "Titre" }, [trace({ kind: "document.changed" })])).toBe(true);
    expect(await store.documents.update({ ...before, title: "Late" }, [trace({ kind: "document.changed" })])).toBe(false);
    expect(await store.documents.get("D1")).toEqual({ ...before, cda, title: "Titre", rowVersion: 2 });
    expect(await store.traces.list({ limit: 9 })).toHaveLength(1);
  });
});

describe("the list", () => {
  test("is newest act first, by page, by what is asked", async () => {
    const { store, add } = await cabinet();
    await add({ actDate: "2026-01-01" });
    await add({ actDate: "2026-03-01", origin: "mss" });
    await add({ actDate: "2026-02-01", type: { code: "11502-2", system: "1", label: "Bio" } });
    await add({ actDate: "2026-03-01", patientId: "P2" });
    await add({ actDate: "2026-02-01", replaces: "D1", class: { code: "31", system: "1", label: "Imagerie" } });
    const ids = async (query: object) => (await store.documents.list({ limit: 9, ...query })).items.map(({ id }) => id);
    expect(await ids({})).toEqual(["D4", "D2", "D5", "D3"]);
    expect(await ids({ patientId: "P1" })).toEqual(["D2", "D5", "D3"]);
    expect(await ids({ patientId: "nobody" })).toEqual([]);
    expect(await ids({ origin: "mss" })).toEqual(["D2"]);
    expect(await ids({ typeCode: "11502-2" })).toEqual(["D3"]);
    expect(await ids({ classCode: "31" })).toEqual(["D5"]);
    expect(await ids({ since: "2026-02-01", until: "2026-02-01" })).toEqual(["D5", "D3"]);
    expect(await ids({ states: ["superseded"] })).toEqual(["D1"]);
    expect(await ids({ states: [] })).toEqual([]);
    const pages: string[][] = [];
    let after: string | undefined;
    do {
      const page = await store.documents.list({ limit: 2, states: ["current", "superseded"], after });
      pages.push(page.items.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(pages).toEqual([["D4", "D2"], ["D5", "D3"], ["D1"]]);
  });
});

test("a store of the first format gets the new tables and keeps what it held", async () => {
  const path = join(tempFolder(), "cabinet.db");
  closeSync(openSync(path, "wx", 0o600));
  const old = openDatabase(path, TEST_KEY, { readOnly: false });
  migrate(old, path, MIGRATIONS.slice(0, 1));
  old.exec("INSERT INTO settings VALUES ('kept', 'true')");
  expect(old.pragma("user_version", { simple: true })).toBe(1);
  old.close();
  const store = reopen(path);
  expect(await store.settings.get("kept")).toBe(true);
  expect(await store.documents.list({ limit: 9 })).toEqual({ items: [], next: null });
  await store.close();
  const again = openDatabase(path, TEST_KEY, { readOnly: true });
  expect(again.pragma("user_version", { simple: true })).toBe(MIGRATIONS.at(-1)?.version);
  again.close();
});
