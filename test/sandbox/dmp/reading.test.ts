import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  association,
  deposit,
  type Entry,
  EVERY_STATUS,
  entriesOf,
  extrinsicObject,
  find,
  newOid,
  partsOf,
  QUERIES,
  query,
  retrieve,
  slot,
  submissionSet,
  testDocument,
} from "./submission.js";
import {
  ACTIONS,
  type Claims,
  DOCTOR,
  LAURENCE,
  openDmp,
  type Reply,
  type SendOptions,
  statusBody,
  type TestDmp,
} from "./support.js";

let dmp: TestDmp;
beforeAll(async () => {
  dmp = await openDmp();
});
afterAll(() => dmp.end());

const test = (matricule: string) => ({ matricule, oid: "1.2.250.1.213.1.4.10" });
/** THIERRY PATB-CINQ: authorised, but the doctor of the tests is not the médecin traitant. */
const THIERRY = test("259034974395339");
/** ANNIE HALL: an open DMP, not authorised. */
const ANNIE = test("287080883795737");
const titles = (reply: Reply): readonly string[] => entriesOf(reply).map(({ title }) => title);
const cx = ({ matricule, oid }: typeof LAURENCE) => `'${matricule}^^^&${oid}&ISO^NH'`;

describe("TD0.2, TD1.3a", () => {
  const ask = (patient: typeof LAURENCE, reason?: string) =>
    dmp.client.send("patients", ACTIONS.status, statusBody(patient, reason), { claims: { patient } });

  it("tells who exists, who may read, who is the médecin traitant", async () => {
    const laurence = (await ask(LAURENCE)).text;
    expect(laurence).toContain('<queryResponseCode code="OK"/>');
    expect(laurence).toContain('code="VALIDE"');
    expect(/STATUT_MT.*?value="(\w+)"/.exec(laurence)?.[1]).toBe("true");
    expect(laurence).toContain('<id root="1.2.250.1.213.1.4.10" extension="207058575627097"/>');
    for (const [patient, code] of [
      [ANNIE, "INEXISTANTE"],
      [test("241030750595179"), "EXPIREE"],
      [test("265025544371476"), "INTERDITE"],
    ] as const) {
      expect((await ask(patient)).text).toContain(`code="${code}"`);
    }
  });

  it("absent, unknown, closed", async () => {
    for (const matricule of ["153078987658513", "199999999999999"]) {
      const { text, status } = await ask(test(matricule));
      expect({ status, nf: text.includes('<queryResponseCode code="NF"/>'), person: text.includes("patientPerson") }).toEqual({
        status: 200,
        nf: true,
        person: false,
      });
    }
    const closed = (await ask(test("202096615708958"))).text;
    expect(closed).toContain('<statusCode code="terminated"/>');
    expect(closed).toContain("Je ne veux plus de DMP");
  });

  it("a used name that was not filled in, and the oppositions, which TD1.3a alone tells", async () => {
    const hans = (await ask(test("148026322000195"))).text;
    expect(hans).toContain('<family qualifier="SP">NON RENSEIGNE</family>');
    expect(hans).not.toContain("OPPOSITION_BRIS_DE_GLACE");
    const adam = (await ask(test("116083022011613"), "CNSLT_DATA")).text;
    expect(/OPPOSITION_BRIS_DE_GLACE.*?value="(\w+)"/.exec(adam)?.[1]).toBe("true");
  });

  it("knows whom the sandbox's INSi knows, under the OID that INSi gives", async () => {
    const { OFFICIAL_PEOPLE } = await import("../../../src/sandbox/people/official.js");
    const person = OFFICIAL_PEOPLE[0];
    if (person === undefined) throw new Error("nobody");
    const patient = { matricule: person.number + person.key, oid: person.oid };
    expect((await ask(patient)).text).toContain(person.birthName);
    expect((await ask({ ...patient, oid: "1.2.250.1.213.1.4.9" })).text).toContain('code="NF"');
  });
});

