import { describe, expect, it } from "vitest";
import { run as attribute } from "../../../src/commands/ins/attribute.js";
import { run as status } from "../../../src/commands/ins/status.js";
import { ruth } from "../../services/ins/identities.js";
import { testCabinet } from "../../services/support/cabinet.js";
import { newPatient, OFFICIAL } from "../../services/support/patients.js";
import { testContext, typed } from "../support/context.js";

describe("segur ins attribute", () => {
  it.each([
    ["nothing to change", {}, "attribute.nothing"],
    ["an unknown attribute", { set: ["bizarre"] }, "attribute.unknown"],
    ["set and unset at once", { set: ["homonyme"], unset: ["homonyme"] }, "attribute.contradiction"],
  ])("refuses %s", async (_, options, code) => {
    const cabinet = await testCabinet();
    await cabinet.add(ruth("qualifiee"));
    const { context } = await testContext({ cabinet });
    await expect(attribute(context, typed(["F-RUTH"], options))).rejects.toMatchObject({ code });
  });

  it("asks before an INS is lost, and not when there is none to lose", async () => {
    const cabinet = await testCabinet();
    await cabinet.add(ruth("qualifiee"), newPatient(OFFICIAL.adrun));
    const silent = await testContext({ cabinet });
    await expect(attribute(silent.context, typed(["F-RUTH"], { set: ["douteuse"] }))).rejects.toMatchObject({
      details: { flag: "--yes" },
    });
    await attribute(silent.context, typed(["F-ADRUN"], { set: ["douteuse"] }));
    const no = await testContext({ cabinet, answers: { "--yes": false } });
    await expect(attribute(no.context, typed(["F-RUTH"], { set: ["douteuse"] }))).rejects.toMatchObject({ kind: "interrupted" });
    const yes = await testContext({ cabinet, format: "json" });
    await attribute(yes.context, typed(["F-RUTH"], { set: ["douteuse"], yes: true }));
    expect(JSON.parse(yes.io.written())).toMatchObject({ status: "provisoire", insInvalidated: true });
  });
});

describe("segur ins status", () => {
  it("shows one identity to a person, masked, with what to do next", async () => {
    const cabinet = await testCabinet();
    await cabinet.add(ruth("recuperee"));
    const { context, io } = await testContext({ cabinet, tty: true });
    await status(context, typed(["F-RUTH"]));
    expect(io.written()).toContain("P1 (dossier F-RUTH) : identité récupérée");
    expect(io.written()).toContain("277************ NIR");
    expect(io.written()).toContain("segur ins proof P1");
    expect(io.written()).not.toContain("277076322082910");
  });

  it("keeps the whole history for machines, and says to a person that it is longer", async () => {
    const cabinet = await testCabinet();
    await cabinet.add(ruth("qualifiee"));
    for (let n = 0; n < 20; n++) {
      const { context } = await testContext({ cabinet, format: "json" });
      await status(context, typed(["P1"], { reveal: true }));
    }
    const person = await testContext({ cabinet });
    await status(person.context, typed(["P1"]));
    expect(person.io.written()).toContain("… 5 plus anciens");
    const machine = await testContext({ cabinet, format: "json" });
    await status(machine.context, typed(["P1"]));
    expect(JSON.parse(machine.io.written()).history).toHaveLength(20);
  });

  it("counts the cabinet, and says how to start an empty one", async () => {
    const empty = await testContext({ cabinet: await testCabinet() });
    await status(empty.context, typed([undefined]));
    expect(empty.io.written()).toContain("segur patient import");
    const cabinet = await testCabinet();
    await cabinet.add(ruth("qualifiee"), ruth("provisoire", { file: "F-2" }), newPatient(OFFICIAL.adrun));
    const person = await testContext({ cabinet, tty: true });
    await status(person.context, typed([undefined]));
    expect(person.io.written()).toContain("3 patients, 33,3 % d'identités qualifiées");
    const machine = await testContext({ cabinet, format: "json" });
    await status(machine.context, typed([undefined]));
    expect(JSON.parse(machine.io.written())).toMatchObject({
      schema: "segur.ins.status.cabinet/1",
      id: "essai",
      byStatus: { qualifiee: 1, provisoire: 2 },
      byLastInsi: { never: 3 },
    });
  });
});
