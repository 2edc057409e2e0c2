import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { conformance } from "../../support/conformance.js";
import { CALL, PATIENT } from "../support/samples.js";
import { messages } from "../support/transport.js";

const sample = (name: string): string => readFileSync(conformance.path("dmp", "samples", name), "utf8");
const status = (body: string) => messages(() => ({ body })).client.status(PATIENT, CALL);

interface Parts {
  readonly response?: string;
  readonly ack?: string;
  readonly lines?: string;
  readonly patient?: string;
}

const message = ({ response = "OK", ack = '<h:acknowledgement typeCode="AA"/>', lines = "", patient = "" }: Parts): string =>
  `<h:PRPA_IN201308UV02 xmlns:h="urn:hl7-org:v3">${lines}${ack}<h:controlActProcess><h:subject><h:registrationEvent><h:subject1>${patient}</h:subject1></h:registrationEvent></h:subject><h:queryAck><h:queryResponseCode code="${response}"/></h:queryAck></h:controlActProcess></h:PRPA_IN201308UV02>`;
const detail = (code: string, text = "") =>
  `<h:acknowledgement typeCode="AE"><h:acknowledgementDetail><h:code code="${code}"/><h:text>${text}</h:text></h:acknowledgementDetail></h:acknowledgement>`;
const line = (key: string, value: string) =>
  `<h:attentionLine><h:keyWordText code="${key}"/><h:value ${value}/></h:attentionLine>`;
const fact = (key: string, value: string) =>
  `<h:subjectOf><h:administrativeObservation><h:code code="${key}"/><h:value ${value}/></h:administrativeObservation></h:subjectOf>`;

describe("TD0.2", () => {
  it.skipIf(conformance.missing)(`reads the official answer ${conformance.reason}`, async () => {
    expect(await status(sample("TD0.2_-_Test_d_existence_reponse.xml"))).toEqual({
      state: "open",
      authorization: "valid",
      authorizationCode: "VALIDE",
      medecinTraitant: true,
      mesAttached: false,
      traits: { usedName: "patb-quatre", birthName: null, givenName: "LAURENCE", sex: "M", birthDate: "1907-05-25" },
    });
  });

  it("knows the authorisations of the field, and keeps one that it does not know", async () => {
    const codes = {
      VALIDE: "valid",
      EXPIREE: "expired",
      INTERDITE: "forbidden",
      INEXISTANTE: "none",
      NON_EXISTE: "none",
      BIENTOT: "unknown",
    };
    for (const [code, authorization] of Object.entries(codes)) {
      const patient = '<h:patient><h:statusCode code="active"/></h:patient>';
      const found = await status(message({ lines: line("AUTORISATION", `code="${code}"`), patient }));
      expect(found).toMatchObject({
        state: "open",
        authorization,
        authorizationCode: code,
        medecinTraitant: false,
        traits: null,
      });
    }
  });

  it("refuses what is about another matricule, whatever else it says of the person", async () => {
    const about = (...ids: string[]) =>
      message({ patient: `<h:patient>${ids.join("")}<h:statusCode code="active"/></h:patient>` });
    const id = (extension: string, root = "1.2.250.1.213.1.4.8") => `<h:id root="${root}" extension="${extension}"/>`;
    await expect(status(about(id("277076322082910")))).rejects.toMatchObject({
      kind: "refused",
      code: "dmp.fault.other_patient",
    });
    for (const ids of [
      [id(PATIENT.matricule)],
      [id("277076322082910"), id(PATIENT.matricule)],
      [id("1234", "1.2.250.1.213.1.4.2")],
      [],
    ])
      expect(await status(about(...ids))).toMatchObject({ state: "open" });
  });

  it("takes « NON RENSEIGNE » for no name, and a birth name from its qualifier", async () => {
    const person = `<h:patient><h:patientPerson><h:name><h:family qualifier="SP">NON RENSEIGNE</h:family><h:family qualifier="BR">LEBLANC</h:family><h:given>ZOÉ</h:given></h:name></h:patientPerson>${fact("RATTACHEMENT_ENS", 'value="true"')}</h:patient>`;
    const found = await status(message({ patient: person }));
    expect(found).toMatchObject({
      mesAttached: true,
      traits: { usedName: null, birthName: "LEBLANC", givenName: "ZOÉ", birthDate: null },
    });
  });

  it("tells absent, closed, and refused apart", async () => {
    expect(await status(message({ response: "NF" }))).toEqual({ state: "absent" });
    expect(await status(message({ response: "NF", ack: detail("DMPNotFound") }))).toEqual({ state: "absent" });
    const closed = message({
      ack: detail("DMPClosed", "DMP fermé"),
      patient: `<h:patient><h:statusCode code="terminated"/>${fact("DATE_FERMETURE", 'value="20260301"')}${fact("MOTIF_FERMETURE", 'code="1" displayName="Demande du patient"')}</h:patient>`,
    });
    expect(await status(closed)).toEqual({ state: "closed", closedOn: "2026-03-01", reason: "Demande du patient" });
    const bare = message({ response: "NF", ack: detail("DMPClosed", "DMP fermé") });
    expect(await status(bare)).toEqual({ state: "closed", closedOn: null, reason: "DMP fermé" });
    const refused = message({
      response: "AE",
      ack: detail("DMPAccessDeniedByRightsService", `${PATIENT.matricule} : PS et Structure non liés`),
    });
    await expect(status(refused)).rejects.toMatchObject({
      kind: "refused",
      serviceCode: "DMPAccessDeniedByRightsService",
      why: "DMPAccessDeniedByRightsService : […] : PS et Structure non liés",
    });
  });

  it("says that an answer of something else is unreadable", async () => {
    for (const body of ["<html/>", '<PRPA_IN201308UV02 xmlns="urn:hl7-org:v3"/>'])
      await expect(status(body)).rejects.toMatchObject({ code: "dmp.fault.unreadable", retry: "later" });
  });
});