describe("TD0.3, TD0.4, TD1.6", () => {
  const set = (action: string, claims: Partial<Claims>, role = "") =>
    dmp.client.send(
      "habilitations",
      ACTIONS.authorize,
      `<setAuthorization xmlns="urn:si-dmp-habilitations"><action>${action}</action>${role}</setAuthorization>`,
      { claims },
    );
  const list = (dateType: string, startDate: string, claims: Partial<Claims> = {}) =>
    dmp.client.send(
      "patientsSpecific",
      ACTIONS.patientList,
      `<patientList xmlns="urn:si-dmp-patients"><startDate>${startDate}</startDate><dateType>${dateType}</dateType></patientList>`,
      {
        claims: { patient: null, ...claims },
      },
    );

  it("an authorisation is set once, opens the DMP, and is removed", async () => {
    const claims = { patient: ANNIE, nationalId: "899700000777" };
    expect(await find(dmp.client, {}, { claims })).toMatchObject({ code: "DMPAccessDeniedByRightsService" });
    expect((await set("AJOUT", claims)).text).toContain("<ns1:status>DMPOk</ns1:status></ns1:output>");
    expect((await set("AJOUT", claims)).text).toContain("Autorisation déjà présente aucune action effectuée");
    expect(await find(dmp.client, {}, { claims })).toMatchObject({ success: true });
    expect((await list("LASTAUTORIZATION", "20261101000000", { nationalId: claims.nationalId })).text).toContain(ANNIE.matricule);
    const authorizations = (mode: string) =>
      dmp.client.send(
        "habilitations",
        ACTIONS.authorizations,
        `<listAuthorizationByPatient xmlns="urn:si-dmp-habilitations"><mode>${mode}</mode></listAuthorizationByPatient>`,
        { claims },
      );
    expect((await authorizations("ACTIVE")).text).toContain(claims.nationalId);
    expect((await authorizations("INTERDITE")).text).not.toContain(claims.nationalId);
    expect((await set("SUPPRESSION", claims)).success).toBe(true);
    expect(await find(dmp.client, {}, { claims })).toMatchObject({ code: "DMPAccessDeniedByRightsService" });
    expect((await list("LASTAUTORIZATION", "20261101000000", { nationalId: claims.nationalId })).text).not.toContain(
      ANNIE.matricule,
    );
  });

  it("is refused to a structure, in an emergency, and by a patient who forbids it", async () => {
    for (const claims of [{ mode: "INDIRECTE" }, { purpose: "bris_de_glace" }, { patient: test("265025544371476") }]) {
      expect(await set("AJOUT", { patient: ANNIE, ...claims })).toMatchObject({
        status: 500,
        code: "soap:DMPAccessDeniedByRightsService",
      });
    }
    expect(await set("AUTRE", { patient: ANNIE })).toMatchObject({ code: "soap:DMPInvalidRequest" });
  });

  it("new documents since a date, of whom the caller follows", async () => {
    const claims = { patient: THIERRY };
    const before = await list("LASTDOC", "20261124000000");
    expect(before.text).not.toContain(THIERRY.matricule);
    const { cda } = await import("./submission.js");
    const uniqueId = newOid();
    const document = testDocument({ uniqueId, patient: THIERRY, content: cda(uniqueId, THIERRY.matricule) });
    expect(
      await deposit(dmp.client, dmp.sandbox, { patient: THIERRY, documents: [document], options: { claims } }),
    ).toMatchObject({ success: true });
    const after = (await list("LASTDOC", "20261124000000")).text;
    expect(after).toContain(`<ns1:nationalId>${THIERRY.matricule}</ns1:nationalId>`);
    expect(after).toContain("1.2.250.1.213.1.4.2");
    expect(await list("LASTDOC", "20261124000000", { mode: "INDIRECTE" })).toMatchObject({
      code: "soap:DMPAccessDeniedByRightsService",
    });
    expect(await list("LASTDOC", "hier")).toMatchObject({ code: "soap:DMPInvalidRequest" });
  });
});

