import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCda } from "../../src/documents/cda/reader.js";
import type { NewPatient } from "../../src/domain/patient.js";
import { fromCda } from "../../src/services/inbox/cda-document.js";
import { cdaOf } from "../services/documents/support.js";
import { newPatient, OFFICIAL } from "../services/support/patients.js";
import { exitOf, type RunResult, runSegur, startSegur, temporaryHome, textOf } from "../support/cli.js";
import { MAILBOX, received } from "../support/inbox.js";
import { startOnTty } from "../support/tty.js";
import { withStore, writeStore } from "./support/ledger.js";

const INS = { matricule: "275126322074974", oid: "1.2.250.1.213.1.4.10" };
const SECRETS = /ADRUN|275126322074974|VINCI/;

/** What comes in one message. */
type Came = "certain" | "unsure" | "version" | "quarantined" | "note";

interface Practice {
  readonly home: string;
  readonly store: string;
  segur(...args: readonly string[]): Promise<RunResult>;
}

/** P1 is qualified, P2 is not; messages M1, M2… as asked. */
async function practice(came: readonly Came[]): Promise<Practice> {
  const home = temporaryHome();
  const segur: Practice["segur"] = (...args) => runSegur(args, { home });
  expect((await segur("cabinet", "init", "essai", "--environment", "sandbox")).code).toBe(0);
  const store = join(home, "data", "cabinets", "essai", "cabinet.db");
  await writeStore(store, async (opened) => {
    const one = newPatient(OFFICIAL.adrun);
    const proof = { type: "CN", checkedOn: "2026-01-05", checkedBy: "accueil" };
    const qualified: NewPatient = { ...one, identity: { ...one.identity, status: "qualifiee", ins: INS, proof } };
    const saved = await opened.patients.save({ inserts: [qualified, newPatient(OFFICIAL.vinci)] });
    const [patient, other] = saved.inserted;
    if (patient == null || other == null) throw new Error("no patients");
    const document = async (rank: number, kind: Came) => {
      const version =
        kind === "version" ? { setId: "1.2.8.1", versionNumber: 2, replaces: "1.2.9.1" } : { setId: `1.2.8.${rank}` };
      const bytes = await cdaOf(kind === "unsure" ? other : patient, { uniqueId: `1.2.9.${rank}`, ...version });
      const { id: content } = await opened.contents.write([bytes]);
      const quarantine = kind === "quarantined" ? { code: "hash_mismatch", message: "Altéré.", technical: false } : null;
      const cda = await readCda([bytes]);
      return { ...fromCda(cda, null, { content, size: bytes.length, attachment: null, quarantine }), vouched: true };
    };
    for (const [index, kind] of came.entries()) {
      const uid = index + 1;
      const rest =
        kind === "note" ? ({ kind: "text", text: "Merci docteur." } as const) : { documents: [await document(uid, kind)] };
      const position = { mailbox: MAILBOX, uidValidity: "1", lastUid: uid, modseq: null };
      await opened.inbox.keep([received(uid, rest)], position);
    }
  });
  return { home, store, segur };
}

const json = ({ stdout }: RunResult) => JSON.parse(stdout) as { schema: string; items: Record<string, unknown>[] };
const filedIn = (store: string) => withStore(store, async ({ documents }) => (await documents.list({ limit: 1000 })).items);

