import { describe, expect, test } from "vitest";
import type { Report } from "../../../src/gateways/mss/port.js";
import { fatesOf, isCertain, isMatched } from "../../../src/services/mss/report-fates.js";

const AT = "2026-11-25T10:00:00.000Z";
const ONE = ["a@x.mssante.fr"];
const TWO = ["a@x.mssante.fr", "b@x.mssante.fr"];
const DAEMON = { from: "mailer-daemon@x.mssante.fr", returnPath: "" };

const one = (address: string | null, action: string, more: object = {}) => ({
  ...{ address, action, status: null, diagnostic: null },
  ...more,
});
const report = (kind: Report["kind"], recipients: Report["recipients"], sender: Partial<Report> = DAEMON): Report => ({
  ...{ uid: 1, kind, recipients, text: null, envelopeId: null, messageId: null, from: null, returnPath: null },
  ...sender,
});
const says = (said: Report, to: readonly string[], matched = true) =>
  fatesOf(said, to, { at: AT, causeOf: () => ({ code: "mes.other", cause: "Renvoyé." }), matched });

describe("what an operator says", () => {
  test("is of the recipients it names; of a stranger, nothing but for a single recipient", () => {
    const failed = one("B@X.mssante.fr", "failed", { status: "5.1.1" });
    expect(says(report("dsn", [failed]), TWO)).toMatchObject([
      { address: "b@x.mssante.fr", state: "failed", code: "5.1.1", cause: expect.stringContaining("n'existe pas") },
    ]);
    expect(says(report("dsn", [one("c@x.mssante.fr", "delivered")]), TWO)).toEqual([]);
    expect(says(report("dsn", [one("c@x.mssante.fr", "delivered")]), ONE)).toMatchObject([
      { address: "a@x.mssante.fr", state: "delivered" },
    ]);
  });

  test("« relayed » or « delayed » proves that it has the message", () => {
    expect(says(report("dsn", [one("a@x.mssante.fr", "relayed")]), TWO)).toMatchObject([{ state: "accepted", cause: null }]);
    expect(says(report("dsn", [one("a@x.mssante.fr", "delayed", { status: "4.4.1" })]), TWO)).toMatchObject([
      { state: "accepted", cause: expect.stringContaining("essaie encore") },
    ]);
    expect(says(report("dsn", [one("a@x.mssante.fr", "nonsense")]), TWO)).toEqual([]);
  });

  test("is sure with our ENVID, or without a return path; otherwise that is told", () => {
    const dsn = report("dsn", [one("a@x.mssante.fr", "failed", { status: "5.1.1" })]);
    expect(isMatched({ ...dsn, envelopeId: "e1" }, "e1")).toBe(true);
    expect([isMatched(dsn, "e1"), isMatched({ ...dsn, envelopeId: "e2" }, "e1")]).toEqual([false, false]);
    const bounce = report("bounce", []);
    expect(isMatched(bounce, "e1")).toBe(true);
    expect(isMatched({ ...bounce, returnPath: "c@x.mssante.fr" }, "e1")).toBe(false);
    expect(isMatched({ ...bounce, returnPath: null }, "e1")).toBe(false);
    expect(says(dsn, ONE, false)).toMatchObject([{ cause: expect.stringMatching(/n'existe pas.*pas certaine/) }]);
    expect(says(report("dsn", [one("a@x.mssante.fr", "delivered")]), ONE, false)).toMatchObject([
      { cause: expect.stringContaining("pas certaine") },
    ]);
  });
});

describe("what a reader says", () => {
  const from = (address: string) => ({ from: address, returnPath: "" });

  test("is nothing when the return path is a stranger's, whatever the From", () => {
    const forged = report("mdn", [one("a@x.mssante.fr", "displayed")], { from: "a@x.mssante.fr", returnPath: "x@evil.example" });
    expect(says(forged, TWO)).toEqual([]);
    const to = { envelopeId: "e1", recipients: TWO };
    expect(isCertain(forged, to)).toBe(false);
    expect(isCertain({ ...forged, returnPath: "" }, to)).toBe(true);
    expect(says({ ...forged, from: "x@evil.example", returnPath: "a@x.mssante.fr" }, TWO)).toMatchObject([{ state: "read" }]);
  });

  test("is of the recipient who wrote it, by their From or their return path", () => {
    expect(says(report("mdn", [one(null, "displayed")], from("A@x.mssante.fr")), TWO)).toMatchObject([
      { address: "a@x.mssante.fr", state: "read" },
    ]);
    const path = { from: "secretariat@x.mssante.fr", returnPath: "b@x.mssante.fr" };
    expect(says(report("mdn", [one("b@x.mssante.fr", "displayed")], path), TWO)).toMatchObject([{ address: "b@x.mssante.fr" }]);
  });

  test("from elsewhere is of nobody, even of a message to one, even if it names them; nor does one speak for another", () => {
    for (const named of [null, "a@x.mssante.fr", "c@x.mssante.fr"])
      expect(says(report("mdn", [one(named, "displayed")], from("c@x.mssante.fr")), ONE)).toEqual([]);
    expect(says(report("mdn", [one("b@x.mssante.fr", "displayed")], from("a@x.mssante.fr")), TWO)).toEqual([]);
    expect(says(report("mdn", [one(null, "displayed")], { from: null, returnPath: null }), ONE)).toEqual([]);
  });

  test("a document that was not filed there is told", () => {
    const refused = one(null, "processed", { diagnostic: "902^patient inconnu" });
    expect(says(report("mdn", [refused], from("a@x.mssante.fr")), ONE)).toMatchObject([
      { state: "delivered", code: "integration.902", cause: expect.stringContaining("inconnu") },
    ]);
  });
});
