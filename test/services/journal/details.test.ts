import { describe, expect, it } from "vitest";
import { safeDetails } from "../../../src/services/journal/details.js";
import { KINDS } from "../../../src/services/journal/kinds.js";

const VIHF = "_9f1c2b3a-0000-4000-8000-00000000abcd";

describe("what the journal shows of the DMP", () => {
  it("shows each VIHF with its transaction and its mode (EX_AIR-070)", () => {
    const data = { vihf: VIHF, mode: "INDIRECTE_RENFORCEE", transaction: "TD3.1", structure: "10B0152872" };
    expect(safeDetails(KINDS["dmp.vihf"].details, data)).toEqual(data);
  });

  it("shows calls and what was sent, and nothing for an empty list", () => {
    const call = { transaction: "TD2.1", access: "normal", documents: [] };
    expect(safeDetails(KINDS["dmp.intended"].details, call)).toEqual({ transaction: "TD2.1", access: "normal" });
    const settled = { outbox: "O1", kind: "dmp.submit", state: "done", documents: ["D3"], types: ["57833-6", "PRESC-BIO"] };
    expect(safeDetails(KINDS["outbox.settled"].details, settled)).toEqual({ ...settled, types: "57833-6 PRESC-BIO" });
  });

  it("shows no word that is not of the closed lists, where a name could stand", () => {
    const wrong = { vihf: "DUPONT", mode: "DUPONT", transaction: "DUPONT", structure: "10B0152872" };
    expect(safeDetails(KINDS["dmp.vihf"].details, wrong)).toEqual({ structure: "10B0152872" });
    expect(safeDetails(KINDS["document.filed"].details, { document: "D1", type: "DUPONT", origin: "dmp" })).toEqual({
      document: "D1",
      origin: "dmp",
    });
  });
});
