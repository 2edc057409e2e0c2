import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type DmpPractice, fileText, openDmpPractice } from "./support/dmp-practice.js";
import { writeStore } from "./support/ledger.js";

const TIMEOUT = { timeout: 90_000 };
const COLLEAGUE = "repondeur@bac-a-sable.mssante.fr";
const MB = 1_000_000;
const errorOf = ({ stderr }: { readonly stderr: string }) => JSON.parse(stderr.trim().split("\n").at(-1) ?? "{}");

/** A PDF that says that it is a PDF/A-1 and that nothing makes smaller. It stands twice in a message: in the archive, and beside it. */
async function filePdf(practice: DmpPractice, patient: string, bytes: number): Promise<string> {
  const declared = "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>";
  const pdf = Buffer.concat([Buffer.from(`%PDF-1.4\n${declared}\n`), randomBytes(bytes), Buffer.from("\n%%EOF\n")]);
  return writeStore(practice.store, async (store) => {
    const { id: content, size } = await store.contents.write([pdf]);
    return fileText(store, patient, `${bytes}`, { content, size, mimeType: "application/pdf", fileName: "scanner.pdf" });
  });
}

describe("a message larger than is taken, measured once it is composed", () => {
  it("to professionals: the SIZE that the operator announces, whatever each file weighs", TIMEOUT, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [filed] = await practice.file(1);
    const patient = filed?.patient ?? "";
    // The sandbox announces 10 MiB: 4.2 MB twice, in base64, are 11.5.
    const large = await filePdf(practice, patient, 4.2 * MB);
    const fits = await filePdf(practice, patient, 3.5 * MB);
    const send = (document: string) => practice.segur(["mss", "send", "--to", COLLEAGUE, "--doc", document, "--yes", "--json"]);
    const refused = await send(large);
    expect([refused.code, errorOf(refused)]).toMatchObject([
      6,
      { code: "mss.too_big", rule: "MSS/CONF.05", details: { most: 10 * 1024 * 1024 } },
    ]);
    expect(errorOf(refused).details.size).toBeGreaterThan(11 * MB);
    // Nothing waits: what cannot leave was not queued.
    expect(await practice.read((store) => store.outbox.list({ limit: 9 }))).toEqual([]);
    const sent = await send(fits);
    expect(sent.code, sent.stderr).toBe(0);
    expect((await practice.sandbox.control.mailDeliveries()).map(({ size }) => size > 9 * MB)).toEqual([true]);
  });

  it("to the patient: 25 MB, or what the cabinet is set to, even where the operator takes more", TIMEOUT, async () => {
    const practice = await openDmpPractice({ people: 60, mailSize: 60 * MB });
    const [filed] = await practice.file(1);
    const patient = filed?.patient ?? "";
    const large = await filePdf(practice, patient, 9.5 * MB);
    const args = ["--doc", large, "--yes", "--json"];
    const refused = await practice.segur(["mss", "send", "--to-patient", patient, ...args]);
    expect([refused.code, errorOf(refused)]).toMatchObject([
      6,
      { code: "mss.too_big", rule: "ENS Messagerie V1.3 §6", details: { most: 25 * MB } },
    ]);
    expect(await practice.sandbox.control.mailDeliveries()).toEqual([]);
    await practice.segur(["config", "set", "mss.maxPatientBytes", "30Mo"]);
    const sent = await practice.segur(["mss", "send", "--to-patient", patient, ...args]);
    expect(sent.code, sent.stderr).toBe(0);
    // Mon espace santé has its own measure all the same: its report says so in French, with the text that says it.
    await practice.sandbox.mail.settle();
    const { items } = JSON.parse((await practice.segur(["mss", "status", "--json"])).stdout);
    expect(items).toMatchObject([
      { state: "failed", code: "mes.too_big", cause: expect.stringContaining("trop gros"), rule: "ENS Messagerie V1.3 §6" },
    ]);
  });
});
