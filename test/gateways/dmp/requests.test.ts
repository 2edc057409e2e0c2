import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DmpExchange } from "../../../src/gateways/dmp/transport.port.js";
import { conformance, xsdCheck } from "../support/conformance.js";
import { drive } from "./support/drive.js";
import { queryAnswer, registered, uuidOf } from "./support/registry.js";
import { AUTHOR, CALL, PATIENT, partOf, sampleEntry, sampleSubmission } from "./support/samples.js";
import { messages, OK } from "./support/transport.js";

/** Every request of every transaction, as the client makes it, with texts that hurt. */
const STATUS =
  '<PRPA_IN201308UV02 xmlns="urn:hl7-org:v3"><controlActProcess><queryAck><queryResponseCode code="NF"/></queryAck></controlActProcess></PRPA_IN201308UV02>';
const retrieved = '<r:RetrieveDocumentSetResponse xmlns:r="urn:ihe:iti:xds-b:2007">'.concat(
  OK,
  "</r:RetrieveDocumentSetResponse>",
);

function answer({ transaction }: DmpExchange): string {
  if (transaction === "TD0.2" || transaction === "TD1.3a") return STATUS;
  if (transaction === "TD0.3")
    return '<setAuthorizationResponse xmlns="urn:si-dmp-habilitations"><output><status>DMPOk</status></output></setAuthorizationResponse>';
  if (transaction === "TD0.4")
    return '<patientListResponse xmlns="urn:si-dmp-patients"><output><status>DMPOk</status></output></patientListResponse>';
  if (transaction === "TD1.6")
    return '<listAuthorizationByPatientResponse xmlns="urn:si-dmp-habilitations"><output/></listAuthorizationByPatientResponse>';
  if (transaction === "TD3.1") return queryAnswer([registered({ entry: sampleEntry() })]);
  return transaction === "TD3.2" ? retrieved : OK;
}

const names = Array.from({ length: 20 }, (_, index) => `1.2.250.1.999.1.1.7898.3.16228146515${index}`);
const uuids = Array.from({ length: 20 }, (_, index) => uuidOf(index));

async function everyRequest(): Promise<readonly DmpExchange[]> {
  const { client, recorded } = messages((exchange) => ({ body: answer(exchange) }));
  await client.status(PATIENT, CALL);
  await client.administrative(PATIENT, CALL);
  await client.setAuthorization(PATIENT, "add", CALL, { medecinTraitant: true });
  await client.setAuthorization(PATIENT, "remove", CALL);
  await client.authorizedPatients({ since: "2026-11-01T00:00:00.000Z", by: "LASTDOC" }, CALL);
  await client.authorizations(PATIENT, "TOUTE", CALL);
  const statuses = ["approved", "archived", "deprecated", "deleted"] as const;
  const typeCodes = ["O'NEIL <&>", "11488-4"].map((code) => ({ code, system: "2.16.840.1.113883.6.1", label: "" }));
  const find = {
    patient: PATIENT,
    statuses,
    serviceStartFrom: "2024-11-25T00:00:00Z",
    creationTo: "2026-11-25T00:00:00Z",
    typeCodes,
  };
  for await (const _ of client.findDocuments({ ...find, classCodes: typeCodes }, CALL));
  await client.findSubmissionSets(PATIENT, "2026-11-01T00:00:00.000Z", CALL);
  await client.getAssociations(PATIENT, uuids, CALL);
  await client.getDocuments(PATIENT, { uniqueIds: names }, CALL);
  await client.locate(PATIENT, { entryUuids: uuids }, CALL);
  await client.getDocumentsAndAssociations(PATIENT, { entryUuids: uuids }, CALL);
  const wanted = names.map((uniqueId) => ({ uniqueId, repositoryUniqueId: "1.2.250.1.213.4.1.1.1.2", homeCommunityId: null }));
  await client.retrieve(
    PATIENT,
    [...wanted, { ...wanted[0], uniqueId: "1.2.3", repositoryUniqueId: "1.2", homeCommunityId: "urn:oid:1.2.3" }],
    async () => {},
    CALL,
  );

  const hidden = { hiddenFromProfessionals: true, hiddenFromPatient: true, hiddenFromLegalRepresentatives: true };
  const documents = [
    { entry: sampleEntry(), replaces: uuidOf(7), content: partOf("<ClinicalDocument>un</ClinicalDocument>") },
    {
      entry: sampleEntry({
        uniqueId: "1.2.250.1.999.1.1.7898.3.9",
        visibility: hidden,
        comment: null,
        authors: [
          AUTHOR,
          { ...AUTHOR, id: null, givenName: null },
          { ...AUTHOR, id: "10B0127189/42", institution: { id: null, name: "A^B" } },
        ],
      }),
      replaces: null,
      content: partOf("<ClinicalDocument>deux</ClinicalDocument>"),
    },
  ];
  const prepared = await client.prepare(sampleSubmission({ documents }));
  await client.submit(
    prepared,
    documents.map(({ content }) => content),
    CALL,
  );
  const [entry] = await client.getDocuments(PATIENT, { uniqueIds: ["1.2.3"] }, CALL);
  if (entry === undefined) throw new Error("no entry");
  await client.setVisibility(
    PATIENT,
    entry,
    { ...entry.visibility, hiddenFromProfessionals: true },
    AUTHOR,
    "1.2.250.1.999.1",
    CALL,
  );
  const masked = { ...entry, visibility: hidden };
  await client.setVisibility(PATIENT, masked, { ...hidden, hiddenFromPatient: false }, AUTHOR, "1.2.250.1.999.1", CALL);
  const change = { entryUuid: uuidOf(3), from: "approved", to: "archived" } as const;
  await client.setAvailability(PATIENT, change, AUTHOR, "1.2.250.1.999.1", CALL);
  await client.setAvailability(PATIENT, { ...change, from: "archived", to: "approved" }, AUTHOR, "1.2.250.1.999.1", CALL);
  await client.setAvailability(PATIENT, { ...change, from: "archived", to: "deleted" }, AUTHOR, "1.2.250.1.999.1", CALL);
  return recorded.map(({ exchange }) => exchange);
}

