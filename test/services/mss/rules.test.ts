import { describe, expect, test } from "vitest";
import { VISIBLE } from "../../../src/domain/document/entry.js";
import { bounceReader } from "../../../src/services/mss/bounce.js";
import { isAnswerable } from "../../../src/services/mss/follow.js";
import {
  requireConsent,
  requireNil,
  requirePatientAddress,
  requireRealIns,
  requireShowable,
} from "../../../src/services/mss/rules.js";
import { statusOf } from "../../../src/services/mss/status.js";
import { documentCabinet, INS, refusal } from "../documents/support.js";

const AT = "2026-11-25T10:00:00.000Z";

describe("who may be written to", () => {
  test("an opposition forbids its own audience, and no other", async () => {
    const { patient } = await documentCabinet();
    const opposed = { ...patient, consents: { ...patient.consents, mssPatient: "opposed" as const } };
    expect(() => requireConsent(opposed, "patient")).toThrow(expect.objectContaining({ rule: "MSS/va1.20" }));
    expect(() => requireConsent(opposed, "professional")).not.toThrow();
    const alone = { ...patient, consents: { ...patient.consents, mssProfessionals: "opposed" as const } };
    expect(() => requireConsent(alone, "professional")).toThrow(expect.objectContaining({ rule: "MSS/va1.22" }));
  });

  test("the patient's address is their matricule: qualified, its key right, and no test one in production", async () => {
    const { cabinet, patient, other } = await documentCabinet();
    expect(requirePatientAddress(patient, cabinet)).toBe(`${INS.matricule}@patient.mssante.fr`);
    expect(() => requirePatientAddress(other, cabinet)).toThrow(expect.objectContaining({ code: "mss.patient_not_qualified" }));
    const wrong = { ...patient, identity: { ...patient.identity, ins: { ...INS, matricule: "275126322074975" } } };
    const production = { info: { ...cabinet.info, environment: "production" as const } };
    for (const refused of [() => requirePatientAddress(wrong, cabinet), () => requirePatientAddress(patient, production)]) {
      expect(refused).toThrow(expect.objectContaining({ code: "mss.patient_address", rule: "MSS/va1.19" }));
      expect(refused).not.toThrow(INS.matricule);
    }
  });

  test("documents that carry a test INS leave in no production", async () => {
    const { cabinet, patient, other } = await documentCabinet();
    const production = { info: { ...cabinet.info, environment: "production" as const } };
    expect(() => requireRealIns(patient, cabinet)).not.toThrow();
    expect(() => requireRealIns(other, production)).not.toThrow();
    expect(() => requireRealIns(patient, production)).toThrow(
      expect.objectContaining({
        code: "mss.test_identity",
        rule: "INS/va1.52",
        message: expect.not.stringContaining(INS.matricule),
      }),
    );
  });

  test("no message leaves for a real operator without the reference of the product", async () => {
    const { cabinet } = await documentCabinet();
    expect(() => requireNil(null, cabinet)).not.toThrow();
    const bas = { info: { ...cabinet.info, environment: "production" as const } };
    expect(() => requireNil(null, bas)).toThrow(expect.objectContaining({ code: "mss.nil_missing", rule: "MSS/CONF.16" }));
  });
});

