import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DocumentEntry, Visibility } from "../../../../src/domain/document/entry.js";
import { VISIBLE } from "../../../../src/domain/document/entry.js";
import { readQueryAnswer } from "../../../../src/gateways/dmp/td3/answer.js";
import { conformance, xsdCheck } from "../../support/conformance.js";
import { drive } from "../support/drive.js";
import { queryAnswer, registered, uuidOf } from "../support/registry.js";
import { AUTHOR, CALL, PATIENT, sampleEntry } from "../support/samples.js";
import { messages, OK } from "../support/transport.js";

const SOURCE = "1.2.250.1.999.1.1.7898";

function parse(xml: string): DocumentEntry {
  const entries: DocumentEntry[] = [];
  drive(readQueryAnswer({ entry: (one) => entries.push(one) }, () => {}).handler, xml);
  if (entries[0] === undefined) throw new Error("no entry");
  return entries[0];
}

const known = (visibility: Visibility, version = "3"): DocumentEntry =>
  parse(queryAnswer([registered({ entry: sampleEntry({ visibility }), version, index: 4 })]));

async function update(entry: DocumentEntry, visibility: Visibility) {
  const { client, recorded } = messages(() => ({ body: OK }));
  await client.setVisibility(PATIENT, entry, visibility, AUTHOR, SOURCE, CALL);
  const exchange = recorded[0]?.exchange;
  if (exchange === undefined) throw new Error("nothing was sent");
  return exchange;
}

/** The ExtrinsicObject of a request, as an answer would hold it, so that it can be read back. */
function sentBack(body: string): DocumentEntry {
  const object = /<rim:ExtrinsicObject[\s\S]*<\/rim:ExtrinsicObject>/.exec(body)?.[0] ?? "";
  return parse(queryAnswer([object.replaceAll('"Document01"', `"${uuidOf(4)}"`)]));
}

describe("TD3.3a and TD3.3b", () => {
  it("sends everything again but the visibility", async () => {
    const before = known(VISIBLE);
    const visibility = { ...VISIBLE, hiddenFromProfessionals: true };
    const exchange = await update(before, visibility);
    expect(exchange.transaction).toBe("TD3.3a");
    expect(exchange.action).toBe("urn:ihe:iti:2010:UpdateDocumentSet");
    const after = sentBack(exchange.body);
    expect({ ...after, raw: "" }).toEqual({ ...before, visibility, raw: "" });
  });

  it("takes a code away and leaves the others where they were", async () => {
    const all = { hiddenFromProfessionals: true, hiddenFromPatient: true, hiddenFromLegalRepresentatives: true };
    const exchange = await update(known(all), { ...all, hiddenFromPatient: false });
    expect(exchange.transaction).toBe("TD3.3b");
    const codes = [...exchange.body.matchAll(/f4f85eac[^>]*nodeRepresentation="([^"]*)"/g)].map(([, code]) => code);
    expect(codes).toEqual(["N", "MASQUE_PS", "INVISIBLE_REPRESENTANTS_LEGAUX"]);
  });

  it("names the version that it changes, and its stable id, under symbolic ids only", async () => {
    const { body } = await update(known(VISIBLE, "7"), { ...VISIBLE, hiddenFromProfessionals: true });
    expect(body).toContain('<rim:Slot name="PreviousVersion"><rim:ValueList><rim:Value>7</rim:Value>');
    expect(body).toContain('<rim:VersionInfo versionName="7"/>');
    expect(body).toContain(`<rim:ExtrinsicObject id="Document01" lid="${uuidOf(4)}"`);
    const ids = [...body.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id?.startsWith("urn:"))).toEqual([]);
  });

  it("refuses to hide from the patient, and to change nothing, before any call", async () => {
    const { client, recorded } = messages(() => ({ body: OK }));
    const entry = known(VISIBLE);
    const set = (visibility: Visibility) => client.setVisibility(PATIENT, entry, visibility, AUTHOR, SOURCE, CALL);
    await expect(set({ ...VISIBLE, hiddenFromPatient: true })).rejects.toMatchObject({
      code: "dmp.visibility.one_way",
      kind: "refused",
    });
    await expect(set({ ...VISIBLE, hiddenFromLegalRepresentatives: true })).rejects.toMatchObject({
      code: "dmp.visibility.one_way",
    });
    await expect(set(VISIBLE)).rejects.toMatchObject({ code: "dmp.visibility.unchanged" });
    expect(recorded).toEqual([]);
  });
});

describe(`TD3.3a of an official answer ${conformance.reason || xsdCheck.reason}`, () => {
  it.skipIf(conformance.missing || xsdCheck.missing)(
    "is valid, with every value of the answer and no id of its own",
    async () => {
      const xml = readFileSync(conformance.path("dmp", "samples", "ihe", "RegistryStoredQueryFindDocsResponse.xml"), "utf8");
      const before = parse(xml);
      const { body } = await update(before, { ...VISIBLE, hiddenFromProfessionals: true });
      const { ok, output } = xsdCheck.run("xds-lcm", body);
      expect(ok, output).toBe(true);
      const after = sentBack(body);
      const { raw, entryUuid, visibility, ...rest } = before;
      expect(after).toMatchObject(rest);
      expect(after.visibility).toEqual({ ...visibility, hiddenFromProfessionals: true });
      expect(body.match(/urn:uuid:04968b81|urn:uuid:5a707b8b/g)).toBeNull();
      expect(raw).toContain(entryUuid);
    },
  );
});

describe("TD3.3c and TD3.3d", () => {
  const change = async (from: DocumentEntry["availability"], to: DocumentEntry["availability"]) => {
    const { client, recorded } = messages(() => ({ body: OK }));
    await client.setAvailability(PATIENT, { entryUuid: uuidOf(3), from, to }, AUTHOR, SOURCE, CALL);
    return recorded[0]?.exchange;
  };

  it("names both statuses", async () => {
    const exchange = await change("archived", "deleted");
    expect(exchange?.transaction).toBe("TD3.3c");
    expect(exchange?.body).toContain(`sourceObject="SubmissionSet01" targetObject="${uuidOf(3)}"`);
    expect(exchange?.body).toMatch(/OriginalStatus.*StatusType:Archived.*NewStatus.*urn:asip:ci-sis:2010:StatusType:Deleted/);
    expect((await change("approved", "archived"))?.transaction).toBe("TD3.3d");
  });

  it("refuses what no transaction does", async () => {
    await expect(change("approved", "deprecated")).rejects.toMatchObject({ code: "dmp.availability.not_allowed" });
    await expect(change("deleted", "approved")).rejects.toMatchObject({ code: "dmp.availability.not_allowed" });
    await expect(change("approved", "approved")).rejects.toMatchObject({ code: "dmp.availability.not_allowed" });
  });
});
