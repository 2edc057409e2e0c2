import { describe, expect, it } from "vitest";
import { run } from "../../../src/commands/help/run.js";
import { TOPICS } from "../../../src/commands/help/topics.js";
import { testContext, typed } from "../support/context.js";

describe("segur help", () => {
  it.each(["zorglub", "ins zorglub", "help zorglub", "ins qualify zorglub", "exit-codes zorglub", "--strange"])(
    "%s: says that there is no such thing, and what there is",
    async (words) => {
      const { context, io } = await testContext();
      const error = await run(context, typed([words.split(" ")])).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: "usage", code: "usage.unknown_topic", why: expect.stringContaining("exit-codes") });
      expect(JSON.stringify(error)).not.toContain("zorglub");
      expect(io.written()).toBe("");
    },
  );

  it.each([...TOPICS.keys()])("%s: is the topic, in 80 columns", async (topic) => {
    const { context, io } = await testContext();
    await run(context, typed([[topic]]));
    expect(io.written()).toBe(TOPICS.get(topic));
    expect(
      io
        .written()
        .split("\n")
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });

  it("of a command or a group is its --help", async () => {
    for (const words of [[], ["ins"], ["ins", "qualify"], ["demo"]]) {
      const { context, io } = await testContext();
      await run(context, typed([words]));
      expect(io.written()).toContain(`Usage : ${["segur", ...words].join(" ")} `);
    }
  });
});
