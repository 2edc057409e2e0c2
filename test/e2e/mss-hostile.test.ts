import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import yauzl from "yauzl";
import { sandboxDirectory } from "../../src/sandbox/files.js";
import { hashOfAddress } from "../../src/sandbox/mail/delivery-log.js";
import { type DmpPractice, fileText, openDmpPractice } from "./support/dmp-practice.js";
import { writeStore } from "./support/ledger.js";

const HEAD = "Type de BAL|Adresse BAL|Identifiant PP|Nom d'exercice|Prénom d'exercice|Code postal|";
const COLLEAGUE = "repondeur@bac-a-sable.mssante.fr";
/** What must end no header, no line, no address and no folder. */
const EVIL =
  'x"; name=evil.exe\r\nBcc: eve@evil.example\r\n\r\n=?utf-8?q?=0D=0AX-MSS-MES:_FIN?= \u0085\u2028\u202egnp.exe ../../a\\b <c@d.fr>, é';
const FIELDS = [
  ...["Content-Type", "Date", "Disposition-Notification-To", "From", "MIME-Version", "Message-ID", "Return-Receipt-To"],
  ...["Subject", "To", "X-MSS-CODECDA", "X-MSS-INS", "X-MSS-NIL"],
];

/** The messages that the operator took, byte for byte. */
function received({ home }: DmpPractice): readonly Buffer[] {
  const folder = join(sandboxDirectory(join(home, "state")), "mail", "received");
  return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
}

async function namesIn(archive: Buffer): Promise<readonly string[]> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) =>
    yauzl.fromBuffer(archive, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  const names: string[] = [];
  zip.on("entry", (entry: yauzl.Entry) => names.push(entry.fileName));
  await new Promise((resolve, reject) => zip.on("end", resolve).on("error", reject));
  return names;
}

describe("what people typed, as the operator receives it", () => {
  it("adds no header, no recipient, no folder and no end of message", { timeout: 90_000 }, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [filed] = await practice.file(1);
    if (filed === undefined) throw new Error("nobody was filed");
    const document = await writeStore(practice.store, async (store) => {
      const patient = await store.patients.get(filed.patient);
      if (patient === null) throw new Error("gone");
      const traits = { ...patient.identity.traits, birthName: `D'ÉON-${EVIL}`, firstBirthGivenName: `ZOÉ ${EVIL}` };
      // Traits that INSi never gives: those of an identity that nobody qualified.
      const identity = { ...patient.identity, traits, status: "provisoire" as const, ins: null, proof: null };
      const changed = { ...patient, fileNumber: EVIL, identity };
      await store.patients.save({ updates: [{ patient: changed, expectedVersion: patient.version }] });
      return fileText(store, filed.patient, "Compte rendu", { title: `CR ${EVIL}`, fileName: `../${EVIL}.txt` });
    });
    const file = join(practice.home, "annuaire.txt");
    const hostileName = EVIL.replace(/[\r\n|]/g, " ");
    writeFileSync(file, `${HEAD}\nPER|${COLLEAGUE}|10000000001|${hostileName}|Zoé|29200|\n`);
    expect((await practice.segur(["mss", "directory", "import", file])).code).toBe(0);
    expect((await practice.segur(["config", "set", "mss.label", `Dr "X" <eve@evil.example> ${"é".repeat(300)}`])).code).toBe(0);
    const written = `.\r\nBonjour\n..\n.\r\n.\nQUIT\n=3D \u202e\u0007\u0000fin\u2028après\n${"mot ".repeat(2_000)}\n${"x".repeat(5_000)}\n.`;
    const sent = await practice.segur(
      [
        "mss",
        "send",
        "--to",
        "10000000001",
        "--doc",
        document,
        "--subject",
        EVIL,
        "--body",
        "-",
        "--read-receipt",
        "--yes",
        "--json",
      ],
      { input: written },
    );
    expect(sent.code, sent.stderr).toBe(0);
    const [delivery, another] = await practice.sandbox.control.mailDeliveries();
    expect([delivery?.recipients, delivery?.anomalies, another]).toEqual([[hashOfAddress(COLLEAGUE)], [], undefined]);
    const [bytes, ...others] = received(practice);
    if (bytes === undefined) throw new Error("nothing was received");
    expect(others).toEqual([]);
    const head = bytes.toString("latin1").split("\r\n\r\n", 1)[0]?.split("\r\n") ?? [];
    expect(head.flatMap((line) => /^([^\s:]+):/.exec(line)?.[1] ?? []).sort()).toEqual([...FIELDS].sort());
    const lines = bytes.toString("latin1").split("\r\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
    expect(lines.join("")).toMatch(/^[\t\x20-\x7e]*$/);
    const read = await PostalMime.parse(bytes);
    expect([read.to?.map(({ address }) => address), read.bcc, read.cc, read.replyTo]).toEqual([
      [COLLEAGUE],
      undefined,
      undefined,
      undefined,
    ]);
    expect(read.from?.address).toMatch(/@bac-a-sable\.mssante\.fr$/);
    const shown = [read.subject, read.from?.name, read.to?.[0]?.name, ...read.attachments.map(({ filename }) => filename)].join(
      "|",
    );
    expect(shown).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028-\u202e]/);
    expect(read.subject).toMatch(/^XDM\/1\.0\/DDM\+x/);
    const text = `.\nBonjour\n..\n.\n.\nQUIT\n=3D fin\naprès\n${"mot ".repeat(2_000).trimEnd()}\n${"x".repeat(5_000)}\n.`;
    expect(read.text?.replaceAll("\r\n", "\n").trimEnd()).toBe(text);
    const [archive, pdf, more] = read.attachments;
    expect([archive?.filename, more]).toEqual(["IHE_XDM.zip", undefined]);
    expect(pdf?.filename).toMatch(/^[0-9A-Za-zÀ-ÿŒœ ()'.-]+(?:_[0-9A-Za-zÀ-ÿŒœ ()'.-]+){3,4}\.pdf$/);
    // Eight letters, three more: what every medium holds (ITI TF-2 §3.32.4.1.2).
    const names = await namesIn(Buffer.from(archive?.content as ArrayBuffer));
    for (const name of names) expect(name).toMatch(/^(?:[A-Z0-9_]{1,8}\/)*[A-Z0-9_]{1,8}(?:\.[A-Z]{3})?$/);
    expect(names.filter((name) => /DOC\d{4}\.XML$/.test(name))).toHaveLength(1);
  });

  it("refuses an address that is two, or ends a line", { timeout: 60_000 }, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [filed] = await practice.file(1);
    for (const to of [
      `${COLLEAGUE}\r\nBcc: eve@evil.example`,
      `${COLLEAGUE},eve@evil.example`,
      `${COLLEAGUE} eve@bac-a-sable.mssante.fr`,
      `"a@b"@bac-a-sable.mssante.fr`,
      "a@[127.0.0.1]",
      `Éve <${COLLEAGUE}>`,
      `a\u202e@bac-a-sable.mssante.fr`,
    ]) {
      const { code, stderr } = await practice.segur([
        "mss",
        "send",
        "--to",
        to,
        "--doc",
        filed?.document ?? "",
        "--yes",
        "--json",
      ]);
      expect({ to, code, error: JSON.parse(stderr).code }).toEqual({ to, code: 2, error: "directory.address_wrong" });
    }
    expect(await practice.sandbox.control.mailDeliveries()).toEqual([]);
  });
});
