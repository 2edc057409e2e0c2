import { describe, expect, it } from "vitest";
import type { Document } from "../../../src/domain/document/document.js";
import type { ExchangeService } from "../../../src/domain/exchange/exchange.js";
import type { Right } from "../../../src/domain/users/rights.js";
import type { OpenCabinet } from "../../../src/services/cabinet.port.js";
import { findCandidates, keyOf } from "../../../src/services/mom/candidates.js";
import type { NewOutboxItem } from "../../../src/store/outbox.port.js";
import { testCabinet } from "../patients/cabinet.js";
import { addDocument, addPatient, DOCTOR } from "./file.js";

const OTHER = "10000000018";

async function found(cabinet: OpenCabinet, service: ExchangeService, missing = 10, rpps = DOCTOR) {
  const wanted = { rpps, service, missing };
  return (await findCandidates(cabinet, [wanted])).get(keyOf(wanted)) ?? [];
}
const documents = async (...asked: Parameters<typeof found>) => (await found(...asked)).map(({ document }) => document);

const SERVICES = ["dmp", "mss-pro", "mss-patient"] as const;

let lines = 0;
function line(
  patientId: string,
  document: string,
  rest: Partial<NewOutboxItem> & { audience?: string; to?: string } = {},
): NewOutboxItem {
  lines += 1;
  const { audience = "professional", to = "confrere@medecin.mssante.fr", ...given } = rest;
  return {
    ...{ kind: "mss.send", key: `<${lines}@essai>`, patientId, documents: [document], createdAt: "2026-11-20T09:00:00.000Z" },
    createdBy: "U1",
    payload: {
      version: 1,
      audience,
      from: "cabinet@medecin.mssante.fr",
      recipients: [{ address: to, name: null }],
      envelopeId: `e${lines}`,
    },
    contents: [],
    ...given,
  };
}

async function queue(cabinet: OpenCabinet, item: NewOutboxItem, settled?: "done" | "refused"): Promise<void> {
  const content = await cabinet.contents.write([Buffer.from(`message ${item.key}`)]);
  const added = await cabinet.outbox.add({ ...item, contents: [content.id] });
  if (added === null || settled === undefined) return;
  const now = "2026-11-20T09:00:00.000Z";
  await cabinet.outbox.claim(added.id, cabinet.machine, { now, leaseUntil: "2026-11-20T10:00:00.000Z" });
  await cabinet.outbox.settle(added.id, cabinet.machine, { state: settled, at: now });
}

describe("what could be sent next", () => {
  it("the newest act first, no more than is missing nor than ten, each with its command", async () => {
    const cabinet = testCabinet();
    const patient = await addPatient(cabinet);
    const ids: string[] = [];
    for (const day of ["2026-11-01", "2026-11-20", "2026-11-10"]) ids.push(await addDocument(cabinet, patient, { actDate: day }));
    const [first, second, third] = ids;
    for (const service of SERVICES) expect(await documents(cabinet, service)).toEqual([second, third, first]);
    expect(await found(cabinet, "dmp", 1)).toEqual([{ patientId: patient, document: second, run: `segur dmp push ${second}` }]);
    expect((await found(cabinet, "mss-patient", 1))[0]?.run).toBe(`segur mss send --to-patient ${patient} --doc ${second}`);
    expect((await found(cabinet, "mss-pro", 1))[0]?.run).toBe(`segur mss send --to DESTINATAIRE --doc ${second}`);
    for (let more = 0; more < 12; more += 1) await addDocument(cabinet, patient);
    expect(await documents(cabinet, "dmp", 30)).toHaveLength(10);
  });

  it("nothing of a patient who is not qualified, of somebody else, or set aside", async () => {
    const cabinet = testCabinet();
    for (const status of ["provisoire", "recuperee", "validee"] as const)
      await addDocument(cabinet, await addPatient(cabinet, { status }));
    const patient = await addPatient(cabinet);
    const theirs = await addDocument(cabinet, patient, { author: { id: `8${OTHER}`, name: "Dr Autre", institution: null } });
    await addDocument(cabinet, patient, { author: { id: null, name: "Hôpital", institution: null } });
    const aside = await addDocument(cabinet, patient);
    const { content } = (await cabinet.documents.get(aside)) as Document;
    const reason = { origin: "dmp", reason: "other_patient", message: "Autre patient.", key: "k", data: null } as const;
    await cabinet.quarantine.add({ ...reason, patientId: patient, content, at: "2026-11-20T09:00:00.000Z" });
    for (const service of SERVICES) expect(await documents(cabinet, service)).toEqual([]);
    for (const service of SERVICES) expect(await documents(cabinet, service, 10, OTHER)).toEqual([theirs]);
  });

  it("an opposition stops its own service only", async () => {
    const cabinet = testCabinet();
    const consents = { dmpFeed: "none", dmpRead: "none", mssProfessionals: "none", mssPatient: "none" } as const;
    for (const [use, service] of [
      ["dmpFeed", "dmp"],
      ["mssProfessionals", "mss-pro"],
      ["mssPatient", "mss-patient"],
    ] as const) {
      const patient = await addPatient(cabinet, { consents: { ...consents, [use]: "opposed" } });
      const document = await addDocument(cabinet, patient);
      for (const each of SERVICES) {
        if (each === service) expect(await documents(cabinet, each)).not.toContain(document);
        else expect(await documents(cabinet, each)).toContain(document);
      }
    }
  });

  it("what is hidden from whom it would go to is not proposed to them", async () => {
    const cabinet = testCabinet();
    const patient = await addPatient(cabinet);
    const shown = { hiddenFromProfessionals: false, hiddenFromPatient: false, hiddenFromLegalRepresentatives: false };
    const noPro = await addDocument(cabinet, patient, { visibility: { ...shown, hiddenFromProfessionals: true } });
    const noPatient = await addDocument(cabinet, patient, { visibility: { ...shown, hiddenFromPatient: true } });
    expect(await documents(cabinet, "mss-pro")).toEqual([noPatient]);
    expect(await documents(cabinet, "mss-patient")).toEqual([noPro]);
    expect((await documents(cabinet, "dmp")).sort()).toEqual([noPro, noPatient].sort());
  });

  it("neither what was sent, nor what waits, nor a new version of it: it would not count", async () => {
    const cabinet = testCabinet();
    const patient = await addPatient(cabinet);
    const sent = await addDocument(cabinet, patient);
    await queue(cabinet, line(patient, sent), "done");
    const version = await addDocument(cabinet, patient, { replaces: sent, versionNumber: 2 });
    const waiting = await addDocument(cabinet, patient);
    await queue(cabinet, line(patient, waiting));
    const refused = await addDocument(cabinet, patient);
    await queue(cabinet, line(patient, refused), "refused");
    const pushed = await addDocument(cabinet, patient, {
      dmp: { entryUuid: null, logicalId: null, repositoryUniqueId: null, at: "2026-11-20T09:00:00.000Z", direction: "pushed" },
    });
    expect((await documents(cabinet, "mss-pro")).sort()).toEqual([refused, pushed].sort());
    expect((await documents(cabinet, "mss-patient")).sort()).toEqual([version, waiting, refused, pushed].sort());
    expect((await documents(cabinet, "dmp")).sort()).toEqual([version, waiting, refused].sort());
    const again = await addDocument(cabinet, patient, { replaces: pushed, versionNumber: 2 });
    expect(await documents(cabinet, "dmp")).not.toContain(again);
  });
});

