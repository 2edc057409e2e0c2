import { describe, expect, it } from "vitest";
import { fileText, openDmpPractice } from "./support/dmp-practice.js";
import { writeStore } from "./support/ledger.js";

/** Classification schemes of the authors (IHE ITI TF-3 §4.2). */
const SET_AUTHOR = "urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d";
const ENTRY_AUTHOR = "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d";

describe("a document whose author has left the cabinet", { timeout: 60_000 }, () => {
  it("is deposited with the structure beside, as author of the document and of the submission set (DMP/HISTO.04)", async () => {
    const practice = await openDmpPractice();
    const [filed] = await practice.file(1);
    const id = await writeStore(practice.store, async (store) => {
      const settings = { familyName: "PARTIE", givenName: "Anne", speciality: "SM54" };
      const user = await store.users.add({ label: "Dr PARTIE", rpps: "99700000027", role: "medecin", settings });
      await store.users.change(user.id, { disabledAt: "2026-01-31T18:00:00.000Z" });
      const author = { id: "899700000027", name: "PARTIE Anne", institution: null };
      return fileText(store, filed?.patient ?? "", "ancien\n", { author, actDate: "2024-03-01" });
    });
    const pushed = await practice.segur(["dmp", "push", id, "--yes", "--act-date", "--json"]);
    expect(pushed.code, pushed.stderr).toBe(0);
    expect(await practice.deposited()).toEqual([{ id, status: "approved" }]);
    const line = await practice.read((store) => store.outbox.get("O1"));
    const { metadata } = (line as unknown as { payload: { prepared: { metadata: string } } }).payload.prepared;
    const authors = (scheme: string) =>
      metadata
        .split(`classificationScheme="${scheme}"`)
        .slice(1)
        .map((text) => text.split("</rim:Classification>")[0]);
    const [depositor, structure, ...more] = authors(SET_AUTHOR);
    expect(more).toEqual([]);
    expect(depositor).toContain("899700000001");
    expect(structure).toContain("10B0152872^CABINET");
    // The signature, which the person who deposits makes, comes after.
    const [person, second] = authors(ENTRY_AUTHOR);
    expect(person).toContain("899700000027^PARTIE^Anne");
    expect(second).toContain("10B0152872^CABINET");
  });
});
