import { resetReminders } from "../../services/reminders/rules.js";
import type { CommandContext } from "../context.js";
import { run as list } from "./rules-list.js";

/** `segur vsm rules reset` */
export async function run(context: CommandContext): Promise<void> {
  await resetReminders(await context.cabinet());
  await list(context);
}