describe("TD3.1", () => {
  it("lists documents of others, the current ones by default, never the masked one", async () => {
    const claims = { patient: THIERRY };
    const current = titles(await find(dmp.client, {}, { claims }));
    expect(current).toEqual(
      expect.arrayContaining([
        "Examens biologiques du 14/10/2026",
        "Lettre de liaison à la sortie",
        "Vaccination contre la grippe",
        "Mes allergies et mes traitements",
      ]),
    );
    expect(current).not.toContain("Consultation spécialisée");
    expect(current.filter((title) => title === "Compte rendu d'hospitalisation")).toHaveLength(1);
    const all = entriesOf(await find(dmp.client, { $XDSDocumentEntryStatus: EVERY_STATUS }, { claims }));
    expect(
      all
        .filter(({ title }) => title === "Compte rendu d'hospitalisation")
        .map(({ status }) => status)
        .sort(),
    ).toEqual(["Approved", "Deprecated", "Deprecated"]);
    expect(all.find(({ title }) => title === "Consultation de cardiologie")?.status).toBe("Archived");
    // The médecin traitant sees what is masked.
    expect(titles(await find(dmp.client))).toContain("Consultation spécialisée");
  });

  it("is the same at each start, and what it lists is what it gives", async () => {
    const claims = { patient: THIERRY };
    const entries = entriesOf(await find(dmp.client, { $XDSDocumentEntryStatus: EVERY_STATUS }, { claims }));
    const other = await openDmp();
    try {
      const again = entriesOf(await find(other.client, { $XDSDocumentEntryStatus: EVERY_STATUS }, { claims }));
      const identity = ({ id, uniqueId, hash, size }: Entry) => ({ id, uniqueId, hash, size });
      // The first DMP got a deposit meanwhile.
      const known = new Set(again.map(({ uniqueId }) => uniqueId));
      expect(again.map(identity)).toEqual(entries.filter(({ uniqueId }) => known.has(uniqueId)).map(identity));
    } finally {
      await other.end();
    }
    const parts = partsOf(
      await retrieve(
        dmp.client,
        entries.map(({ uniqueId }) => uniqueId),
        { claims },
      ),
    );
    expect(parts.map(({ bytes }) => createHash("sha1").update(bytes).digest("hex"))).toEqual(entries.map(({ hash }) => hash));
    expect(parts.map(({ bytes }) => bytes.length)).toEqual(entries.map(({ size }) => size));
  });

  it("filters by type, class and time", async () => {
    const claims = { patient: THIERRY };
    expect(
      titles(await find(dmp.client, { $XDSDocumentEntryTypeCode: "('11502-2^^2.16.840.1.113883.6.1')" }, { claims })),
    ).toEqual(["Examens biologiques du 14/10/2026"]);
    expect(
      titles(
        await find(
          dmp.client,
          {
            $XDSDocumentEntryClassCode: "('31^^1.2.250.1.213.1.1.4.1')",
            $XDSDocumentEntryServiceStartTimeFrom: "20250101000000",
          },
          { claims },
        ),
      ),
    ).toEqual(["Radiographie du thorax"]);
    expect(titles(await find(dmp.client, { $XDSDocumentEntryCreationTimeTo: "2024" }, { claims }))).toEqual([
      "Radiographie du genou droit",
    ]);
    expect(titles(await find(dmp.client, { $XDSDocumentEntryAuthorPerson: "('%LABO%')" }, { claims }))).toEqual([
      "Examens biologiques du 14/10/2026",
    ]);
  });

  it("what is new: submission sets, their members, the documents", async () => {
    const claims = { patient: THIERRY };
    const sets = await query(
      dmp.client,
      QUERIES.findSubmissionSets,
      {
        $XDSSubmissionSetPatientId: cx(THIERRY),
        $XDSSubmissionSetStatus: "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')",
        $XDSSubmissionSetSubmissionTimeFrom: "20261015000000",
      },
      { claims },
    );
    const ids = [...sets.text.matchAll(/:RegistryPackage id="([^"]*)"/g)].map(([, id]) => id ?? "");
    expect(ids.length).toBeGreaterThanOrEqual(2);
    const list = `(${ids.map((id) => `'${id}'`).join(",")})`;
    const associations = await query(dmp.client, QUERIES.getAssociations, { $uuid: list }, { claims });
    const members = [...associations.text.matchAll(/targetObject="([^"]*)"/g)].map(([, id]) => id ?? "");
    const documents = await query(
      dmp.client,
      QUERIES.getDocumentsAndAssociations,
      { $XDSDocumentEntryEntryUUID: `(${members.map((id) => `'${id}'`).join(",")})` },
      { claims },
    );
    expect(titles(documents)).toContain("Vaccination contre la grippe");
  });

  it("ObjectRef gives a structure only what it put there", async () => {
    const one = testDocument();
    await deposit(dmp.client, dmp.sandbox, { documents: [one] });
    const structure = { claims: { mode: "INDIRECTE" }, returnType: "ObjectRef" };
    const refs = await query(dmp.client, QUERIES.getDocuments, { $XDSDocumentEntryUniqueId: `('${one.uniqueId}')` }, structure);
    expect(refs.text.match(/:ObjectRef /g)).toHaveLength(1);
    const [seeded] = entriesOf(await find(dmp.client));
    const none = await query(
      dmp.client,
      QUERIES.getDocuments,
      { $XDSDocumentEntryUniqueId: `('${seeded?.uniqueId}')` },
      structure,
    );
    expect(none).toMatchObject({ success: true });
    expect(none.text).not.toContain(":ObjectRef ");
    expect(await find(dmp.client, {}, { claims: { mode: "INDIRECTE" } })).toMatchObject({
      code: "DMPAccessDeniedByRightsService",
    });
  });

  it.each<[string, () => Promise<Reply>]>([
    ["XDSUnknownStoredQuery", () => query(dmp.client, "urn:uuid:00000000-0000-4000-8000-000000000000", {})],
    ["XDSStoredQueryMissingParam", () => query(dmp.client, QUERIES.findDocuments, { $XDSDocumentEntryPatientId: cx(LAURENCE) })],
    ["XDSStoredQueryParamNumber", () => find(dmp.client, { $XDSDocumentEntryPatientId: `(${cx(LAURENCE)})` })],
    ["XDSStoredQueryParamNumber", () => query(dmp.client, QUERIES.getDocuments, {})],
    ["XDSPatientIdDoesNotMatch", () => find(dmp.client, { $XDSDocumentEntryPatientId: cx(THIERRY) })],
    ["XDSUnknownPatientId", () => find(dmp.client, {}, { claims: { patient: test("153078987658513") } })],
    ["DMPClosed", () => find(dmp.client, {}, { claims: { patient: test("270108604926542") } })],
    ["DMPAccessDeniedByRightsService", () => find(dmp.client, {}, { claims: { patient: test("241030750595179") } })],
    [
      "DMPAccessDeniedByRightsService",
      () => find(dmp.client, {}, { claims: { patient: test("116083022011613"), purpose: "bris_de_glace" } }),
    ],
  ])("%s", async (code, ask) => {
    expect(await ask()).toMatchObject({ status: 200, code });
  });

  it("break-glass opens a DMP without authorisation, masked documents only where the patient allows it", async () => {
    const claims = { patient: ANNIE, purpose: "bris_de_glace" };
    const open = titles(await find(dmp.client, {}, { claims }));
    expect(open.length).toBeGreaterThan(5);
    expect(open).not.toContain("Consultation spécialisée");
    expect(titles(await find(dmp.client, {}, { claims: { ...claims, patient: test("107103022020113") } }))).toContain(
      "Consultation spécialisée",
    );
  });
});

