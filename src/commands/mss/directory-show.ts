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
  const { mailbox } = await resolveRecipient(cabinet, textArgument(input, 0), {
    choose: mailboxChooser(context),
    online: givenFlag(input, "online"),
    signal: context.interrupted,
  });
  if (mailbox === null) throw recipientUnknown(true);
  await context.output.one("segur.mss.directory.show/1", { id: mailbox.address, ...mailbox }, (style) => told(mailbox, style));
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