describe("whom a colleague's message would go to", () => {
  const mailbox = (rpps: string, familyName: string, givenName: string, address: string) => ({
    ...{ address, type: "PER" as const, rpps, familyName, givenName, civility: null, profession: null, speciality: null },
    ...{ structure: null, service: null, postcode: null, city: null, department: null, paperless: null, nickname: null },
  });
  const to = (run: string | undefined) => /--to (\S+)/.exec(run ?? "")?.[1];

  it("the médecin traitant of the patient, when the book holds them without doubt, and never oneself", async () => {
    const cabinet = testCabinet();
    const { book } = cabinet.directory;
    const durand = await book.put(mailbox("10000000018", "DURAND", "ANNE", "anne.durand@medecin.mssante.fr"));
    await book.put(mailbox("10000000026", "MARTIN", "LUC", "luc.martin@medecin.mssante.fr"));
    await book.put(mailbox("10000000034", "MARTIN", "LUC", "luc.martin2@medecin.mssante.fr"));
    await book.put(mailbox(DOCTOR, "MARCEAU", "PAUL", "paul.marceau@medecin.mssante.fr"));
    for (const [treating, expected] of [
      ["Dr Anne DURAND", "DESTINATAIRE"],
      ["Anne Durand", durand],
      ["10000000018", durand],
      ["DURANDAL", "DESTINATAIRE"],
      ["Luc Martin", "DESTINATAIRE"],
      ["Paul Marceau", "DESTINATAIRE"],
      [null, "DESTINATAIRE"],
    ] as const) {
      const patient = await addPatient(cabinet, { medecinTraitant: treating });
      const document = await addDocument(cabinet, patient);
      const candidates = await found(cabinet, "mss-pro");
      const run = candidates.find((each) => each.document === document)?.run;
      expect([treating, to(run)]).toEqual([treating, expected]);
    }
    // Whose recipient is known comes first.
    expect((await found(cabinet, "mss-pro")).map(({ run }) => to(run)).slice(0, 3)).toEqual([durand, durand, "DESTINATAIRE"]);
  });

  it("else who was written to about this patient, by address for who may write only", async () => {
    const cabinet = testCabinet();
    const patient = await addPatient(cabinet);
    await queue(cabinet, line(patient, await addDocument(cabinet, patient)), "done");
    const stranger = await addPatient(cabinet);
    await addDocument(cabinet, stranger, { actDate: "2026-01-01" });
    const document = await addDocument(cabinet, patient);
    const [known, unknown] = await found(cabinet, "mss-pro");
    expect([known?.document, to(known?.run)]).toEqual([document, "confrere@medecin.mssante.fr"]);
    expect(to(unknown?.run)).toBe("DESTINATAIRE");
    const technician = { ...cabinet, rights: new Set<Right>(["follow"]) };
    expect((await found(technician, "mss-pro"))[0]).toMatchObject({
      document,
      run: expect.stringContaining("--to DESTINATAIRE "),
    });
  });
});
