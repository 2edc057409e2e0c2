import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { announcesXdm, plainSubject, REPLACES_MARK, shownSubject, xdmSubject } from "../../../src/domain/message/subject.js";
import { HARMLESS, hostile } from "./hostile.js";

const PATIENT = { birthName: "PATIENT", firstBirthGivenName: "Test", birthDate: "1979-03-12" };

describe("the subject of a message with documents", () => {
  it("is the one of the official sample", () => {
    expect(xdmSubject("CR d'examens biologiques", PATIENT, { replaces: false })).toBe(
      "XDM/1.0/DDM+CR d'examens biologiques PATIENT Test 12/03/1979",
    );
  });

  it("says that it replaces after the prefix, once", () => {
    const once = xdmSubject("CR", PATIENT, { replaces: true });
    expect(once).toBe("XDM/1.0/DDM+[Annule et remplace] CR PATIENT Test 12/03/1979");
    expect(xdmSubject("[Annule et remplace] XDM/1.0/DDM+CR", PATIENT, { replaces: true })).toBe(once);
    expect(xdmSubject("[Annule et remplace] CR", PATIENT, { replaces: false })).not.toContain("[");
  });

  it("stands one line that begins by the prefix, whatever is put in it, and keeps who it is about", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, fc.boolean(), (label, birthName, given, replaces) => {
        const subject = xdmSubject(label, { birthName, firstBirthGivenName: given, birthDate: "1979-03-12" }, { replaces });
        expect(subject).toMatch(HARMLESS);
        expect(subject.startsWith(replaces ? `XDM/1.0/DDM+${REPLACES_MARK} ` : "XDM/1.0/DDM+")).toBe(true);
        expect(subject.endsWith("12/03/1979")).toBe(true);
        expect([...subject].length).toBeLessThan(300);
        expect(shownSubject(subject)).not.toMatch(/^xdm/i);
      }),
    );
  });
});

describe("a subject that is shown", () => {
  it.each([
    ["XDM/1.0/DDM+CR PATIENT Test", "CR PATIENT Test"],
    ["xdm/1.0/ddm CR", "CR"],
    ["[Annule et remplace] XDM/1.0/DDM+CR", "[Annule et remplace] CR"],
    ["XDM/1.0/DDM+[Annule et remplace] CR", "[Annule et remplace] CR"],
    ["Re: XDM/1.0/DDM+CR", "Re: XDM/1.0/DDM+CR"],
    ["a\r\nBcc: b", "a Bcc: b"],
  ])("%j: %j", (subject, shown) => expect(shownSubject(subject)).toBe(shown));

  it("is harmless whatever was received", () => {
    fc.assert(
      fc.property(hostile, (subject) => {
        expect(shownSubject(subject)).toMatch(HARMLESS);
      }),
    );
  });
});

describe("the subject of a message without documents", () => {
  it("claims no archive, and does not close the exchanges of a patient", () => {
    expect(plainSubject("XDM/1.0/DDM+x")).toBe("x");
    expect(plainSubject(" [FIN]\r\n")).toBe("FIN");
    fc.assert(
      fc.property(hostile, (label) => {
        const subject = plainSubject(label);
        expect(subject).toMatch(HARMLESS);
        expect(announcesXdm(subject)).toBe(false);
        expect(subject).not.toBe("[FIN]");
      }),
    );
  });
});
