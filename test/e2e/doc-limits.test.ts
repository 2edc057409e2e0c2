import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { typeOf } from "../../src/documents/vocabularies/types.js";
import { VISIBLE } from "../../src/domain/document/entry.js";
import type { Store } from "../../src/store/open.js";
import { lastError } from "./support/kept.js";
import { writeStore } from "./support/ledger.js";
import { runBound, whyNoRights } from "./support/no-rights.js";
import { openPractice, type Practice } from "./support/practice.js";

const AT = "2026-11-25T08:00:00.000Z";
const TEXT = "Consultation du jour.\n";

async function withPatient(): Promise<Practice> {
  const practice = await openPractice();
  const create = "patient create --birth-name ADRUN --first-given-name ZOE --birth-date 31/12/1975 --sex F --birth-place 63220";
  const made = await practice.segur([...create.split(" "), "--allow-duplicate"]);
  expect(made.code, made.stderr).toBe(0);
  return practice;
}

/** Short texts of one patient, one act a day. */
async function fill({ contents, documents }: Store, count: number, from = 0): Promise<void> {
  const kind = typeOf("11488-4");
  if (kind === null) throw new Error("no type");
  const info = await contents.write([Buffer.from(TEXT)]);
  for (let at = from; at < count; at++) {
    await documents.add(
      {
        patientId: "P1",
        type: kind.code,
        class: kind.class,
        title: `Consultation ${at}`,
        actDate: new Date(Date.UTC(1999, 0, 1 + at)).toISOString().slice(0, 10),
        origin: "local",
        content: info.id,
        mimeType: "text/plain",
        size: info.size,
        fileName: null,
        cda: null,
        uniqueId: `2.25.${10_000 + at}`,
        setId: `2.25.${50_000 + at}`,
        versionNumber: 1,
        replaces: null,
        author: { id: null, name: "Dr MARCEAU", institution: null },
        confidentiality: "N",
        visibility: VISIBLE,
        createdAt: AT,
        dmp: null,
      },
      { userId: "U1", at: AT },
    );
  }
}

describe("documents at the limits of a cabinet", { timeout: 120_000 }, () => {
  it("two thousand in one file: the first page takes no longer than that of ten", async () => {
    const practice = await withPatient();
    await writeStore(practice.store, (store) => fill(store, 10));
    const list = async () => {
      const times: number[] = [];
      let items: unknown[] = [];
      for (let round = 0; round < 5; round++) {
        const started = performance.now();
        const { code, stdout, stderr } = await practice.segur(["doc", "list", "P1", "--limit", "10", "--json"]);
        times.push(performance.now() - started);
        expect(code, stderr).toBe(0);
        ({ items } = JSON.parse(stdout) as { items: unknown[] });
      }
      expect(items).toHaveLength(10);
      return Math.min(...times);
    };
    const few = await list();
    await writeStore(practice.store, (store) => fill(store, 2_000, 10));
    const many = await list();
    console.log(`doc list: ${few.toFixed(0)} ms with 10 documents, ${many.toFixed(0)} ms with 2,000`);
    expect(many - few).toBeLessThan(100);
  });

  it("a new key of the cabinet opens them as the former did", async () => {
    const practice = await withPatient();
    const path = join(practice.home, "a.txt");
    writeFileSync(path, TEXT);
    expect((await practice.segur(["doc", "add", "P1", path, "--type", "consultation"])).code).toBe(0);
    expect((await practice.segur(["cabinet", "rekey", "--forget-old"])).code).toBe(0);
    expect((await practice.segur(["doc", "export", "D1", "-"])).stdout).toBe(TEXT);
    expect((await practice.segur(["doc", "add", "P1", path, "--type", "consultation", "--json"])).stdout).toContain(
      '"added":false',
    );
  });

  it("a store that cannot be written: nothing is filed, nor read without its trace, and that is told", async (context) => {
    const why = whyNoRights();
    if (why !== null) context.skip(why);
    const practice = await withPatient();
    const path = join(practice.home, "a.txt");
    writeFileSync(path, TEXT, { mode: 0o644 });
    expect((await practice.segur(["doc", "add", "P1", path, "--type", "consultation"])).code).toBe(0);
    const before = readFileSync(practice.store);
    chmodSync(practice.store, 0o400);
    chmodSync(dirname(practice.store), 0o500);
    for (const line of [`doc add P1 ${path} --type courrier`, "doc show D1", "doc export D1 -", "doc export D1 - --cda"]) {
      const result = await runBound(practice, [...line.split(" "), ...(line.endsWith("-") ? [] : ["--json"])]);
      expect([line, result.code, result.stdout], result.stderr).toEqual([line, 2, ""]);
      if (!line.includes("export")) expect(lastError(result)).toMatchObject({ kind: "storage", code: "storage.read_only" });
    }
    expect(readFileSync(practice.store).equals(before)).toBe(true);
    chmodSync(dirname(practice.store), 0o700);
    chmodSync(practice.store, 0o600);
    expect((await runBound(practice, ["doc", "show", "D1"])).code).toBe(0);
  });
});
