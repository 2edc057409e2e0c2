import { describe, expect, test } from "vitest";
import { isOwnDomain } from "../../../src/domain/message/own-domain.js";
import { subjectLabel, xdmSubject } from "../../../src/domain/message/subject.js";

describe("a domain that the settings add to the trust space", () => {
  test.each(["apicrypt.org", "test.example", "medecin.apicrypt.org", "CHU-lille.fr", "a.asso.fr"])(
    "%s is somebody's",
    (domain) => {
      expect(isOwnDomain(domain)).toBe(true);
    },
  );
  test.each(["fr", "com", "", ".fr", "asso.fr", "medecin.fr", "co.uk", "gov.it", "a..fr", "a b.fr", "127.0.0.1", "fr."])(
    "%j is not",
    (domain) => {
      expect(isOwnDomain(domain)).toBe(false);
    },
  );
});

test("the subject is shown without the patient that the product put in it", () => {
  const patient = { birthName: "MARTIN", firstBirthGivenName: "JEANNE", birthDate: "1980-03-12" };
  for (const replaces of [false, true]) {
    const shown = subjectLabel(xdmSubject("Compte rendu", patient, { replaces }), patient);
    expect(shown).toBe(replaces ? "[Annule et remplace] Compte rendu" : "Compte rendu");
  }
  expect(subjectLabel("Réunion de jeudi", patient)).toBe("Réunion de jeudi");
});
