import type { ChooseMailbox } from "../../services/directory/resolve.js";
import type { CommandContext } from "../context.js";
import { displayName } from "./mailbox-columns.js";

/** Lets a person choose between mailboxes; undefined where nobody can be asked: the error then lists them (exit 7). */
export function mailboxChooser(context: CommandContext): ChooseMailbox | undefined {
  if (!context.io.canPrompt) return undefined;
  return (candidates) =>
    context.prompt.choose(
      "Quelle boîte ?",
      candidates.map((found) => {
        const { mailbox } = found;
        const about = [mailbox.speciality?.label ?? mailbox.profession?.label, mailbox.city, mailbox.address];
        return {
          name: [displayName(found), ...about].filter((part) => part !== undefined && part !== null && part !== "").join(", "),
          value: found,
        };
      }),
      { flag: "--to ADRESSE" },
    );
}
