import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OIDS } from "../../../src/domain/identity/matricule.js";
import type { IdentityStatus } from "../../../src/domain/identity/types.js";
import type { Consent, Patient } from "../../../src/domain/patient.js";
import type { Environment } from "../../../src/domain/ports.js";
import { emergencyReason, requireReadable } from "../../../src/services/dmp/rules.js";
import { testCabinet } from "../support/cabinet.js";
import { addOne, qualifiedPatient } from "./people.js";

const INS = { matricule: "275126322074974", oid: OIDS.nirTest };

async function aPatient(): Promise<Patient> {
  return addOne(await testCabinet(), qualifiedPatient(INS));
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return "none";
  } catch (error) {
    const { code, rule } = error as { code: string; rule: string };
    return `${code} ${rule}`;
  }
}

describe("requireReadable", () => {
  const cabinet = (environment: Environment) => ({ info: { environment } }) as Parameters<typeof requireReadable>[1];

  it("gives the INS of a qualified identity", async () => {
    expect(requireReadable(await aPatient(), cabinet("sandbox"))).toEqual(INS);
  });

  it.each<[string, (patient: Patient) => Patient, Environment, string]>([
    ["provisoire", (each) => withStatus(each, "provisoire"), "sandbox", "dmp.not_qualified INS/va1.53"],
    ["validee", (each) => withStatus(each, "validee"), "sandbox", "dmp.not_qualified INS/va1.53"],
    ["recuperee", (each) => withStatus(each, "recuperee"), "sandbox", "dmp.not_qualified INS/va1.53"],
    [
      "without INS",
      (each) => ({ ...each, identity: { ...each.identity, ins: null } }),
      "sandbox",
      "dmp.not_qualified INS/va1.53",
    ],
    ["fictive", (each) => withAttribute(each, "fictive"), "sandbox", "dmp.identity_unsure INS/va1.53"],
    ["douteuse", (each) => withAttribute(each, "douteuse"), "sandbox", "dmp.identity_unsure INS/va1.53"],
    ["a test INS in production", (each) => each, "production", "dmp.test_identity INS/va1.52"],
    ["opposed", (each) => withConsent(each, "opposed"), "sandbox", "dmp.reading_opposed DMP/CONF.06"],
  ])("refuses: %s", async (_, change, environment, expected) => {
    const patient = change(await aPatient());
    expect(codeOf(() => requireReadable(patient, cabinet(environment)))).toBe(expected);
  });

  it("takes nothing recorded for no opposition, and no test INS in qualification for a reason to refuse", async () => {
    expect(requireReadable(withConsent(await aPatient(), "none"), cabinet("bas"))).toEqual(INS);
  });
});

describe("emergencyReason", () => {
  it.each([
    "",
    "urgence",
    "aaaaaaaaaa aaaaaaaaa",
    "1234567890 12345",
    "xx xx xx xx xx xx",
    "  . . . . . . . . .  ",
    "urgence urgence urgence",
  ])("refuses a reason that says nothing: « %s »", (text) => {
    expect(codeOf(() => emergencyReason(text))).toBe("dmp.break_glass_reason EX_0.3-1050");
  });

  it("keeps a true one, on one line, without control characters", () => {
    expect(emergencyReason("  patient\u001b[31m inconscient\n amené par les pompiers ")).toBe(
      "patient [31m inconscient amené par les pompiers",
    );
  });

  it("gives a text of one line of 500 characters at most, or refuses", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 700, unit: "grapheme" }), (text) => {
        try {
          expect(emergencyReason(text)).toMatch(/^[^\p{C}]{10,500}$/u);
        } catch (error) {
          expect((error as { code?: string }).code).toBe("dmp.break_glass_reason");
        }
      }),
    );
  });
});

function withStatus(patient: Patient, status: IdentityStatus): Patient {
  return { ...patient, identity: { ...patient.identity, status } };
}

function withAttribute(patient: Patient, attribute: "fictive" | "douteuse"): Patient {
  return { ...patient, identity: { ...patient.identity, attributes: { ...patient.identity.attributes, [attribute]: true } } };
}

function withConsent(patient: Patient, dmpRead: Consent): Patient {
  return { ...patient, consents: { ...patient.consents, dmpRead } };
}
