import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDocumentsRequest, getDocumentsRequest } from "../../../../src/gateways/dmp/td3/query.js";
import { RimReader } from "../../../../src/gateways/dmp/td3/reader.js";
import { hostile } from "../support/arbitrary.js";
import { drive } from "../support/drive.js";
import { uuidOf } from "../support/registry.js";
import { PATIENT } from "../support/samples.js";

/** Values of each slot of a request, read by a real parser. */
function slotsOf(body: string): Map<string, string[]> {
  const slots = new Map<string, string[]>();
  const reader = new RimReader((object) => {
    for (const [name, values] of object.slots) slots.set(name, values);
  });
  // A query is no registry object; the reader of slots is the same.
  drive(reader, body.replaceAll("rim:AdhocQuery", "rim:RegistryPackage"));
  return slots;
}

/** What a registry makes of a list: items between single quotes, doubled ones undone. */
function items(values: readonly string[]): string[] {
  return values.flatMap((value) => {
    expect(value).toMatch(/^\(.*\)$/s);
    const found = [...value.slice(1, -1).matchAll(/'((?:[^']|'')*)'/g)].map(([, item = ""]) => item.replaceAll("''", "'"));
    expect(value).toBe(`(${found.map((item) => `'${item.replaceAll("'", "''")}'`).join(",")})`);
    return found;
  });
}

describe("stored queries", () => {
  it("writes the patient without parentheses, statuses as a list, times bare and in UTC", () => {
    const slots = slotsOf(
      findDocumentsRequest({
        patient: PATIENT,
        statuses: ["approved", "archived"],
        serviceStartFrom: "2026-11-25T00:30:00+01:00",
      }),
    );
    expect(slots.get("$XDSDocumentEntryPatientId")).toEqual(["'207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH'"]);
    expect(items(slots.get("$XDSDocumentEntryStatus") ?? [])).toEqual([
      "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved",
      "urn:asip:ci-sis:2010:StatusType:Archived",
    ]);
    expect(slots.get("$XDSDocumentEntryServiceStartTimeFrom")).toEqual(["20261124233000"]);
    expect([...slots.keys()]).toHaveLength(3);
    const until = slotsOf(findDocumentsRequest({ patient: PATIENT, statuses: ["approved"], creationTo: "2026-12-31T23:59:59Z" }));
    // The registry leaves its upper bound out, the port takes it in.
    expect(until.get("$XDSDocumentEntryCreationTimeTo")).toEqual(["20270101000000"]);
  });

  it("doubles quotes, and cuts a long list in values that the schema admits, losing nothing", () => {
    fc.assert(
      fc.property(fc.array(hostile(30), { minLength: 1, maxLength: 40 }), (uniqueIds) => {
        const values = slotsOf(getDocumentsRequest({ uniqueIds }, "LeafClass")).get("$XDSDocumentEntryUniqueId") ?? [];
        for (const value of values) expect(value.length).toBeLessThanOrEqual(256);
        expect(items(values)).toEqual(uniqueIds);
      }),
      { numRuns: 80 },
    );
  });

  it("asks references only when told so", () => {
    const body = getDocumentsRequest({ entryUuids: [uuidOf(1)] }, "ObjectRef");
    expect(body).toContain('returnType="ObjectRef"');
    expect(items(slotsOf(body).get("$XDSDocumentEntryEntryUUID") ?? [])).toEqual([uuidOf(1)]);
  });

  it("refuses a time that is none", () => {
    expect(() => findDocumentsRequest({ patient: PATIENT, statuses: [], creationFrom: "hier" })).toThrow(
      expect.objectContaining({ code: "document.metadata.format" }),
    );
  });
});
