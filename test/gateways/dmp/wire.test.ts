import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createDmpClient } from "../../../src/gateways/dmp/client.js";
import type { DmpClient } from "../../../src/gateways/dmp/port.js";
import { createDmpTransport } from "../../../src/gateways/dmp/transport.js";
import { xsdCheck } from "../support/conformance.js";
import { PATIENT, partOf, sampleEntry, sampleSubmission } from "./support/samples.js";
import { OK } from "./support/transport.js";
import { call, config, http, pki, type RawHandler, type RawServer, rawServer, soap } from "./support.js";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** The client over the transport over TLS, to a server that answers bytes. */
async function wired(handler: RawHandler): Promise<{ client: DmpClient; server: RawServer }> {
  const server = await rawServer(handler);
  const settings = config(server.url);
  const transport = createDmpTransport(settings);
  const client = createDmpClient({
    transport,
    modeOf: transport.modeOf,
    software: { name: "segur", version: "0.1.0" },
    oid: "1.2.250.1.999.1.1.7898",
    maxSubmissionBytes: 1_000_000,
    clock: { now: () => new Date(), sleep: async () => {} },
    ids: { uuid: settings.ids.uuid, run: () => "R" },
  });
  open.push(server, client);
  return { client, server };
}

const TEXT = "<ClinicalDocument>été</ClinicalDocument>";
const submission = sampleSubmission({ documents: [{ entry: sampleEntry(), replaces: null, content: partOf(TEXT) }] });
const noXmlsec = spawnSync("xmlsec1", ["--version"]).status !== 0 && !process.env.CI;

describe("a submission on the wire", () => {
  it(`is valid whole, XOP resolved ${xsdCheck.reason}`, async () => {
    const { client, server } = await wired(({ socket }) => void socket.write(http({ body: soap(OK) })));
    const prepared = await client.prepare(submission);
    await client.submit(prepared, [partOf(TEXT)], call());
    const body = server.requests[0]?.body.toString("utf8") ?? "";
    expect(body).toContain(prepared.metadata);
    expect(body).toContain(`\r\n\r\n${TEXT}\r\n`);
    expect(body).toContain(prepared.signature.xml);
    if (xsdCheck.missing) return;
    const { ok, output } = xsdCheck.run("xds-repository", body);
    expect(ok, output).toBe(true);
  });

  it("is prepared twice with the same bytes, signature included", async () => {
    const { client } = await wired(() => {});
    const first = await client.prepare(submission);
    expect(await client.prepare(submission)).toEqual(first);
    expect(first.metadata).toContain(createHash("sha1").update(first.signature.xml).digest("hex"));
  });

  it.skipIf(noXmlsec)(`is signed for xmlsec1 ${noXmlsec ? "(SKIPPED: no xmlsec1)" : ""}`, async () => {
    const { client } = await wired(() => {});
    const { signature } = await client.prepare(submission);
    const folder = mkdtempSync(join(tmpdir(), "segur-xades-"));
    try {
      // xmlsec1 reads one certificate of each file.
      const trusted = (pki().ca.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----/g) ?? []).flatMap((pem, index) => {
        writeFileSync(join(folder, `ca${index}.pem`), `${pem}\n`);
        return ["--trusted-pem", join(folder, `ca${index}.pem`)];
      });
      writeFileSync(join(folder, "signature.xml"), signature.xml);
      // The documents of the manifest are not beside the file: only what the signature itself covers is verified here.
      const words = ["--verify", ...trusted, "--enabled-reference-uris", "same-doc,empty", "--ignore-manifests"];
      const ids = ["--id-attr:Id", "Manifest", "--id-attr:Id", "Object", "--id-attr:Id", "SignedProperties"];
      const { status, stderr } = spawnSync("xmlsec1", [...words, ...ids, join(folder, "signature.xml")], { encoding: "utf8" });
      expect(status, stderr).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("breaks when a content has changed: the registry never sees it whole", async () => {
    const { client, server } = await wired(({ socket }) => void socket.write(http({ body: soap(OK) })));
    const prepared = await client.prepare(submission);
    const changed = partOf(TEXT.replace("été", "eau"));
    await expect(client.submit(prepared, [{ ...changed, size: partOf(TEXT).size }], call())).rejects.toMatchObject({
      code: "dmp.content_changed",
    });
    expect(server.requests).toEqual([]);
  });
});

describe("a retrieval on the wire", () => {
  const RETRIEVED = "1.2.250.1.213.4.1.1.1.2";
  const xds = "urn:ihe:iti:xds-b:2007";

  function multipart(documents: readonly { uniqueId: string; text: string }[], boundary = "uuid:5f0c"): Buffer {
    const responses = documents.map(
      ({ uniqueId }, index) =>
        `<ns2:DocumentResponse><ns2:RepositoryUniqueId>${RETRIEVED}</ns2:RepositoryUniqueId><ns2:DocumentUniqueId>${uniqueId}</ns2:DocumentUniqueId><ns2:mimeType>text/xml</ns2:mimeType><ns2:Document><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:b857-${index}@urn%3Aihe%3Aiti%3Axds-b%3A2007"/></ns2:Document></ns2:DocumentResponse>`,
    );
    const envelope = soap(
      `<ns2:RetrieveDocumentSetResponse xmlns:ns2="${xds}">${OK}${responses.join("")}</ns2:RetrieveDocumentSetResponse>`,
    );
    const parts = [
      `--${boundary}\r\nContent-Type: application/xop+xml; charset=utf-8; type="application/soap+xml"\r\nContent-Id: <rootpart*1>\r\n\r\n${envelope}\r\n`,
      ...documents.map(
        ({ text }, index) =>
          `--${boundary}\r\nContent-Type: text/xml\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <b857-${index}@urn:ihe:iti:xds-b:2007>\r\n\r\n${text}\r\n`,
      ),
      `--${boundary}--`,
    ];
    return http({
      contentType: `multipart/related; type="application/xop+xml"; boundary="${boundary}"; start="<rootpart*1>"; start-info="application/soap+xml"`,
      body: parts.join(""),
    });
  }

  it("gives each document its bytes, and tells the one that is missing", async () => {
    const documents = [
      { uniqueId: "1.2.3", text: TEXT },
      { uniqueId: "1.2.4", text: "<ClinicalDocument>\r\n--uuid\r\n</ClinicalDocument>" },
    ];
    const { client, server } = await wired(({ socket }) => void socket.write(multipart(documents)));
    const wanted = ["1.2.3", "1.2.4", "1.2.5"].map((uniqueId) => ({
      uniqueId,
      repositoryUniqueId: RETRIEVED,
      homeCommunityId: null,
    }));
    const taken = new Map<string, string>();
    const missing = await client.retrieve(
      PATIENT,
      wanted,
      async ({ uniqueId }, body) => {
        const chunks: Uint8Array[] = [];
        for await (const chunk of body) chunks.push(chunk);
        taken.set(uniqueId, Buffer.concat(chunks).toString("utf8"));
      },
      call(),
    );
    expect([...taken]).toEqual(documents.map(({ uniqueId, text }) => [uniqueId, text]));
    expect(missing).toMatchObject([{ uniqueId: "1.2.5", code: "document.missing" }]);
    if (!xsdCheck.missing) expect(xsdCheck.run("xds-repository", server.requests[0]?.body.toString("utf8") ?? "").ok).toBe(true);
  });
});
