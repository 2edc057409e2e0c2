import { spawnSync } from "node:child_process";
import { verify, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSigningCommand } from "../../../src/gateways/dmp/card.js";
import { rfc2253, structureOf } from "../../../src/gateways/dmp/distinguished-name.js";
import { cardSigner, keySigner } from "../../../src/gateways/dmp/signer.js";
import { conformance } from "../support/conformance.js";
import { pki } from "./support.js";

const noOpenssl = spawnSync("openssl", ["version"]).status !== 0 && !process.env.CI;
const reason = noOpenssl ? "(SKIPPED: no openssl)" : "";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "segur-signer-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

const BYTES = Buffer.from("what is signed\n");
const NODE = process.execPath;

describe("seal", () => {
  it("signs with its key; its chain goes as far as the authorities that are known", async () => {
    const { chain, certificate, key } = pki().clients["dmp-sign"];
    const signer = keySigner({ certPem: certificate, keyPem: key }, pki().ca);
    for (const digest of ["sha256", "sha1"] as const) {
      const signature = await signer.sign(BYTES, digest);
      expect(verify(digest, BYTES, new X509Certificate(certificate).publicKey, signature)).toBe(true);
    }
    expect(signer.chain).toHaveLength(3);
    expect(keySigner({ certPem: chain, keyPem: key }, undefined).chain).toHaveLength(2);
    expect(keySigner({ certPem: certificate, keyPem: key }, undefined).chain).toHaveLength(1);
  });

  it.skipIf(noOpenssl)(`signs with the key of a PKCS#12 as IGC-Santé hands it over ${reason}`, async () => {
    const { chain, key } = pki().clients["dmp-sign"];
    const from = [
      "-in",
      file("c.pem", chain),
      "-inkey",
      file("k.pem", key),
      "-passout",
      `file:${file("p.txt", "phrase à moi\n")}`,
    ];
    for (const how of [
      [],
      ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
      ["-keypbe", "NONE", "-certpbe", "NONE"],
    ]) {
      const out = join(folder, "seal.p12");
      const { status, stderr } = spawnSync("openssl", ["pkcs12", "-export", ...from, ...how, "-out", out]);
      expect(stderr.toString()).not.toMatch(/error/i);
      expect(status).toBe(0);
      const pfx = readFileSync(out);
      const signer = keySigner({ pfx, passphrase: "phrase à moi" }, pki().ca);
      expect(signer.chain).toHaveLength(3);
      const signature = await signer.sign(BYTES, "sha256");
      expect(verify("sha256", BYTES, signer.certificate.publicKey, signature)).toBe(true);
      expect(() => keySigner({ pfx, passphrase: "fausse" }, undefined)).toThrow(
        expect.objectContaining({ code: "certificate.passphrase" }),
      );
    }
  });
});

describe("card", () => {
  const card = () => pki().clients["cps-sign"];

  /** A stand-in for the maker's command: a real process, a real key. */
  function command(body: string): readonly string[] {
    const key = file("card.key", card().key);
    const script = `const { sign } = require("node:crypto"); const { readFileSync } = require("node:fs");
      const bytes = readFileSync(0); const key = readFileSync(${JSON.stringify(key)}); const digest = process.argv[2]; ${body}`;
    return [NODE, file(`card-${Math.abs(hash(body))}.cjs`, script), "{digest}"];
  }

  it("signs through its command, without a shell; the digest is told", async () => {
    const signer = cardSigner(
      { command: command("process.stdout.write(sign(digest, bytes, key));"), certificatePem: card().certificate },
      pki().ca,
    );
    for (const digest of ["sha256", "sha1"] as const) {
      const signature = await signer.sign(BYTES, digest);
      expect(verify(digest, BYTES, signer.certificate.publicKey, signature)).toBe(true);
    }
    const words = [NODE, "-e", "process.stdout.write(process.argv[1])", "$(id);`id`"];
    expect((await runSigningCommand(words, BYTES, "sha256")).toString()).toBe("$(id);`id`");
  });

  it.each([
    ["fails", "console.error('code 1234 faux'); process.exit(3);", "dmp.config.card_failed"],
    ["signs something else", "process.stdout.write(sign(digest, 'x', key));", "dmp.config.card_signature"],
    ["gives base64", "process.stdout.write(sign(digest, bytes, key).toString('base64'));", "dmp.config.card_signature"],
    ["gives nothing", "", "dmp.config.card_signature"],
    ["gives too much", "for (let i = 0; i < 100; i++) process.stdout.write('x'.repeat(100));", "dmp.config.card_signature"],
  ])("a command that %s is told, and never what it said", async (_name, body, code) => {
    const signer = cardSigner({ command: command(body), certificatePem: card().certificate }, undefined);
    const error = await signer.sign(BYTES, "sha256").catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error)).not.toContain("1234");
  });

  it("a command that is not there, that never ends, that is interrupted", async () => {
    await expect(runSigningCommand([join(folder, "nowhere")], BYTES, "sha256")).rejects.toMatchObject({
      code: "dmp.config.card_failed",
      why: expect.stringContaining("ENOENT"),
    });
    const endless = [NODE, "-e", "setInterval(() => {}, 1000)"];
    await expect(runSigningCommand(endless, BYTES, "sha256", undefined, 100)).rejects.toMatchObject({
      code: "dmp.config.card_timeout",
    });
    const stop = AbortSignal.timeout(50);
    await expect(runSigningCommand(endless, BYTES, "sha256", stop)).rejects.toMatchObject({ code: "dmp.config.card_failed" });
  });
});

function hash(text: string): number {
  return [...text].reduce((sum, each) => (sum * 31 + each.charCodeAt(0)) | 0, 7);
}

describe("distinguished names", () => {
  it("are written most specific first, the parts of a card together, what Node escaped kept", () => {
    expect(rfc2253("C=FR\nO=A\\, B + C\nOU=318\nCN=899700000001 + SN=LE GOFF \\+ FILS + GN=É")).toBe(
      "CN=899700000001+SN=LE GOFF \\+ FILS+GN=É,OU=318,O=A\\, B + C,C=FR",
    );
  });

  it.skipIf(conformance.missing)(`of the official samples are those that they say ${conformance.reason}`, () => {
    for (const name of ["VIHF_INDIRECTE_signe.xml", "VIHF_INDIRECTE_RENFORCEE_signe.xml"]) {
      const xml = readFileSync(conformance.path("dmp", "samples", name), "utf8");
      const der = /<X509Certificate>([^<]+)</.exec(xml)?.[1]?.replace(/\s/g, "") ?? "";
      const certificate = new X509Certificate(Buffer.from(der, "base64"));
      expect(rfc2253(certificate.subject)).toBe(/<saml2:Issuer[^>]*>([^<]+)</.exec(xml)?.[1]);
      expect(structureOf(certificate)).toBe(/Identifiant_Structure[\s\S]*?xs:string">([^<]+)</.exec(xml)?.[1]);
    }
    const signature = readFileSync(conformance.path("dmp", "samples", "TD2.1-SignatureXades.xml"), "utf8");
    const der = /<X509Certificate>([^<]+)</.exec(signature)?.[1]?.replace(/\s/g, "") ?? "";
    const certificate = new X509Certificate(Buffer.from(der, "base64"));
    expect(rfc2253(certificate.issuer)).toBe(/<X509IssuerName[^>]*>([^<]+)</.exec(signature)?.[1]);
    expect(BigInt(`0x${certificate.serialNumber}`).toString()).toBe(/<X509SerialNumber[^>]*>(\d+)</.exec(signature)?.[1]);
  });
});
