import type { StoredMessage } from "../store/folder.js";
import { type Answer, Refused } from "./answer.js";
import { fetchAnswer, flagsText, readItems } from "./fetch.js";
import { type Folders, named, readFlags } from "./folders.js";
import { BadCommand, readSet, type Token, textOf, wordOf } from "./parser.js";
import { readCriteria } from "./search.js";
import type { View } from "./view.js";

/** A command on the selected folder; `byUid`: its set is of UIDs, and every answer tells one. */
export interface OnSelected {
  readonly folders: Folders;
  readonly view: View;
  readonly byUid: boolean;
  /** Who changes flags, so as not to be told of it. */
  readonly session: object;
}

const FETCH_CHUNK = 64 * 1024;

interface Chosen {
  readonly message: StoredMessage;
  readonly sequence: number;
}

function chosen({ view, byUid }: OnSelected, token: Token | undefined): readonly Chosen[] {
  const { greatest } = view;
  const has = readSet(textOf(token), byUid ? greatest.uid : greatest.sequence);
  return [...view.messages()].filter(({ message, sequence }) => has(byUid ? message.uid : sequence));
}

export async function fetch(on: OnSelected, args: readonly Token[]): Promise<Answer> {
  const { view, byUid, session, folders } = on;
  const asked = readItems(args[1]);
  const items = byUid && !asked.includes("UID") ? (["UID", ...asked] as const) : asked;
  const marks =
    !view.readOnly &&
    items.some((item) => typeof item !== "string" && !item.peek && item.what !== "MIME" && item.label !== "RFC822.HEADER");
  // Answers leave by some tens of kilobytes: one write for each would cost more than to make them.
  let waiting: (string | Buffer)[] = [];
  let size = 0;
  for (const { message, sequence } of chosen(on, args[0])) {
    const reads = marks && !message.flags.has("\\Seen");
    if (reads) await view.folder.setFlags([message.uid], { how: "add", flags: ["\\Seen"] }, session);
    const pieces = await fetchAnswer(
      view.folder,
      message,
      sequence,
      reads && !items.includes("FLAGS") ? [...items, "FLAGS"] : items,
    );
    if (pieces === null) continue;
    if (size > 0) waiting.push("\r\n");
    waiting.push(...pieces);
    size += pieces.reduce((sum, one) => sum + one.length, 0);
    if (size < FETCH_CHUNK) continue;
    await folders.connection.send(...waiting);
    waiting = [];
    size = 0;
    if (!folders.connection.open) break;
  }
  if (size > 0) await folders.connection.send(...waiting);
  return "OK Fetch completed";
}

export async function store(on: OnSelected, args: readonly Token[]): Promise<Answer> {
  const { view, byUid, session, folders } = on;
  writable(view);
  const [item, sign, silent] = /^([+-]?)FLAGS(\.SILENT)?$/.exec(wordOf(args[1])) ?? [];
  if (item === undefined) throw new BadCommand("Unknown store item");
  const flags = args[2]?.kind === "list" ? readFlags(args[2]) : args.slice(2).flatMap((one) => readFlags(one));
  const how = sign === "+" ? "add" : sign === "-" ? "remove" : "set";
  const messages = chosen(on, args[0]);
  const uids = messages.map(({ message }) => message.uid);
  await view.folder.setFlags(uids, { how, flags }, session);
  if (silent === undefined) {
    for (const { message, sequence } of messages) {
      const uid = byUid ? `UID ${message.uid} ` : "";
      await folders.connection.send(`* ${sequence} FETCH (${uid}FLAGS ${flagsText(message.flags)})`);
    }
  }
  return "OK Store completed";
}

export async function search(on: OnSelected, args: readonly Token[]): Promise<Answer> {
  const { view, byUid, folders } = on;
  const holds = readCriteria(args, view.greatest);
  const found: number[] = [];
  for (const candidate of [...view.messages()]) {
    if (await holds(candidate, view.folder)) found.push(byUid ? candidate.message.uid : candidate.sequence);
  }
  await folders.connection.send(["* SEARCH", ...found].join(" "));
  return "OK Search completed";
}

/** COPY, and MOVE (RFC 6851), with the answer of RFC 4315. */
export async function copy(on: OnSelected, args: readonly Token[], move: boolean): Promise<Answer> {
  const { view, folders } = on;
  if (move) writable(view);
  const name = named(args[1], "TRYCREATE");
  const target = await folders.boxes.folder(folders.address, name);
  const from: number[] = [];
  const to: number[] = [];
  for (const { message } of chosen(on, args[0])) {
    const bytes = await view.folder.read(message.uid);
    if (bytes === null) continue;
    to.push(await target.append(bytes, [...message.flags], new Date(message.date)));
    from.push(message.uid);
  }
  const code = `[COPYUID ${target.uidValidity} ${from.join(",")} ${to.join(",")}]`;
  if (from.length === 0) return "OK Nothing to copy";
  if (!move) return `OK ${code} Copy completed`;
  await folders.connection.send(`* OK ${code} Moved`);
  await view.folder.expunge(from, on.session);
  return "OK Move completed";
}

/** EXPUNGE, or UID EXPUNGE of a set (RFC 4315). */
export async function expunge(on: OnSelected, args: readonly Token[]): Promise<Answer> {
  writable(on.view);
  const among = on.byUid ? chosen(on, args[0]) : [...on.view.messages()];
  const uids = among.filter(({ message }) => message.flags.has("\\Deleted")).map(({ message }) => message.uid);
  await on.view.folder.expunge(uids, on.session);
  return "OK Expunge completed";
}

function writable(view: View): void {
  if (view.readOnly) throw new Refused("[READ-ONLY] Mailbox is read-only");
}
