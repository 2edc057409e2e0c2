import { describe, expect, it } from "vitest";
import { hashOfAddress } from "../../src/sandbox/mail/delivery-log.js";
import { type DmpPractice, fileText, openDmpPractice } from "./support/dmp-practice.js";
import { writeStore } from "./support/ledger.js";
import { metadataOf, receivedBy } from "./support/received.js";

const TIMEOUT = { timeout: 90_000 };
const COLLEAGUE = "repondeur@bac-a-sable.mssante.fr";
const SILENT = "muette@bac-a-sable.mssante.fr";
const json = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout);

/** A new version of a document of the file. */
const corrected = (practice: DmpPractice, patient: string, document: string) =>
  writeStore(practice.store, async (store) => {
    const first = await store.documents.get(document);
    return fileText(store, patient, "Corrigé.\n", { setId: first?.setId ?? "", versionNumber: 2, replaces: document });
  });

describe("« annule et remplace » (AMBU.MSS/va1.02)", () => {
  it(
    "goes to the same recipients, names the message and the version that it replaces, and asks for their change",
    TIMEOUT,
    async () => {
      const practice = await openDmpPractice({ people: 60 });
      const [filed] = await practice.file(1);
      const { patient, document } = filed ?? { patient: "", document: "" };
      const sent = await practice.segur(["mss", "send", "--to", COLLEAGUE, "--to", SILENT, "--doc", document, "--yes", "--json"]);
      expect(sent.code, sent.stderr).toBe(0);
      const version = await corrected(practice, patient, document);
      const args = ["mss", "send", "--replaces", "O1", "--doc", version];
      // Without a version that came before it, there is nothing to replace at the recipient's.
      const before = await practice.segur([...args, "--dry-run", "--json"]);
      expect(json(before)).toMatchObject({ to: [COLLEAGUE, SILENT], replaces: "O1" });
      const again = await practice.segur([...args, "--yes", "--json"]);
      expect(again.code, again.stderr).toBe(0);
      const [first, second, third] = await receivedBy(practice);
      expect(third).toBeUndefined();
      expect(second?.subject).toMatch(/^XDM\/1\.0\/DDM\+\[Annule et remplace\] /);
      expect(second?.inReplyTo).toBe(first?.messageId);
      expect(second?.references).toBe(first?.messageId);
      expect(second?.text).toMatch(/annule et remplace/i);
      if (first === undefined || second === undefined) throw new Error("not received");
      expect(metadataOf(first)).not.toMatch(/action|:RPLC/);
      // mss.md §2.4: the extra metadata « action », and the entry of the first archive as what is replaced.
      expect(metadataOf(second)).toMatch(/<rim:Slot name="[^"]*action"><rim:ValueList><rim:Value>C</);
      const entry = /<rim:ExtrinsicObject id="([^"]+)"/.exec(metadataOf(first))?.[1];
      expect(entry).toMatch(/^urn:uuid:/);
      expect(/AssociationType:RPLC"[^>]* targetObject="([^"]+)"/.exec(metadataOf(second))?.[1]).toBe(entry);
      const deliveries = await practice.sandbox.control.mailDeliveries();
      expect(deliveries.map(({ recipients }) => recipients)).toEqual([
        [COLLEAGUE, SILENT].map(hashOfAddress),
        [COLLEAGUE, SILENT].map(hashOfAddress),
      ]);
      expect(deliveries.flatMap(({ anomalies }) => anomalies)).toEqual([]);
    },
  );

  it("of a message that never left takes its place: it is a first sending, and the other is given up", TIMEOUT, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [filed] = await practice.file(1);
    const { patient, document } = filed ?? { patient: "", document: "" };
    await practice.sandbox.control.addMssFault({ kind: "tempfail", rate: 1 });
    expect((await practice.segur(["mss", "send", "--to", COLLEAGUE, "--doc", document, "--yes", "--json"])).code).toBe(3);
    await practice.sandbox.control.clearMssFaults();
    const version = await corrected(practice, patient, document);
    const again = await practice.segur(["mss", "send", "--replaces", "O1", "--doc", version, "--yes", "--json"]);
    expect(again.code, again.stderr).toBe(0);
    expect((await practice.segur(["outbox", "retry", "--all", "--json"])).code).toBe(0);
    const [only, other] = await receivedBy(practice);
    expect(other).toBeUndefined();
    expect(only?.subject).not.toContain("Annule et remplace");
    expect(only === undefined ? "" : metadataOf(only)).not.toMatch(/action/);
    expect(json(await practice.segur(["mss", "status", "O1", "--offline", "--json"])).items).toMatchObject([
      { state: "cancelled" },
    ]);
  });

  it("of a document that replaces none is refused, with the rule", TIMEOUT, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [first] = await practice.file(1);
    const second = await writeStore(practice.store, (store) => fileText(store, first?.patient ?? "", "Autre.\n"));
    await practice.segur(["mss", "send", "--to", COLLEAGUE, "--doc", first?.document ?? "", "--yes", "--json"]);
    const refused = await practice.segur(["mss", "send", "--replaces", "O1", "--doc", second, "--yes", "--json"]);
    expect([refused.code, JSON.parse(refused.stderr.trim().split("\n").at(-1) ?? "{}")]).toMatchObject([
      6,
      { code: "mss.replaces_nothing", rule: expect.any(String) },
    ]);
    expect(await receivedBy(practice)).toHaveLength(1);
  });
});
