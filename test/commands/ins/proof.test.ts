import { describe, expect, it } from "vitest";
import { run } from "../../../src/commands/ins/proof.js";
import { localDay } from "../../../src/services/ins/proof-date.js";
import { ruth } from "../../services/ins/identities.js";
import { testCabinet } from "../../services/support/cabinet.js";
import { testContext, typed } from "../support/context.js";

describe("segur ins proof", () => {
  it.each([
    ["no patient", [undefined], {}, "usage.id_missing"],
    ["an unknown patient", ["P99"], { type: "CN", date: "15/01/2026" }, "patient.not_found"],
    ["removing and recording at once", ["F-RUTH"], { remove: true, type: "CN" }, "proof.contradiction"],
    ["an unknown document", ["F-RUTH"], { type: "XX", date: "15/01/2026" }, "proof.type_unknown"],
  ])("refuses %s", async (_, args, options, code) => {
    const cabinet = await testCabinet();
    await cabinet.add(ruth("recuperee"));
    const { context } = await testContext({ cabinet });
    await expect(run(context, typed(args, options))).rejects.toMatchObject({ code });
  });

  it.each([
    ["--type", { date: "15/01/2026" }],
    ["--date", { type: "CN" }],
    ["--yes", { remove: true }],
    ["--yes", { type: "PS", date: "15/01/2026" }],
  ])("never guesses nor hangs: without a terminal the error names %s", async (flag, options) => {
    const cabinet = await testCabinet();
    await cabinet.add(ruth("qualifiee"));
    const { context } = await testContext({ cabinet });
    await expect(run(context, typed(["F-RUTH"], options))).rejects.toMatchObject({ kind: "usage", details: { flag } });
    expect((await cabinet.patients.findByFileNumbers(["F-RUTH"])).get("F-RUTH")?.identity.status).toBe("qualifiee");
  });

  it("asks the day again while it cannot be used, and proposes today; the document itself is never proposed", async () => {
    const cabinet = await testCabinet();
    await cabinet.add(ruth("recuperee"));
    const { context } = await testContext({ cabinet, tty: true, answers: { "--type": "CN", "--by": "Dr Martin" } });
    const told: (string | true | undefined)[] = [];
    const prompt: typeof context.prompt = {
      ...context.prompt,
      ask: async (question, options) => {
        if (options.flag !== "--date") return context.prompt.ask(question, options);
        for (const typed of ["", "31/02/2026", "01/01/2999", "14/07/1970", options.initial ?? ""])
          told.push(options.check?.(typed));
        return options.initial ?? "";
      },
    };
    await run({ ...context, prompt }, typed(["F-RUTH"]));
    expect(told.slice(0, 4)).toEqual([
      expect.stringContaining("vide"),
      expect.stringContaining("calendrier"),
      expect.stringContaining("futur"),
      expect.stringContaining("naissance"),
    ]);
    expect(told[4]).toBe(true);
    const checked = (await cabinet.patients.get("P1"))?.identity.proof?.checkedOn;
    expect(checked).toBe(localDay(context.clock.now()));
  });

  it("records what was given on the command line and tells the new status", async () => {
    const cabinet = await testCabinet();
    await cabinet.add(ruth("recuperee"));
    const { context, io } = await testContext({ cabinet, format: "json" });
    await run(context, typed(["F-RUTH"], { type: "CN", date: "15/01/2026", by: "Dr Martin" }));
    expect(JSON.parse(io.written())).toMatchObject({
      schema: "segur.ins.proof/1",
      id: "P1",
      from: "recuperee",
      status: "qualifiee",
      proof: { type: "CN", checkedOn: "2026-01-15", checkedBy: "Dr Martin" },
    });
  });

  it("asks a person for everything, with no document chosen beforehand", async () => {
    const cabinet = await testCabinet();
    await cabinet.add(ruth("recuperee"));
    await cabinet.settings.set("proofs.autoValidate", false);
    const answers = { "--type": "PA", "--date": "15/01/2026", "--by": "Mme Petit", "--validate": true };
    const { context, io, asked } = await testContext({ cabinet, answers });
    await run(context, typed(["F-RUTH"]));
    expect(asked).toEqual(["--type", "--date", "--by", "--validate"]);
    expect(io.written()).toContain("PA, contrôlée le 15/01/2026 par Mme Petit ; identité qualifiée");
  });

  it("abandons a removal that the person does not confirm", async () => {
    const cabinet = await testCabinet();
    await cabinet.add(ruth("qualifiee"));
    const no = await testContext({ cabinet, answers: { "--yes": false } });
    await expect(run(no.context, typed(["F-RUTH"], { remove: true }))).rejects.toMatchObject({ kind: "interrupted" });
    const yes = await testContext({ cabinet });
    await run(yes.context, typed(["F-RUTH"], { remove: true, yes: true }));
    expect(yes.io.written()).toContain("justificatif retiré ; identité récupérée");
  });

  it("lists the documents and their level for this cabinet", async () => {
    const cabinet = await testCabinet();
    await cabinet.settings.set("proofs.low", "TC");
    const { context, io } = await testContext({ cabinet, format: "json" });
    await run(context, typed([undefined], { list: true }));
    const { items, autoValidate, schema } = JSON.parse(io.written());
    expect(schema).toBe("segur.ins.proofs/1");
    expect(autoValidate).toBe(true);
    expect(items).toEqual(expect.arrayContaining([expect.objectContaining({ id: "TC", confidence: "low", reference: false })]));
  });
});
