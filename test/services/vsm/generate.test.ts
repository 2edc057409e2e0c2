import { describe, expect, it } from "vitest";
import { stateNone } from "../../../src/services/medical/change.js";
import { buildVsm } from "../../../src/services/vsm/build.js";
import { generateVsm } from "../../../src/services/vsm/generate.js";
import { problem } from "../../store/medical/support.js";
import { INS, must, qualify } from "../documents/support.js";
import { testCabinet } from "../support/cabinet.js";
import { bytesOf, headerIn, penicillin, record, vsmCabinet } from "./support.js";

const PATIENT = { patient: "P1" };
const vigilance = { ...problem("Refuse les transfusions", null), kind: "attention" } as const;

describe("the summary of a patient", () => {
  it("is not made for who is no doctor", async () => {
    const { cabinet } = await vsmCabinet();
    await cabinet.users.add({ label: "Accueil", rpps: null, role: "secretaire", settings: {} });
    await cabinet.users.add({ label: "Infirmière", rpps: "99700000002", role: "technicien", settings: { familyName: "X" } });
    await expect(buildVsm(cabinet, "P1", { author: "U3" })).rejects.toMatchObject({ code: "vsm.author" });
    await expect(buildVsm(cabinet, "P1", { author: "Dr Martin" })).rejects.toMatchObject({ code: "vsm.author" });
    // A secretary makes it for the only doctor of the cabinet.
    const secretary = { ...cabinet, actor: { ...cabinet.actor, userId: "U2" } };
    expect((await buildVsm(secretary, "P1")).author.id).toBe("899700000001");
    await cabinet.users.change("U1", { disabledAt: new Date().toISOString() });
    await expect(buildVsm(cabinet, "P1")).rejects.toMatchObject({ code: "vsm.author" });
  });

  it("is of a patient who is there, and tells something", async () => {
    const { cabinet } = await vsmCabinet();
    await expect(buildVsm(cabinet, "P99")).rejects.toMatchObject({ code: "patient.not_found" });
    await expect(buildVsm(cabinet, "P1", { sections: [] })).rejects.toMatchObject({ code: "vsm.no_section" });
  });

  it("tells what is open and the problems that are over, with its score; free words stay in the practice", async () => {
    const { cabinet } = await vsmCabinet();
    await record(cabinet, "P1", { ...penicillin, label: "Arachide", closed: true });
    const built = await buildVsm(cabinet, "P1");
    const text = built.cda.toString();
    for (const told of ["Diabète de type 2", "Pyélonéphrite", "Pénicilline", "Œdème de Quincke", "1 matin et soir"]) {
      expect(text).toContain(told);
    }
    expect(text).not.toContain("Arachide");
    expect(text).not.toContain("mot privé");
    expect(built.notesKept).toBe(1);
    expect(built.unfilled).toEqual(["surgery", "habit", "occupation", "attention"]);
    expect(built.score).toBeGreaterThan(50);
    expect(built.missing.map(({ criterion }) => criterion)).toContain("surgery");
  });

  it("does not read as if there had never been any, when a person says that there is none any more", async () => {
    const { cabinet } = await vsmCabinet();
    await record(cabinet, "P1", { ...vigilance, closed: true });
    await stateNone(cabinet, "P1", "attention", true, { despite: true });
    await stateNone(cabinet, "P1", "surgery", true);
    const text = (await buildVsm(cabinet, "P1")).cda.toString();
    expect(text).toMatch(/Points de vigilance : aucun connu à ce jour ; ce que le dossier en disait auparavant a été fermé\./);
    expect(text).toContain("Antécédents chirurgicaux : aucun connu.");
  });

  it("leaves a section out without saying that there is nothing, nor what a treatment of it is for", async () => {
    const { cabinet } = await vsmCabinet();
    const text = (await buildVsm(cabinet, "P1", { without: ["problem"] })).cda.toString();
    expect(text).toContain("Pathologies en cours : rubrique non remplie dans cette synthèse.");
    expect(text).not.toMatch(/Diabète|E11/);
    expect(text).toContain("METFORMINE");
    const only = (await buildVsm(cabinet, "P1", { sections: ["allergy"] })).cda.toString();
    expect(only).not.toMatch(/METFORMINE|Cancer/);
  });

  it("has an INS for a qualified identity only", async () => {
    const { cabinet } = await vsmCabinet({ qualified: false });
    expect((await buildVsm(cabinet, "P1")).cda.toString()).not.toContain(INS.matricule);
    await qualify(cabinet, "P1");
    expect((await buildVsm(cabinet, "P1")).cda.toString()).toContain(INS.matricule);
  });

  it("is the same to the byte for the same record and time", async () => {
    const { cabinet } = await vsmCabinet();
    const [one, other] = [
      await buildVsm(cabinet, "P1", { at: "2026-05-01T10:00:00.000Z" }),
      await buildVsm(cabinet, "P1", { at: "2026-05-01T10:00:00.000Z" }),
    ];
    expect(one.cda.equals(other.cda)).toBe(true);
    expect((await one.pdf()).bytes.equals((await other.pdf()).bytes)).toBe(true);
    const later = await buildVsm(cabinet, "P1", { at: "2026-05-02T10:00:00.000Z" });
    expect(later.draft.header.id).not.toEqual(one.draft.header.id);
  });

  it("names the médecin traitant of the file, who may be its author", async () => {
    const { cabinet } = await vsmCabinet();
    const write = async (medecinTraitant: string | null) => {
      const patient = await must(cabinet, "P1");
      await cabinet.patients.save({ updates: [{ patient: { ...patient, medecinTraitant }, expectedVersion: patient.version }] });
      return (await buildVsm(cabinet, "P1")).draft;
    };
    expect((await write(null)).medecinTraitant).toBeNull();
    expect((await write("Dr DE LA TOUR Jean-Marc")).medecinTraitant).toEqual({
      ...{ id: null, familyName: "DE LA TOUR", givenName: "Jean-Marc" },
    });
    expect((await write("docteur martin")).medecinTraitant).toEqual({ id: null, familyName: "martin", givenName: null });
    const own = await write("Dr Marceau (RPPS 9970 0000 001)");
    expect(own.medecinTraitant).toEqual({ id: "899700000001", familyName: "MARCEAU", givenName: "Paul" });
    expect(own.header.authors[0].role?.code).toBe("PCP");
    expect((await write("810000000001")).medecinTraitant).toEqual({ id: "810000000001", familyName: "", givenName: null });
  });
});

