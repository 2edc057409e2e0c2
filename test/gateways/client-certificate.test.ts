import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { SegurError } from "../../src/domain/errors.js";
import { type ClientCertificate, loadClientIdentity } from "../../src/gateways/client-certificate.js";
import { createPki, type TestPki } from "./support/server.js";

const file = (name: string): Buffer => readFileSync(new URL(`../../fixtures/insi/certificates/${name}`, import.meta.url));

let pki: TestPki;
beforeAll(() => {
  pki = createPki();
});

function problem(certificate: ClientCertificate, ca?: string | string[]): SegurError {
  try {
    loadClientIdentity(certificate, ca);
  } catch (error) {
    if (error instanceof SegurError) return error;
    throw error;
  }
  throw new Error("an error was expected");
}

describe("fichier .p12", () => {
  it("mot de passe faux, ou absent", () => {
    for (const passphrase of ["autre", undefined]) {
      expect(problem({ pfx: file("aes256.p12"), passphrase })).toMatchObject({ kind: "config", code: "certificate.passphrase" });
    }
  });

  it("ancien chiffrement RC2 : la commande de conversion est donnée", () => {
    const error = problem({ pfx: file("rc2-40.p12"), passphrase: "segur" });
    expect(error).toMatchObject({ kind: "config", code: "certificate.pfx_too_old" });
    expect(error.advice).toContain("openssl pkcs12 -legacy -in ancien.p12");
    // Never -nodes: the private key would stand in clear on the disk.
    expect(error.advice).not.toContain("-nodes");
  });

  it("ancien chiffrement RC2 et mot de passe faux : le mot de passe d'abord", () => {
    expect(problem({ pfx: file("rc2-40.p12"), passphrase: "x" }).code).toBe("certificate.passphrase");
  });

  it("fichier tronqué, vide ou d'un autre format", () => {
    for (const pfx of [file("aes256.p12").subarray(0, 700), Buffer.alloc(0), Buffer.from("bonjour"), file("authority.pem")]) {
      expect(problem({ pfx, passphrase: "segur" })).toMatchObject({ kind: "config", code: "certificate.pfx_unreadable" });
    }
  });

  it("sans clé privée", () => {
    expect(problem({ pfx: file("no-key.p12"), passphrase: "segur" }).code).toBe("certificate.no_certificate");
  });

  it("le mot de passe n'est dans aucune erreur", () => {
    const error = problem({ pfx: file("aes256.p12"), passphrase: "tres-secret" });
    expect(JSON.stringify([error.message, error.why, error.advice, error.details, String(error.cause)])).not.toContain(
      "tres-secret",
    );
  });

  for (const name of ["aes256.p12", "3des.p12"]) {
    it(`${name} : le sujet est lu dans le fichier`, () => {
      const { certificate } = loadClientIdentity({ pfx: file(name), passphrase: "segur" }, undefined);
      expect(certificate.subject).toBe("C=FR\nO=CABINET FACTICE\nOU=10B0152872\nCN=INSI-MANU");
    });
  }
});

describe("PEM", () => {
  it("clé d'un autre certificat", () => {
    expect(problem({ certPem: pki.client.chain, keyPem: pki.server.key }).code).toBe("certificate.key_mismatch");
  });

  it("textes illisibles", () => {
    expect(problem({ certPem: "bonjour", keyPem: pki.client.key }).code).toBe("certificate.cert_unreadable");
    expect(problem({ certPem: "", keyPem: pki.client.key }).code).toBe("certificate.cert_unreadable");
    expect(problem({ certPem: pki.client.chain, keyPem: "bonjour" }).code).toBe("certificate.key_unreadable");
    expect(problem({ certPem: pki.client.chain, keyPem: "" }).code).toBe("certificate.key_unreadable");
  });

  it("clé chiffrée : bon, mauvais, aucun mot de passe", () => {
    const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const keyPem = pair.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "bon" }).toString();
    for (const passphrase of ["mauvais", undefined]) {
      expect(problem({ certPem: pki.client.chain, keyPem, passphrase }).code).toBe("certificate.passphrase");
    }
    // The right passphrase opens the key, which is then seen not to be that of the certificate.
    expect(problem({ certPem: pki.client.chain, keyPem, passphrase: "bon" }).code).toBe("certificate.key_mismatch");
  });

  it("autorité illisible : dite ici, pas à la négociation", () => {
    const certificate = { certPem: pki.client.chain, keyPem: pki.client.key };
    const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    for (const ca of ["bonjour", "", broken, [pki.authority.certificate, broken]]) {
      expect(problem(certificate, ca)).toMatchObject({ kind: "config", code: "certificate.ca_unreadable" });
    }
    expect(() => loadClientIdentity(certificate, pki.authority.certificate + pki.server.certificate)).not.toThrow();
  });
});
