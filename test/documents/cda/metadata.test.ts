import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CdaHeader } from "../../../src/documents/cda/header.js";
import { headerOf } from "../../../src/documents/cda/header-of.js";
import { toEntry } from "../../../src/documents/cda/metadata.js";
import { isOid, oidOf } from "../../../src/documents/cda/oid.js";
import { instantOf, toCdaTime, toTs } from "../../../src/documents/cda/times.js";
import { VISIBLE } from "../../../src/domain/document/entry.js";
import { draft, MATRICULE, unqualified } from "./sample.js";

const facts = {
  visibility: { ...VISIBLE, hiddenFromPatient: true },
  sha1: createHash("sha1").update("x").digest("hex"),
  size: 1,
  bodyMediaType: "application/pdf",
};

describe("metadata of the DMP", () => {
  it("all derive from the header and three flags", () => {
    expect(toEntry(headerOf(draft()), facts)).toEqual({
      uniqueId: "2.25.281710233411229411128381280918412345678",
      patientId: { matricule: MATRICULE, oid: "1.2.250.1.213.1.4.10" },
      sourcePatientId: { value: "D-0042", authority: "2.25.329800735698586629295641978511506172918", type: "PI" },
      sourcePatientInfo: ["PID-5|D'ARC-EN CIEL^JEANNE^^^^^L", "PID-5|EXEMPLE^LOU^^^^^D", "PID-7|19800312", "PID-8|F"],
      mimeType: "text/xml",
      title: "CR ou fiche de consultation ou de visite – « à relire » & signé",
      comment: null,
      typeCode: { code: "11488-4", system: "2.16.840.1.113883.6.1", label: "CR ou fiche de consultation ou de visite" },
      classCode: { code: "10", system: "1.2.250.1.213.1.1.4.1", label: "Compte rendu" },
      formatCode: {
        code: "urn:ihe:iti:xds-sd:pdf:2008",
        system: "1.3.6.1.4.1.19376.1.2.3",
        label: "Document à corps non structuré en Pdf/A-1",
      },
      confidentiality: { code: "N", system: "2.16.840.1.113883.5.25", label: "Normal" },
      visibility: facts.visibility,
      facilityType: { code: "SA07", system: "1.2.250.1.71.4.2.4", label: "Cabinet individuel" },
      practiceSetting: { code: "AMBULATOIRE", system: "1.2.250.1.213.1.1.4.9", label: "Ambulatoire" },
      eventCodes: [],
      authors: [{ ...author, role: "Médecin traitant" }],
      legalAuthenticator: author,
      creationTime: "2026-11-25T09:15:00Z",
      serviceStart: "2026-11-24T00:00:00Z",
      serviceStop: null,
      language: "fr-FR",
      hash: facts.sha1,
      size: 1,
      referenceIds: [],
    });
  });

  it("are under their official labels, whatever the document wrote", () => {
    const header = headerOf(draft());
    const { code, system } = header.confidentiality;
    const typed = { ...header, code: { ...header.code, label: "CR" }, confidentiality: { code, system, label: "normal" } };
    expect(toEntry(typed, facts)).toEqual(toEntry(header, facts));
  });

  it("names everything that is missing, at once", () => {
    const header: CdaHeader = {
      ...headerOf(draft("11488-4", { patient: unqualified })),
      createdAt: "20260231",
      legalAuthenticator: null,
      encounter: null,
      confidentiality: { code: "", system: "", label: "" },
    };
    expect(() => toEntry(header, facts)).toThrow(
      expect.objectContaining({
        code: "cda.metadata_missing",
        kind: "refused",
        details: {
          elements: ["recordTarget/INS", "effectiveTime", "confidentialityCode", "legalAuthenticator", "healthCareFacility/code"],
        },
      }),
    );
  });

  it.each(["27899-4", "51851-4", "E1762", "nothing"])("refuses the type %s", (code) => {
    const header = headerOf(draft());
    expect(() => toEntry({ ...header, code: { ...header.code, code } }, facts)).toThrow(
      expect.objectContaining({ code: "cda.type_refused", details: { type: code } }),
    );
  });

  it("falls back on the INS where the document has no file number", () => {
    const header = headerOf(draft());
    const ids = header.patient.ids.slice(0, 1);
    expect(toEntry({ ...header, patient: { ...header.patient, ids } }, facts).sourcePatientId).toEqual({
      value: MATRICULE,
      authority: "1.2.250.1.213.1.4.10",
      type: "NH",
    });
  });

  it("takes a structure for an author, never somebody without a name", () => {
    const header = headerOf(draft());
    const nobody = { ...author, id: null, familyName: "", institution: null, time: null };
    const structure = { ...author, id: "10B0152872", familyName: "", givenName: null, time: null };
    expect(toEntry({ ...header, authors: [nobody, structure] }, facts).authors).toMatchObject([
      { familyName: "CABINET DR MARCEAU" },
    ]);
    expect(() => toEntry({ ...header, authors: [nobody], legalAuthenticator: nobody }, facts)).toThrow(
      expect.objectContaining({ details: { elements: ["author", "legalAuthenticator"] } }),
    );
  });

  it("lets no name shift the fields of HL7 v2", () => {
    const header = headerOf(draft());
    const entry = toEntry(
      { ...header, patient: { ...header.patient, birthName: "A^B|C&D", usedName: null, usedGivenName: null } },
      facts,
    );
    expect(entry.sourcePatientInfo[0]).toBe("PID-5|A B C D^JEANNE^^^^^L");
    expect(entry.sourcePatientInfo).toHaveLength(3);
  });
});

