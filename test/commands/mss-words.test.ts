import { describe, expect, it } from "vitest";
import { givenDocuments } from "../../src/commands/mss/documents.js";
import { numbered } from "../../src/commands/mss/send-failure.js";
import { nextStep } from "../../src/commands/outbox/words.js";
import { smtpMeaning } from "../../src/domain/message/smtp-meaning.js";
import { notInForce, tooBig } from "../../src/services/mss/send-errors.js";
import { typed } from "./support/context.js";

describe("what to do next", () => {
  it("names the message to run again, whatever the operator answered", () => {
    const { advice } = smtpMeaning("550 5.7.1");
    expect(advice).toMatch(/segur outbox retry$/);
    expect(numbered(advice, "O7")).toMatch(/segur outbox retry O7$/);
    expect(numbered("segur outbox retry O7", "O7")).toBe("segur outbox retry O7");
  });

  it("of a document that cannot go to this person is not to correct and send again", () => {
    const line = { id: "O7", kind: "mss.send", state: "refused", documents: ["D1"] } as const;
    const lastError = { code: "mss.hidden_from_legal", message: "D1 est masqué." };
    const step = nextStep({ ...line, lastError } as unknown as Parameters<typeof nextStep>[0]);
    expect(step).toContain("segur outbox cancel O7");
    expect(step).not.toContain("Corrigez");
  });

  it("of a superseded document names the version in force", () => {
    expect(notInForce("D1", "superseded", "D4").advice).toBe("Envoyez la version en vigueur, D4 : segur doc show D4");
  });

  it("of one document that is too big is not to send fewer", () => {
    expect(tooBig(9e6, 8e6, "professional", ["D1"]).advice).toContain("--replaces D1");
    expect(tooBig(9e6, 8e6, "professional", ["D1", "D2"]).advice).toContain("plusieurs messages");
  });
});

describe("--doc", () => {
  it("given once for several documents says how to give them", () => {
    expect(givenDocuments(typed([], { doc: ["D1", "d3"] }))).toEqual(["D1", "d3"]);
    expect(() => givenDocuments(typed([], { doc: ["d1,D3"] }))).toThrow(
      expect.objectContaining({ code: "mss.doc_list", advice: "Écrivez : --doc D1 --doc D3" }),
    );
  });
});
