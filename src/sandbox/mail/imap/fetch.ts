import type { MailFolder, StoredMessage } from "../store/folder.js";
import { envelopeText, internalDate, structureText } from "./encode.js";
import { BadCommand, type Token } from "./parser.js";
import { cut, readSection, type Section, spanOf } from "./sections.js";

const PLAIN = ["UID", "FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY", "BODYSTRUCTURE"] as const;
type Plain = (typeof PLAIN)[number];
export type Item = Plain | Section;

const MACROS: Readonly<Record<string, readonly Plain[]>> = {
  FAST: ["FLAGS", "INTERNALDATE", "RFC822.SIZE"],
  ALL: ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"],
  FULL: ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY"],
};

/** What FETCH asks for, a macro, one item or a list (RFC 3501 §6.4.5). @throws {BadCommand} */
export function readItems(token: Token | undefined): readonly Item[] {
  if (token?.kind === "atom") return MACROS[token.text.toUpperCase()] ?? [readItem(token.text)];
  if (token?.kind !== "list" || token.items.length === 0) throw new BadCommand("Fetch items expected");
  return token.items.map((one) => {
    if (one.kind !== "atom") throw new BadCommand("Fetch item expected");
    return readItem(one.text);
  });
}

function readItem(text: string): Item {
  const plain = PLAIN.find((one) => one === text.toUpperCase());
  if (plain !== undefined) return plain;
  const section = readSection(text);
  if (section === null) throw new BadCommand("Unknown fetch item");
  return section;
}

export const flagsText = (flags: ReadonlySet<string>): string => `(${[...flags].join(" ")})`;

/** One `FETCH` answer, without its line end, in pieces; null when the message has gone meanwhile. */
export async function fetchAnswer(
  folder: MailFolder,
  message: StoredMessage,
  sequence: number,
  items: readonly Item[],
): Promise<readonly (string | Buffer)[] | null> {
  const pieces: (string | Buffer)[] = [`* ${sequence} FETCH (`];
  for (const [rank, item] of items.entries()) {
    if (rank > 0) pieces.push(" ");
    if (typeof item === "string") {
      pieces.push(`${item} ${plainText(item, message)}`);
      continue;
    }
    const span = spanOf(message.root, item);
    if (span === null) {
      pieces.push(`${item.label} NIL`);
      continue;
    }
    const bytes = await folder.read(message.uid, span);
    if (bytes === null) return null;
    const told = cut(bytes, item);
    pieces.push(`${item.label} {${told.length}}\r\n`, told);
  }
  pieces.push(")");
  return pieces;
}

function plainText(item: Plain, message: StoredMessage): string {
  switch (item) {
    case "UID":
      return String(message.uid);
    case "FLAGS":
      return flagsText(message.flags);
    case "INTERNALDATE":
      return internalDate(message.date);
    case "RFC822.SIZE":
      return String(message.size);
    case "ENVELOPE":
      return envelopeText(message.envelope);
    case "BODY":
      return structureText(message.root, false);
    case "BODYSTRUCTURE":
      return structureText(message.root, true);
  }
}