describe("TD1.3a", () => {
  it("reads the oppositions in addition", async () => {
    const patient = `<h:patient>${fact("OPPOSITION_BRIS_DE_GLACE", 'value="true"')}${fact("OPPOSITION_ACCES_URGENCE", 'value="false"')}</h:patient>`;
    const { client, recorded } = messages(() => ({ body: message({ patient }) }));
    expect(await client.administrative(PATIENT, CALL)).toMatchObject({
      opposedToBreakGlass: true,
      opposedToEmergencyAccess: false,
    });
    expect(recorded[0]?.exchange.body).toContain('code="CNSLT_DATA"');
  });
});

describe("TD0.3", () => {
  const set = (body: string) => messages(() => ({ body })).client.setAuthorization(PATIENT, "add", CALL);

  it.skipIf(conformance.missing)(`counts « déjà présente » as done ${conformance.reason}`, async () => {
    const answer = await set(sample("TD0.3_-_Mise_a_jour_de_l_autorisation_reponse.xml"));
    expect(answer).toEqual({ already: true, context: "Autorisation déjà présente aucune action effectuée" });
  });

  it("tells a refusal by its code", async () => {
    const body =
      '<r:setAuthorizationResponse xmlns:r="urn:si-dmp-habilitations"><r:output><r:status>DMPAccessDenied</r:status><r:context>PS et Structure non liés</r:context></r:output></r:setAuthorizationResponse>';
    await expect(set(body)).rejects.toMatchObject({ kind: "refused", serviceCode: "DMPAccessDenied" });
    expect(await set(body.replace("DMPAccessDenied", "DMPOk"))).toMatchObject({ already: false });
    await expect(set("<x/>")).rejects.toMatchObject({ code: "dmp.fault.unreadable" });
  });
});

describe("TD0.4 and TD1.6", () => {
  it("gives every id with its OID, INS-C first or not", async () => {
    const one =
      "<p:patientlistData><p:patientIdentifier><p:nationalId>1197854176879056415520</p:nationalId><p:nationalIdType>1.2.250.1.213.1.4.2</p:nationalIdType></p:patientIdentifier><p:patientIdentifier><p:nationalId>207058575627097</p:nationalId><p:nationalIdType>1.2.250.1.213.1.4.10</p:nationalIdType></p:patientIdentifier><p:lastName>NON RENSEIGNE</p:lastName><p:patronymicalName>PATB</p:patronymicalName><p:dateOfBirth>19070525000000</p:dateOfBirth><p:MT>true</p:MT><p:message>false</p:message><p:lastAddDate>20261124101112</p:lastAddDate></p:patientlistData>";
    const body = `<p:patientListResponse xmlns:p="urn:si-dmp-patients"><p:output>${one}${one}<p:status>DMPOk</p:status></p:output></p:patientListResponse>`;
    const { client, recorded } = messages(() => ({ body }));
    const patients = await client.authorizedPatients({ since: "2026-11-01T10:00:00.000Z", by: "LASTDOC" }, CALL);
    expect(patients).toHaveLength(2);
    expect(patients[0]).toEqual({
      ids: [
        { matricule: "1197854176879056415520", oid: "1.2.250.1.213.1.4.2" },
        { matricule: "207058575627097", oid: "1.2.250.1.213.1.4.10" },
      ],
      traits: { usedName: null, birthName: "PATB", givenName: null, sex: null, birthDate: "1907-05-25" },
      medecinTraitant: true,
      lastUpdate: null,
      lastAddition: "2026-11-24T10:11:12.000Z",
    });
    expect(recorded[0]?.exchange).toMatchObject({ service: "patientsSpecific", patient: null });
    expect(recorded[0]?.exchange.body).toContain("<p:startDate>20261101100000</p:startDate><p:dateType>LASTDOC</p:dateType>");
  });

  it("lists who is authorised", async () => {
    const body =
      '<a:listAuthorizationByPatientResponse xmlns:a="urn:si-dmp-habilitations"><a:output><a:listOfAuthorizationByPatient><a:nationalId>899900063480</a:nationalId><a:firstName>MAX</a:firstName><a:lastName>LIBRE</a:lastName><a:codeSpeciality>G15_10/SM26</a:codeSpeciality><a:startOfAuthorization>20260101</a:startOfAuthorization><a:mode>ACTIVE</a:mode></a:listOfAuthorizationByPatient></a:output></a:listAuthorizationByPatientResponse>';
    const { client } = messages(() => ({ body }));
    expect(await client.authorizations(PATIENT, "ACTIVE", CALL)).toEqual([
      {
        nationalId: "899900063480",
        name: "LIBRE MAX",
        speciality: "G15_10/SM26",
        since: "2026-01-01T00:00:00.000Z",
        lastAction: null,
        mode: "ACTIVE",
      },
    ]);
  });
});
