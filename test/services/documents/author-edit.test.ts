import { describe, expect, test } from "vitest";
import type { User } from "../../../src/domain/users/user.js";
import { planPush } from "../../../src/services/dmp/push-plan.js";
import { addDocument } from "../../../src/services/documents/add.js";
import { editDocument } from "../../../src/services/documents/edit.js";
import { exportDocument } from "../../../src/services/documents/export.js";
import { prepareCda } from "../../../src/services/documents/prepare.js";
import { asPerson, sessionOf } from "../dmp/people.js";
import { cdaOf, type DocumentCabinet, documentCabinet, refusal, sourceOf } from "./support.js";

const OPTIONS = { hideFrom: [], reviewed: true, traitsConfirmed: false, mustReplace: false, command: "c" } as const;
const MARCEAU = { id: "899700000001", name: "Paul MARCEAU" };

/** The secretary's own session on the same store. */
async function asSecretary({ cabinet }: DocumentCabinet) {
  const user: User = await cabinet.users.add({ label: "Accueil", rpps: null, role: "secretaire" });
  return asPerson(cabinet, sessionOf("password" as never, { user }));
}

const add = (cabinet: Parameters<typeof addDocument>[0], text: string, request: object = {}) =>
  addDocument(cabinet, { patient: "P1", source: sourceOf(text), fileName: "f", type: "11488-4", ...request });

describe("a document that the secretary files", () => {
  test("is that of the only doctor, under « Prénom NOM », and may leave", async () => {
    const files = await documentCabinet();
    const desk = await asSecretary(files);
    expect((await add(desk, "Texte")).filed?.author).toMatchObject(MARCEAU);
    expect((await planPush(files.cabinet, ["D1"], OPTIONS)).refused).toEqual([]);
  });

  test("names its doctor where there are several, before a byte is kept; a CDA names its own", async () => {
    const files = await documentCabinet();
    const { cabinet, patient } = files;
    await cabinet.users.add({ label: "Dr BIS", rpps: "99700000027", role: "medecin", settings: { familyName: "BIS" } });
    const desk = await asSecretary(files);
    expect(await refusal(add(desk, "Texte"))).toMatchObject({
      kind: "usage",
      code: "document.author_needed",
      details: { candidates: ["U1", "U2"] },
      advice: expect.stringContaining("--author U1"),
    });
    expect((await add(desk, "Texte", { author: "U1" })).filed?.author).toMatchObject(MARCEAU);
    const cda = await addDocument(desk, { patient: "P1", source: sourceOf(await cdaOf(patient)), fileName: "f" });
    expect(cda.filed?.author.id).toBe("899700000009");
  });
});

describe("a letter by somebody else", () => {
  test("is read as a PDF/A; it may not leave until somebody of the cabinet answers for it", async () => {
    const { cabinet, file } = await documentCabinet();
    await file("Cher confrère", { author: "Dr Martin" });
    const pieces: Uint8Array[] = [];
    await (await exportDocument(cabinet, "D1", "pdf")).write(async (piece) => void pieces.push(Buffer.from(piece)));
    expect(Buffer.concat(pieces).subarray(0, 8).toString()).toBe("%PDF-1.4");
    const [refused] = (await planPush(cabinet, ["D1"], OPTIONS)).refused;
    expect(refused?.error).toMatchObject({
      code: "document.author_unidentified",
      advice: expect.stringContaining("segur doc edit D1 --author U1"),
    });
    await editDocument(cabinet, "D1", { author: "U1" });
    expect((await planPush(cabinet, ["D1"], OPTIONS)).refused).toEqual([]);
  });
});

describe("what the file says of a document", () => {
  test("is corrected, traced by the fields that changed, and its CDA is written again", async () => {
    const { cabinet, file } = await documentCabinet();
    const { filed } = await file("Texte");
    if (filed === null) throw new Error("not filed");
    const before = await prepareCda(cabinet, filed);
    const { document, changed } = await editDocument(cabinet, "d1", { type: "courrier", date: "12/10/2026" });
    expect(changed).toEqual(["type", "date", "title"]);
    expect(document).toMatchObject({ actDate: "2026-10-12", cda: null, uniqueId: filed.uniqueId, title: document.type.label });
    const list = (query: object) => cabinet.documents.list({ patientId: "P1", limit: 9, ...query });
    expect((await list({ typeCode: "96349-6", until: "2026-10-12" })).items).toEqual([document]);
    expect((await list({ typeCode: "11488-4" })).items).toEqual([]);
    expect((await prepareCda(cabinet, document)).info.id).not.toBe(before.info.id);
    const traces = await cabinet.traces.list({ kinds: ["document.changed"], limit: 9 });
    expect(traces.map(({ data }) => data?.changed)).toContainEqual(["type", "date", "title"]);
    expect((await editDocument(cabinet, "D1", { type: "courrier" })).changed).toEqual([]);
  });

  test("stays as it is once it has left, waits to leave, was replaced, or is a CDA", async () => {
    const { cabinet, file, patient } = await documentCabinet();
    const edit = (id: string) => refusal(editDocument(cabinet, id, { title: "Autre" }));
    await file("un");
    const first = await cabinet.documents.get("D1");
    if (first === null) throw new Error("no D1");
    const at = "2026-11-20T08:00:00.000Z";
    const dmp = { entryUuid: null, logicalId: null, repositoryUniqueId: null, at, direction: "pushed" } as const;
    await cabinet.documents.update({ ...first, dmp });
    expect(await edit("D1")).toMatchObject({ kind: "refused", code: "document.edit_left" });
    await file("deux", { replaces: "D1", type: undefined });
    expect(await edit("D1")).toMatchObject({ code: "document.edit_replaced" });
    await cabinet.outbox.add({
      ...{ kind: "dmp.submit", key: "2.25.9", patientId: "P1", documents: ["D2"], payload: null, contents: [] },
      ...{ createdAt: at, createdBy: "U1" },
    });
    expect(await edit("D2")).toMatchObject({ code: "document.edit_queued", details: { outbox: ["O1"] } });
    await file(await cdaOf(patient), { type: undefined });
    expect(await edit("D3")).toMatchObject({ code: "document.edit_cda" });
    expect(await refusal(editDocument(cabinet, "D2", {}))).toMatchObject({ kind: "usage", code: "document.edit_nothing" });
  });
});

test("the same file with other options: what was not applied is told, and another type is a second document that is told", async () => {
  const { file } = await documentCabinet();
  await file("Texte");
  const again = await file("Texte", { title: "Autre", author: "Dr Martin" });
  expect(again).toMatchObject({ added: false, filed: { id: "D1" } });
  expect(again.warnings.join()).toMatch(/--title et --author n'ont pas été appliqués.*segur doc edit D1/);
  expect((await file("Texte")).warnings).toEqual([]);
  const second = await file("Texte", { type: "courrier" });
  expect(second).toMatchObject({ added: true, filed: { id: "D2" } });
  expect(second.warnings.join()).toContain("D1");
});