const author = {
  id: "899700000019",
  familyName: "MARCEAU",
  givenName: "Hélène",
  specialty: {
    code: "G15_10/SM26",
    system: "1.2.250.1.213.1.1.4.5",
    label: "Médecin - Qualifié en Médecine Générale (SM)",
  },
  role: null,
  institution: { id: "10B0152872", name: "CABINET DR MARCEAU" },
};

describe("times", () => {
  it.each([
    ["20260105101500+0100", "2026-01-05T09:15:00Z"],
    ["20260105101500.123-0330", "2026-01-05T13:45:00Z"],
    ["20260101003000+0100", "2025-12-31T23:30:00Z"],
    ["20261124", "2026-11-24T00:00:00Z"],
    ["202611", "2026-11-01T00:00:00Z"],
    ["2026", "2026-01-01T00:00:00Z"],
    ["20260231", null],
    ["20261301", null],
    ["20260101250000", null],
    ["2026-01-05", "2026-01-05T00:00:00Z"],
    ["2026-01-05T10:15:00+01:00", "2026-01-05T09:15:00Z"],
    ["2026-01-05T10:15:00Z", "2026-01-05T10:15:00Z"],
    ["2026-01-05T10:15", "2026-01-05T10:15:00Z"],
    ["2026-02-30", null],
    ["", null],
    [null, null],
  ])("%s is %s", (ts, iso) => {
    expect(instantOf(ts)).toBe(iso);
  });

  it("go there and back for any instant and any zone", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1900-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }),
        fc.integer({ min: -14 * 4, max: 14 * 4 }),
        (date, quarters) => {
          const at = new Date(Math.floor(date.getTime() / 1000) * 1000);
          const minutes = quarters * 15;
          const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, 19);
          const away = Math.abs(minutes);
          const zone = `${minutes < 0 ? "-" : "+"}${String(Math.floor(away / 60)).padStart(2, "0")}:${String(away % 60).padStart(2, "0")}`;
          const utc = `${at.toISOString().slice(0, 19)}Z`;
          expect(instantOf(toTs(`${local}.250${zone}`))).toBe(utc);
          expect(toCdaTime(`${local}.250${zone}`)).toBe(`${local}${zone}`);
          expect(instantOf(toCdaTime(`${local}${zone}`))).toBe(utc);
        },
      ),
    );
  });

  it.each(["2026", "2026-11-25T10:00", "hier", "2026-11-25T10:00:00"])("are not written from %j", (text) => {
    expect(() => toTs(text)).toThrow(RangeError);
  });
});

describe("oidOf", () => {
  it("gives an OID for every UUID, and another for each", () => {
    expect(oidOf("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")).toBe("2.25.329800735698586629295641978511506172918");
    expect(oidOf("00000000-0000-0000-0000-000000000000")).toBe("2.25.0");
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (a, b) => {
        expect(isOid(oidOf(a))).toBe(true);
        expect(oidOf(a) === oidOf(b)).toBe(a === b);
      }),
    );
    expect(() => oidOf("2.25.1")).toThrow(RangeError);
  });
});
