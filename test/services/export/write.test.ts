import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readCda } from "../../../src/documents/cda/reader.js";
import { inspectPdf, isPdfA1 } from "../../../src/documents/pdf/inspect.js";
import type { Right } from "../../../src/domain/users/rights.js";
import { checkExport } from "../../../src/services/export/check.js";
import { openGiven } from "../../../src/services/export/open.js";
import { cohortScope } from "../../../src/services/export/plan.js";
import { writeExport } from "../../../src/services/export/write.js";
import { generateVsm } from "../../../src/services/vsm/generate.js";
import { cdaOf, documentCabinet, INS, refusal } from "../documents/support.js";
import { arrives, report } from "../inbox/filing-support.js";
import { testCabinet } from "../support/cabinet.js";
import { exported, fileOf, filesIn, imported, jsonIn, medical, NEVER, NO_DETAIL } from "./support.js";

const PROBLEM = { kind: "problem", ...NO_DETAIL, label: "Diabète de type 2", note: "dit par sa fille" } as const;

describe("an export", () => {
  test("holds what the file holds, and only the ids of patients name its paths", async () => {
    const { cabinet, file, patient } = await documentCabinet();
    await file("Consultation.\n");
    await file(await cdaOf(patient), { type: undefined });
    await medical(cabinet, "P1", PROBLEM);
    const { bytes, written } = await exported(cabinet);
    const files = await filesIn(bytes);
    expect([...files.keys()].filter((path) => path.startsWith("patients/P1/"))).toEqual([
      "patients/P1/patient.json",
      "patients/P1/medical.json",
      "patients/P1/vsm/vsm.cda.xml",
      "patients/P1/vsm/vsm.pdf",
      "patients/P1/documents/D1/original.txt",
      "patients/P1/documents/D1/reading.pdf",
      "patients/P1/documents/D2/original.cda.xml",
      "patients/P1/documents/D2/reading.pdf",
      "patients/P1/documents.json",
      "patients/P1/journal.syslog",
      "patients/P1/exchanges.json",
      "patients/P1/manifest.json",
    ]);
    expect([...files.keys()].at(-1)).toBe("manifest.json");
    expect(jsonIn(files, "patients/P1/patient.json").identity).toMatchObject({
      status: "qualifiee",
      birthName: "ADRUN",
      ins: INS,
    });
    expect(files.get("patients/P1/documents/D1/original.txt")?.toString()).toBe("Consultation.\n");
    expect(files.get("patients/P1/documents/D1/reading.pdf")?.subarray(0, 5).toString()).toBe("%PDF-");
    expect(written.counts).toMatchObject({ patients: 2, documents: 2, medicalItems: 1 });
    const names = [...files.keys()].join("\n");
    expect(names).not.toMatch(/adrun|vinci/i);
  });

  test("every file is what its manifest says, whoever reads it", async () => {
    const { cabinet, file } = await documentCabinet();
    await file("Consultation.\n");
    const { bytes, written } = await exported(cabinet);
    const files = await filesIn(bytes);
    const top = jsonIn(files, "manifest.json");
    const told = new Map<string, { bytes: number; sha256: string }>(
      [...top.files, ...top.patients].map((each: { path: string; bytes: number; sha256: string }) => [each.path, each]),
    );
    for (const each of top.patients) {
      const folder = each.path.slice(0, -"manifest.json".length);
      for (const own of jsonIn(files, each.path).files) told.set(folder + own.path, own);
    }
    expect([...told.keys()].sort()).toEqual([...files.keys()].filter((path) => path !== "manifest.json").sort());
    for (const [path, content] of files) {
      if (path === "manifest.json") continue;
      expect([path, told.get(path)?.bytes, told.get(path)?.sha256]).toEqual([
        path,
        content.length,
        createHash("sha256").update(content).digest("hex"),
      ]);
    }
    expect(written.manifestSha256).toBe(
      createHash("sha256")
        .update(files.get("manifest.json") ?? "")
        .digest("hex"),
    );
    expect(top.counts.files).toBe(files.size - 1);
  });

  test("the same data give the same bytes; encrypted, the same manifest in other bytes", async () => {
    const { cabinet, file } = await documentCabinet();
    await file("Consultation.\n");
    await medical(cabinet, "P1", PROBLEM);
    const first = await exported(cabinet);
    const second = await exported(cabinet);
    expect(first.bytes.equals(second.bytes)).toBe(true);
    const passphrase = "correct cheval pile agrafe";
    const [one, other] = [await exported(cabinet, { passphrase }), await exported(cabinet, { passphrase })];
    expect(one.bytes.equals(other.bytes)).toBe(false);
    expect([one.written.manifestSha256, other.written.manifestSha256]).toEqual([
      first.written.manifestSha256,
      first.written.manifestSha256,
    ]);
    const opened = await openGiven(fileOf(one.bytes), async () => passphrase);
    expect((await checkExport(opened, { interrupted: NEVER })).sha256).toBe(first.written.manifestSha256);
    expect(one.bytes.includes("ADRUN")).toBe(false);
  });

  test("is in the journal, with the INS that it took, before it is given; and the journal that leaves is not changed by that", async () => {
    const { cabinet } = await documentCabinet();
    await exported(cabinet);
    const traces = await cabinet.traces.list({ kinds: ["export.written", "ins.accessed"], limit: 10 });
    expect(traces.map(({ kind, patientId, data }) => [kind, patientId, data?.where ?? data?.encrypted])).toEqual([
      ["ins.accessed", "P1", "export"],
      ["export.written", undefined, false],
    ]);
    const files = await filesIn((await exported(cabinet)).bytes);
    const syslog = [files.get("journal.syslog"), files.get("patients/P1/journal.syslog")].join("\n");
    expect(syslog).not.toMatch(/export\.written|ins\.accessed/);
  });

  test("the matricule of an identity that is not qualified does not leave (INS/va1.53)", async () => {
    const { cabinet } = await documentCabinet({ qualified: false });
    const patient = await cabinet.patients.get("P1");
    if (patient === null) throw new Error("no P1");
    const identity = { ...patient.identity, status: "recuperee" as const, ins: INS };
    await cabinet.patients.save({ updates: [{ patient: { ...patient, identity }, expectedVersion: patient.version }] });
    const { bytes } = await exported(cabinet);
    for (const content of (await filesIn(bytes)).values()) expect(content.includes(INS.matricule)).toBe(false);
  });

  test("notes leave when asked only", async () => {
    const { cabinet } = await documentCabinet();
    await medical(cabinet, "P1", PROBLEM);
    const without = await exported(cabinet);
    expect(jsonIn(await filesIn(without.bytes), "patients/P1/medical.json").items[0].note).toBe(null);
    expect(without.written.leftOut.map(({ what }) => what)).toContain("notes");
    const asked = await exported(cabinet, { withNotes: true });
    expect(jsonIn(await filesIn(asked.bytes), "patients/P1/medical.json").items[0].note).toBe("dit par sa fille");
    expect(asked.written.leftOut.map(({ what }) => what)).not.toContain("notes");
  });

  test("has the summary of a file that has medical data, dated from it and not from now, with its PDF/A-1b", async () => {
    const { cabinet } = await documentCabinet();
    await cabinet.settings.set("structure.name", "CABINET DES ÉCOLES");
    await cabinet.settings.set("structure.id", "10B0152872");
    await medical(cabinet, "P1", PROBLEM);
    const later = { ...cabinet, clock: { ...cabinet.clock, now: () => new Date(Date.now() + 86_400_000) } };
    const [now, tomorrow] = [await exported(cabinet), await exported(later)];
    expect(now.written.counts).toMatchObject({ vsm: 1, withoutVsm: 0 });
    expect(tomorrow.bytes.equals(now.bytes)).toBe(true);
    const files = await filesIn(now.bytes);
    const cda = files.get("patients/P1/vsm/vsm.cda.xml")?.toString() ?? "";
    expect(cda).toContain("Diabète de type 2");
    expect(cda).not.toContain("dit par sa fille");
    expect(isPdfA1(await inspectPdf(files.get("patients/P1/vsm/vsm.pdf") ?? Buffer.alloc(0)))).toBe(true);
    expect(files.has("patients/P2/vsm/vsm.cda.xml")).toBe(false);
  });

  test("who is no doctor exports the data without the summary, and it is told", async () => {
    const { cabinet } = await documentCabinet();
    await medical(cabinet, "P1", PROBLEM);
    await cabinet.users.change("U1", { disabledAt: new Date().toISOString() });
    await cabinet.users.add({ label: "Accueil", rpps: null, role: "secretaire" });
    const { bytes, written } = await exported({ ...cabinet, actor: { ...cabinet.actor, userId: "U2" } });
    expect(written.counts).toMatchObject({ vsm: 0, withoutVsm: 1, medicalItems: 1 });
    expect(written.leftOut.find(({ what }) => what === "vsm")?.count).toBe(1);
    expect((await filesIn(bytes)).has("patients/P1/medical.json")).toBe(true);
  });

  test("the summary that it joins is the one in force, or bears names of its own: never a version of the practice's", async () => {
    const { cabinet } = await documentCabinet();
    await cabinet.settings.set("structure.name", "CABINET DES ÉCOLES");
    await cabinet.settings.set("structure.id", "10B0152872");
    await medical(cabinet, "P1", PROBLEM);
    const { document } = await generateVsm(cabinet, { patient: "P1" });
    const inForce = async () => {
      const files = await filesIn((await exported(cabinet)).bytes);
      return [files.get("patients/P1/vsm/vsm.cda.xml"), files.get("patients/P1/documents/D1/original.cda.xml")] as const;
    };
    const [same, filed] = await inForce();
    expect(same?.equals(filed ?? Buffer.alloc(0))).toBe(true);
    await medical(cabinet, "P1", { kind: "problem", ...NO_DETAIL, label: "Asthme" });
    const names = async () => {
      const { header } = await readCda([(await inForce())[0] as Buffer]);
      return [header.setId?.root, header.id.root, header.versionNumber, header.replaces];
    };
    const first = await names();
    expect(first).toEqual([expect.stringMatching(/^2\.25\./), expect.any(String), 1, null]);
    expect(first[0]).not.toBe(document?.setId);
    expect(await names()).toEqual(first);
    await medical(cabinet, "P1", { kind: "problem", ...NO_DETAIL, label: "Goutte" });
    expect((await names())[0]).not.toBe(first[0]);
  });

  test("of the whole cabinet, counts the documents that nobody filed, and the urgent ones among them", async () => {
    const { cabinet, patient } = await documentCabinet();
    const quiet = { urgent: "no", outside: "no", comment: "no" } as const;
    for (const [uniqueId, alerts] of [
      ["1.2.3.90", { urgent: "yes", outside: "yes", comment: "no" }],
      ["1.2.3.91", quiet],
    ] as const)
      await arrives(cabinet, [await report(cabinet, patient, { uniqueId, setId: `${uniqueId}.1` }, { alerts })]);
    const { leftOut } = (await exported(cabinet)).written;
    const counted = leftOut.filter(({ what }) => what === "unfiled" || what === "urgent");
    expect(counted.map(({ what, count }) => [what, count])).toEqual([
      ["unfiled", 2],
      ["urgent", 1],
    ]);
  });

  test("who may not see medical data takes out no summary, no diagnosis and no ALD", async () => {
    const { cabinet, file } = await documentCabinet();
    await file("Consultation.\n");
    await medical(cabinet, "P1", { ...PROBLEM, code: { code: "E11.9", system: "2.16.840.1.113883.6.3", label: "Diabète" } });
    await generateVsm(cabinet, { patient: "P1" });
    const rights = new Set<Right>(["export", "patients.read"]);
    const { bytes, written } = await exported({ ...cabinet, rights });
    const files = await filesIn(bytes);
    expect(jsonIn(files, "patients/P1/documents.json").items.map(({ id }: { id: string }) => id)).toEqual(["D1"]);
    expect(jsonIn(files, "patients/P1/patient.json")).toMatchObject({ ald: null, diagnoses: null });
    for (const content of files.values()) expect(content.toString("latin1")).not.toMatch(/E11/);
    expect(written.leftOut.find(({ what }) => what === "medical")?.count).toBe(1);
    const other = await testCabinet();
    expect((await imported(other, bytes)).map(({ outcome }) => outcome)).toEqual(["created", "created"]);
  });

  test("who may not see medical data exports none, and it is told", async () => {
    const { cabinet } = await documentCabinet();
    await medical(cabinet, "P1", PROBLEM);
    const rights = new Set<Right>(["export", "patients.read"]);
    const { bytes, written } = await exported({ ...cabinet, rights });
    const files = await filesIn(bytes);
    expect([...files.keys()].some((path) => /medical|vsm/.test(path))).toBe(false);
    for (const content of files.values()) expect(content.includes("Diabète")).toBe(false);
    expect(written.leftOut.map(({ what }) => what)).toContain("medical");
    expect(written.counts.medicalItems).toBe(0);
  });

  test("of one patient, tells nothing of another", async () => {
    const { cabinet, file } = await documentCabinet();
    await file("Pour P1.\n");
    await file("Pour P2.\n", { patient: "P2" });
    const files = await filesIn((await exported(cabinet, { scope: { kind: "patient", patient: "P2" } })).bytes);
    const paths = [...files.keys()].filter((path) => path.startsWith("patients/"));
    expect(paths.every((path) => path.startsWith("patients/P2/"))).toBe(true);
    expect(files.has("journal.syslog")).toBe(false);
    for (const content of files.values()) expect(content.toString("latin1")).not.toMatch(/ADRUN|Pour P1|patient="P1"/);
  });

  test("of a period, keeps the documents of its acts, and counts the others", async () => {
    const { cabinet, file } = await documentCabinet();
    await file("Avant.\n", { date: "2024-05-01" });
    await file("Pendant.\n", { date: "2025-05-01" });
    const scope = cohortScope(cabinet, { filter: undefined, rpps: undefined, since: "01/01/2025", until: "2025-12-31" });
    const { bytes, written } = await exported(cabinet, { scope });
    const files = await filesIn(bytes);
    expect(written.counts).toMatchObject({ patients: 1, documents: 1 });
    expect(files.get("patients/P1/documents/D2/original.txt")?.toString()).toBe("Pendant.\n");
    expect(written.leftOut.find(({ what }) => what === "documents")?.count).toBe(1);
  });

  test("of a professional, keeps the patients whom they signed for or did something about", async () => {
    const { cabinet, file } = await documentCabinet();
    await file("De Marceau.\n");
    const by = (rpps: string) => cohortScope(cabinet, { filter: undefined, rpps, since: undefined, until: undefined });
    expect((await exported(cabinet, { scope: by("99700000001") })).written.counts.patients).toBe(1);
    expect((await exported(cabinet, { scope: by("99700000002") })).written.counts.patients).toBe(0);
    const actor = { userId: "U1", rpps: "99700000002", authMode: "psc" } as const;
    await cabinet.traces.append([{ kind: "document.read", at: "2026-01-01T10:00:00.000Z", actor, patientId: "P2" }]);
    const files = await filesIn((await exported(cabinet, { scope: by("99700000002") })).bytes);
    expect([...files.keys()].filter((path) => path.endsWith("/patient.json"))).toEqual(["patients/P2/patient.json"]);
  });

  test("a cohort of nothing, a period upside down and an RPPS that is none are refused", async () => {
    const { cabinet } = await documentCabinet();
    const codeOf = (typed: Partial<Parameters<typeof cohortScope>[1]>) => {
      try {
        cohortScope(cabinet, { filter: undefined, rpps: undefined, since: undefined, until: undefined, ...typed });
        return null;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(codeOf({})).toBe("export.cohort_needed");
    expect(codeOf({ since: "2025-02-01", until: "2025-01-01" })).toBe("export.period_reversed");
    expect(codeOf({ rpps: "123" })).toBe("export.rpps_wrong");
  });

  test("a PDF that cannot be a PDF/A-1 leaves as it is, and why is told", async () => {
    const { cabinet, file } = await documentCabinet();
    await file(Buffer.from("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"));
    const { bytes, written } = await exported({
      ...cabinet,
      pdfConverter: { isAvailable: async () => false, toPdfA1: async () => null },
    });
    const [item] = jsonIn(await filesIn(bytes), "patients/P1/documents.json").items;
    expect(item.files).toMatchObject({ pdf: "documents/D1/original.pdf", pdfA: false, pdfFault: "document.not_pdfa" });
    expect(written.leftOut.find(({ what }) => what === "pdfa")?.count).toBe(1);
  });

  test("stopped half-way, or on a disk that is full, it is not in the journal, and nobody is left waiting", async () => {
    const { cabinet, file } = await documentCabinet();
    await file("Consultation.\n");
    const full = Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    const request = { scope: { kind: "all" }, withNotes: false } as const;
    for (const passphrase of [null, "correct cheval pile agrafe"]) {
      const sink = async () => {
        throw full;
      };
      expect(await refusal(writeExport(cabinet, request, sink, { interrupted: NEVER, passphrase }))).toBe(full);
      const stopped = AbortSignal.abort();
      const error = await refusal(writeExport(cabinet, request, async () => {}, { interrupted: stopped, passphrase }));
      expect(error).toMatchObject({ kind: "interrupted", code: "export.interrupted" });
    }
    expect(await cabinet.traces.list({ kinds: ["export.written"], limit: 10 })).toEqual([]);
  });
});
