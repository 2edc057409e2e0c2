import { FOLDERS, type FolderName, folderNamed, type Mailboxes } from "../store/mailboxes.js";
import { type Answer, Refused } from "./answer.js";
import type { Connection } from "./connection.js";
import { nstring, readDate } from "./encode.js";
import { BadCommand, listOf, type Token, textOf, wordOf } from "./parser.js";

/** What the commands of an authenticated session need. */
export interface Folders {
  readonly connection: Connection;
  readonly boxes: Mailboxes;
  readonly address: string;
  readonly now: () => Date;
  readonly isFull: () => boolean;
}

/** @throws {Refused} for a folder that no mailbox has */
export function named(token: Token | undefined, code = "NONEXISTENT"): FolderName {
  const name = folderNamed(textOf(token));
  if (name === null) throw new Refused(`[${code}] Unknown mailbox`);
  return name;
}

/** LIST and LSUB (RFC 3501 §6.3.8, RFC 6154): one level, no reference. */
export async function list({ connection }: Folders, command: "LIST" | "LSUB", args: readonly Token[]): Promise<Answer> {
  const [reference, pattern] = [textOf(args[0]), textOf(args[1])];
  if (pattern === "") {
    await connection.send(`* ${command} (\\Noselect) "/" ""`);
    return "OK List completed";
  }
  const escaped = (reference + pattern).replace(/[\\^$.|?+()[\]{}]/g, "\\$&").replace(/[*%]+/g, ".*");
  const matches = new RegExp(`^${escaped}$`, "i");
  for (const [name, use] of Object.entries(FOLDERS)) {
    if (!matches.test(name)) continue;
    await connection.send(`* ${command} (\\HasNoChildren${use === null ? "" : ` ${use}`}) "/" ${nstring(name)}`);
  }
  return "OK List completed";
}

export async function status({ connection, boxes, address }: Folders, args: readonly Token[]): Promise<Answer> {
  const name = named(args[0]);
  const folder = await boxes.folder(address, name);
  const values: Readonly<Record<string, () => number>> = {
    MESSAGES: () => folder.messages().length,
    RECENT: () => 0,
    UIDNEXT: () => folder.uidNext,
    UIDVALIDITY: () => folder.uidValidity,
    UNSEEN: () => folder.messages().filter(({ flags }) => !flags.has("\\Seen")).length,
  };
  const items = listOf(args[1]).map((token) => {
    const word = wordOf(token);
    const value = Object.hasOwn(values, word) ? values[word] : undefined;
    if (value === undefined) throw new BadCommand("Unknown status item");
    return `${word} ${value()}`;
  });
  await connection.send(`* STATUS ${nstring(name)} (${items.join(" ")})`);
  return "OK Status completed";
}

/** APPEND (RFC 3501 §6.3.11) with the answer of RFC 4315. */
export async function append({ boxes, address, now, isFull }: Folders, args: readonly Token[], by: object): Promise<Answer> {
  const name = named(args[0], "TRYCREATE");
  const rest = [...args.slice(1)];
  const flags = rest[0]?.kind === "list" ? readFlags(rest.shift()) : [];
  const date = rest.length > 1 ? readDate(textOf(rest.shift())) : now();
  const [message] = rest;
  if (date === null || rest.length !== 1 || message?.kind !== "string") throw new BadCommand("Date or message expected");
  if (message.bytes.length === 0) throw new Refused("Empty message");
  if (isFull()) throw new Refused("[OVERQUOTA] Not enough disk quota");
  const folder = await boxes.folder(address, name);
  const uid = await folder.append(message.bytes, flags, date, by);
  return `OK [APPENDUID ${folder.uidValidity} ${uid}] Append completed`;
}

/** `(\Seen $Forwarded)`; the system flags in the case that the specification gives them. @throws {BadCommand} */
export function readFlags(token: Token | undefined): readonly string[] {
  const system = ["\\Answered", "\\Deleted", "\\Draft", "\\Flagged", "\\Seen"];
  const items = token?.kind === "list" ? token.items : token === undefined ? [] : [token];
  return items.map((one) => {
    if (one.kind !== "atom" || one.text.length > 64) throw new BadCommand("Flag expected");
    const known = system.find((flag) => flag.toLowerCase() === one.text.toLowerCase());
    if (known === undefined && !/^[\w$.-]+$/.test(one.text)) throw new BadCommand("Invalid flag");
    return known ?? one.text;
  });
}
