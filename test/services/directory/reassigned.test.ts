import { describe, expect, it } from "vitest";
import { addToBook } from "../../../src/services/directory/book.js";
import { importExtraction } from "../../../src/services/directory/import.js";
import { resolveRecipient } from "../../../src/services/directory/resolve.js";
import { testCabinet } from "../support/cabinet.js";

const HEAD = "Type de BAL|Adresse BAL|Identifiant PP|Nom d'exercice|Prénom d'exercice|";

async function* bytes(...lines: readonly string[]) {
  yield Buffer.from([HEAD, ...lines].join("\n"));
}

/** A correspondent kept under a nickname, then what the annuaire says later. */
async function kept(...later: readonly string[]) {
  const cabinet = await testCabinet({ directory: { online: async () => null } });
  await importExtraction(cabinet, { name: null, bytes: bytes("PER|dermato@cabinet.mssante.fr|10000000001|JACOB|Inès|") });
  await addToBook(cabinet, "10000000001", { nickname: "dermato" });
  await importExtraction(cabinet, { name: null, bytes: bytes(...later) });
  return cabinet;
}

describe("a mailbox of the address book", () => {
  it("that the annuaire gave to somebody else is written to by nobody under its nickname", async () => {
    const cabinet = await kept("PER|dermato@cabinet.mssante.fr|10000000009|ZIDANE|Karl|");
    for (const typed of ["dermato", "C1", "jacob"])
      await expect(resolveRecipient(cabinet, typed, { sending: true })).rejects.toMatchObject({
        ...{ code: "directory.address_reassigned", kind: "decision", rule: "MSS/CONF.20" },
        advice: expect.stringContaining("segur mss directory show dermato@cabinet.mssante.fr"),
      });
  });

  it("typed by its address is whose the annuaire says", async () => {
    const cabinet = await kept("PER|dermato@cabinet.mssante.fr|10000000009|ZIDANE|Karl|");
    const { mailbox } = await resolveRecipient(cabinet, "dermato@cabinet.mssante.fr", { sending: true });
    expect(mailbox?.familyName).toBe("ZIDANE");
  });

  it("that the annuaire no longer has is told of", async () => {
    const cabinet = await kept("PER|autre@cabinet.mssante.fr|10000000002|MARTIN|Paul|");
    const said: string[] = [];
    const found = await resolveRecipient(cabinet, "dermato", { sending: true, warn: (message) => said.push(message) });
    expect(found.address).toBe("dermato@cabinet.mssante.fr");
    expect(said).toEqual(["La boîte de C1 n'est pas, ou n'est plus, dans la copie de l'annuaire."]);
  });

  it("that is there still is taken without a word", async () => {
    const cabinet = await kept("PER|dermato@cabinet.mssante.fr|10000000001|JACOB|Inès|");
    const said: string[] = [];
    await resolveRecipient(cabinet, "dermato", { sending: true, warn: (message) => said.push(message) });
    expect(said).toEqual([]);
  });
});
