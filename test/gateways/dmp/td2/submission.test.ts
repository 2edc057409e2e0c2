import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { NewEntry } from "../../../../src/domain/document/entry.js";
import type { DmpPart, NewSubmission, PreparedSubmission } from "../../../../src/gateways/dmp/port.js";
import { uuidOf } from "../support/registry.js";
import { CALL, PATIENT, partOf, sampleEntry, sampleSubmission } from "../support/samples.js";
import { messages, OK } from "../support/transport.js";

const TEXT = "<ClinicalDocument>été</ClinicalDocument>";
const SHA1 = createHash("sha1").update(TEXT).digest("hex");
const RS = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0";

const withEntry = (changes: Partial<NewEntry>, replaces: string | null = null): NewSubmission =>
  sampleSubmission({ documents: [{ entry: sampleEntry(changes), replaces, content: partOf(TEXT) }] });

const prepare = (submission: NewSubmission) => messages(() => ({ body: OK })).client.prepare(submission);

describe("preparing a TD2.1", () => {
  it("makes the same bytes from the same input, that JSON carries", async () => {
    const first = await prepare(sampleSubmission());
    expect(await prepare(sampleSubmission())).toEqual(first);
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    expect(first.documents).toEqual([
      { id: "Document01", uniqueId: "1.2.250.1.999.1.1.7898.3.1622814651504", sha1: SHA1, size: Buffer.byteLength(TEXT) },
    ]);
  });

  it("says the hash and the size of the exact bytes, and of its signature", async () => {
    const { metadata, signature } = await prepare(sampleSubmission());
    expect(metadata).toContain(`<rim:Slot name="hash"><rim:ValueList><rim:Value>${SHA1}</rim:Value>`);
    expect(metadata).toContain(createHash("sha1").update(signature.xml).digest("hex"));
    expect(signature.xml).toContain("urn:oid:1.2.250.1.999.1.1.7898.3.1622814651504");
  });

  it("reads each content once", async () => {
    let opened = 0;
    const content = { ...partOf(TEXT) };
    const counted = {
      ...content,
      open: () => {
        opened += 1;
        return content.open();
      },
    };
    await prepare(sampleSubmission({ documents: [{ entry: sampleEntry(), replaces: null, content: counted }] }));
    expect(opened).toBe(1);
  });

  it("does not read canonical bytes whose digests are known, and writes the same; reads what is not canonical all the same", async () => {
    let opened = 0;
    const open = () => {
      opened += 1;
      return partOf(TEXT).open();
    };
    const digests = { sha1: SHA1, sha256: createHash("sha256").update(TEXT).digest("hex") };
    const document = (canonical: boolean, known: boolean) => ({
      entry: sampleEntry(),
      replaces: null,
      content: { ...partOf(TEXT), canonical, open, digests: known ? digests : undefined },
    });
    const prepared = await prepare(sampleSubmission({ documents: [document(true, true)] }));
    expect(opened).toBe(0);
    expect(await prepare(sampleSubmission({ documents: [document(true, false)] }))).toEqual(prepared);
    expect(opened).toBe(1);
    await prepare(sampleSubmission({ documents: [document(false, true)] }));
    expect(opened).toBe(2);
  });

  it("takes the id of a CDA that has an extension", async () => {
    const { metadata } = await prepare(withEntry({ uniqueId: "1.2.3^CR-2026" }));
    expect(metadata).toContain('value="1.2.3^CR-2026"');
  });

  it("names what it replaces", async () => {
    const { metadata } = await prepare(withEntry({}, uuidOf(9)));
    expect(metadata).toContain(`sourceObject="Document01" targetObject="${uuidOf(9)}"`);
    expect(metadata).toContain("urn:ihe:iti:2007:AssociationType:RPLC");
    await expect(prepare(withEntry({}, "Document00"))).rejects.toMatchObject({ code: "document.metadata.format" });
  });

  it("refuses metadata that the DMP would refuse, by name and without the value", async () => {
    const cases: readonly [Partial<NewEntry>, string, string][] = [
      [{ legalAuthenticator: null }, "missing", "legalAuthenticator"],
      [{ serviceStart: null }, "missing", "serviceStartTime"],
      [{ authors: [] }, "missing", "authorPerson"],
      [{ title: "" }, "missing", "title"],
      [{ title: "x".repeat(1025) }, "too_long", "title"],
      [{ title: "a\u0007" }, "character", "title"],
      [{ creationTime: "hier" }, "format", "creationTime"],
      [{ uniqueId: `1.${"2".repeat(63)}` }, "format", "uniqueId"],
      [{ uniqueId: "1.2.03" }, "format", "uniqueId"],
      [{ uniqueId: `1.2.3^${"x".repeat(17)}` }, "format", "uniqueId"],
      [{ sourcePatientInfo: [`PID-5|${"SECRET".repeat(50)}`] }, "too_long", "sourcePatientInfo"],
      [{ patientId: { ...PATIENT, oid: "1.2.250.1.213.1.4.8" } }, "format", "patientId"],
    ];
    for (const [changes, problem, field] of cases) {
      const error: unknown = await prepare(withEntry(changes)).catch((caught: unknown) => caught);
      expect(error, field).toMatchObject({ code: `document.metadata.${problem}`, kind: "input", details: { field } });
      expect(JSON.stringify(error)).not.toContain("SECRET");
    }
    await expect(prepare(sampleSubmission({ documents: [] }))).rejects.toMatchObject({ code: "document.metadata.missing" });
  });

  it("refuses the same document twice, and a content that is not the one of its metadata", async () => {
    const [one] = sampleSubmission().documents;
    if (one === undefined) throw new Error("no document");
    await expect(prepare(sampleSubmission({ documents: [one, one] }))).rejects.toMatchObject({
      code: "document.metadata.format",
    });
    await expect(prepare(withEntry({ hash: "0".repeat(40) }))).rejects.toMatchObject({ code: "dmp.content_changed" });
    const short = { ...one, content: { ...one.content, size: one.content.size + 1 } };
    await expect(prepare(sampleSubmission({ documents: [short] }))).rejects.toMatchObject({ code: "dmp.content_changed" });
  });
});

