import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeSet } from "../../../../src/documents/rim/set.js";
import { RimWriter } from "../../../../src/documents/rim/write.js";
import type { Association, DocumentEntry, SubmissionSetEntry } from "../../../../src/domain/document/entry.js";
import { readQueryAnswer } from "../../../../src/gateways/dmp/td3/answer.js";
import { NO_CODE, NO_TIME, type Told } from "../../../../src/gateways/dmp/td3/entry.js";
import { conformance } from "../../support/conformance.js";
import { hostileEntry } from "../support/arbitrary.js";
import { drive } from "../support/drive.js";
import { queryAnswer, registered, uuidOf } from "../support/registry.js";
import { PATIENT, sampleEntry, sampleSubmission } from "../support/samples.js";

function read(xml: string, step = 0) {
  const entries: DocumentEntry[] = [];
  const sets: SubmissionSetEntry[] = [];
  const associations: Association[] = [];
  const references: string[] = [];
  const told: Parameters<Told>[0][] = [];
  const { handler, outcome } = readQueryAnswer(
    {
      entry: (one) => entries.push(one),
      set: (one) => sets.push(one),
      association: (one) => associations.push(one),
      reference: (id) => references.push(id),
    },
    (what) => told.push(what),
  );
  drive(handler, xml, step);
  return { entries, sets, associations, references, told, outcome };
}

const fail = (): never => {
  throw new Error("no entry");
};

const one = (xml: string) => {
  const { entries, told } = read(queryAnswer([xml]));
  return { entry: entries[0], told };
};

