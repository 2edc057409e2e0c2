import { describe, expect, it } from "vitest";
import type { Retrieved } from "../../../../src/gateways/dmp/port.js";
import { CALL, PATIENT } from "../support/samples.js";
import { type Answer, messages } from "../support/transport.js";

const REPOSITORY = "1.2.250.1.213.4.1.1.1.4";
const ask = (uniqueId: string) => ({ uniqueId, repositoryUniqueId: REPOSITORY, homeCommunityId: null });

interface Told {
  readonly code: string;
  readonly context: string;
}

function response(documents: readonly string[], errors: readonly Told[] = [], status = "Success"): string {
  const list = errors
    .map(
      ({ code, context }) =>
        `<z:RegistryError codeContext="${context}" errorCode="${code}" severity="urn:x:ErrorSeverityType:Error"/>`,
    )
    .join("");
  const registry = `<z:RegistryResponse xmlns:z="urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0" status="urn:x:ResponseStatusType:${status}">${errors.length > 0 ? `<z:RegistryErrorList>${list}</z:RegistryErrorList>` : ""}</z:RegistryResponse>`;
  return `<q:RetrieveDocumentSetResponse xmlns:q="urn:ihe:iti:xds-b:2007">${registry}${documents.join("\n")}</q:RetrieveDocumentSetResponse>`;
}

const document = (uniqueId: string, content: string): string =>
  `<q:DocumentResponse><q:RepositoryUniqueId>${REPOSITORY}</q:RepositoryUniqueId><q:DocumentUniqueId>\n ${uniqueId} </q:DocumentUniqueId><q:mimeType>text/xml</q:mimeType><q:Document>${content}</q:Document></q:DocumentResponse>`;
const include = (href: string): string => `\n<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="${href}"/>\n`;

async function retrieve(answer: Answer, ...uniqueIds: string[]) {
  const taken: { document: Retrieved; text: string }[] = [];
  const warnings: string[] = [];
  const { client, recorded } = messages(() => answer, { warn: ({ code }) => warnings.push(code) });
  const missing = await client.retrieve(
    PATIENT,
    uniqueIds.map(ask),
    async (one, body) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      taken.push({ document: one, text: Buffer.concat(chunks).toString("utf8") });
    },
    CALL,
  );
  return { taken, missing, warnings, body: recorded[0]?.exchange.body ?? "" };
}

describe("TD3.2", () => {
  it("asks each document of the repository that was named", async () => {
    const { body } = await retrieve({ body: response([document("1.2.3", "YQ==")]) }, "1.2.3");
    expect(body).toContain(`<xds:RepositoryUniqueId>${REPOSITORY}</xds:RepositoryUniqueId><xds:DocumentUniqueId>1.2.3<`);
  });

  it("gives parts by their decoded content id, in the order they come", async () => {
    const cids = ["b857-1@urn%3Aihe%3Aiti%3Axds-b%3A2007", "b857-2@urn%3Aihe%3Aiti%3Axds-b%3A2007"];
    const { taken, missing } = await retrieve(
      {
        body: response([document("1.2.3", include(`cid:${cids[0]}`)), document("1.2.4", include(`cid:${cids[1]}`))]),
        parts: [
          { contentId: "b857-2@urn:ihe:iti:xds-b:2007", bytes: Buffer.from("deuxième") },
          { contentId: "b857-1@urn:ihe:iti:xds-b:2007", bytes: Buffer.from("premier") },
        ],
      },
      "1.2.3",
      "1.2.4",
    );
    expect(taken.map(({ document: { uniqueId }, text }) => [uniqueId, text])).toEqual([
      ["1.2.4", "deuxième"],
      ["1.2.3", "premier"],
    ]);
    expect(taken[0]?.document).toEqual({ uniqueId: "1.2.4", repositoryUniqueId: REPOSITORY, mimeType: "text/xml" });
    expect(missing).toEqual([]);
  });

  it("reads bytes inside the XML, on several lines", async () => {
    const base64 = Buffer.from("<ClinicalDocument>été</ClinicalDocument>")
      .toString("base64")
      .replace(/(.{9})/g, "$1\r\n\t");
    const { taken } = await retrieve({ body: response([document("1.2.3", base64)]) }, "1.2.3");
    expect(taken[0]?.text).toBe("<ClinicalDocument>été</ClinicalDocument>");
  });

  it("takes damaged base64 for no document", async () => {
    for (const damaged of ["YWJj*GVm", "YWJ", "YQ==YWJj"]) {
      const { taken, missing } = await retrieve({ body: response([document("1.2.3", damaged)]) }, "1.2.3");
      expect(taken).toEqual([]);
      expect(missing).toMatchObject([{ uniqueId: "1.2.3", code: "document.missing" }]);
    }
  });

  it("tells each document that the service refused, by the error that names it", async () => {
    const { taken, missing } = await retrieve(
      {
        body: response(
          [document("1.2.3", "YQ==")],
          [
            { code: "XDSDocumentUniqueIdError", context: "document 1.2.33 inconnu" },
            { code: "urn:dmp:DMPAccessDenied", context: "1.2.34" },
          ],
          "PartialSuccess",
        ),
      },
      "1.2.3",
      "1.2.33",
      "1.2.34",
    );
    expect(taken).toHaveLength(1);
    expect(missing).toMatchObject([
      { uniqueId: "1.2.33", code: "XDSDocumentUniqueIdError" },
      { uniqueId: "1.2.34", code: "DMPAccessDenied" },
    ]);
  });

  it("tells a document that came neither as bytes nor as an error", async () => {
    const { missing } = await retrieve({ body: response([document("1.2.3", include("cid:a@b"))]) }, "1.2.3", "1.2.4");
    expect(missing.map(({ uniqueId, code }) => [uniqueId, code])).toEqual([
      ["1.2.3", "document.missing"],
      ["1.2.4", "document.missing"],
    ]);
  });

  it("never gives a document that was not asked, nor one twice, and says so", async () => {
    const { taken, warnings, missing } = await retrieve(
      {
        body: response([document("1.2.3", include("cid:a@b")), document("1.2.3", "YQ=="), document("9.9", include("cid:c@d"))]),
        parts: [
          { contentId: "c@d", bytes: Buffer.from("autre") },
          { contentId: "a@b", bytes: Buffer.from("bon") },
          { contentId: "a@b", bytes: Buffer.from("encore") },
        ],
      },
      "1.2.3",
    );
    expect(taken.map(({ text }) => text)).toEqual(["bon"]);
    expect(missing).toEqual([]);
    expect(warnings.length).toBeGreaterThanOrEqual(2);
    expect(new Set(warnings)).toEqual(new Set(["document.unasked"]));
  });

  it("throws when the whole was refused", async () => {
    const busy = response([], [{ code: "XDSRepositoryBusy", context: "" }], "Failure");
    await expect(retrieve({ body: busy }, "1.2.3")).rejects.toMatchObject({
      kind: "unreachable",
      retry: "later",
      serviceCode: "XDSRepositoryBusy",
    });
    const denied = response([], [{ code: "DMPAccessDenied", context: "" }], "Failure");
    await expect(retrieve({ body: denied }, "1.2.3")).rejects.toMatchObject({ kind: "refused", retry: "never" });
  });

  it("lets the failure of who takes go through", async () => {
    const { client } = messages(() => ({ body: response([document("1.2.3", "YQ==")]) }));
    const full = new Error("disk full");
    const take = async () => {
      throw full;
    };
    await expect(client.retrieve(PATIENT, [ask("1.2.3")], take, CALL)).rejects.toBe(full);
  });
});
