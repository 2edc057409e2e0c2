import { SegurError } from "../../domain/errors.js";
import { rppsTyped } from "../../domain/professional/directory-terms.js";
import type { DirectoryActivity } from "../../domain/professional/entry.js";
import { recipientUnknown } from "../../services/directory/errors.js";
import { resolveRecipient } from "../../services/directory/resolve.js";
import type { Style } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import { givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { mailboxChooser } from "./choose.js";
import { displayName } from "./mailbox-columns.js";

/** `segur mss directory show BOÎTE` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const typed = textArgument(input, 0);
  const options = { choose: mailboxChooser(context), online: givenFlag(input, "online"), signal: context.interrupted };
  const found = await resolveRecipient(cabinet, typed, options).catch((error: unknown) => {
    if (error instanceof SegurError && error.code === "directory.no_mailbox") return null;
    throw error;
  });
  if (found === null) return showPerson(context, await (await cabinet.directory.people()).activities(rppsTyped(typed) ?? ""));
  const { mailbox } = found;
  if (mailbox === null) throw recipientUnknown(true);
  await context.output.one("segur.mss.directory.show/1", { id: mailbox.address, ...mailbox }, (style) => told(mailbox, style));
}

/** Somebody who has published no mailbox, and where they work. */
async function showPerson({ output }: CommandContext, activities: readonly DirectoryActivity[]): Promise<void> {
  const [first] = activities;
  if (first === undefined) throw recipientUnknown(true);
  const { rpps, familyName, givenName, civility, profession, speciality } = first;
  const person = { rpps, familyName, givenName, civility, profession, speciality };
  const places = activities.map(({ structure, postcode, city, department }) => ({ structure, postcode, city, department }));
  await output.one("segur.mss.directory.show/1", { id: rpps, address: null, ...person, activities: places }, (style) => {
    const name = [civility, familyName, givenName].filter((part) => part !== null).join(" ");
    const where = places.map(({ structure, postcode, city }) =>
      [structure?.name, postcode, city].filter((part) => part).join(" "),
    );
    const what = [profession, speciality].flatMap((term) => (term === null ? [] : [term.label])).join(", ");
    const lines = [what, ...new Set(where)].filter((line) => line !== "").map((line) => `  ${line}`);
    return [`${style("strong", rpps)}  ${name}`, ...lines, "  aucune boîte MSSanté publiée"].join("\n");
  });
}

const TYPES = { PER: "personnelle", ORG: "d'une structure", APP: "applicative", CAB: "d'un cabinet libéral" } as const;

function told(mailbox: NonNullable<Awaited<ReturnType<typeof resolveRecipient>>["mailbox"]>, style: Style): string {
  const coded = (term: { readonly code: string; readonly label: string } | null) =>
    term === null ? null : `${term.label}${term.code === "" || term.code === term.label ? "" : ` (${term.code})`}`;
  const lines: readonly (readonly [string, string | null])[] = [
    ["Boîte", TYPES[mailbox.type]],
    ["RPPS", mailbox.rpps],
    ["Profession", coded(mailbox.profession)],
    ["Savoir-faire", coded(mailbox.speciality)],
    ["Structure", mailbox.structure?.name ?? null],
    ["Identifiant", mailbox.structure?.id ?? null],
    ["Service", mailbox.service],
    ["Commune", [mailbox.postcode, mailbox.city].filter((part) => part !== null).join(" ") || null],
    ["Sans papier", mailbox.paperless === null ? null : mailbox.paperless ? "accepté" : "refusé"],
  ];
  const shown = lines.filter(([, value]) => value !== null).map(([title, value]) => `  ${title.padEnd(13)} ${value}`);
  return [`${style("strong", mailbox.address)}  ${displayName({ mailbox })}`, ...shown].join("\n");
}