const SETS: readonly { readonly namespace: string; readonly set: string }[] = [
  { namespace: "urn:hl7-org:v3", set: "dmp-hl7v3" },
  { namespace: "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0", set: "xds-query" },
  { namespace: "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0", set: "xds-lcm" },
  { namespace: "urn:ihe:iti:xds-b:2007", set: "xds-repository" },
];

describe(`requests under the official schemas ${xsdCheck.reason}`, () => {
  let requests: readonly DmpExchange[] = [];
  let folder = "";
  beforeAll(async () => {
    requests = await everyRequest();
    folder = mkdtempSync(join(tmpdir(), "segur-dmp-xsd-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("makes every transaction", () => {
    expect([...new Set(requests.map(({ transaction }) => transaction))].sort()).toEqual(
      ["TD0.2", "TD0.3", "TD0.4", "TD1.3a", "TD1.6", "TD2.1", "TD3.1", "TD3.2", "TD3.3a", "TD3.3b", "TD3.3c", "TD3.3d"].sort(),
    );
  });

  it.skipIf(xsdCheck.missing)("is valid in ebXML, XDS.b and HL7 v3", () => {
    let checked = 0;
    for (const { transaction, body } of requests) {
      const set = SETS.find(({ namespace }) => rootNamespace(body) === namespace)?.set;
      if (set === undefined) continue;
      const { ok, output } = xsdCheck.run(set, body);
      expect(ok, `${transaction} ${output}`).toBe(true);
      checked += 1;
    }
    expect(checked).toBe(16);
  });

  it.skipIf(xsdCheck.missing)("is refused by the same check when it is not valid", () => {
    const update = requests.find(({ transaction }) => transaction === "TD3.3c")?.body ?? "";
    expect(xsdCheck.run("xds-lcm", update.replace(' classifiedObject="SubmissionSet01"', "")).ok).toBe(false);
  });

  it.skipIf(conformance.missing)("is valid under the schemas inside the WSDL of the DMP's own services", () => {
    const services = [
      { namespace: "urn:si-dmp-habilitations", wsdl: "Habilitations.wsdl" },
      { namespace: "urn:si-dmp-patients", wsdl: "PatientsSpecific.wsdl" },
    ];
    let checked = 0;
    for (const { namespace, wsdl } of services) {
      const text = readFileSync(conformance.path("dmp", "xsd", "wsdl", wsdl), "utf8");
      const schema = join(folder, `${wsdl}.xsd`);
      writeFileSync(schema, /<xs:schema[\s\S]*<\/xs:schema>/.exec(text)?.[0] ?? "");
      for (const { body } of requests.filter((request) => rootNamespace(request.body) === namespace)) {
        const { status, stderr } = spawnSync("xmllint", ["--noout", "--schema", schema, "-"], { input: body, encoding: "utf8" });
        expect(status, stderr).toBe(0);
        checked += 1;
      }
    }
    expect(checked).toBe(4);
  });
});

/** The namespace of a request, by a real parser. */
function rootNamespace(xml: string): string {
  let namespace: string | null = null;
  drive({ open: (uri) => (namespace ??= uri), text: () => {}, close: () => {} }, xml);
  return namespace ?? "";
}
