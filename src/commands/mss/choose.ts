import type { ChooseMailbox } from "../../services/directory/resolve.js";
import type { CommandContext } from "../context.js";
import { listName, whatTheyDo } from "./mailbox-columns.js";

/**
 * Lets a person choose between mailboxes; undefined where nobody can be asked: the error then lists them (exit 7). « Aucune » comes first: Enter
 * alone never sends anything to the first of a list.
 */
export function mailboxChooser(context: CommandContext): ChooseMailbox | undefined {
  if (!context.io.canPrompt) return undefined;
  return (candidates, truncated) => {
    const count = candidates.length;
    const found = count === 1 ? "Une boîte ressemble à ce nom" : `${truncated ? "Plus de " : ""}${count} boîtes correspondent`;
    return context.prompt.choose(
      `${found}. Laquelle ?`,
      [
        { name: "Aucune : préciser la recherche", value: null },
        ...candidates.map((each) => {
          const { mailbox } = each;
          const about = [listName(each), whatTheyDo(mailbox), mailbox.city];
          const words = about.filter((part) => part !== null && part !== "").join(", ");
          return { name: `${words === "" ? "" : `${words}\n`}${mailbox.address}`, value: each };
        }),
      ],
      { flag: "l'adresse ou le RPPS à la place du nom" },
    );
  };
}
