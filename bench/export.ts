import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { draftOf } from "../src/documents/cda/draft-from.js";
import { toPdfA } from "../src/documents/pdf/convert.js";
import { typeOf } from "../src/documents/vocabularies/types.js";
import { createIdentity } from "../src/domain/identity/creation.js";
import type { NewPatient } from "../src/domain/patient.js";
import { RIGHTS } from "../src/domain/users/rights.js";
import type { ExportCabinet } from "../src/services/export/cabinet.js";
import { writeExport } from "../src/services/export/write.js";
import { NO_COMPLEMENT } from "../src/services/patients/complement.js";
import { openStore } from "../src/store/open.js";
import { BENCH_KEY } from "./key.js";

/**
 * `export all` of patients with documents and medical data, in clear then encrypted: node bench/run.mjs export [patients]
 * Each patient: a PDF/A-1 of about 200 KB, a text (drawn as PDF/A-1), six medical items (a VSM and its PDF/A-1b). Limits: 60 ms of
 * processor a patient, and a memory that does not grow with the cabinet: 130 MB above what a tenth of it took, and the 256 MB that a
 * passphrase costs for a second.
 */
const [patients = 2000] = process.argv.slice(2).map(Number);
const LIMIT = { perPatient: 60, growth: { clear: 130, encrypted: 400 } };
const AT = "2026-11-01T08:00:00.000Z";
const BY = { userId: "U1", at: AT };