describe("segur inbox classify, piped", { timeout: 120_000 }, () => {
  it("one line for each document in order, the certain filed, the rest told, no name anywhere", async () => {
    const { segur, store } = await practice(["certain", "unsure", "quarantined", "version", "note"]);
    const dry = await segur("inbox", "classify", "M1", "--auto", "--dry-run", "--json");
    expect([dry.code, json(dry).items[0]?.outcome]).toEqual([0, "would_file"]);
    expect(await filedIn(store)).toEqual([]);
    const unasked = await segur("inbox", "classify", "M1", "--json");
    expect([unasked.code, JSON.parse(unasked.stderr).code]).toEqual([7, "inbox.certain"]);

    const all = await segur("inbox", "classify", "M3.1", "M1", "M2.1", "M9", "M4.1", "--auto", "--json");
    expect(all.code, all.stderr).toBe(3);
    expect(json(all).schema).toBe("segur.inbox.classify/1");
    expect(json(all).items.map(({ id, outcome, code, document }) => [id, outcome, code, document])).toEqual([
      ["M3.1", "failed", "inbox.quarantined", null],
      ["M1.1", "filed", null, "D1"],
      ["M2.1", "to_decide", "inbox.ins_absent", null],
      ["M9", "failed", "inbox.not_found", null],
      ["M4.1", "to_decide", "inbox.new_version", null],
    ]);
    expect(json(all).items[2]?.candidates).toEqual(["P2"]);
    const rest = await segur("inbox", "classify", "--all", "--auto", "--json");
    expect(rest.code).toBe(7);
    expect(json(rest).items.map(({ id }) => id)).toEqual(["M2.1", "M4.1"]);
    const table = await segur("inbox", "classify", "--all", "--auto");
    for (const { stdout, stderr } of [dry, unasked, all, rest, table]) expect(stdout + stderr).not.toMatch(SECRETS);

    const byHand = await segur("inbox", "classify", "M2.1", "--patient", "P1");
    expect([byHand.code, byHand.stderr]).toEqual([6, expect.stringContaining("document.other_patient")]);
    expect((await segur("inbox", "classify", "M2.1", "--patient", "P2")).code).toBe(0);
    expect((await segur("inbox", "classify", "M4.1", "--accept")).code).toBe(0);
    const note = await segur("inbox", "classify", "M5", "--patient", "P1", "--type", "11488-4", "--json");
    expect([note.code, json(note).items[0]?.id, json(note).items[0]?.outcome]).toEqual([0, "M5.1", "filed"]);
    expect((await segur("inbox", "classify", "M3.1", "--set-aside", "redemandé au laboratoire")).code).toBe(0);
    const filed = await filedIn(store);
    expect(filed.map(({ id, patientId, origin }) => [id, patientId, origin]).sort()).toEqual([
      ["D2", "P2", "mss"],
      ["D3", "P1", "mss"],
      ["D4", "P1", "mss"],
    ]);
    const journal = await segur("journal", "list", "--kind", "inbox.decided", "--json");
    expect(journal.stdout).toContain("M4.1");
    expect(journal.stdout).not.toMatch(SECRETS);

    const undone = await segur("inbox", "undo", "M4.1", "--json");
    expect([undone.code, JSON.parse(undone.stdout)]).toEqual([
      0,
      expect.objectContaining({ schema: "segur.inbox.undo/1", document: "D3", state: "new_version" }),
    ]);
    const nothing = await segur("inbox", "undo", "M4.1");
    expect([nothing.code, nothing.stderr]).toEqual([6, expect.stringContaining("inbox.nothing_to_undo")]);
    expect((await filedIn(store)).map(({ id }) => id).sort()).toEqual(["D1", "D2", "D4"]);
  });

  it("refuses what contradicts itself, and never asks anybody", async () => {
    const { segur } = await practice(["certain", "certain"]);
    const cases: readonly (readonly [readonly string[], number, string])[] = [
      [[], 2, "inbox.classify_options"],
      [["M1", "--all"], 2, "inbox.classify_options"],
      [["--all", "--patient", "P1"], 2, "inbox.classify_options"],
      [["M1", "--auto", "--accept"], 2, "inbox.classify_options"],
      [["M1", "--refuse", "--dry-run"], 2, "inbox.classify_options"],
      [["--all"], 2, "inbox.auto_needed"],
      [["M1", "M2", "--patient", "P1"], 2, "--yes"],
      [["M1", "--accept"], 6, "inbox.nothing_to_accept"],
      [["M7"], 1, "inbox.not_found"],
    ];
    for (const [args, code, told] of cases) {
      const ran = await segur("inbox", "classify", ...args);
      expect([ran.code, ran.stderr], args.join(" ")).toEqual([code, expect.stringContaining(told)]);
    }
  });
});

describe("segur inbox classify, killed or twice at once", { timeout: 180_000 }, () => {
  const COUNT = 200;
  const classify = ["inbox", "classify", "--all", "--auto", "--format", "ndjson"];

  async function expectEachOnce({ store }: Practice): Promise<void> {
    await withStore(store, async ({ documents, inbox, traces }) => {
      const filed = (await documents.list({ limit: 1000 })).items;
      expect(new Set(filed.map(({ uniqueId }) => uniqueId)).size).toBe(COUNT);
      expect(filed).toHaveLength(COUNT);
      expect(await inbox.waiting(["new"], { limit: 1000 })).toEqual([]);
      const held = await inbox.waiting(["filed"], { limit: 1000 });
      expect(new Set(held.map(({ document }) => document)).size).toBe(COUNT);
      expect(await traces.list({ kinds: ["inbox.decided"], limit: 1000 })).toHaveLength(COUNT);
    });
  }

  it("kill -9 at any moment: nothing filed twice, nothing lost, the same command ends it", async () => {
    const made = await practice(Array.from({ length: COUNT }, () => "certain" as const));
    let killedHalfWay = 0;
    for (const lines of [1, 9, 40]) {
      const child = startSegur(classify, { home: made.home });
      let told = "";
      const seen = new Promise<void>((resolve) => {
        child.stdout?.setEncoding("utf8").on("data", (text: string) => {
          told += text;
          if (told.split("\n").length > lines) resolve();
        });
        child.once("exit", () => resolve());
      });
      await seen;
      child.kill("SIGKILL");
      await exitOf(child);
      const filed = await filedIn(made.store);
      // What was told to be filed is.
      for (const line of told.split("\n").slice(0, -1)) {
        const { document } = JSON.parse(line) as { document: string };
        expect(filed.map(({ id }) => id)).toContain(document);
      }
      if (filed.length > 0 && filed.length < COUNT) killedHalfWay += 1;
    }
    expect(killedHalfWay).toBeGreaterThan(0);
    expect((await made.segur(...classify)).code).toBe(0);
    await expectEachOnce(made);
  });

  it("two processes at once share the work", async () => {
    const made = await practice(Array.from({ length: COUNT }, () => "certain" as const));
    const both = [1, 2].map(() => startSegur(classify, { home: made.home }));
    const ended = await Promise.all(both.map(async (child) => [await textOf(child.stderr), await exitOf(child)]));
    expect(ended).toEqual([
      ["", 0],
      ["", 0],
    ]);
    await expectEachOnce(made);
  });
});

