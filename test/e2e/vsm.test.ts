import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startOnTty } from "../support/tty.js";
import { type DmpPractice, openDmpPractice } from "./support/dmp-practice.js";

const TIMEOUT = { timeout: 90_000 };

async function practice() {
  const made = await openDmpPractice();
  const [one] = await made.file(1);
  if (one === undefined) throw new Error("nothing was filed");
  const { patient } = one;
  await ok(made, "patient", "medical", "add", patient, "probleme", "Diabète de type 2", "--code", "E11.9", "--since", "2015");
  await ok(made, "patient", "medical", "add", patient, "allergie", "Pénicilline", "--allergen", "medicament");
  return { practice: made, patient };
}

async function ok(made: DmpPractice, ...args: readonly string[]) {
  const { code, stdout, stderr } = await made.segur([...args, "--json"]);
  expect(code, `${args.join(" ")}: ${stderr}`).toBe(0);
  return JSON.parse(stdout);
}

async function refused(made: DmpPractice, ...args: readonly string[]) {
  const { code, stderr } = await made.segur([...args, "--json"]);
  return [code, JSON.parse(stderr.trim().split("\n").at(-1) ?? "{}").code];
}

describe("segur vsm, on the real binary", () => {
  it("shows without writing, generates once, and says what is empty", TIMEOUT, async () => {
    const { practice: made, patient } = await practice();
    expect(await refused(made, "vsm", "show", "P999")).toEqual([1, "patient.not_found"]);
    expect(await refused(made, "vsm", "show", patient, "--without", "inconnue")).toEqual([2, "vsm.section"]);
    expect(await refused(made, "vsm", "share", patient, "--dmp")).toEqual([1, "vsm.none"]);
    const shown = await ok(made, "vsm", "show", patient);
    expect(shown).toMatchObject({ schema: "segur.vsm.show/1", id: patient, version: 1, last: null });
    expect(shown.sections.map(({ section, state }: { section: string; state: string }) => `${section} ${state}`)).toEqual([
      ...["active filled", "past unfilled", "surgery unfilled", "allergy filled"],
      ...["habit unfilled", "occupation unfilled", "family unfilled", "attention unfilled", "treatment unfilled"],
    ]);
    const dry = await ok(made, "vsm", "generate", patient, "--dry-run");
    expect(dry).toMatchObject({ id: null, outcome: "planned" });

    const made1 = await ok(made, "vsm", "generate", patient);
    expect(made1).toMatchObject({
      outcome: "generated",
      patient,
      version: 1,
      supersedes: null,
      sections: ["problem", "allergy"],
    });
    expect(await ok(made, "vsm", "generate", patient)).toMatchObject({ outcome: "unchanged", id: made1.id });
    const told = await made.segur(["vsm", "show", patient]);
    expect(told.stdout).toContain("Diabète de type 2");
    expect(told.stderr).toContain(`${made1.id}, la dernière établie, dit la même chose`);
    expect(told.stderr).toContain("Non renseigné, et dit comme tel");

    await ok(made, "patient", "medical", "none", patient, "chirurgie");
    expect(await ok(made, "vsm", "show", patient)).toMatchObject({ version: 2, last: { document: made1.id, same: false } });
    const made2 = await ok(made, "vsm", "generate", patient);
    expect(made2).toMatchObject({ outcome: "generated", version: 2, supersedes: made1.id });
    expect((await made.segur(["doc", "show", made2.id])).stdout).toContain("Antécédents chirurgicaux : aucun connu.");
    expect((await made.segur(["journal", "verify"])).code).toBe(0);
  });

  it("of who is not qualified leads to their qualification, and to no sharing", TIMEOUT, async () => {
    const { practice: made } = await practice();
    const traits = ["--birth-name", "LE GALL", "--first-given-name", "JEANNE", "--birth-date", "12/03/1960", "--sex", "F"];
    const { id } = await ok(made, "patient", "create", ...traits, "--birth-place", "29019");
    await ok(made, "patient", "medical", "add", id, "probleme", "Asthme");
    const told = await made.segur(["vsm", "generate", id]);
    expect([told.code, told.stderr]).toEqual([0, expect.stringContaining(`segur ins qualify ${id}`)]);
    expect(told.stderr).not.toContain("segur vsm share");
    expect((await made.segur(["vsm", "show", id])).stderr).not.toContain("segur vsm share");
  });

  it("writes the PDF, and nothing at all when it cannot", TIMEOUT, async () => {
    const { practice: made, patient } = await practice();
    const file = join(made.home, "synthese.pdf");
    const written = await made.segur(["vsm", "generate", patient, "--pdf", file]);
    expect(written.code, written.stderr).toBe(0);
    expect(readFileSync(file).subarray(0, 5).toString()).toBe("%PDF-");
    // It is there: refused before a new version is filed.
    expect(await refused(made, "vsm", "generate", patient, "--again", "--pdf", file)).toEqual([2, "output.file_exists"]);
    const kept = await made.read((store) => store.documents.list({ patientId: patient, typeCode: "SYNTH", limit: 10 }));
    expect(kept.items.map(({ versionNumber }) => versionNumber)).toEqual([1]);
    const again = await ok(made, "vsm", "generate", patient, "--pdf", file, "--force");
    expect(again).toMatchObject({ outcome: "unchanged", pdf: file });
    const piped = await made.segur(["vsm", "generate", patient, "--pdf", "-"]);
    expect(piped.stdout.startsWith("%PDF-")).toBe(true);
    expect(existsSync(join(made.home, "-"))).toBe(false);
  });

  it("shares with the approval of a person for this very document, and with no other", TIMEOUT, async () => {
    const { practice: made, patient } = await practice();
    const { id } = await ok(made, "vsm", "generate", patient);
    // What refuses names this command, and what it was run about.
    const nowhere = await made.segur(["vsm", "share", patient]);
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining(`segur vsm share ${id} --dmp`)]);
    // Nobody can be asked here: the flag to give is named, with the document.
    const asked = await made.segur(["vsm", "share", patient, "--dmp"]);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain(`--approve ${id}`);
    expect(await refused(made, "vsm", "share", id, "--dmp", "--approve", "D1")).toEqual([6, "vsm.other_approved"]);
    expect(await refused(made, "vsm", "share", "D1", "--dmp", "--approve", "D1")).toEqual([2, "vsm.other_document"]);
    expect((await made.segur(["vsm", "share", id, "--dmp", "--yes"])).code).toBe(2);
    // Nor by the commands of any document, on a word given in advance.
    expect(await refused(made, "dmp", "push", id, "--yes")).toEqual([7, "vsm.approval"]);
    expect(await refused(made, "doc", "share", id, "--dmp", "--yes")).toEqual([7, "vsm.approval"]);
    const to = "repondeur@bac-a-sable.mssante.fr";
    expect(await refused(made, "mss", "send", "--to", to, "--doc", id, "--yes")).toEqual([7, "vsm.approval"]);
    expect(await made.deposited()).toEqual([]);

    const no = startOnTty(["vsm", "share", patient, "--dmp"], made);
    await no.shows(`Partager cette synthèse (${id}) ?`, 20_000);
    expect(no.screen()).toContain("Diabète de type 2");
    no.type("n\r");
    expect(await no.ended()).toBe(0);
    expect(await made.deposited()).toEqual([]);

    // The record has changed: it is said of what would leave.
    await ok(made, "patient", "medical", "add", patient, "probleme", "Asthme");
    const outdated = await made.segur(["vsm", "share", patient, "--dmp", "--dry-run"]);
    expect(outdated.stderr).toContain("Le dossier a changé");
    const { id: next } = await ok(made, "vsm", "generate", patient);
    expect(await refused(made, "vsm", "share", id, "--dmp", "--approve", id)).toEqual([6, "vsm.not_in_force"]);
    const shared = await made.segur(["vsm", "share", patient, "--dmp", "--approve", next, "--json"]);
    expect(shared.code, shared.stderr).toBe(0);
    expect(JSON.parse(shared.stdout).items).toMatchObject([{ part: "dmp", outcome: "done" }]);
    expect(await made.deposited()).toEqual([{ id: next, status: "approved" }]);
  });
});
