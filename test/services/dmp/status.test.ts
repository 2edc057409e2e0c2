import { describe, expect, it } from "vitest";
import { OIDS } from "../../../src/domain/identity/matricule.js";
import { authorizeDmp } from "../../../src/services/dmp/authorize.js";
import { listDmp } from "../../../src/services/dmp/list.js";
import { dmpStatus } from "../../../src/services/dmp/status.js";
import { resolvePatient } from "../../../src/services/patients/reference.js";
import { sessionOf } from "./people.js";
import { ABSENT, AUTHORISED, CLOSED, dmpPractice, EXPIRED, FORBIDDEN, journalOf, NOT_YET } from "./sandbox.js";

describe("the state of a DMP", () => {
  it("is one of the four that the reference documents show, remembered, and its call stands in the journal", async () => {
    const { cabinet, patient } = await dmpPractice();
    const states: string[] = [];
    for (const person of [AUTHORISED, NOT_YET, EXPIRED, FORBIDDEN, ABSENT, CLOSED]) {
      const { status } = await dmpStatus(cabinet, await patient(...person));
      states.push(status.state === "open" ? `open ${status.authorization}` : status.state);
    }
    expect(states).toEqual(["open valid", "open none", "open expired", "open forbidden", "absent", "closed"]);
    expect(
      (await cabinet.dmpCache.status({ userId: "U1", patientId: "P6", ins: `${OIDS.nir}^${CLOSED[0]}` }))?.status.state,
    ).toBe("closed");
    expect(await journalOf(cabinet, "P1")).toEqual(["dmp.intended TD0.2", "dmp.vihf TD0.2", "dmp.answered OK TD0.2"]);
  });

  it("names the traits that the DMP has otherwise, and never their values", async () => {
    const { cabinet, patient } = await dmpPractice();
    const [matricule, , given] = AUTHORISED;
    const other = await patient(matricule, "PATB-HUIT", given, "04/02/1937", "M");
    expect((await dmpStatus(cabinet, other)).divergences).toEqual(["birthName", "birthDate"]);
  });

  it.each<[typeof ABSENT, string]>([
    [ABSENT, "dmp.absent"],
    [CLOSED, "dmp.closed"],
    [NOT_YET, "dmp.not_authorized"],
    [EXPIRED, "dmp.not_authorized"],
    [FORBIDDEN, "dmp.forbidden"],
  ])("stops a reading before any document is asked for: %s", async (person, code) => {
    const { cabinet, patient, sandbox } = await dmpPractice();
    await expect(listDmp(cabinet, await patient(...person))).rejects.toMatchObject({ kind: "refused", code });
    expect((await sandbox.control.dmpCalls()).map(({ operation }) => operation)).toHaveLength(1);
  });

  it("is not asked in the name of nobody, nor of somebody who only gave a password, when reading follows", async () => {
    const { as, cabinet, patient, sandbox } = await dmpPractice();
    const one = await patient(...AUTHORISED);
    await expect(listDmp(as(null), one)).rejects.toMatchObject({ kind: "auth", code: "dmp.session_none" });
    await expect(listDmp(as(sessionOf("password")), one)).rejects.toMatchObject({ kind: "auth", code: "dmp.login_too_weak" });
    expect(await sandbox.control.dmpCalls()).toEqual([]);
    // A list that is fresh in the cache is no more open to them.
    await listDmp(cabinet, one);
    await expect(listDmp(as(sessionOf("password")), one)).rejects.toMatchObject({ code: "dmp.login_too_weak" });
  });
});

describe("authorizing", () => {
  it("wants a consent, recorded or told; asked twice it is a success; given back, the copy is forgotten", async () => {
    const { cabinet, patient } = await dmpPractice();
    const one = await patient(...NOT_YET);
    await expect(authorizeDmp(cabinet, one, {})).rejects.toMatchObject({ kind: "refused", code: "dmp.consent_missing" });
    expect(await journalOf(cabinet)).toEqual([]);
    expect(await authorizeDmp(cabinet, one, { consent: true })).toMatchObject({ action: "add", already: false });
    expect(await journalOf(cabinet)).toEqual([
      "patient.consent",
      "dmp.intended TD0.3",
      "dmp.vihf TD0.3",
      "dmp.answered OK TD0.3",
    ]);
    const consenting = await resolvePatient(cabinet, "P1");
    expect(consenting.consents.dmpRead).toBe("given");
    expect(await authorizeDmp(cabinet, consenting, {})).toMatchObject({ action: "add", already: true });
    expect((await dmpStatus(cabinet, consenting)).status).toMatchObject({ state: "open", authorization: "valid" });
    expect((await listDmp(cabinet, consenting)).lines.length).toBeGreaterThan(0);
    expect(await authorizeDmp(cabinet, consenting, { remove: true })).toMatchObject({ action: "remove", already: false });
    expect(await cabinet.dmpCache.entries({ userId: "U1", patientId: "P1", ins: `${OIDS.nir}^${NOT_YET[0]}` })).toEqual([]);
    await expect(listDmp(cabinet, consenting)).rejects.toMatchObject({ code: "dmp.not_authorized" });
  });

  it.each<[typeof ABSENT, string]>([
    [ABSENT, "dmp.absent"],
    [CLOSED, "dmp.closed"],
    [FORBIDDEN, "dmp.forbidden"],
  ])("says as a reading does why it is refused, and that the consent stays: %s", async (person, code) => {
    const { cabinet, patient } = await dmpPractice();
    const one = await patient(...person);
    const refusal = await authorizeDmp(cabinet, one, { consent: true }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      kind: "refused",
      code,
      why: expect.stringContaining("L'accord du patient, lui, est enregistré."),
    });
    expect(String((refusal as { advice?: string }).advice)).not.toContain("dmp authorize");
    expect((await resolvePatient(cabinet, "P1")).consents.dmpRead).toBe("given");
  });

  it("is refused to a patient who opposes it, even with --consent: they change their mind in their own file", async () => {
    const { cabinet, patient, sandbox } = await dmpPractice();
    const one = await patient(...NOT_YET);
    const opposed = { ...one, consents: { ...one.consents, dmpRead: "opposed" as const } };
    await expect(authorizeDmp(cabinet, opposed, { consent: true })).rejects.toMatchObject({ code: "dmp.reading_opposed" });
    await expect(authorizeDmp(cabinet, one, { consent: true, remove: true })).rejects.toMatchObject({ kind: "usage" });
    expect(await sandbox.control.dmpCalls()).toEqual([]);
  });
});