describe("a registry answer", () => {
  it("gives back what was written, hostile texts included, whatever the pieces it comes in", () => {
    fc.assert(
      fc.property(hostileEntry(), fc.integer({ min: 1, max: 40 }), (entry, step) => {
        const { entries, told } = read(queryAnswer([registered({ entry })]), step);
        expect(told).toEqual([]);
        const { raw, entryUuid, logicalId, version, availability, repositoryUniqueId, homeCommunityId, ...rest } =
          entries[0] ?? fail();
        expect(rest).toEqual({
          ...entry,
          patientId: `${PATIENT.matricule}^^^&${PATIENT.oid}&ISO^NH`,
          sourcePatientId: rest.sourcePatientId,
          hash: entry.hash ?? "0".repeat(40),
          size: entry.size ?? 0,
        });
        expect({ entryUuid, logicalId, version, availability, repositoryUniqueId, homeCommunityId }).toEqual({
          entryUuid: uuidOf(1),
          logicalId: uuidOf(1),
          version: "1",
          availability: "approved",
          repositoryUniqueId: "1.2.250.1.213.4.1.1.1.2",
          homeCommunityId: null,
        });
        expect(raw).toMatch(/^<rim:ExtrinsicObject xmlns:rim=/);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps the element as received, readable again as the same entry", () => {
    const first = read(queryAnswer([registered({ entry: sampleEntry() })])).entries[0];
    const again = one(first?.raw ?? "").entry;
    expect(again).toEqual(first);
  });

  it("reads the four statuses, in both families of URN, and tells an unknown one", () => {
    for (const [status, availability] of [
      ["urn:asip:ci-sis:2010:StatusType:Archived", "archived"],
      ["urn:asip:ci-sis:2010:StatusType:Deleted", "deleted"],
      ["urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated", "deprecated"],
    ] as const)
      expect(one(registered({ entry: sampleEntry(), status })).entry?.availability).toBe(availability);
    const odd = one(registered({ entry: sampleEntry(), status: "urn:x:Limbo" }));
    expect(odd.entry?.availability).toBe("approved");
    expect(odd.told).toEqual([{ entryUuid: uuidOf(1), missing: ["availabilityStatus"], dropped: false }]);
  });

  it("drops what has no name, and says so; gives what lacks the rest, and says what", () => {
    const xml = registered({ entry: sampleEntry() });
    const nameless = one(xml.replace("urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab", "urn:uuid:0"));
    expect(nameless.entry).toBeUndefined();
    expect(nameless.told).toEqual([{ entryUuid: uuidOf(1), missing: ["uniqueId"], dropped: true }]);

    const bare = `<rim:ExtrinsicObject id="${uuidOf(2)}"><rim:ExternalIdentifier identificationScheme="urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab" value="1.2.3"/></rim:ExtrinsicObject>`;
    const { entry, told } = one(bare);
    expect(entry).toMatchObject({
      uniqueId: "1.2.3",
      logicalId: uuidOf(2),
      typeCode: NO_CODE,
      creationTime: NO_TIME,
      hash: null,
      size: null,
    });
    expect(told[0]?.dropped).toBe(false);
    expect(told[0]?.missing).toContain("repositoryUniqueId");
  });

  it("takes a hash or a size that is none for none, aloud", () => {
    const { entry, told } = one(registered({ entry: sampleEntry({ hash: "a".repeat(40) }) }).replace("a".repeat(40), "MD5:xyz"));
    expect(entry?.hash).toBeNull();
    expect(told[0]?.missing).toEqual(["hash"]);
  });

  it("ignores classifications, slots and elements that it does not know", () => {
    const xml = registered({ entry: sampleEntry() })
      .replace(
        "<rim:Name>",
        '<rim:Slot name="urn:x:new"><rim:ValueList><rim:Value>1</rim:Value><rim:Value>2</rim:Value></rim:ValueList></rim:Slot><rim:Name>',
      )
      .replace(
        "<rim:Classification ",
        '<rim:Classification classificationScheme="urn:uuid:unknown" classifiedObject="x" id="y" nodeRepresentation="Z"/><rim:Future><rim:Name/></rim:Future><rim:Classification ',
      );
    const { entry, told } = one(xml);
    expect(told).toEqual([]);
    expect(entry?.title).toBe(sampleEntry().title);
  });

  it("prefers the French text of a name", () => {
    const label = '<rim:LocalizedString charset="UTF-8" value="Consult note" xml:lang="en-us"/>';
    const xml = registered({ entry: sampleEntry() }).replace("<rim:Name><rim:Localized", `<rim:Name>${label}<rim:Localized`);
    expect(one(xml).entry?.title).toBe(sampleEntry().title);
  });

  it("reads submission sets, associations and references, and the status with its errors", () => {
    const set = writeSet(new RimWriter(), sampleSubmission()).replaceAll("SubmissionSet01", uuidOf(5));
    const association = `<rim:Association associationType="urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember" id="${uuidOf(6)}" sourceObject="${uuidOf(5)}" targetObject="${uuidOf(1)}"/>`;
    const replaces = association.replace("HasMember", "RPLC").replace("urn:oasis:names:tc:ebxml-regrep", "urn:ihe:iti:2007");
    const answer = read(queryAnswer([set, association, replaces, `<rim:ObjectRef id="${uuidOf(8)}"/>`], "PartialSuccess"));
    expect(answer.sets).toHaveLength(1);
    expect(answer.sets[0]).toMatchObject({
      entryUuid: uuidOf(5),
      uniqueId: "1.2.250.1.999.1.1.7898.1.1",
      submissionTime: "2026-11-25T18:50:00.000Z",
    });
    expect(answer.sets[0]?.authors[0]?.familyName).toBe("D'ÉTÉ-MARTIN");
    expect(answer.associations.map(({ type }) => type)).toEqual(["HasMember", "RPLC"]);
    expect(answer.references).toEqual([uuidOf(8)]);
    expect(answer.outcome.status).toBe("PartialSuccess");
  });
});

describe(`official answers ${conformance.reason}`, () => {
  it.skipIf(conformance.missing)("reads the IHE answer", () => {
    const xml = readFileSync(conformance.path("dmp", "samples", "ihe", "RegistryStoredQueryFindDocsResponse.xml"), "utf8");
    const { entries, outcome } = read(xml, 100);
    expect(outcome.status).toBe("Success");
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      entryUuid: "urn:uuid:87f7bc82-87f0-3782-afba-0c60760bb03d",
      uniqueId: "1.3.6.1.4.1.21367.2010.1.2.110.1260801017357.8",
      version: "1.1",
      title: "Southside Clinic Clinical Summary",
      serviceStart: "2009-12-14T00:00:00.000Z",
      size: 18377,
      authors: [{ id: null, familyName: "GE_DB1" }],
      homeCommunityId: null,
    });
  });

  it.skipIf(conformance.missing || !existsSync(conformance.path("dmp", "samples", "TD2.1_-_Alimentation_requete.xml")))(
    "reads the entries of the official submission",
    () => {
      const text = readFileSync(conformance.path("dmp", "samples", "TD2.1_-_Alimentation_requete.xml"), "utf8");
      const list = /<RegistryObjectList>[\s\S]*<\/RegistryObjectList>/.exec(text)?.[0] ?? "";
      const rim = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
      const { entries, associations } = read(
        list
          .replace("<RegistryObjectList>", `<RegistryObjectList xmlns="${rim}">`)
          .replace('id="DocumentME2" mime', `id="${uuidOf(1)}" mime`),
      );
      expect(associations.map(({ type }) => type)).toEqual(["HasMember", "HasMember", "signs"]);
      expect(entries).toHaveLength(1);
      expect(entries[0]).toMatchObject({
        title: "Document 1",
        comment: "commentaire sur document",
        creationTime: "2010-03-19T19:45:35.000Z",
        authors: [
          {
            id: "899900063480",
            familyName: "MAX",
            givenName: "LIBRE",
            institution: { id: "499900063480001", name: "CABINET DR LIBRE" },
          },
        ],
      });
    },
  );
});
