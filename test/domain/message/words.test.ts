import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { givenNameShown, senderLabel, senderSignature } from "../../../src/domain/message/sender-label.js";
import { type MessageTextInput, messageText } from "../../../src/domain/message/text.js";
import { HARMLESS, hostile } from "./hostile.js";

describe("the label of a sender (ECO.2.2.7)", () => {
  const doctor = { type: "PER", title: "Dr", givenName: "Marie", familyName: "Martin", entity: "Cabinet Medical" } as const;

  it("is the one of the specification", () => {
    expect(senderLabel(doctor)).toBe("Dr_Marie_MARTIN_Cabinet Medical");
    expect(senderLabel({ ...doctor, title: null, entity: null })).toBe("Marie_MARTIN");
    expect(senderLabel({ type: "ORG", entity: "Service de cardiologie" })).toBe("Service de cardiologie");
  });

  it("is read as a signature, its parts apart", () => {
    expect(senderSignature(doctor)).toBe("Dr Marie MARTIN, Cabinet Medical");
    expect(senderSignature({ ...doctor, title: null, entity: null })).toBe("Marie MARTIN");
    expect(senderSignature("Dr_Marie_MARTIN_Cabinet Medical")).toBe("Dr Marie MARTIN Cabinet Medical");
  });

  it("writes the given names of Pro Santé Connect as people do", () => {
    expect(["PAUL", "MARIE-ANNE", "JEAN LUC", "ÉLODIE", "Paul", "de Marie", ""].map(givenNameShown)).toEqual([
      ...["Paul", "Marie-Anne", "Jean Luc", "Élodie", "Paul", "de Marie", ""],
    ]);
  });

  it("passes for no other address, and is one line", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (title, givenName, familyName, entity) => {
        for (const label of [
          senderLabel({ type: "PER", title, givenName, familyName, entity }),
          senderLabel({ type: "APP", entity }),
        ]) {
          expect(label).toMatch(HARMLESS);
          expect(label).not.toMatch(/[<>"\\@]/);
          expect(label.length).toBeLessThan(500);
        }
      }),
    );
  });
});

describe("the text of a message", () => {
  const base: MessageTextInput = {
    audience: "professional",
    written: null,
    documents: [{ title: "CR de consultation", actDate: "2026-11-24" }],
    action: null,
    signature: "Dr Marie MARTIN",
    automatic: null,
    endOfExchange: false,
  };

  it("tells what is joined when the person wrote nothing", () => {
    expect(messageText(base)).toBe(
      "Bonjour,\n\nVeuillez trouver ci-joint un document de santé d'un patient commun :\n- CR de consultation (24/11/2026)\n\nDr Marie MARTIN\n",
    );
    expect(messageText({ ...base, written: " \r\n" })).toBe(messageText(base));
  });

  it("keeps what the person wrote, and adds what must be said", () => {
    const text = messageText({
      ...base,
      audience: "patient",
      written: "Voici\r\nvotre CR.\u0007",
      action: "C",
      automatic: { contact: "dr@medecin.mssante.fr" },
      endOfExchange: true,
    });
    // Nobody stops at a signature before they know that an earlier version is void.
    expect(text).toMatch(/^Annule et remplace : [^\n]+\n\nVoici\nvotre CR\.\n\n/);
    expect(text).toContain("Vous ne pouvez pas répondre à ce message.");
    expect(text).toMatch(/généré automatiquement.*dr@medecin\.mssante\.fr\.\n$/);
    expect(messageText({ ...base, endOfExchange: true })).not.toContain("répondre");
    expect(messageText({ ...base, action: "D" })).toContain("annulés par leur auteur");
  });

  it("holds no control but line feeds and tabulations, and is well-formed", () => {
    fc.assert(
      fc.property(hostile, hostile, (written, title) => {
        const text = messageText({ ...base, written, documents: [{ title, actDate: "2026-11-24" }], action: "C" });
        expect(text).toMatch(/^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Cs}\u202a-\u202e]*$/u);
        expect(text).toContain("Annule et remplace");
      }),
    );
  });
});
