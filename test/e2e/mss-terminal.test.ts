import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { visibleWidth } from "../../src/terminal/layout.js";
import { startOnTty } from "../support/tty.js";
import { fileText, openDmpPractice } from "./support/dmp-practice.js";
import { writeStore } from "./support/ledger.js";

const COLLEAGUE = "muette@bac-a-sable.mssante.fr";

/** What was drawn, without colours nor cursor moves. */
const plain = (screen: string) => screen.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "").replaceAll("\r", "");

describe("messages on a terminal", () => {
  it("a text typed at the keyboard is followed by the question, and what it asks about is shown", {
    timeout: 90_000,
  }, async () => {
    const practice = await openDmpPractice({ people: 30 });
    const { home } = practice;
    const send = startOnTty(["mss", "send", "--to", COLLEAGUE, "--subject", "Avis", "--body", "-"], { home, columns: 80 });
    await send.shows("Ctrl-D");
    send.type("Bonjour,\rUn avis, s'il vous plaît ?\rMerci.\rPaul\r");
    send.type("\u0004");
    await send.shows("Envoyer ?", 30_000);
    expect(plain(send.screen())).toContain("Texte : 4 lignes");
    expect(plain(send.screen())).toContain("… et 1 autre ligne");
    send.type("o\r");
    expect(await send.ended()).toBe(0);
    expect(await practice.sandbox.control.mailDeliveries()).toHaveLength(1);
    // What has arrived is not asked about.
    const cancel = startOnTty(["outbox", "cancel", "O1"], { home, columns: 80 });
    await cancel.shows("ne peut pas être annulé", 30_000);
    expect(cancel.screen()).not.toContain("Abandonner");
    expect(await cancel.ended()).toBe(6);
  });

  it("doc share --dry-run says to whom, what and with which text; an unknown number is one error", {
    timeout: 90_000,
  }, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [filed] = await practice.file(1);
    const { patient, document } = filed ?? { patient: "", document: "" };
    const share = ["doc", "share", document, "--patient", "--to", COLLEAGUE];
    const shown = await practice.segur([...share, "--dry-run"]);
    expect(shown.code, shown.stderr).toBe(0);
    for (const each of [COLLEAGUE, "Compte rendu de consultation", `Joint : ${document}`, "Mon espace santé"]) {
      expect(shown.stdout).toContain(each);
    }
    const planned = JSON.parse((await practice.segur([...share, "--dry-run", "--json"])).stdout);
    expect(planned.items).toMatchObject([
      { part: "patient", to: [expect.stringMatching(/^•••@/)] },
      { part: "professionals", to: [COLLEAGUE] },
    ]);
    const unknown = await practice.segur(["doc", "share", "D999", "--patient", "--to", COLLEAGUE, "--dmp", "--yes", "--json"]);
    expect([unknown.code, unknown.stdout, JSON.parse(unknown.stderr).code]).toEqual([
      1,
      "",
      expect.stringMatching(/document_unknown|not_found/),
    ]);
    const done = await practice.segur([...share, "--yes"]);
    expect(done.code, done.stderr).toBe(0);
    expect(done.stderr).toMatch(/Suivre : segur mss status O\d+, segur mss status O\d+/);
    expect(done.stdout).toContain(`${COLLEAGUE}\tdone`);
    // A version that was replaced: the one to send instead is named.
    const next = await writeStore(practice.store, (store) =>
      fileText(store, patient, "Corrigé\n", { replaces: document, versionNumber: 2 }),
    );
    const old = await practice.segur(["mss", "send", "--to", COLLEAGUE, "--doc", document, "--yes", "--json"]);
    expect(JSON.parse(old.stderr)).toMatchObject({ code: "mss.document_not_current", advice: expect.stringContaining(next) });
  });

  it("a search of the annuaire holds in eighty columns, each address whole", { timeout: 60_000 }, async () => {
    const { home, segur } = await openDmpPractice({ people: 10 });
    const extraction = join(home, "annuaire.txt");
    writeFileSync(extraction, (await segur(["sandbox", "directory", "--count", "400"])).stdout);
    expect((await segur(["mss", "directory", "import", extraction])).code).toBe(0);
    const asked = ["mss", "directory", "search", "cabinet", "--limit", "20"];
    const { items } = JSON.parse((await segur([...asked, "--json"])).stdout);
    expect(items.length).toBeGreaterThan(5);
    const search = startOnTty(asked, { home, columns: 80 });
    expect(await search.ended()).toBe(0);
    const lines = plain(search.screen()).split("\n");
    expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(80);
    for (const { id } of items)
      expect(
        lines.some((line) => line.includes(id)),
        id,
      ).toBe(true);
  });
});
