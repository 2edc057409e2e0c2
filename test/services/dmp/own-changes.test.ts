import { describe, expect, it } from "vitest";
import { run as hideCommand } from "../../../src/commands/dmp/hide.js";
import { removeFromDmp, setArchived } from "../../../src/services/dmp/availability.js";
import { listDmp } from "../../../src/services/dmp/list.js";
import { keepsSeeing } from "../../../src/services/dmp/own-change.js";
import { pushGroup } from "../../../src/services/dmp/push.js";
import { type PushOptions, planPush } from "../../../src/services/dmp/push-plan.js";
import { findTarget } from "../../../src/services/dmp/target.js";
import { hide, reveal } from "../../../src/services/dmp/visibility.js";
import { testContext, typed } from "../../commands/support/context.js";
import { AUTHORISED, dmpPractice } from "./sandbox.js";
import { filed } from "./support.js";

const NEVER = new AbortController().signal;
const PUSH: PushOptions = {
  hideFrom: [],
  reviewed: true,
  traitsConfirmed: true,
  mustReplace: false,
  command: "segur dmp push",
};

/** The DMP as it was listed first, with documents of others in it. */
async function listed() {
  const practice = await dmpPractice();
  const settings = { familyName: "MARCEAU", givenName: "Paul", speciality: "SM26" };
  await practice.cabinet.users.add({ label: "Dr MARCEAU", rpps: "99700000001", role: "medecin", settings });
  const who = await practice.patient(...AUTHORISED);
  const { lines } = await listDmp(practice.cabinet, who);
  const others = lines.map(({ id }) => id);
  const push = async (id: string) => {
    const { groups, refused } = await planPush(practice.cabinet, [id], PUSH);
    const [group] = groups;
    if (group === undefined) throw refused[0]?.error ?? new Error("nothing planned");
    return (await pushGroup(practice.cabinet, group, PUSH, NEVER))[0]?.outcome;
  };
  const calls = async () => (await practice.sandbox.control.dmpCalls()).length;
  return { ...practice, who, others, push, calls };
}

describe("what this practice changed in a DMP, before it is read again", { timeout: 60_000 }, () => {
  it("is in the list without a call: deposited, replaced, deleted, archived, hidden", async () => {
    const { cabinet, who, others, push, calls } = await listed();
    const document = await filed(cabinet, who);
    expect(await push(document.id)).toBe("done");
    const before = await calls();
    const first = await listDmp(cabinet, who);
    expect([first.way, await calls()]).toEqual(["cache", before]);
    expect(first.lines).toHaveLength(others.length + 1);
    expect(first.lines[0]).toMatchObject({ id: document.id, known: "deposited", local: { document: document.id } });
    expect(first.lines[0]?.act).toBe(document.actDate);

    const { id } = await filed(cabinet, who, { setId: document.setId, versionNumber: 2, replaces: document.id });
    expect(await push(id)).toBe("done");
    const second = await listDmp(cabinet, who);
    expect(second.lines.filter(({ known }) => known === "deposited").map((line) => line.id)).toEqual([id]);

    // Read again, they have the number and the state of the registry.
    const read = await listDmp(cabinet, who, { refresh: true });
    expect(read.lines.every(({ known }) => known === "listed")).toBe(true);
    expect(read.lines).toHaveLength(others.length + 1);
    const line = read.lines.find(({ local }) => local?.document === id);
    await hide(cabinet, await findTarget(cabinet, id), ["ps"], NEVER);
    expect((await listDmp(cabinet, who)).lines.find((each) => each.id === line?.id)).toMatchObject({
      known: "listed",
      hiddenFrom: ["ps"],
    });
    await setArchived(cabinet, await findTarget(cabinet, id), true, NEVER);
    expect((await listDmp(cabinet, who)).lines).toHaveLength(others.length);
    await setArchived(cabinet, await findTarget(cabinet, id), false, NEVER);
    await removeFromDmp(cabinet, await findTarget(cabinet, id), NEVER);
    expect((await listDmp(cabinet, who)).lines.map((each) => each.id)).toEqual(others);
  });

  it("keeps what is known of a document of somebody else that was hidden, and says who can reveal it", async () => {
    const { cabinet, who, others } = await listed();
    const targets = await Promise.all(others.map((id) => findTarget(cabinet, id)));
    const seen = await Promise.all(targets.map((each) => keepsSeeing(cabinet, each)));
    const target = targets.find((each, rank) => seen[rank] === false && each.listed?.visibility.hiddenFromPatient === false);
    if (target === undefined) throw new Error("every document is ours");
    const { id } = target;

    // Somebody else's: the person is told before, and after.
    const { context, io } = await testContext({ cabinet, tty: true, answers: { "--yes": false } });
    await hideCommand(context, typed([id]));
    expect(io.told()).toContain("vous ne le verrez plus");
    expect(io.told()).toContain("Rien n'a été changé");
    await hideCommand(context, typed([id], { yes: true }));
    expect(io.written()).toContain("Vous ne le voyez plus");

    for (const options of [{}, { refresh: true }]) {
      const { lines, aside } = await listDmp(cabinet, who, options);
      expect([lines.map((line) => line.id), aside]).toEqual([others.filter((other) => other !== id), 1]);
    }
    const all = await listDmp(cabinet, who, { status: "all" });
    expect(all.lines.find((line) => line.id === id)).toMatchObject({ known: "hidden_by_you", hiddenFrom: ["ps"] });
    await expect(reveal(cabinet, await findTarget(cabinet, id), ["ps"], NEVER)).rejects.toMatchObject({
      code: "dmp.hidden_by_you",
      why: expect.stringContaining("auteur"),
      advice: expect.stringContaining(`segur dmp list ${who.id} --status tous`),
    });
  });

  it("says what is so already, and reveals to the others who may still be shown it", async () => {
    const { cabinet, who, push } = await listed();
    const document = await filed(cabinet, who);
    expect(await push(document.id)).toBe("done");
    const target = await findTarget(cabinet, document.id);
    await hide(cabinet, target, ["ps"], NEVER);
    await expect(reveal(cabinet, target, ["patient"], NEVER)).rejects.toMatchObject({
      code: "dmp.nothing_to_change",
      message: `Rien à faire : le document ${document.id} est déjà visible au patient.`,
    });
    expect(await reveal(cabinet, target, ["patient", "ps"], NEVER)).toMatchObject({
      visibility: { hiddenFromProfessionals: false },
    });
    const { context, io } = await testContext({ cabinet });
    await hideCommand(context, typed([document.id], { yes: true }));
    await hideCommand(context, typed([document.id], { yes: true }));
    expect(io.written()).toContain("déjà masqué aux professionnels de santé");
  });

  it("deposits the others when one cannot go any more, which alone says why", async () => {
    const { cabinet, who } = await listed();
    const [one, two, three] = [await filed(cabinet, who), await filed(cabinet, who), await filed(cabinet, who)];
    const { groups } = await planPush(cabinet, [one.id, two.id, three.id], PUSH);
    const [group] = groups;
    if (group === undefined) throw new Error("nothing planned");
    // Somebody else removes it from the file between the question and the answer.
    await cabinet.documents.update({ ...two, state: "removed" });
    const results = await pushGroup(cabinet, group, PUSH, NEVER);
    expect(
      results.map(({ group, outcome, error }) => [group.documents.map(({ document }) => document.id), outcome, error?.code]),
    ).toEqual([
      [[one.id, three.id], "done", undefined],
      [[two.id], "failed", "dmp.document_not_current"],
    ]);
    expect(results[1]?.error?.message).not.toMatch(new RegExp(`${one.id}|${three.id}`));
  });
});
