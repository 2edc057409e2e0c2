import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { smtpMeaning } from "../../../src/domain/message/smtp-meaning.js";
import { connectionFault } from "../../../src/gateways/mss/faults.js";
import { imapFault } from "../../../src/gateways/mss/imap.js";
import { replyCode, said } from "../../../src/gateways/mss/said.js";
import { replyFault, smtpFault } from "../../../src/gateways/mss/smtp-faults.js";

test("what a server repeats of the secret that it was handed is never shown nor kept", () => {
  const token = "k".repeat(30) + "-Zb_9".repeat(12);
  const secret = Buffer.from(`user=paul@x.mssante.fr\x01auth=Bearer ${token}\x01\x01`).toString("base64");
  for (const repeated of [
    secret,
    `AUTH XOAUTH2 ${secret}`,
    `Bearer ${token}`,
    token,
    `\0paul@x\0${token}`,
    "AUTH PLAIN AGEAYg==",
  ]) {
    const shown = said(`535 5.7.8 bad line: ${repeated} refused`);
    expect(shown).not.toMatch(/[A-Za-z0-9+/]{12,}|AGEAYg/);
    expect(shown).toMatch(/^535 5.7.8 bad line: .*refused$/);
  }
  // Words are no secret.
  expect(said("550 5.7.1 message-disposition-notification refused by policy")).toContain("message-disposition-notification");
});

test("an expired certificate is told as such, and is no silence of the operator", () => {
  const fault = connectionFault(Object.assign(new Error("x"), { code: "CERT_HAS_EXPIRED" }));
  expect(fault).toMatchObject({
    kind: "config",
    retry: "stop",
    rule: "MSS/CONF.27",
    message: expect.stringContaining("pas valable"),
  });
});

describe("an answer of SMTP", () => {
  it.each([
    ["550 5.1.1 unknown", "550 5.1.1", "never", "n'existe pas"],
    ["550-5.1.10 x", "550 5.1.10", "never", "est refusée"],
    ["550 no status", "550", "never", "inconnue"],
    ["552 5.3.4 big", "552 5.3.4", "never", "trop gros"],
    ["552 5.2.2 full", "552 5.2.2", "never", "pleine"],
    ["554 5.7.1 policy", "554 5.7.1", "never", "refuse ce message"],
    ["421 4.3.2 closing", "421 4.3.2", "later", "ferme"],
    ["451 4.7.1 greylisted", "451 4.7.1", "later", "diffère"],
    ["452 4.2.2 full", "452 4.2.2", "later", "pleine"],
    ["nonsense", "554", "never", "refuse"],
  ])("%s", (text, code, retry, meaning) => {
    const fault = replyFault(text);
    expect(fault).toMatchObject({ serviceCode: code, retry, uncertain: false, message: expect.stringContaining(meaning) });
    expect(fault.advice).toMatch(/segur|outbox/);
  });

  it("always means something, in French, whatever its code", () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), fc.constantFrom("", " 5.9.999", " 4.0.0"), (code, status) => {
        expect(smtpMeaning(`${code}${status}`).message).toMatch(/\.$/);
      }),
    );
  });

  it("that names a patient or shows a token is told without them", () => {
    const text = `550 5.1.1 <199097514117471@patient.mssante.fr> unknown: 1 99 09 75 141 174 71, eyJhbGciOi.eyJzdWIi.x\r\nBcc: a@b.fr`;
    expect(said(text)).toBe("550 5.1.1 <…> unknown: …, … Bcc: …");
    expect(replyFault(text).why).not.toMatch(/\d{6}|eyJ|@/);
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(said(`${before} 199097514117471@patient.mssante.fr ${after}`)).not.toContain("199097514117471");
      }),
    );
  });

  it("has a code only when it begins by one", () => {
    expect([replyCode("250 2.0.0 Ok"), replyCode("250"), replyCode("Ok 250"), replyCode("999 x"), replyCode("")]).toEqual([
      "250 2.0.0",
      "250",
      null,
      null,
      null,
    ]);
  });
});

describe("what the libraries throw", () => {
  const state = { authentication: "token", ended: true } as const;
  const thrown = (parts: object) => Object.assign(new Error("PATIENT 199097514117471@patient.mssante.fr eyJ0"), parts);

  it.each([
    [{ code: "ECONNECTION" }, "network.reset", true],
    [{ code: "ESOCKET", originalCode: "ECONNRESET" }, "network.reset", true],
    [{ code: "ESOCKET", originalCode: "CERT_REVOKED" }, "tls.revoked", true],
    [{ code: "ETIMEDOUT" }, "network.connect_timeout", true],
    [{ code: "EDNS" }, "network.dns", true],
    [{ code: "EAUTH", response: "535 5.7.8 no" }, "auth.refused", false],
    [{ code: "EAUTH", response: "454 4.7.0 later" }, "454 4.7.0", false],
    [{ code: "ECONNECTION", response: "421 4.4.2 bye" }, "421 4.4.2", false],
    [{}, "network.reset", true],
  ])("nodemailer: %j", (parts, serviceCode, uncertain) => {
    const fault = smtpFault(thrown(parts), state);
    expect(fault).toMatchObject({ serviceCode, uncertain });
    expect(`${fault.message} ${fault.why} ${fault.advice}`).not.toMatch(/PATIENT|\d{15}|eyJ/);
  });

  it.each([
    [{ authenticationFailed: true, responseText: "no" }, "auth.refused"],
    [{ code: "NoConnection" }, "network.reset"],
    [{ code: "EConnectionClosed" }, "network.reset"],
    [{ code: "CONNECT_TIMEOUT" }, "network.connect_timeout"],
    [{ code: "ECONNREFUSED" }, "network.refused"],
    [{ code: "CRL_HAS_EXPIRED" }, "tls.crl_expired"],
    [{ responseText: "Quota", serverResponseCode: "OVERQUOTA" }, "imap.overquota"],
    [{ response: "3 NO no such", responseText: "no such" }, "imap.refused"],
  ])("imapflow: %j", (parts, serviceCode) => {
    const fault = imapFault(thrown(parts), "token");
    expect(fault).toMatchObject({ serviceCode });
    expect(`${fault.message} ${fault.why} ${fault.advice}`).not.toMatch(/PATIENT|\d{15}|eyJ/);
  });
});
