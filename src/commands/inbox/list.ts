import type { CommandContext } from "../context.js";
import { givenFlag } from "../ins/given.js";
import { plural } from "../ins/plural.js";
import type { CommandInput } from "../spec.js";

/** `segur inbox list […] [--count]`: the prompt of a shell waits for the second, which loads nothing of the first. */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  if (givenFlag(input, "count")) return count(context);
  return (await import("./list-page.js")).run(context, input);
}

/** One line: `12 non lus, 2 urgents`; empty when nothing waits. */
async function count(context: CommandContext): Promise<void> {
  const { unread, urgent } = await (await context.cabinet()).inbox.attention();
  const parts = [
    ...(unread === 0 ? [] : [plural(unread, "non lu", "non lus")]),
    ...(urgent === 0 ? [] : [plural(urgent, "urgent", "urgents")]),
  ];
  await context.output.one("segur.inbox.count/1", { unread, urgent }, () => parts.join(", "));
}
