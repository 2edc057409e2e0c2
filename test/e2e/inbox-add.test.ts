import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { xdmOf } from "../documents/xdm/support/archive.js";
import { rawZip } from "../documents/xdm/support/zip.js";
import { runSegur, temporaryHome } from "../support/cli.js";

const INS = "279035121518989";
const CDA = `<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3.1"/><code code="11488-4" codeSystem="2.16.840.1.113883.6.1" displayName="Consultation"/><title>CR</title><effectiveTime value="20261120"/><recordTarget><patientRole><id root="1.2.250.1.213.1.4.8" extension="${INS}"/><patient><name><family qualifier="BR">SECRETNOM</family></name></patient></patientRole></recordTarget><component><nonXMLBody><text mediaType="text/plain">Bonjour</text></nonXMLBody></component></ClinicalDocument>`;

function message(archive: Buffer, from = "labo@bio.mssante.fr"): string {
  const base64 = archive.toString("base64").replace(/.{76}/g, "$&\r\n");
  const headers = [
    `From: ${from}`,
    "Subject: XDM/1.0/DDM+CR",
    "Date: Wed, 25 Nov 2026 08:00:00 +0100",
    "Content-Type: multipart/mixed; boundary=x",
  ];
  const part = ["Content-Type: application/zip; name=IHE_XDM.zip", "Content-Transfer-Encoding: base64", "", base64];
  return [...headers, "", "--x", ...part, "--x--", ""].join("\r\n");
}

test("messages of files: each on its line, those that fail beside those that do not, nothing of a patient told", async () => {
  const home = temporaryHome();
  const env = { SEGUR_KEYRING: "off" };
  const segur = (args: readonly string[], input = "") => runSegur(args, { home, env, input });
  const phrase = join(home, "phrase.txt");
  await writeFile(phrase, "quatre mots pour entrer", { mode: 0o600 });
  await segur(["cabinet", "init", "nord", "--environment", "sandbox"]);
  await segur(["user", "set", "U1", "--password-file", phrase]);
  const login = await segur(["login", "--password", "--user", "U1", "--password-file", phrase]);
  expect(login.code, login.stderr).toBe(0);

  const file = async (name: string, text: string) => {
    await writeFile(join(home, name), text);
    return join(home, name);
  };
  const patientId = `${INS}^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH`;
  const good = await file("bon.eml", message(xdmOf([{ uri: "DOC0001.XML", bytes: CDA, patientId, uniqueId: "1.2.3.1" }])));
  const hostile = await file("bombe.eml", message(rawZip([{ name: "../x", data: "x" }]), `${INS}@patient.mssante.fr`));
  const other = await file("autre.eml", "%PDF-1.4");

  const result = await segur(["inbox", "add", good, hostile, other, join(home, "absent.eml"), "--json", "--no-input"]);
  expect(result.code, result.stderr).toBe(3);
  const { schema, items } = JSON.parse(result.stdout);
  expect(schema).toBe("segur.inbox.add/1");
  expect(items).toMatchObject([
    { id: "M1", added: true, kind: "documents", documents: 1, problem: null, subject: "CR" },
    { id: "M2", added: true, kind: "unreadable", documents: 0, problem: "xdm.traversal", from: "•••@patient.mssante.fr" },
    { id: null, added: false, problem: "inbox.not_message" },
    { id: null, added: false, problem: "input.file_missing" },
  ]);
  expect(result.stdout + result.stderr).not.toMatch(/SECRETNOM|279035/);

  const again = await segur(
    ["inbox", "add", "-", "--json"],
    message(rawZip([{ name: "../x", data: "x" }]), `${INS}@patient.mssante.fr`),
  );
  expect([again.code, JSON.parse(again.stdout).items[0].added]).toEqual([0, false]);
  const alone = await segur(["inbox", "add", other]);
  expect([alone.code, alone.stdout]).toEqual([2, ""]);
  expect(alone.stderr).toMatch(/Code : inbox\.not_message/);
});
