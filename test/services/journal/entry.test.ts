import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detailsText, toEntry } from "../../../src/services/journal/entry.js";
import { ALL_KINDS } from "../../../src/services/journal/kinds.js";
import { syslogMessage } from "../../../src/services/journal/syslog.js";
import type { JournalLine } from "../../../src/store/journal.port.js";
import { actor } from "../../store/support.js";

const DIGEST = "ab".repeat(32);
const line = (rest: Partial<JournalLine>): JournalLine => ({
  id: "T7",
  seq: 7,
  kind: "insi.answered",
  at: "2026-11-25T18:02:11.123Z",
  offset: 60,
  actor,
  digest: DIGEST,
  ...rest,
});

describe("an entry", () => {
  test("tells who, when, what, on whom, which téléservice and its result", () => {
    const told = toEntry(
      line({
        actor: { userId: "U1", rpps: "99700000001", authMode: "certificate" },
        patientId: "P4",
        runId: "R20261125-ABCD",
        messageId: "550e8400-e29b-41d4-a716-446655440000",
        code: "00",
        data: { operation: "search.traits", automatic: true, answer: { individual: { number: "2800363220001" } } },
      }),
    );
    expect(told).toEqual({
      id: "T7",
      seq: 7,
      at: "2026-11-25T19:02:11.123+01:00",
      kind: "insi.answered",
      label: "réponse d'INSi",
      user: "U1",
      rpps: "99700000001",
      authMode: "certificate",
      patient: "P4",
      run: "R20261125-ABCD",
      service: "INSi",
      messageId: "550e8400-e29b-41d4-a716-446655440000",
      code: "00",
      details: { operation: "search.traits", automatic: true },
      digest: DIGEST,
    });
  });

  test("tells a change with its former status, a document by its code and not by who saw it", () => {
    const status = line({ kind: "identity.status", data: { from: "provisoire", to: "validee", event: "proof" } });
    expect(detailsText(toEntry(status).details)).toBe("event=proof from=provisoire to=validee");
    const proof = { type: "CN", checkedOn: "2026-11-25", checkedBy: "Mme Martin" };
    const changed = line({
      kind: "identity.changed",
      data: { event: "proof", proof, effects: ["proof.recorded"], validated: true },
    });
    expect(detailsText(toEntry(changed).details)).toBe("event=proof validated=true effects=proof.recorded proofType=CN");
    const removed = line({ kind: "identity.changed", data: { event: "proofRemoved", removed: proof } });
    expect(detailsText(toEntry(removed).details)).toBe("event=proofRemoved proofType=CN");
  });

  test("of a kind that only a newer program knows is told without its data", () => {
    const unknown = line({ kind: "dmp.pushed" as "insi.answered", data: { operation: "push" } });
    expect(toEntry(unknown)).toMatchObject({ kind: "dmp.pushed", label: "dmp.pushed", service: null, details: {} });
  });

  test("property: no name, no matricule and no free text comes out, whatever stands in the data of whatever kind", () => {
    const keys = [
      "event",
      "from",
      "to",
      "where",
      "operation",
      "fields",
      "effects",
      "user",
      "role",
      "reason",
      "lines",
      "classes",
      "review",
      "proof",
      "note",
      "x",
    ];
    const secret = fc.constantFrom(
      "MARTIN",
      "Jeanne Martin",
      "Le Gall",
      "280036322000123",
      "2800363220001",
      "né le 12/03/1980",
      "MARTIN\nP1",
      "T'CHITCHI",
    );
    const value = fc.oneof(
      secret,
      secret.map((each) => [each]),
      secret.map((each) => ({ type: each, [each]: 1 })),
      secret.map((each) => ({ ok: each })),
      fc.constantFrom(2800363220001, 280036322000123),
    );
    fc.assert(
      fc.property(fc.constantFrom(...ALL_KINDS), fc.dictionary(fc.constantFrom(...keys), value), secret, (kind, data, code) => {
        const entry = toEntry(line({ kind, data, code }));
        const told = JSON.stringify(entry) + detailsText(entry.details) + syslogMessage(entry, "poste");
        expect(told).not.toMatch(/martin|gall|tchitchi|2800363220001|12\/03/i);
      }),
      { numRuns: 500 },
    );
  });

  test("keeps the codes that services give", () => {
    const codes = ["00", "OK", "KO", "insi_102", "siram_40", "desir_560", "network.timeout", "accepted", "XDSRegistryError"];
    expect(codes.map((code) => toEntry(line({ code })).code)).toEqual(codes);
  });
});

describe("syslog (RFC 5424)", () => {
  test("is exact to the byte", () => {
    const entry = toEntry(
      line({
        actor: { userId: "U1", rpps: "99700000001", authMode: "psc" },
        patientId: "P4",
        messageId: "m-1",
        code: "00",
        data: { operation: "verify" },
      }),
    );
    expect(Buffer.from(syslogMessage(entry, "poste-1"))).toEqual(
      Buffer.from(
        `<110>1 2026-11-25T19:02:11.123+01:00 poste-1 segur - insi.answered [journal@32473 seq="7" user="U1" rpps="99700000001" authMode="psc" ` +
          `patient="P4" service="INSi" messageId="m-1" code="00" details="operation=verify" digest="${DIGEST}"] \ufeffréponse d'INSi`,
      ),
    );
  });

  test("escapes what §6.3.3 says, and no message is cut in two", () => {
    const entry = toEntry(line({ kind: "session.refused", messageId: 'a"b\\c]d\ne', runId: "\u0000é" }));
    const message = syslogMessage(entry, "poste de l'accueil\n");
    expect(message).toContain(`${String.raw`messageId="a\"b\\c\]d`}\ufffde"`);
    expect(message).toContain('run="\ufffdé"');
    expect(
      message.startsWith("<108>1 2026-11-25T19:02:11.123+01:00 postedel'accueil segur - session.refused [journal@32473 "),
    ).toBe(true);
    expect(message).not.toContain("\n");
    expect(syslogMessage(entry, " é ")).toMatch(/^<108>1 \S+ - segur /);
  });

  test("property: the header and the structured data are what the grammar says", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
    const grammar =
      /^<\d{2,3}>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d [\x21-\x7e]{1,255} segur - [\x21-\x7e]{1,32} \[journal@32473(?: [a-zA-Z]{1,32}="(?:\\["\\\]]|[^"\\\]])*")+\] \ufeff[^\n]+$/u;
    fc.assert(
      fc.property(fc.constantFrom(...ALL_KINDS), text, text, text, (kind, messageId, runId, host) => {
        expect(syslogMessage(toEntry(line({ kind, messageId, runId })), host)).toMatch(grammar);
      }),
    );
  });
});