describe("what may be sent", () => {
  test("nothing that is hidden from who would read it, of another patient, or void", async () => {
    const { cabinet, patient, other, file } = await documentCabinet();
    const document = (await file("Bonjour")).filed;
    if (document === null) throw new Error("not filed");
    const check = (change: object, audience: "professional" | "patient", whose = patient) =>
      refusal(requireShowable(cabinet, { ...document, ...change }, whose, audience));
    const hiding = (flag: string) => ({ visibility: { ...VISIBLE, [flag]: true } });
    expect(await check(hiding("hiddenFromProfessionals"), "professional")).toMatchObject({ code: "mss.hidden_from_ps" });
    expect(await check(hiding("hiddenFromPatient"), "patient")).toMatchObject({ code: "mss.hidden_from_patient" });
    expect(await check({}, "patient", other)).toMatchObject({ code: "mss.other_patient", rule: "MSS/CONF.23" });
    expect(await check({ state: "superseded" }, "professional")).toMatchObject({ code: "mss.document_not_current" });
    const birth = (birthDate: string) => ({
      ...patient,
      identity: { ...patient.identity, traits: { ...patient.identity.traits, birthDate } },
    });
    const legal = hiding("hiddenFromLegalRepresentatives");
    const year = cabinet.clock.now().getUTCFullYear();
    expect(await check(legal, "patient", birth(`${year - 10}-01-01`))).toMatchObject({ code: "mss.hidden_from_legal" });
    await requireShowable(cabinet, { ...document, ...legal }, birth(`${year - 30}-01-01`), "patient");
    await requireShowable(cabinet, { ...document, ...hiding("hiddenFromPatient") }, patient, "professional");
    await requireShowable(cabinet, { ...document, ...hiding("hiddenFromProfessionals") }, patient, "patient");
  });
});

describe("what a report says", () => {
  test("Mon espace santé tells why by its words, that the settings may replace", async () => {
    const { cabinet } = await documentCabinet();
    const read = await bounceReader(cabinet);
    expect(read("La messagerie de l'usager est fermée.").code).toBe("mes.closed");
    expect(read("Le patient n'a pas été trouvé.").code).toBe("mes.unknown");
    expect(read("L'adresse du destinataire est invalide.").code).toBe("mes.invalid");
    expect(read("The message size exceeds the limit of 25 MB (552 5.3.4).").code).toBe("mes.too_big");
    expect(read("Autre chose")).toMatchObject({ code: "mes.other", cause: expect.stringContaining("bouncePatterns") });
    await cabinet.settings.set("mss.bouncePatterns", { "mes.closed": "autre chose" });
    expect((await bounceReader(cabinet))("Autre chose").code).toBe("mes.closed");
    await cabinet.settings.set("mss.bouncePatterns", { "mes.closed": "(" });
    expect(await refusal(bounceReader(cabinet))).toMatchObject({ code: "mss.pattern_wrong", kind: "config" });
  });
});

describe("a receipt that is asked for", () => {
  const asked = {
    ...{ uid: 1, messageId: "<1@x>", from: "a@x.mssante.fr", notifyTo: ["a@x.mssante.fr"], subject: "s", date: null },
    ...{ returnPath: "a@x.mssante.fr", automatic: false },
  };
  test("is offered only to who wrote, and never to a machine", () => {
    expect(isAnswerable(asked)).toBe(true);
    expect(isAnswerable({ ...asked, automatic: true })).toBe(false);
    expect(isAnswerable({ ...asked, returnPath: "" })).toBe(false);
    expect(isAnswerable({ ...asked, notifyTo: ["b@x.mssante.fr"] })).toBe(false);
    expect(isAnswerable({ ...asked, notifyTo: ["a@x.mssante.fr", "b@x.mssante.fr"] })).toBe(false);
  });
});

test("the state of a message is that of the recipient who needs most attention", () => {
  const to = ["a@x.mssante.fr", "b@x.mssante.fr"].map((address) => ({ address, name: null }));
  const payload = { version: 1, audience: "professional", from: "m@x.mssante.fr", recipients: to, subject: "XDM/1.0/DDM+CR X" };
  const item = {
    ...{ id: "O1", kind: "mss.send" as const, key: "<1@x>", patientId: null, documents: [], payload, contents: ["c"] },
    ...{ createdAt: AT, createdBy: "U1", state: "queued" as const, attempts: 1, nextTryAt: null, updatedAt: AT, result: null },
    lastError: { code: "mss.recipient_deferred", message: "Plus tard." },
  };
  const read = { address: "a@x.mssante.fr", state: "read" as const, code: null, cause: null, at: AT };
  expect(statusOf(item, [read])).toMatchObject({ state: "queued", subject: "CR X", recipients: [read, { state: "queued" }] });
  expect(statusOf({ ...item, state: "refused" }, [read])).toMatchObject({
    state: "failed",
    recipients: [read, { cause: "Plus tard." }],
  });
});
