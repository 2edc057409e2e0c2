// Versions and proposals of documents that came, and the filing of those that are certain, in one process: node bench/run.mjs inbox-assess [documents] [patients].
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { matriculeKey, OIDS } from "../src/domain/identity/matricule.js";
import { assessWaiting } from "../src/services/inbox/assess.js";
import { openStore } from "../src/store/open.js";
import { newPatient } from "../test/services/support/patients.js";
import { received, receivedDocument } from "../test/support/inbox.js";

const total = Number(process.argv[2] ?? 2_000);
const people = Number(process.argv[3] ?? 5_000);
const folder = mkdtempSync(join(tmpdir(), "segur-assess-"));

function person(rank: number) {
  const day = new Date(Date.UTC(1930, 0, 1) + (rank % 30_000) * 86_400_000).toISOString().slice(0, 10);
  const number = `2${day.slice(2, 4)}${day.slice(5, 7)}63${String(rank % 990).padStart(3, "0")}${String((rank % 998) + 1).padStart(3, "0")}`;
  const ins = { matricule: number + matriculeKey(number), oid: OIDS.nir };
  const traits = { birthName: `NOM${"ABCDEFGHIJ"[rank % 10]}`, birthGivenNames: ["JEANNE"], birthDate: day };
  return { ins, traits };
}

try {
  const store = openStore(join(folder, "cabinet.db"), { create: true, key: Buffer.alloc(32, 7) });
  for (let from = 0; from < people; from += 1_000) {
    const inserts = Array.from({ length: Math.min(1_000, people - from) }, (_, index) => {
      const { ins, traits } = person(from + index);
      const one = newPatient({
        file: `F${from + index}`,
        name: traits.birthName,
        given: "JEANNE",
        date: traits.birthDate,
        sex: "F",
        place: "63220",
      });
      return { ...one, identity: { ...one.identity, status: "qualifiee" as const, ins } };
    });
    await store.patients.save({ inserts });
  }
  for (let from = 1; from <= total; from += 100) {
    const batch = Array.from({ length: Math.min(100, total - from + 1) }, (_, index) => {
      const uid = from + index;
      const { ins, traits } = person((uid * 7) % people);
      const given = { birthGivenNames: "JEANNE", firstBirthGivenName: "JEANNE", usedName: null, usedGivenName: null };
      const named = { ins, birthName: traits.birthName, ...given, sex: "F", birthDate: traits.birthDate, birthPlace: "63220" };
      // One in five says no INS.
      const about = uid % 5 === 0 ? { ...named, ins: null } : named;
      return received(uid, { documents: [receivedDocument({ uniqueId: `2.25.${uid}`, setId: `2.26.${uid}`, patient: about })] });
    });
    await store.inbox.keep(batch, { mailbox: "a@b", uidValidity: "1", lastUid: from, modseq: null });
  }
  const info = { name: "b", environment: "production" as const, instanceId: "i", directory: folder, createdAt: "" };
  const clock = { now: () => new Date(), sleep: async () => {} };
  const cabinet = { ...store, info, clock, actor: { userId: "U1", rpps: null, authMode: "certificate" as const } };
  for (const run of ["all new", "nothing new"]) {
    const start = performance.now();
    const assessed = await assessWaiting(cabinet);
    const ms = performance.now() - start;
    console.log(`${run}: ${assessed.documents} documents, ${assessed.certain} certain, ${people} patients: ${ms.toFixed(0)} ms`);
    if (ms > 2_000 * Math.max(1, total / 2_000)) process.exitCode = 1;
  }
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
