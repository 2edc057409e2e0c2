import { describe, expect, it } from "vitest";
import { readHead } from "../../../src/documents/cda/read-head.js";
import { readCda } from "../../../src/documents/cda/reader.js";
import { requireVsmApproval } from "../../../src/services/vsm/approval.js";
import { buildVsm } from "../../../src/services/vsm/build.js";
import { generateVsm } from "../../../src/services/vsm/generate.js";
import { documentCabinet } from "../documents/support.js";
import { bytesOf, vsmCabinet } from "./support.js";

describe("a summary under another type", () => {
  it("leaves with the approval of a person all the same, one at a time", async () => {
    const { cabinet } = await vsmCabinet();
    const { document: summary } = await generateVsm(cabinet, { patient: "P1" });
    if (summary === null) throw new Error("it is filed");
    const { id: _, ...same } = summary;
    const type = { code: "11488-4", system: "2.16.840.1.113883.6.1", label: "Compte rendu" };
    const filed = { ...same, type, uniqueId: "1.2.3", setId: "1.2.4", replaces: null };
    const { document } = await cabinet.documents.add(filed, { userId: "U1", at: same.createdAt });
    expect(document.type.code).toBe("11488-4");
    await expect(requireVsmApproval(cabinet, [document.id], false)).rejects.toMatchObject({ code: "vsm.approval" });
    await expect(requireVsmApproval(cabinet, [document.id, summary.id], true)).rejects.toMatchObject({ code: "vsm.one_by_one" });
    await requireVsmApproval(cabinet, [document.id, document.id.toLowerCase()], true);
  });

  it("is not hidden by a header that is too long to be read", async () => {
    const { cabinet } = await vsmCabinet();
    const { document: summary } = await generateVsm(cabinet, { patient: "P1" });
    if (summary === null) throw new Error("it is filed");
    const [start = "", ...rest] = (await bytesOf(cabinet, summary.content)).toString("utf8").split("<typeId");
    const { id: content, size } = await cabinet.contents.write([
      Buffer.from(`${start}<!--${"x".repeat(5_000_000)}--><typeId${rest.join("<typeId")}`),
    ]);
    const { id: _, ...same } = summary;
    const type = { code: "11488-4", system: "2.16.840.1.113883.6.1", label: "Compte rendu" };
    const filed = { ...same, ...{ content, size, cda: content, type, uniqueId: "1.2.3", setId: "1.2.4", replaces: null } };
    const { document } = await cabinet.documents.add(filed, { userId: "U1", at: same.createdAt });
    await expect(requireVsmApproval(cabinet, [document.id], false)).rejects.toMatchObject({ code: "vsm.approval" });
  });

  it("is no other document", async () => {
    const { cabinet, file } = await documentCabinet();
    const added = await file("Un mot de texte");
    await requireVsmApproval(cabinet, [added.filed?.id ?? "", "D99"], false);
  });
});

describe("the header alone", () => {
  it("is that of the whole document, whatever the pieces, and read no further than its body", async () => {
    const { cabinet } = await vsmCabinet();
    const { cda } = await buildVsm(cabinet, "P1");
    const { header } = await readCda([cda]);
    for (const size of [1, 100, 7000, cda.length]) {
      let read = 0;
      function* pieces() {
        for (let at = 0; at < cda.length; at += size) {
          read = at;
          yield cda.subarray(at, at + size);
        }
      }
      expect(await readHead(pieces())).toEqual(header);
      if (size < 7000) expect(read).toBeLessThan(cda.indexOf("<structuredBody>"));
    }
  });

  it("is found after a body that comes first, and not in what is no document", async () => {
    const body = "<component><nonXMLBody><text>x</text></nonXMLBody></component>";
    const late = `<ClinicalDocument xmlns="urn:hl7-org:v3">${body}<code code="SYNTH" codeSystem="1.2"/></ClinicalDocument>`;
    expect((await readHead([Buffer.from(late)]))?.code.code).toBe("SYNTH");
    expect(await readHead([Buffer.from("<a><b/></a>")])).toBeNull();
    expect(await readHead([Buffer.from("bonjour")])).toBeNull();
    expect(await readHead([])).toBeNull();
  });
});