describe("segur inbox classify, on a terminal", { timeout: 60_000 }, () => {
  const ENTER = "\r";
  const DOWN = "\u001b[B";

  it("shows both sides, files where the person says, and leaves the rest for later", async () => {
    const { home, store, segur } = await practice(["certain", "unsure"]);
    const tty = startOnTty(["inbox", "classify", "--all"], { home, env: { NO_COLOR: "1" } });
    await tty.shows(/Classer dans le dossier de P1 \(tout concorde\)/);
    expect(tty.screen()).toMatch(/nom de naissance[^\n]*ADRUN[^\n]*ADRUN[^\n]*identique/);
    expect(tty.screen()).not.toContain(INS.matricule);
    tty.type(ENTER);
    await tty.shows(/Classer dans le dossier de P2/);
    // « Plus tard » comes first for what is not certain.
    tty.type(ENTER);
    expect(await tty.ended()).toBe(7);
    expect((await filedIn(store)).map(({ patientId }) => patientId)).toEqual(["P1"]);

    const second = startOnTty(["inbox", "classify", "M2.1"], { home, env: { NO_COLOR: "1" } });
    await second.shows(/Classer dans le dossier de P2/);
    second.type(DOWN);
    await second.shows(/❯ Classer dans le dossier de P2/);
    second.type(ENTER);
    expect(await second.ended()).toBe(0);
    expect((await filedIn(store)).map(({ patientId }) => patientId).sort()).toEqual(["P1", "P2"]);
    expect((await segur("inbox", "list", "--state", "new", "--json")).stdout).toContain('"items":[]');
  });

  it("lists of a whole inbox what waits for a person, and the rest as a number", async () => {
    const { home, segur } = await practice(["certain", "unsure", "certain", "quarantined"]);
    const tty = startOnTty(["inbox", "classify", "--all", "--auto"], { home, columns: 120, env: { NO_COLOR: "1" } });
    expect(await tty.ended()).toBe(7);
    expect(tty.screen()).toMatch(/M2\.1/);
    expect(tty.screen()).not.toMatch(/M1\.1|M3\.1/);
    expect(tty.screen()).toContain("Sans vous : classé : 2.");
    const piped = await segur("inbox", "classify", "M1", "M3", "--auto");
    expect(piped.stdout).toMatch(/M1\.1[\s\S]*M3\.1/);
  });

  it("shows the document, then finds the patient by name, asking again when nobody has it", async () => {
    const { home, store } = await practice(["unsure"]);
    const tty = startOnTty(["inbox", "classify", "M1.1"], { home, env: { NO_COLOR: "1" } });
    await tty.shows(/❯ Plus tard/);
    tty.type(DOWN);
    await tty.shows(/❯ Classer dans le dossier de P2/);
    tty.type(DOWN);
    await tty.shows(/❯ Un autre patient/);
    tty.type(DOWN);
    await tty.shows(/❯ Lire le document/);
    tty.type(ENTER);
    await tty.shows(/M1 · [\s\S]*❯ Plus tard/);
    tty.type(DOWN);
    await tty.shows(/❯ Classer dans le dossier de P2/);
    tty.type(DOWN);
    await tty.shows(/❯ Un autre patient/);
    tty.type(ENTER);
    await tty.shows(/Patient \(nom et prénom/);
    tty.type(`personne${ENTER}`);
    await tty.shows(/Aucun patient ne correspond/);
    tty.type(`vinci${ENTER}`);
    await tty.shows(/❯ Chercher autrement/);
    tty.type(DOWN);
    await tty.shows(/❯ P2, [^\n]*VINCI/);
    tty.type(ENTER);
    await tty.shows(/Classer M1\.1 dans le dossier de P2/);
    tty.type(`o${ENTER}`);
    expect(await tty.ended()).toBe(0);
    expect((await filedIn(store)).map(({ patientId }) => patientId)).toEqual(["P2"]);
  });

  it("asks before a new version takes the place of the old one", async () => {
    const { home, store, segur } = await practice(["certain", "version"]);
    await segur("inbox", "classify", "M1", "--auto");
    const tty = startOnTty(["inbox", "classify", "M2"], { home, env: { NO_COLOR: "1" } });
    await tty.shows(/Nouvelle version de D1/);
    expect(tty.screen()).toMatch(/Au dossier \(D1\)[^\n]*Reçu \(M2\.1\)/);
    expect(tty.screen()).toMatch(/Date de l'acte[^\n]*02\/10\/2026[^\n]*02\/10\/2026/);
    tty.type(DOWN);
    await tty.shows(/❯ Accepter/);
    tty.type(ENTER);
    expect(await tty.ended()).toBe(0);
    expect((await filedIn(store)).map(({ id }) => id)).toEqual(["D2"]);
  });
});
