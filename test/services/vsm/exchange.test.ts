import { describe, expect, it } from "vitest";
import { inspectPdf, isPdfA1 } from "../../../src/documents/pdf/inspect.js";
import { readXdm } from "../../../src/documents/xdm/read.js";
import type { Document } from "../../../src/domain/document/document.js";
import { prepareAttachments } from "../../../src/services/mss/attachments.js";
import { generateVsm } from "../../../src/services/vsm/generate.js";
import { problem } from "../../store/medical/support.js";
import { documentOf, push, withDoctor } from "../dmp/feeding.js";
import { AUTHORISED, dmpPractice } from "../dmp/sandbox.js";
import { bytesOf, penicillin, record } from "./support.js";

async function practice() {
  const made = await dmpPractice();
  await withDoctor(made.cabinet);
  for (const [name, value] of Object.entries({ id: "10B0152872", name: "CABINET MARCEAU", sector: "SA07" })) {
    await made.cabinet.settings.set(`structure.${name}`, value);
  }
  const patient = await made.patient(...AUTHORISED);
  await record(made.cabinet, patient.id, problem("Diabète de type 2", "E11.9"), penicillin);
  const generate = async (): Promise<Document> => {
    const { document } = await generateVsm(made.cabinet, { patient: patient.id });
    if (document === null) throw new Error("not filed");
    return document;
  };
  return { ...made, patient, generate };
}

describe("a summary in the DMP", { timeout: 60_000 }, () => {
  it("is taken, with the metadata of a VSM, and the next version takes its place", async () => {
    const { cabinet, patient, sandbox, generate } = await practice();
    const first = await generate();
    expect(await push(cabinet, [first.id])).toMatchObject({ outcome: "done" });
    expect((await documentOf(cabinet, first.id)).dmp?.direction).toBe("pushed");
    await record(cabinet, patient.id, problem("Hypertension", "I10"));
    const second = await generate();
    expect(second).toMatchObject({ versionNumber: 2, replaces: first.id });
    expect(await push(cabinet, [second.id])).toMatchObject({ outcome: "done" });
    const there = (await sandbox.control.dmpDocuments()).filter(({ seeded }) => !seeded);
    expect(there.map(({ uniqueId, status }) => [uniqueId, status])).toEqual([
      [first.uniqueId, "deprecated"],
      [second.uniqueId, "approved"],
    ]);
  });

  it("is taken when the version before it was never there", async () => {
    const { cabinet, patient, generate } = await practice();
    await generate();
    await record(cabinet, patient.id, problem("Hypertension", "I10"));
    const second = await generate();
    expect(await push(cabinet, [second.id])).toMatchObject({ outcome: "done" });
  });
});

describe("a summary in a message", { timeout: 60_000 }, () => {
  it("is in its archive with the metadata of a VSM (ASS_X04, ASS_A11), byte for byte, beside a PDF/A-1", async () => {
    const { cabinet, generate } = await practice();
    const document = await generate();
    const author = { id: "899700000001", familyName: "MARCEAU", givenName: "Paul", specialty: null, role: null };
    const prepared = await prepareAttachments(cabinet, {
      ...{ documents: [document], action: null, softwareName: "segur test" },
      author: { ...author, institution: null },
    });
    expect(prepared).toMatchObject({ cdaCodes: ["SYNTH"], insQualified: true, insSent: true });
    const [archive, pdf] = prepared.files;
    if (archive === undefined || pdf === undefined) throw new Error("no archive");
    const { documents, warnings } = await readXdm(await bytesOf(cabinet, archive.content));
    expect(warnings).toEqual([]);
    const [inside] = documents;
    expect(inside?.integrity).toBe("ok");
    expect(inside?.bytes?.equals(await bytesOf(cabinet, document.content))).toBe(true);
    expect(inside?.metadata).toMatchObject({
      uniqueId: document.uniqueId,
      typeCode: { code: "SYNTH", system: "1.2.250.1.213.1.1.4.12", label: "Synthèse" },
      classCode: { code: "11" },
      title: "Volet de synthèse médicale",
    });
    const bytes = await bytesOf(cabinet, pdf.content);
    expect(isPdfA1(await inspectPdf(bytes))).toBe(true);
  });
});