describe("TD3.2", () => {
  it("answers in parts with percent-encoded ids, each document with its own refusal", async () => {
    const claims = { patient: THIERRY };
    const masked = entriesOf(await find(dmp.client, {}, {})).find(({ title }) => title === "Consultation spécialisée");
    const [first] = entriesOf(await find(dmp.client, {}, { claims }));
    const reply = await retrieve(dmp.client, [first?.uniqueId ?? "", newOid(), masked?.uniqueId ?? ""], { claims });
    expect(reply.contentType).toMatch(/^multipart\/related; .*boundary="uuid:/);
    expect(reply.text).toContain("PartialSuccess");
    expect(reply.text.match(/XDSDocumentUniqueIdError/g)).toHaveLength(2);
    const href = /href="cid:([^"]*)"/.exec(reply.text)?.[1] ?? "";
    expect(href).toContain("@urn%3Aihe%3Aiti%3Axds-b%3A2007");
    expect(partsOf(reply).map(({ contentId }) => contentId)).toEqual([decodeURIComponent(href)]);
  });

  it("a masked document of the same patient is refused by the rights, a wrong repository too", async () => {
    const claims = { patient: THIERRY };
    const seeded = (await dmp.sandbox.control.dmpDocuments()).map(({ uniqueId }) => uniqueId);
    const shown = new Set(
      entriesOf(await find(dmp.client, { $XDSDocumentEntryStatus: EVERY_STATUS }, { claims })).map(({ uniqueId }) => uniqueId),
    );
    const codes = new Set<string>();
    for (const uniqueId of seeded.filter((id) => !shown.has(id)))
      codes.add((await retrieve(dmp.client, [uniqueId], { claims })).code ?? "");
    expect([...codes].sort()).toEqual(["DMPAccessDeniedByRightsService", "XDSDocumentUniqueIdError"]);
    expect(await retrieve(dmp.client, [[...shown][0] ?? ""], { claims, repository: "1.2.3" })).toMatchObject({
      code: "XDSUnknownRepositoryId",
    });
  });

  it("a refusal of everything, and a fault, come in multipart too", async () => {
    const denied = await retrieve(dmp.client, [newOid()], { claims: { mode: "INDIRECTE" } });
    expect(denied).toMatchObject({ status: 200, code: "DMPAccessDeniedByRightsService" });
    expect(denied.contentType).toMatch(/^multipart\/related/);
    const fault = await retrieve(dmp.client, [newOid()], { seal: "dmp" });
    expect(fault).toMatchObject({ status: 500, code: "soap:DMPInvalidCertificate" });
    expect(fault.contentType).toMatch(/^multipart\/related/);
  });
});