describe("submitting", () => {
  const response = (status: string, errors: string) =>
    `<z:RegistryResponse xmlns:z="${RS}" status="urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:${status}"><z:RegistryErrorList>${errors}</z:RegistryErrorList></z:RegistryResponse>`;
  const error = (code: string, context = "", severity = "Error") =>
    `<z:RegistryError errorCode="${code}" codeContext="${context}" severity="urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:${severity}"/>`;

  async function submit(body: string, parts: readonly DmpPart[] = [partOf(TEXT)], maxSubmissionBytes = 1_000_000, status = 200) {
    const { client, recorded } = messages(() => ({ body, status }), { maxSubmissionBytes });
    const prepared: PreparedSubmission = await prepare(sampleSubmission());
    const result = client.submit(JSON.parse(JSON.stringify(prepared)), parts, CALL);
    return { result, recorded, prepared };
  }
  const refusal = async (body: string) => (await submit(body)).result.catch((caught: unknown) => caught);

  it("sends exactly what was prepared: metadata, then the documents, then the signature", async () => {
    const { result, recorded, prepared } = await submit(OK);
    expect(await result).toEqual({ warnings: [] });
    const sent = recorded[0];
    expect(sent?.exchange).toMatchObject({ transaction: "TD2.1", service: "repository", patient: PATIENT });
    expect(sent?.exchange.body).toContain(prepared.metadata);
    expect(sent?.sent.map((bytes) => Buffer.from(bytes).toString("utf8"))).toEqual([TEXT, prepared.signature.xml]);
    const cids = sent?.exchange.parts?.map(({ contentId }) => contentId) ?? [];
    expect(cids).toHaveLength(2);
    for (const cid of cids) expect(sent?.exchange.body).toContain(`href="cid:${cid}"`);
  });

  it("sends nothing that is too big, and never completes a content that has changed", async () => {
    const big = await submit(OK, [partOf(TEXT)], 500);
    await expect(big.result).rejects.toMatchObject({ code: "dmp.too_big", kind: "refused" });
    expect(big.recorded).toEqual([]);

    const longer = await submit(OK, [partOf(`${TEXT} `)]);
    await expect(longer.result).rejects.toMatchObject({ code: "dmp.content_changed" });
    expect(longer.recorded).toEqual([]);

    const changed = await submit(OK, [partOf(TEXT.replace("C", "X"))]);
    await expect(changed.result).rejects.toMatchObject({ code: "dmp.content_changed" });
    expect(changed.recorded).toEqual([]);
    await expect((await submit(OK, [])).result).rejects.toMatchObject({ code: "document.metadata.missing" });
  });

  it("does not believe a Success that comes under an HTTP error, nor doubts a Failure that does", async () => {
    const contradictory = await submit(OK, undefined, undefined, 500);
    await expect(contradictory.result).rejects.toMatchObject({
      kind: "unreachable",
      serviceCode: "network.contradictory",
      uncertain: true,
      retry: "later",
    });
    const failed = await submit(response("Failure", error("XDSUnknownPatientId")), undefined, undefined, 500);
    await expect(failed.result).rejects.toMatchObject({ serviceCode: "XDSUnknownPatientId", uncertain: false });
  });

  it("returns warnings", async () => {
    const { result } = await submit(response("Success", error("XDSExtraMetadataNotSaved", "slot x", "Warning")));
    expect((await result).warnings).toMatchObject([{ code: "XDSExtraMetadataNotSaved" }]);
  });

  it("tells each refusal with what may be done", async () => {
    const cases = [
      ["XDSDuplicateUniqueIdInRegistry", { kind: "unreachable", retry: "later", uncertain: true }],
      ["XDSRegistryBusy", { kind: "unreachable", retry: "later", uncertain: false }],
      ["XDSUnknownPatientId", { kind: "refused", retry: "never", uncertain: false }],
      ["XDSRepositoryMetadataError", { kind: "refused", retry: "never", uncertain: false }],
      ["DMPAccessDeniedByRightsService", { kind: "refused", retry: "never", uncertain: false }],
      ["urn:dmp:DMPInvalidCertificate", { kind: "config", retry: "stop", uncertain: false }],
      ["DMPNeverHeardOf", { kind: "refused", retry: "never", serviceCode: "DMPNeverHeardOf" }],
    ] as const;
    for (const [code, expected] of cases)
      expect(
        await refusal(response("Failure", error("XDSExtraMetadataNotSaved", "", "Warning") + error(code))),
        code,
      ).toMatchObject({
        name: "DmpFault",
        ...expected,
      });
  });

  it("leaves a partial or unreadable answer uncertain", async () => {
    expect(await refusal(response("PartialSuccess", error("XDSRegistryMetadataError")))).toMatchObject({
      uncertain: true,
      retry: "never",
    });
    expect(await refusal(`<html xmlns="http://www.w3.org/1999/xhtml"/>`)).toMatchObject({
      uncertain: true,
      retry: "later",
      serviceCode: "answer.unreadable",
    });
    expect(await refusal(response("Failure", ""))).toMatchObject({ uncertain: false, serviceCode: "answer.failure" });
  });

  it("quotes neither matricule nor name in a refusal", async () => {
    const context = `Le patient D&#39;AGATHE né le 19070525, ${PATIENT.matricule} (2 07 05 85 756 270 97) n&#39;est pas celui du document`;
    const fault = await refusal(response("Failure", error("DMPOther", context)));
    expect(fault).toMatchObject({ why: expect.stringContaining("DMPOther") });
    expect(String((fault as { why: string }).why)).not.toMatch(/AGATHE|207058575627097|2 07 05|19070525/);
  });
});
