import { describe, expect, it } from "vitest";
import { addToBook } from "../../../src/services/directory/book.js";
import { importExtraction } from "../../../src/services/directory/import.js";
import { resolveRecipient } from "../../../src/services/directory/resolve.js";
import { testCabinet } from "../support/cabinet.js";

const HEAD = "Type de BAL|Adresse BAL|Identifiant PP|Nom d'exercice|Prénom d'exercice|L6LIGNEACHEMINEMENT|Code postal|";

async function loaded(...lines: readonly string[]) {
  const cabinet = await testCabinet({ directory: { online: async () => null } });
  const bytes = async function* () {
    yield Buffer.from([HEAD, ...lines].join("\n"));
  };
  const report = await importExtraction(cabinet, { name: null, bytes: bytes() });
  return { cabinet, report };
}

const person = (address: string, family: string, rpps = "10000000001") =>
  `PER|${address}|${rpps}|${family}|Anne|75011 PARIS|75011|`;

describe("a mailbox of the annuaire that is none of the trust space", () => {
  it.each([
    ["martin@evil.example", "directory.outside_trust"],
    ["martin@mssante.fr.evil.example", "directory.outside_trust"],
    ["martin@rnssante.fr", "directory.outside_trust"],
    ["martin@xn--mssnte-3ve.fr", "directory.outside_trust"],
    ["274075176079430@patient.mssante.fr", "directory.patient_box"],
  ])("%s is no recipient by name, by RPPS, by itself, nor by a nickname", async (address, code) => {
    const { cabinet } = await loaded(person(address, "MARTIN"));
    for (const typed of ["martin", "10000000001", address])
      await expect(resolveRecipient(cabinet, typed, { sending: true })).rejects.toMatchObject({ code, kind: "refused" });
    if (code === "directory.patient_box") return;
    await addToBook(cabinet, "10000000001", { nickname: "cardio" });
    await expect(resolveRecipient(cabinet, "cardio", { sending: true })).rejects.toMatchObject({ code });
  });

  it("is one when the cabinet has admitted its domain", async () => {
    const { cabinet } = await loaded(person("martin@apicrypt.org", "MARTIN"));
    await expect(resolveRecipient(cabinet, "martin", { sending: true })).rejects.toMatchObject({
      advice: expect.stringContaining("segur config set mss.domains apicrypt.org"),
    });
    const sending = { sending: true, domains: ["apicrypt.org"] };
    expect(await resolveRecipient(cabinet, "martin", sending)).toMatchObject({ address: "martin@apicrypt.org" });
  });
});

describe("a line of the extraction that is made to harm", () => {
  it("is refused when its address is not plain, and shown without what draws or turns the line", async () => {
    const { cabinet, report } = await loaded(
      person("a@b.mssante.fr\u0000", "MARTIN"),
      person("a\u200b@b.mssante.fr", "MARTIN"),
      person("a@b.mss\u0430nte.fr", "MARTIN"),
      person("\u202ea@b.mssante.fr", "MARTIN"),
      person("a@b.mssante.fr>,<c@d.fr", "MARTIN"),
      person("long@b.mssante.fr", "M".repeat(1_000_000)),
      person("bonne@b.mssante.fr", "MARTIN\u001b[31m\u202e\u0007"),
      person("autre@b.mssante.fr", "D".repeat(5_000)),
      person("derniere@b.mssante.fr", "DURAND"),
      person("encore@b.mssante.fr", "DURAND"),
      person("enfin@b.mssante.fr", "DURAND"),
      person("fin@b.mssante.fr", "DURAND"),
    );
    expect(report).toMatchObject({ mailboxes: 6, refused: 6 });
    const { mailbox } = await resolveRecipient(cabinet, "bonne@b.mssante.fr", { sending: true });
    expect(mailbox).toMatchObject({ address: "bonne@b.mssante.fr", familyName: "MARTIN [31m" });
    expect((await resolveRecipient(cabinet, "autre@b.mssante.fr")).mailbox?.familyName).toHaveLength(200);
  });
});
