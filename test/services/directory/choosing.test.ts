import { describe, expect, it } from "vitest";
import { SegurError } from "../../../src/domain/errors.js";
import { addToBook } from "../../../src/services/directory/book.js";
import { findMailboxes } from "../../../src/services/directory/find.js";
import { importExtraction } from "../../../src/services/directory/import.js";
import { resolveRecipient } from "../../../src/services/directory/resolve.js";
import { testCabinet } from "../support/cabinet.js";

const HEAD =
  "Type de BAL|Adresse BAL|Identifiant PP|Nom d'exercice|Prénom d'exercice|Code savoir-faire|Libellé savoir-faire|L6LIGNEACHEMINEMENT|Code postal|";
const line = (index: number, family: string, given: string) =>
  `PER|p${index}@medecin.mssante.fr|${10_000_000_000 + index}|${family}|${given}|SM04|Cardiologie et maladies vasculaires|29200 BREST|29200|`;
const TEXT = [
  HEAD,
  ...Array.from({ length: 40 }, (_, index) => line(index, "BRUNEL", `MARTINE ${index}`)),
  line(50, "DE SAINT-MARTIN", "LUC"),
  line(51, "MARTINEAU", "ZOE"),
  line(52, "MARTIN", "PAUL"),
].join("\n");

async function loaded() {
  const cabinet = await testCabinet({ directory: { online: async () => null } });
  await importExtraction(cabinet, {
    name: "x_202611240815.txt",
    bytes: (async function* () {
      yield Buffer.from(TEXT);
    })(),
  });
  return cabinet;
}

describe("several people for a name", () => {
  it("those who bear it come first, however many are only nearly called so, and all are counted", async () => {
    const cabinet = await loaded();
    let shown: readonly string[] = [];
    const chosen = resolveRecipient(cabinet, "martin", {
      choose: async (candidates) => {
        shown = candidates.map(({ mailbox }) => mailbox.familyName ?? "");
        return null;
      },
    });
    await expect(chosen).rejects.toMatchObject({ code: "directory.none_chosen", kind: "decision" });
    expect(shown).toHaveLength(43);
    expect(shown[0]).toBe("MARTIN");
    expect(shown.slice(1, 3).sort()).toEqual(["DE SAINT-MARTIN", "MARTINEAU"]);
  });

  it("where nobody can be asked they are named, not only by their addresses", async () => {
    const error = await resolveRecipient(await loaded(), "martin").catch((thrown: unknown) => thrown);
    if (!(error instanceof SegurError)) throw new Error("somebody was chosen");
    expect(error.why).toMatch(/^MARTIN PAUL, Cardiologie .*BREST <p52@medecin\.mssante\.fr> ; .* et 38 autres\.$/);
    expect(error.advice).not.toContain("--to");
  });
});

describe("a practitioner", () => {
  it("is found by what they are called, alone or with a name", async () => {
    const cabinet = await loaded();
    for (const text of ["cardiologue", "Cardiologues brest"]) {
      expect((await findMailboxes(cabinet, { text, limit: 5 })).items, text).toHaveLength(5);
    }
    expect((await findMailboxes(cabinet, { speciality: "pédiatre", limit: 5 })).items).toEqual([]);
    expect(await resolveRecipient(cabinet, "martin paul cardiologue")).toMatchObject({ address: "p52@medecin.mssante.fr" });
  });
});

describe("a correspondent given again without a nickname", () => {
  it("keeps the one they had, and it is told", async () => {
    const cabinet = await loaded();
    await addToBook(cabinet, "10000000052", { nickname: "paul" });
    expect(await addToBook(cabinet, "10000000052")).toMatchObject({ nickname: "paul" });
  });
});