describe("TD3.3", () => {
  const send = (objects: string, options: SendOptions = {}, setId = newOid()) => {
    const body = `<lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"><RegistryObjectList xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">${submissionSet(setId)}${objects}</RegistryObjectList></lcm:SubmitObjectsRequest>`;
    return dmp.client.send("registry", ACTIONS.update, body, options);
  };
  const URN = {
    Approved: "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved",
    Archived: "urn:asip:ci-sis:2010:StatusType:Archived",
    Deleted: "urn:asip:ci-sis:2010:StatusType:Deleted",
  } as const;
  const change = (id: string, from: keyof typeof URN, to: keyof typeof URN, options: SendOptions = {}) =>
    send(
      association(
        "urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus",
        "SubmissionSet01",
        id,
        slot("OriginalStatus", URN[from]) + slot("NewStatus", URN[to]),
      ),
      options,
    );
  const put = async (confidentiality: readonly string[] = ["N"]) => {
    const document = testDocument({ confidentiality });
    expect(await deposit(dmp.client, dmp.sandbox, { documents: [document] })).toMatchObject({ success: true });
    const entry = entriesOf(await find(dmp.client)).find(({ uniqueId }) => uniqueId === document.uniqueId);
    if (entry === undefined) throw new Error("not listed");
    return { document, entry };
  };
  const revise = (document: ReturnType<typeof testDocument>, lid: string, version: string, options: SendOptions = {}) =>
    send(
      extrinsicObject(document, lid) +
        association(
          "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember",
          "SubmissionSet01",
          document.symbol,
          slot("SubmissionSetStatus", "Original") + slot("PreviousVersion", version),
        ),
      options,
    );
  const now = async (uniqueId: string) =>
    entriesOf(await find(dmp.client, { $XDSDocumentEntryStatus: EVERY_STATUS })).find((one) => one.uniqueId === uniqueId);

  it("archives and brings back, with the status that was read", async () => {
    const { document, entry } = await put();
    expect(await change(entry.id, "Approved", "Archived")).toMatchObject({ success: true });
    expect(await now(document.uniqueId)).toMatchObject({ status: "Archived", id: entry.id, lid: entry.lid });
    expect(await change(entry.id, "Approved", "Archived")).toMatchObject({ code: "XDSMetadataVersionError" });
    expect(await change(entry.id, "Archived", "Approved")).toMatchObject({ success: true });
    expect(await change("urn:uuid:00000000-0000-4000-8000-000000000000", "Approved", "Archived")).toMatchObject({
      code: "UnresolvedReferenceException",
    });
  });

  it("masks and unmasks: another entryUUID, the same lid, the next version", async () => {
    const { document, entry } = await put();
    expect(await revise({ ...document, confidentiality: ["N", "MASQUE_PS"] }, entry.lid, "1")).toMatchObject({ success: true });
    const masked = await now(document.uniqueId);
    expect(masked).toMatchObject({ lid: entry.lid, version: "2", hash: entry.hash });
    expect(masked?.id).not.toBe(entry.id);
    expect(masked?.xml).toContain("MASQUE_PS");
    expect(await revise(document, entry.lid, "1")).toMatchObject({ code: "XDSMetadataVersionError" });
    expect(await revise(document, newOid(), "2")).toMatchObject({ code: "XDSMetadataUpdateError" });
    expect(await revise({ ...document, uniqueId: newOid() }, entry.lid, "2")).toMatchObject({ code: "XDSMetadataUpdateError" });
    expect(await change(entry.id, "Approved", "Archived")).toMatchObject({ code: "XDSMetadataVersionError" });
    expect(await revise({ ...document, confidentiality: ["N", "MASQUE_PS", "INVISIBLE_PATIENT"] }, entry.lid, "2")).toMatchObject(
      { code: "XDSRegistryMetadataError" },
    );
    expect(await revise(document, entry.lid, "2")).toMatchObject({ success: true });
    expect((await now(document.uniqueId))?.version).toBe("3");
  });

  it("only makes visible to the patient", async () => {
    const { document, entry } = await put(["N", "INVISIBLE_PATIENT"]);
    expect(await revise({ ...document, confidentiality: ["N"] }, entry.lid, "1")).toMatchObject({ success: true });
    expect(await revise(document, entry.lid, "2")).toMatchObject({ code: "XDSMetadataUpdateError" });
  });

  it("deletes what is the author's or the structure's", async () => {
    const { document, entry } = await put();
    expect(await change(entry.id, "Approved", "Deleted", { claims: { mode: "INDIRECTE" } })).toMatchObject({ success: true });
    expect(await now(document.uniqueId)).toMatchObject({ status: "Deleted" });
    expect(titles(await find(dmp.client)).length).toBeGreaterThan(0);
    expect(await change(entry.id, "Deleted", "Approved")).toMatchObject({ code: "XDSMetadataUpdateOperationError" });
    const seeded = entriesOf(await find(dmp.client)).find(({ title }) => title === "Radiographie du thorax");
    for (const claims of [{}, { mode: "INDIRECTE" }]) {
      expect(await change(seeded?.id ?? "", "Approved", "Deleted", { claims })).toMatchObject({
        code: "DMPAccessDeniedByRightsService",
      });
    }
  });

  it("is refused to a structure and in an emergency", async () => {
    const { document, entry } = await put();
    for (const claims of [{ mode: "INDIRECTE" }, { purpose: "bris_de_glace" }]) {
      expect(await revise({ ...document, confidentiality: ["N", "MASQUE_PS"] }, entry.lid, "1", { claims })).toMatchObject({
        code: "DMPAccessDeniedByRightsService",
      });
    }
    expect(await change(entry.id, "Approved", "Archived", { claims: { mode: "INDIRECTE" } })).toMatchObject({
      code: "DMPAccessDeniedByRightsService",
    });
    const nurse = { nationalId: "899700000005", profession: "60", speciality: null, purpose: "bris_de_glace" };
    expect(await change(entry.id, "Approved", "Archived", { claims: nurse })).toMatchObject({
      code: "DMPAccessDeniedByRightsService",
    });
    expect(DOCTOR).not.toBe(nurse.nationalId);
  });

  it("what was changed on a seeded document stays changed after a restart", async () => {
    const claims = { patient: LAURENCE };
    const seeded = entriesOf(await find(dmp.client, {}, { claims })).find(({ title }) => title === "Radiographie du thorax");
    expect(await change(seeded?.id ?? "", "Approved", "Archived")).toMatchObject({ success: true });
    const { startSandbox } = await import("../../../src/sandbox/sandbox.js");
    const { cp, mkdtemp, rm } = await import("node:fs/promises");
    const { tmpdir } = await import("node:os");
    const { join } = await import("node:path");
    const copy = await mkdtemp(join(tmpdir(), "segur-sandbox-copy-"));
    await cp(dmp.directory, copy, { recursive: true });
    await rm(join(copy, "sandbox.json"), { force: true });
    const again = await startSandbox({ directory: copy });
    try {
      const { DmpTestClient } = await import("./support.js");
      const { Agent } = await import("node:https");
      const { readFile } = await import("node:fs/promises");
      const pair = again.pki.clients.dmp;
      const [ca, cert, key] = await Promise.all([again.pki.ca, pair.cert, pair.key].map((path) => readFile(path)));
      const client = new DmpTestClient(again, new Agent({ ca, cert, key }));
      const found = entriesOf(await find(client, { $XDSDocumentEntryStatus: EVERY_STATUS })).find(
        ({ uniqueId }) => uniqueId === seeded?.uniqueId,
      );
      expect(found?.status).toBe("Archived");
    } finally {
      await again.stop();
      await rm(copy, { recursive: true, force: true });
    }
  });
});