describe("a summary that is filed", () => {
  it("is a document SYNTH of the file, with its trace, and moves the date of the last one", async () => {
    const { cabinet } = await vsmCabinet();
    const { document, outcome, supersedes } = await generateVsm(cabinet, PATIENT);
    expect({ outcome, supersedes }).toEqual({ outcome: "generated", supersedes: null });
    expect(document).toMatchObject({ type: { code: "SYNTH" }, class: { code: "11" }, versionNumber: 1, state: "current" });
    expect(document?.cda).toBe(document?.content);
    expect((await must(cabinet, "P1")).lastVsm).toBe(document?.actDate);
    const traces = await cabinet.traces.list({ patientId: "P1", limit: 100 });
    const told = traces.find(({ kind }) => kind === "vsm.generated");
    expect(told?.data).toEqual({
      document: document?.id,
      sections: ["problem", "allergy", "family", "treatment"],
      score: expect.any(Number),
    });
  });

  it("is not made twice of the same record, unless it is wanted", async () => {
    const { cabinet } = await vsmCabinet();
    const first = await generateVsm(cabinet, PATIENT);
    const second = await generateVsm(cabinet, PATIENT);
    expect(second).toMatchObject({ outcome: "unchanged", document: { id: first.document?.id } });
    const third = await generateVsm(cabinet, { ...PATIENT, again: true });
    expect(third).toMatchObject({ outcome: "generated", document: { versionNumber: 2, replaces: first.document?.id } });
    expect((await generateVsm(cabinet, PATIENT)).outcome).toBe("unchanged");
  });

  it("supersedes the one before when the record has changed: same set, next version, RPLC", async () => {
    const { cabinet } = await vsmCabinet();
    const { document: first } = await generateVsm(cabinet, PATIENT);
    await record(cabinet, "P1", problem("Hypertension", "I10"));
    const { document: second } = await generateVsm(cabinet, PATIENT);
    if (first === null || second === null) throw new Error("not filed");
    expect(second).toMatchObject({ setId: first.setId, versionNumber: 2, replaces: first.id });
    expect((await cabinet.documents.get(first.id))?.state).toBe("superseded");
    const header = await headerIn(cabinet, second);
    expect(header.replaces?.root).toBe(first.uniqueId);
    expect(header).toMatchObject({ versionNumber: 2, setId: { root: first.setId } });
    expect((await bytesOf(cabinet, second.content)).toString()).toContain("Hypertension");
  });

  it("begins a set of its own after one that was withdrawn from the file, or that is in the DMP of another INS", async () => {
    const { cabinet } = await vsmCabinet();
    const { document: first } = await generateVsm(cabinet, PATIENT);
    if (first === null) throw new Error("not filed");
    await cabinet.documents.update({ ...first, state: "removed" });
    const { document: second } = await generateVsm(cabinet, PATIENT);
    expect(second).toMatchObject({ versionNumber: 1, replaces: null });
    expect(second?.setId).not.toBe(first.setId);
    if (second === null) throw new Error("not filed");
    const ins = { matricule: "199999999999999", oid: INS.oid };
    const link = { entryUuid: null, logicalId: null, repositoryUniqueId: null, direction: "pushed", ins } as const;
    await cabinet.documents.update({ ...second, dmp: { ...link, at: "2026-01-01T00:00:00.000Z" } });
    const { document: third } = await generateVsm(cabinet, { ...PATIENT, again: true });
    expect(third).toMatchObject({ versionNumber: 1, replaces: null });
    expect([first.setId, second.setId]).not.toContain(third?.setId);
  });

  it("files nothing when it is only tried", async () => {
    const { cabinet } = await vsmCabinet();
    const { outcome, document, built } = await generateVsm(cabinet, { ...PATIENT, dryRun: true });
    expect({ outcome, document }).toEqual({ outcome: "planned", document: null });
    expect(built.cda.length).toBeGreaterThan(1000);
    expect((await cabinet.documents.list({ patientId: "P1", limit: 10 })).items).toEqual([]);
    expect((await must(cabinet, "P1")).lastVsm).toBeNull();
  });

  it("is one document when two processes make it at once", async () => {
    const { cabinet } = await vsmCabinet();
    const second = { ...(await testCabinet({ path: cabinet.path })), info: cabinet.info };
    const made = await Promise.all([generateVsm(cabinet, PATIENT), generateVsm(second, PATIENT)]);
    expect(new Set(made.map(({ document }) => document?.id)).size).toBe(1);
    expect((await cabinet.documents.list({ patientId: "P1", limit: 10 })).items).toHaveLength(1);
  });
});
