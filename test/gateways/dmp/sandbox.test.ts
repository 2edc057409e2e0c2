import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type DocumentEntry, isSignature, type NewEntry, VISIBLE } from "../../../src/domain/document/entry.js";
import { createDmpClient } from "../../../src/gateways/dmp/client.js";
import type { DmpClient, PreparedSubmission } from "../../../src/gateways/dmp/port.js";
import { createDmpTransport } from "../../../src/gateways/dmp/transport.js";
import type { DmpWarning } from "../../../src/gateways/dmp/warning.js";
import { TEST_HOMOLOGATION } from "../../../src/sandbox/dmp/test-homologation.js";
import { openSandbox, type TestSandbox } from "../../sandbox/support.js";
import { AUTHOR, PATIENT, partOf, sampleEntry, sampleSubmission } from "./support/samples.js";
import { call, config } from "./support.js";

/** The client against the embedded DMP, which shares no code with it. The patient: official, authorised, and the caller is the MT. */
let twin: TestSandbox;
let dmp: DmpClient;
const warnings: DmpWarning[] = [];
const SOURCE = "1.2.250.1.999.1.1.7898";

beforeAll(async () => {
  twin = await openSandbox({ seed: 5 });
  const { ca, clients } = twin.sandbox.pki;
  const read = (path: string) => readFile(path, "utf8");
  const pair = async ({ cert, key }: { cert: string; key: string }) => ({ certPem: await read(cert), keyPem: await read(key) });
  // The first answers make the documents of others.
  const base = config(twin.sandbox.dmp.url, { timeoutMs: 60_000 });
  const transport = createDmpTransport({
    ...base,
    ca: await read(ca),
    certificate: await pair(clients.dmp),
    seal: await pair(clients["dmp-sign"]),
    software: { ...base.software, homologation: TEST_HOMOLOGATION },
  });
  dmp = createDmpClient({
    transport,
    modeOf: transport.modeOf,
    software: { name: "segur", version: "0.1.0" },
    oid: SOURCE,
    maxSubmissionBytes: 1_000_000,
    clock: { now: () => new Date(), sleep: async () => {} },
    ids: { uuid: randomUUID, run: () => "R" },
    warn: (warning) => warnings.push(warning),
  });
});
afterEach(async () => {
  warnings.length = 0;
  await twin.sandbox.control.clearDmpFaults();
});
afterAll(async () => {
  await dmp.close();
  await twin.end();
});

let count = 0;
const newId = (): string => {
  count += 1;
  return `${SOURCE}.${Date.now()}.${count}`;
};

function cda(uniqueId: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3"><id root="${uniqueId}"/><recordTarget><patientRole><id root="${PATIENT.oid}" extension="${PATIENT.matricule}"/></patientRole></recordTarget><component>été</component></ClinicalDocument>`;
}

async function prepared(changes: Partial<NewEntry> = {}, replaces: string | null = null) {
  const uniqueId = newId();
  const text = cda(uniqueId);
  const author = { ...AUTHOR, institution: { id: "10B0152872", name: "CABINET DUPONT & FILS <SUD>" } };
  const entry = sampleEntry({
    uniqueId,
    authors: [author],
    ...changes,
  });
  const submission = await dmp.prepare(
    sampleSubmission({
      uniqueId: newId(),
      signatureUniqueId: newId(),
      submissionTime: new Date().toISOString(),
      author,
      documents: [{ entry, replaces, content: partOf(text) }],
    }),
  );
  return { uniqueId, text, submission };
}

const send = (submission: PreparedSubmission, text: string) => dmp.submit(submission, [partOf(text)], call());

async function pushed(replaces: string | null = null) {
  const one = await prepared({}, replaces);
  await send(one.submission, one.text);
  return { ...one, entry: await entryOf(one.uniqueId) };
}

async function entryOf(uniqueId: string): Promise<DocumentEntry> {
  const [entry] = await dmp.getDocuments(PATIENT, { uniqueIds: [uniqueId] }, call());
  if (entry === undefined) throw new Error("not in the registry");
  return entry;
}

