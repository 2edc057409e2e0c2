import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { officialDmpPeople } from "../../../src/sandbox/dmp/official.js";
import { deposit, entriesOf, find, testDocument } from "./submission.js";
import { ACTIONS, type DmpTestClient, openDmp, type Reply, type TestDmp } from "./support.js";

const CONFORMANCE = join(process.env.SEGUR_CONFORMANCE ?? "../shared/conformance", "dmp");
const missing = existsSync(join(CONFORMANCE, "samples")) ? false : `no official data in ${CONFORMANCE}`;

/** The child of `soap:Body` of an official sample, and its action. */
function sample(name: string): { readonly action: string; readonly body: string } {
  const text = readFileSync(join(CONFORMANCE, "samples", name), "utf8");
  const action = /<Action [^>]*>([^<]*)</.exec(text)?.[1] ?? "";
  const body = /<soap:Body>([\s\S]*)<\/soap:Body>/.exec(text)?.[1] ?? "";
  // Prefixes that the envelope of the sample declares.
  return { action, body: body.replace(/<urn:PRPA_IN201307UV02 /, '<urn:PRPA_IN201307UV02 xmlns:urn="urn:hl7-org:v3" ') };
}

describe.skipIf(missing !== false)(`official samples${missing === false ? "" : ` (skipped: ${missing})`}`, () => {
  let dmp: TestDmp;
  let client: DmpTestClient;
  beforeAll(async () => {
    dmp = await openDmp();
    client = dmp.client;
  });
  afterAll(() => dmp.end());
  const replay = (service: string, name: string, action: string): Promise<Reply> => {
    const { action: written, body } = sample(name);
    expect(written).toBe(action);
    return client.send(service, action, body);
  };

  it("TD0.2 finds the patient of its answer", async () => {
    const reply = await replay("patients", "TD0.2_-_Test_d_existence_requete.xml", ACTIONS.status);
    expect(reply).toMatchObject({ success: true });
    const official = readFileSync(join(CONFORMANCE, "samples", "TD0.2_-_Test_d_existence_reponse.xml"), "utf8");
    for (const fact of ['code="VALIDE"', 'code="OK"', 'extension="207058575627097"', 'value="19070525"']) {
      expect(official).toContain(fact);
      expect(reply.text).toContain(fact);
    }
  });

  it("TD0.3 is already done, in the very words of the sample", async () => {
    const reply = await replay("habilitations", "TD0.3_-_Mise_a_jour_de_l_autorisation_requete.xml", ACTIONS.authorize);
    expect(reply.text).toContain("<ns1:context>Autorisation déjà présente aucune action effectuée</ns1:context>");
  });

  it("TD3.1 lists, TD3.2 says that it has not that document", async () => {
    expect(
      entriesOf(await replay("registry", "TD3.1_-_Recherche_de_document_requete.xml", ACTIONS.query)).length,
    ).toBeGreaterThan(5);
    expect(await replay("repository", "TD3.2_-_Consultation_d_un_document_requete.xml", ACTIONS.retrieve)).toMatchObject({
      code: "XDSDocumentUniqueIdError",
    });
  });

  it("TD3.3c deletes, with the attributes that the schema wants and the sample has not", async () => {
    const one = testDocument();
    expect(await deposit(client, dmp.sandbox, { documents: [one] })).toMatchObject({ success: true });
    const entry = entriesOf(await find(client)).find(({ uniqueId }) => uniqueId === one.uniqueId);
    const { body } = sample("TD3.3c_-_Supprimer_un_document_requete.xml");
    const own = body
      .replace("urn:uuid:fe5287a2-ae6a-11eb-8f5d-0050569e422e", entry?.id ?? "")
      .replace("urn:asip:ci-sis:2010:StatusType:Archived", "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved");
    expect(await client.send("registry", ACTIONS.update, own)).toMatchObject({ success: true });
    // As it is, it names a document that is not there.
    expect(await client.send("registry", ACTIONS.update, body.replace("20180518163612.3", "20180518163612.4"))).toMatchObject({
      code: "UnresolvedReferenceException",
    });
  });

  it("our table of patients says what the official list says", () => {
    const list: readonly Record<string, unknown>[] = JSON.parse(readFileSync(join(CONFORMANCE, "patients.json"), "utf8"));
    const states: Readonly<Record<string, string>> = { "non créé": "absent", fermé: "closed", vide: "open", OK: "open" };
    const expected = list
      .filter(({ matriculeInsNir }) => matriculeInsNir !== null)
      .map((one) => [
        String(one.matriculeInsNir),
        one.nomDeNaissance,
        one.listePrenoms,
        one.dateDeNaissance,
        one.sexe,
        states[String(one.statutDmp)],
      ]);
    expect(
      officialDmpPeople().map((one) => [one.matricule, one.birthName, one.givenNames, one.birthDate, one.sex, one.state]),
    ).toEqual(expected);
  });
});
