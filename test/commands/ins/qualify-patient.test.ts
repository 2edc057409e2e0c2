import { describe, expect, it } from "vitest";
import { run } from "../../../src/commands/ins/qualify.js";
import { testCabinet, testInsi, testSandbox } from "../../services/support/cabinet.js";
import { newPatient, OFFICIAL } from "../../services/support/patients.js";
import { testContext, typed } from "../support/context.js";

async function practice(name: keyof typeof OFFICIAL) {
  const sandbox = await testSandbox();
  const cabinet = await testCabinet({ insi: () => testInsi(sandbox), haste: 50 });
  await cabinet.add(newPatient(OFFICIAL[name]));
  const stored = async () => (await cabinet.patients.get("P1"))?.identity;
  return { sandbox, cabinet, stored };
}

describe("segur ins qualify P1", () => {
  it("shows the traits side by side and takes the identity that the person accepts, with the document she saw", async () => {
    const { cabinet, stored } = await practice("ruthMarried");
    const answers = { "--yes": "accept", "--proof-type": true, "--type": "CN", "--date": "15/01/2026", "--by": "Mme Petit" };
    const { context, io, asked } = await testContext({ cabinet, tty: true, answers });
    expect(await run(context, typed(["P1"]))).toBe(0);
    expect(asked).toEqual(["--yes", "--proof-type", "--type", "--date", "--by"]);
    expect(io.told()).toMatch(/Nom de naissance.*DURAND.*NESSI.*DIFFÉRENT/);
    expect(await stored()).toMatchObject({
      status: "qualifiee",
      traits: { birthName: "NESSI" },
      ins: { matricule: "277076322082910" },
      proof: { type: "CN", checkedBy: "Mme Petit" },
    });
  });

  it("shows a technician no trait and lets them decide nothing: what the rules leave open waits for a person (SSI/GEN.16)", async () => {
    const { cabinet, stored } = await practice("ruthMarried");
    const technician = { ...cabinet, rights: new Set(["insi.call", "patients.import", "follow"] as const) };
    const { context, io, asked } = await testContext({ cabinet: technician, tty: true, answers: { "--yes": "accept" } });
    expect(await run(context, typed(["P1"]))).toBe(7);
    expect(asked).toEqual([]);
    expect(io.told() + io.written()).not.toMatch(/DURAND|NESSI|RUTH|1977/);
    expect(await stored()).toMatchObject({ status: "provisoire", ins: null });
    expect(await cabinet.reviews.list({ state: "pending", limit: 10 })).toHaveLength(1);
    const document = typed(["P1"], { proofType: "CN", proofDate: "20/11/2026" });
    await expect(run(context, document)).rejects.toMatchObject({ code: "rights.missing", details: { right: "patients.write" } });
  });

  it("leaves everything as it was when the person refuses, and closes the review", async () => {
    const { cabinet, stored } = await practice("ruthMarried");
    const { context } = await testContext({ cabinet, tty: true, answers: { "--yes": "refuse" } });
    expect(await run(context, typed(["P1"]))).toBe(0);
    expect(await stored()).toMatchObject({ status: "provisoire", ins: null, traits: { birthName: "DURAND" } });
    expect(await cabinet.reviews.list({ state: "pending", limit: 10 })).toEqual([]);
    expect(await cabinet.reviews.list({ state: "refused", limit: 10 })).toHaveLength(1);
  });

  it("puts the decision off: the answer waits, and the patient tells that INSi was asked", async () => {
    const { cabinet, stored } = await practice("ruthMarried");
    const { context, io } = await testContext({ cabinet, tty: true, answers: { "--yes": "later" } });
    expect(await run(context, typed(["P1"]))).toBe(7);
    expect(io.written()).toContain("segur ins review V1");
    expect(await stored()).toMatchObject({ status: "provisoire", ins: null, traits: { birthName: "DURAND" } });
    expect((await cabinet.patients.get("P1"))?.lastInsi).toMatchObject({ outcome: "00" });
  });

  it("settles what it had put off, when the same identity is accepted after a second call", async () => {
    const { cabinet } = await practice("ruthMarried");
    const first = await testContext({ cabinet, format: "ndjson" });
    await run(first.context, typed([undefined], { ids: "P1" }));
    const { context } = await testContext({ cabinet, tty: true, answers: { "--yes": "accept", "--proof-type": false } });
    expect(await run(context, typed(["P1"]))).toBe(0);
    expect(await cabinet.reviews.list({ state: "pending", limit: 10 })).toEqual([]);
    const [batch] = await cabinet.runs.list({ limit: 1 });
    const [item] = await cabinet.runs.items(batch?.id ?? "", { afterLine: 0, limit: 1 });
    expect(item?.result).toMatchObject({ outcome: "found", status: "recuperee" });
  });

  it.each([
    ["ruthMarried", "later"],
    ["adrun", "accept"],
  ] as const)("%s: Enter alone chooses « %s », never to accept a difference", async (who, first) => {
    const { cabinet } = await practice(who);
    const { context } = await testContext({ cabinet, tty: true, answers: { "--proof-type": false } });
    const offered: unknown[] = [];
    const prompt: typeof context.prompt = {
      ...context.prompt,
      choose: async (_, choices) => {
        offered.push(choices[0]?.value);
        const [choice] = choices;
        if (choice === undefined) throw new Error("nothing is offered");
        return choice.value;
      },
    };
    await run({ ...context, prompt }, typed(["P1"]));
    expect(offered).toEqual([first]);
  });

  it("asks nobody without a terminal: a real difference waits in the reviews, exit 7", async () => {
    const { cabinet, stored } = await practice("ruthMarried");
    const { context, io } = await testContext({ cabinet, format: "json" });
    expect(await run(context, typed(["P1"]))).toBe(7);
    expect(JSON.parse(io.written())).toMatchObject({
      schema: "segur.ins.item/1",
      outcome: "review",
      calls: 2,
      status: "provisoire",
    });
    expect(await stored()).toMatchObject({ ins: null });
    expect(await cabinet.reviews.list({ state: "pending", limit: 10 })).toHaveLength(1);
  });

  it("qualifies at once with the document given by flags", async () => {
    const { cabinet, stored } = await practice("adrun");
    const { context, io } = await testContext({ cabinet, format: "json" });
    const options = { proofType: "PA", proofDate: "15/01/2026", proofBy: "Dr Martin" };
    expect(await run(context, typed(["F-ADRUN"], options))).toBe(0);
    expect(JSON.parse(io.written())).toMatchObject({ outcome: "found", code: "00", status: "qualifiee" });
    expect(await stored()).toMatchObject({ proof: { type: "PA", checkedBy: "Dr Martin" } });
  });

  it("never assumes a document: without one the identity is only recovered", async () => {
    const { cabinet, stored } = await practice("adrun");
    const { context } = await testContext({ cabinet, format: "json" });
    expect(await run(context, typed(["P1"]))).toBe(0);
    expect(await stored()).toMatchObject({ status: "recuperee", proof: null });
  });

  it("refuses half a document before any call", async () => {
    const { cabinet, sandbox } = await practice("adrun");
    const { context } = await testContext({ cabinet });
    await expect(run(context, typed(["P1"], { proofType: "CN" }))).rejects.toMatchObject({
      code: "proof.incomplete",
      kind: "usage",
    });
    expect(await sandbox.control.calls()).toEqual([]);
  });

  it("says what it would do with --dry-run, and calls nobody", async () => {
    const { cabinet, sandbox } = await practice("adrun");
    const { context, io } = await testContext({ cabinet, format: "json" });
    expect(await run(context, typed(["P1"], { dryRun: true }))).toBe(0);
    expect(JSON.parse(io.written())).toMatchObject({ schema: "segur.ins.plan/1", would: "call" });
    expect(await sandbox.control.calls()).toEqual([]);
  });

  it("searches by carte Vitale when its data is given", async () => {
    const { cabinet, sandbox, stored } = await practice("ruth");
    const card = {
      schema: "segur.vitale/1",
      card: { type: "test" },
      beneficiaries: [
        {
          openerNumber: "2770763220829",
          individualNumber: "2770763220829",
          birthName: "NESSI",
          givenName: "RUTH",
          birthDate: "1977-07-14",
          birthRank: "1",
        },
      ],
    };
    const { context } = await testContext({ cabinet, format: "json", input: JSON.stringify(card) });
    expect(await run(context, typed(["P1"], { vitale: "-" }))).toBe(0);
    expect(await stored()).toMatchObject({ status: "recuperee", ins: { matricule: "277076322082910" } });
    expect((await sandbox.control.calls())[0]?.operation).toMatch(/vitale/i);
  });

  it.each([
    ["nobody", [undefined], {}],
    ["an id and a filter", ["P1"], { filter: "ins-never" }],
    ["an empty list", [undefined], { ids: " , " }],
  ])("refuses %s", async (_, args, options) => {
    const { context } = await testContext();
    await expect(run(context, typed(args, options))).rejects.toMatchObject({ kind: "usage", code: "ins.nobody" });
  });

  it("speaks of a file when what was typed looks like one", async () => {
    const { cabinet } = await practice("adrun");
    const { context } = await testContext({ cabinet });
    await expect(run(context, typed(["absent.csv"]))).rejects.toMatchObject({ message: expect.stringContaining("absent.csv") });
  });
});
