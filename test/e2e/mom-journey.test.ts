import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fileText, openDmpPractice } from "./support/dmp-practice.js";
import { writeStore } from "./support/ledger.js";

const COLLEAGUE = "repondeur@bac-a-sable.mssante.fr";
const THRESHOLDS = {
  ...{ version: "essai", source: "deux de chaque", date: "2026-11-26" },
  indicators: [
    { service: "dmp", wanted: 2, unit: "document" },
    { service: "mss-pro", wanted: 2, unit: "message" },
    { service: "mss-patient", wanted: 1, unit: "message" },
  ],
};

interface Indicator {
  readonly service: string;
  readonly counted: number;
  readonly missing: number;
  readonly candidates: readonly { readonly document: string; readonly run: string }[];
}

it("from nothing to met by the commands that the check itself proposes, against the real sandbox", {
  timeout: 180_000,
}, async () => {
  const practice = await openDmpPractice({ people: 60 });
  const filed = await practice.file(2);
  const file = join(practice.home, "seuils.json");
  writeFileSync(file, JSON.stringify(THRESHOLDS));
  const check = async () => {
    const { code, stdout, stderr } = await practice.segur(["mom", "check", "--thresholds", file, "--json"]);
    const report = JSON.parse(stdout || stderr);
    return {
      code,
      of: (service: string): Indicator => report.practitioners[0].indicators.find((each: Indicator) => each.service === service),
    };
  };
  const propose = async (run: string | undefined) => {
    const words = (run ?? "").split(" ").slice(1);
    const done = await practice.segur([...words, "--yes", "--json"]);
    expect(done.code, `${run}: ${done.stderr}`).toBe(0);
  };
  const nothing = await check();
  expect(nothing.code).toBe(1);
  for (const service of ["dmp", "mss-pro", "mss-patient"]) expect(nothing.of(service)).toMatchObject({ counted: 0 });
  expect(nothing.of("dmp").candidates).toHaveLength(2);

  // Each proposal is one more, and is no longer proposed.
  for (let counted = 1; counted <= 2; counted += 1) {
    const [next] = (await check()).of("dmp").candidates;
    await propose(next?.run);
    const { counted: now, missing, candidates } = (await check()).of("dmp");
    expect([now, missing]).toEqual([counted, 2 - counted]);
    expect(candidates.map(({ document }) => document)).not.toContain(next?.document);
  }
  await propose(nothing.of("mss-patient").candidates[0]?.run);

  // Nobody is known to write to: the recipient is for a person to choose. Then whoever was written to about this patient is known.
  const [first] = nothing.of("mss-pro").candidates;
  expect(first?.run).toContain("--to DESTINATAIRE ");
  await propose(first?.run.replace("DESTINATAIRE", COLLEAGUE));
  const patient = filed.find(({ document }) => document === first?.document)?.patient ?? "";
  await writeStore(practice.store, (store) => fileText(store, patient, "second compte rendu\n"));
  const [second] = (await check()).of("mss-pro").candidates;
  expect(second?.run).toContain(`--to ${COLLEAGUE} `);
  await propose(second?.run);

  const met = await check();
  expect([met.code, met.of("mss-pro").counted, met.of("mss-patient").counted]).toEqual([0, 2, 1]);
  // A document sent again is the same: it counts no more, and is told.
  expect((await practice.segur([...(second?.run ?? "").split(" ").slice(1), "--again", "--yes"])).code).toBe(0);
  expect((await check()).of("mss-pro")).toMatchObject({ counted: 2, others: [{ reason: "replacement", count: 1 }] });
  const out = join(practice.home, "preuve.json");
  expect((await practice.segur(["mom", "report", "--thresholds", file, "--out", out])).code).toBe(0);
  expect((await practice.segur(["mom", "report", "--check", out])).code).toBe(0);
});