describe("patients and authorisations", () => {
  it("says the state of a DMP, and its oppositions", async () => {
    expect(await dmp.status(PATIENT, call())).toMatchObject({
      state: "open",
      authorization: "valid",
      medecinTraitant: true,
      mesAttached: true,
      traits: { birthName: "PATB-QUATRE", givenName: "LAURENCE", birthDate: "1907-05-25" },
    });
    expect(await dmp.administrative(PATIENT, call())).toMatchObject({
      opposedToBreakGlass: false,
      opposedToEmergencyAccess: false,
    });
    const of = (matricule: string) => dmp.status({ ...PATIENT, matricule }, call());
    expect(await of("153078987658513")).toEqual({ state: "absent" });
    expect(await of("228111439061774")).toMatchObject({ state: "closed", closedOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
    // « NON RENSEIGNE » is no name (REC_0.2-1020).
    expect(await of("148026322000195")).toMatchObject({ traits: { usedName: null, birthName: "ENS-GRUBER" } });
  });

  it("adds, adds again and removes an authorisation, and lists both ways", async () => {
    const other = { ...PATIENT, matricule: "104016331311312" };
    expect(await dmp.setAuthorization(other, "add", call())).toMatchObject({ already: false });
    expect(await dmp.setAuthorization(other, "add", call())).toMatchObject({ already: true });
    const own = await dmp.authorizations(other, "ACTIVE", call());
    expect(own.map(({ nationalId, mode }) => [nationalId, mode])).toContainEqual([call().subject.nationalId, "ACTIVE"]);
    const since = new Date(Date.now() - 86_400_000).toISOString();
    const patients = await dmp.authorizedPatients({ since, by: "LASTAUTORIZATION" }, call());
    expect(
      patients.some(({ ids }) => ids.some(({ matricule, oid }) => matricule === other.matricule && oid.endsWith(".4.8"))),
    ).toBe(true);
    await dmp.setAuthorization(other, "remove", call());
    expect(await dmp.status(other, call())).toMatchObject({ authorization: "none" });
  }, 90_000);
});

describe("reading", () => {
  it("reads every seeded entry without anything missing, and brings three contents at once", async () => {
    const entries: DocumentEntry[] = [];
    for await (const entry of dmp.findDocuments({ patient: PATIENT, statuses: ["approved"] }, call())) entries.push(entry);
    expect(entries.length).toBeGreaterThan(5);
    expect(warnings).toEqual([]);
    const wanted = entries.filter((entry) => !isSignature(entry)).slice(0, 3);
    const taken = new Map<string, { sha1: string; size: number }>();
    const missing = await dmp.retrieve(
      PATIENT,
      [...wanted, { uniqueId: "1.2.3.4.5", repositoryUniqueId: "1.2.250.1.213.4.1.1.1.2", homeCommunityId: null }],
      async ({ uniqueId }, body) => {
        const hash = createHash("sha1");
        let size = 0;
        for await (const chunk of body) {
          hash.update(chunk);
          size += chunk.length;
        }
        taken.set(uniqueId, { sha1: hash.digest("hex"), size });
      },
      call(),
    );
    for (const { uniqueId, hash, size } of wanted) expect(taken.get(uniqueId)).toEqual({ sha1: hash, size });
    expect(missing).toMatchObject([{ uniqueId: "1.2.3.4.5" }]);
    expect(missing[0]?.code).not.toBe("document.missing");
  });
});

describe("contents that come wrong", () => {
  const bring = async (uniqueId: string): Promise<string> => {
    const hash = createHash("sha1");
    const take = async (_: unknown, body: AsyncIterable<Uint8Array>) => {
      for await (const chunk of body) hash.update(chunk);
    };
    const wanted = { uniqueId, repositoryUniqueId: (await entryOf(uniqueId)).repositoryUniqueId, homeCommunityId: null };
    const missing = await dmp.retrieve(PATIENT, [wanted], take, call());
    expect(missing).toEqual([]);
    return hash.digest("hex");
  };

  it("lets who takes see that a byte has changed, and never ends a document that was cut", async () => {
    const { uniqueId, entry } = await pushed();
    expect(await bring(uniqueId)).toBe(entry.hash);
    await twin.sandbox.control.addDmpFault({ kind: "hash" });
    expect(await bring(uniqueId)).not.toBe(entry.hash);
    await twin.sandbox.control.clearDmpFaults();
    const wanted = { uniqueId, repositoryUniqueId: entry.repositoryUniqueId, homeCommunityId: null };
    let ended = false;
    const take = async (_: unknown, body: AsyncIterable<Uint8Array>) => {
      for await (const _chunk of body);
      ended = true;
    };
    await twin.sandbox.control.addDmpFault({ kind: "cut" });
    await expect(dmp.retrieve(PATIENT, [wanted], take, call())).rejects.toMatchObject({ kind: "unreachable", retry: "later" });
    expect(ended).toBe(false);
  });
});

describe("feeding", () => {
  it("puts a document there as it was described", async () => {
    const { entry, submission } = await pushed();
    expect(entry).toMatchObject({
      title: sampleEntry().title,
      hash: submission.documents[0]?.sha1,
      size: submission.documents[0]?.size,
      authors: [{ ...AUTHOR, institution: { name: "CABINET DUPONT & FILS <SUD>" } }],
      sourcePatientInfo: sampleEntry().sourcePatientInfo,
      availability: "approved",
      version: "1",
    });
    expect(await dmp.locate(PATIENT, { uniqueIds: [entry.uniqueId] }, call())).toEqual([entry.entryUuid]);
  });

  it("says that a second sending of the same is a double, to be confirmed", async () => {
    const { submission, text } = await pushed();
    await expect(send(submission, text)).rejects.toMatchObject({
      serviceCode: "XDSDuplicateUniqueIdInRegistry",
      uncertain: true,
    });
  });

  it("leaves a lost answer uncertain, and finds that the document is there", async () => {
    const { submission, text, uniqueId } = await prepared();
    await twin.sandbox.control.addDmpFault({ kind: "lost" });
    await expect(send(submission, text)).rejects.toMatchObject({ retry: "later", uncertain: true });
    await twin.sandbox.control.clearDmpFaults();
    expect(await dmp.locate(PATIENT, { uniqueIds: [uniqueId] }, call())).toHaveLength(1);
  });

  it("replaces, and the history tells it", async () => {
    const first = await pushed();
    const second = await pushed(first.entry.entryUuid);
    expect(await entryOf(first.uniqueId)).toMatchObject({ availability: "deprecated" });
    const { associations } = await dmp.getDocumentsAndAssociations(PATIENT, { uniqueIds: [second.uniqueId] }, call());
    expect(associations).toContainEqual(
      expect.objectContaining({ type: "RPLC", source: second.entry.entryUuid, target: first.entry.entryUuid }),
    );
    const sets = await dmp.findSubmissionSets(PATIENT, new Date(Date.now() - 60_000).toISOString(), call());
    expect(sets.map(({ uniqueId }) => uniqueId)).toContain(second.submission.uniqueId);
  });

  it("tells a busy registry and a refusal apart", async () => {
    const { submission, text } = await prepared();
    await twin.sandbox.control.addDmpFault({ kind: "busy" });
    await expect(send(submission, text)).rejects.toMatchObject({ kind: "unreachable", retry: "later", uncertain: false });
    await twin.sandbox.control.clearDmpFaults();
    const wrong = await prepared({ typeCode: { code: "27899-4", system: "2.16.840.1.113883.6.1", label: "retiré" } });
    await expect(send(wrong.submission, wrong.text)).rejects.toMatchObject({
      kind: "refused",
      retry: "never",
      serviceCode: "XDSRegistryMetadataError",
      why: expect.stringContaining("typeCode"),
    });
  });
});

describe("changing", () => {
  it("masks, everything else unchanged, and refuses a version that is no more the last", async () => {
    const { entry } = await pushed();
    const masked = { ...VISIBLE, hiddenFromProfessionals: true };
    await dmp.setVisibility(PATIENT, entry, masked, AUTHOR, SOURCE, call());
    const after = await entryOf(entry.uniqueId);
    expect(after).toEqual({ ...entry, entryUuid: after.entryUuid, version: "2", visibility: masked, raw: after.raw });
    await expect(dmp.setVisibility(PATIENT, entry, masked, AUTHOR, SOURCE, call())).rejects.toMatchObject({
      kind: "refused",
      serviceCode: "XDSMetadataVersionError",
    });
    await dmp.setVisibility(PATIENT, after, VISIBLE, AUTHOR, SOURCE, call());
    expect((await entryOf(entry.uniqueId)).visibility).toEqual(VISIBLE);
  });

  it("archives, brings back and deletes", async () => {
    const { entry } = await pushed();
    const change = async (from: DocumentEntry["availability"], to: DocumentEntry["availability"]) => {
      await dmp.setAvailability(PATIENT, { entryUuid: entry.entryUuid, from, to }, AUTHOR, SOURCE, call());
      return (await entryOf(entry.uniqueId)).availability;
    };
    expect(await change("approved", "archived")).toBe("archived");
    expect(await change("archived", "approved")).toBe("approved");
    expect(await change("approved", "deleted")).toBe("deleted");
  });
});