const folder = mkdtempSync(join(tmpdir(), "segur-bench-"));
try {
  const store = openStore(join(folder, "cabinet.db"), { create: true, key: BENCH_KEY });
  const cabinet: ExportCabinet = {
    ...store,
    info: {
      name: "banc",
      environment: "sandbox",
      instanceId: "11111111-2222-4333-8444-555555555555",
      directory: folder,
      createdAt: AT,
    },
    actor: { userId: "U1", rpps: "99700000001", authMode: "password" },
    clock: { now: () => new Date(), sleep: async () => {} },
    rights: new Set(RIGHTS),
    session: null,
    machine: { host: "banc", pid: process.pid, isAlive: () => true },
  };
  await store.users.add({
    label: "Dr MARCEAU",
    rpps: "99700000001",
    role: "medecin",
    settings: { familyName: "MARCEAU", givenName: "Paul", speciality: "SM26" },
  });
  await store.settings.set("structure.id", "10B0152872");
  await store.settings.set("structure.name", "CABINET DU BANC");
  await fill(0, Math.max(1, Math.floor(patients / 10)));
  const warm = await run(null);
  await fill(Math.max(1, Math.floor(patients / 10)), patients);
  let wrong = false;
  for (const passphrase of [null, "correct cheval pile agrafe"]) {
    const { cpu, wall, bytes, peak, count } = await run(passphrase);
    const growth = peak - warm.peak;
    const most = passphrase === null ? LIMIT.growth.clear : LIMIT.growth.encrypted;
    const each = cpu / count;
    wrong ||= each > LIMIT.perPatient || growth > most;
    console.log(
      `export: ${passphrase === null ? "in clear" : "encrypted"}, ${count} patients, ${(bytes / 1e6).toFixed(0)} MB in ${(wall / 1000).toFixed(1)} s ` +
        `(${(bytes / 1e6 / (wall / 1000)).toFixed(1)} MB/s); ${each.toFixed(1)} ms of processor a patient, ratio ${(LIMIT.perPatient / each).toFixed(2)}; ` +
        `memory ${peak.toFixed(0)} MB, ${growth.toFixed(0)} MB above a tenth of it, limit ${most}`,
    );
  }
  await store.close();
  if (wrong) process.exitCode = 1;

  async function run(passphrase: string | null) {
    const [started, processor] = [performance.now(), process.cpuUsage()];
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss() / 1e6);
    }, 20);
    let bytes = 0;
    const sink = async (chunk: Uint8Array) => {
      bytes += chunk.length;
    };
    const interrupted = new AbortController().signal;
    const { counts } = await writeExport(cabinet, { scope: { kind: "all" }, withNotes: false }, sink, {
      interrupted,
      passphrase,
    });
    clearInterval(watch);
    const { user, system } = process.cpuUsage(processor);
    if (counts.vsm !== counts.patients || counts.withoutPdfA > 0)
      throw new Error(`not what is measured: ${JSON.stringify(counts)}`);
    return { cpu: (user + system) / 1000, wall: performance.now() - started, bytes, peak, count: counts.patients };
  }

  async function fill(from: number, to: number): Promise<void> {
    const type = typeOf("11488-4")?.code;
    if (type === undefined) throw new Error("no type");
    for (let index = from; index < to; index += 1) {
      const { inserted } = await store.patients.save({ inserts: [patient(index)] });
      const id = inserted[0]?.id ?? "";
      const text = await store.contents.write([Buffer.from(`Consultation ${index}\n${"Observation du jour.\n".repeat(40)}`)]);
      const pdf = await store.contents.write([await paper(index)]);
      for (const [content, mimeType] of [
        [text, "text/plain"],
        [pdf, "application/pdf"],
      ] as const) {
        const uniqueId = `1.2.3.${index}.${mimeType.length}`;
        await store.documents.add(
          {
            ...{
              patientId: id,
              type,
              class: { ...type, code: "11" },
              title: "Consultation",
              actDate: "2026-10-01",
              origin: "local",
            },
            ...{ content: content.id, mimeType, size: content.size, fileName: null, cda: null, uniqueId, setId: `${uniqueId}.1` },
            ...{ versionNumber: 1, replaces: null, confidentiality: "N", createdAt: AT, dmp: null },
            author: { id: "899700000001", name: "Paul MARCEAU", institution: null },
            visibility: { hiddenFromProfessionals: false, hiddenFromPatient: false, hiddenFromLegalRepresentatives: false },
          },
          BY,
        );
      }
      const item = { code: null, since: "2019", until: null, closed: false, note: null } as const;
      const labels = ["Diabète", "Hypertension", "Asthme", "Goutte", "Arthrose", "Migraine"];
      await store.medical.add(
        id,
        labels.map((label) => ({ kind: "problem", ...item, label })),
        { from: "entered", document: null },
        { at: AT, by: "U1" },
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function patient(index: number): NewPatient {
  const letters = [...String(index)].map((digit) => "ABCDEFGHIJ"[Number(digit)]).join("");
  const typed = {
    birthName: `BANC${letters}`,
    birthGivenNames: "ZOE",
    firstBirthGivenName: "ZOE",
    birthDate: "31/12/1975",
    sex: "F",
    birthPlace: "63220",
  };
  const created = createIdentity(typed, { today: "2026-11-01" });
  if (!created.ok) throw new Error("no identity");
  return { ...NO_COMPLEMENT, identity: created.identity, birthDateInterpreted: false, fileNumber: `B-${index}`, lastInsi: null };
}

/** A PDF/A-1 with a picture that does not compress. */
async function paper(index: number): Promise<Buffer> {
  sheet ??= await drawn();
  // Its own bytes for each patient: a comment before the end.
  const end = sheet.lastIndexOf("startxref");
  return Buffer.concat([
    sheet.subarray(0, end),
    Buffer.from(`%${String(index).padEnd(180_000, "0123456789ABCDEF")}\n`),
    sheet.subarray(end),
  ]);
}
let sheet: Buffer | null = null;

async function drawn(): Promise<Buffer> {
  const type = typeOf("11488-4")?.code;
  if (type === undefined) throw new Error("no type");
  const draft = draftOf({
    document: {
      ...{
        type,
        title: "Papier",
        actDate: "2026-10-01",
        uniqueId: "1.2.3",
        setId: "1.2.4",
        versionNumber: 1,
        confidentiality: "N",
        createdAt: AT,
      },
    },
    replaces: null,
    patient: { ...patient(0), id: "P1" },
    instanceId: "11111111-2222-4333-8444-555555555555",
    author: {
      nationalId: "899700000001",
      familyName: "MARCEAU",
      givenName: "Paul",
      civility: null,
      profession: "10",
      speciality: "SM26",
    },
    structure: { id: "10B0152872", name: "CABINET", sector: "SA07", practiceSetting: "AMBULATOIRE" },
    zone: () => 60,
  });
  return (await toPdfA(Buffer.from("Compte rendu.\n"), "text/plain", draft)).bytes;
}
