import { once } from "node:events";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { byCertificate, byToken, identityOf, type LoginRules, REFUSED_TOKEN, readXoauth2, type TlsIdentity } from "../login.js";
import { folderNamed, type Mailboxes } from "../store/mailboxes.js";
import { type Answer, Refused } from "./answer.js";
import { Connection } from "./connection.js";
import { append, type Folders, list, named, status } from "./folders.js";
import { BadCommand, readTokens, type Token, textOf, wordOf } from "./parser.js";
import { type RawCommand, readCommand } from "./reader.js";
import { copy, expunge, fetch, type OnSelected, search, store } from "./selected.js";
import { View } from "./view.js";

export interface SessionOptions {
  readonly boxes: Mailboxes;
  readonly login: LoginRules;
  readonly now: () => Date;
  readonly isFull: () => boolean;
  /** STARTTLS on this socket. Rejects when the handshake fails. */
  readonly secure: (socket: Socket) => Promise<TLSSocket>;
}

const BEFORE_TLS = "IMAP4rev1 SASL-IR LITERAL+ ID STARTTLS LOGINDISABLED";
const AFTER_TLS =
  "IMAP4rev1 SASL-IR LITERAL+ ID AUTH=XOAUTH2 AUTH=PLAIN IDLE NAMESPACE UNSELECT UIDPLUS SPECIAL-USE MOVE CHILDREN";
/** Bytes of a message that APPEND takes: more than any operator lets through. */
const MOST_MESSAGE = 40 * 1024 * 1024;
const MOST_MISTAKES = 20;
const IDLE_MS = 30 * 60_000;
const LOGIN_MS = 60_000;

/** One connection of IMAP4rev1 (RFC 3501), from its greeting to its end: one command after the other. */
export class Session {
  readonly #options: SessionOptions;
  #connection: Connection;
  #identity: TlsIdentity | null = null;
  #folders: Folders | null = null;
  #view: View | null = null;
  #mistakes = 0;

  constructor(socket: Socket, options: SessionOptions) {
    this.#options = options;
    this.#connection = new Connection(socket);
  }

  async run(): Promise<void> {
    this.#patience(LOGIN_MS);
    await this.#connection.send(`* OK [CAPABILITY ${BEFORE_TLS}] IMAP4rev1 MSSante de demonstration`);
    while (this.#connection.open) {
      const connection = this.#connection;
      const command = await readCommand(connection.source, {
        invite: () => void connection.send("+ Ready"),
        mostMessage: this.#folders === null ? 0 : MOST_MESSAGE,
      });
      if (command === null) break;
      if ("fatal" in command) {
        if (command.fatal || this.#mistaken()) return this.#bye(command.answer);
        await connection.send(`${command.tag ?? "*"} ${command.answer}`);
      } else if (!(await this.#answer(command))) return;
    }
    this.#connection.socket.destroy();
  }

  /** False once the session has ended. */
  async #answer(command: RawCommand): Promise<boolean> {
    if (command.name === "LOGOUT") {
      await this.#connection.send("* BYE Logging out");
      await this.#connection.send(`${command.tag} OK Logout completed`);
      this.#connection.end();
      return false;
    }
    let text: Answer;
    try {
      text = await this.#do(command, readTokens(command.rest));
    } catch (error) {
      if (error instanceof BadCommand) text = `BAD ${error.message}`;
      else if (error instanceof Refused) text = `NO ${error.message}`;
      else throw error;
      if (error instanceof BadCommand && this.#mistaken()) {
        await this.#bye("Too many mistakes");
        return false;
      }
    }
    await this.#tellNews(!["FETCH", "STORE", "SEARCH"].includes(command.name));
    await this.#connection.send(`${command.tag} ${text}`);
    if (command.name === "STARTTLS" && text.startsWith("OK")) await this.#secure();
    return true;
  }

  async #do({ name }: RawCommand, args: readonly Token[]): Promise<Answer> {
    switch (name) {
      case "CAPABILITY":
        await this.#connection.send(`* CAPABILITY ${this.#identity === null ? BEFORE_TLS : AFTER_TLS}`);
        return "OK Capability completed";
      case "NOOP":
        return "OK Noop completed";
      case "ID":
        await this.#connection.send('* ID ("name" "Bac a sable")');
        return "OK Id completed";
      case "STARTTLS":
        if (this.#identity !== null) throw new BadCommand("TLS is there already");
        return "OK Begin TLS negotiation now";
      case "AUTHENTICATE":
        return this.#authenticate(args);
      case "LOGIN":
        throw new Refused("[PRIVACYREQUIRED] Use AUTHENTICATE");
    }
    const folders = this.#folders;
    if (folders === null) throw new BadCommand("Authenticate first");
    switch (name) {
      case "NAMESPACE":
        await this.#connection.send('* NAMESPACE (("" "/")) NIL NIL');
        return "OK Namespace completed";
      case "LIST":
      case "LSUB":
        return list(folders, name, args);
      case "STATUS":
        return status(folders, args);
      case "SUBSCRIBE":
      case "UNSUBSCRIBE":
        named(args[0]);
        return "OK Done";
      case "APPEND":
        return append(folders, args, this);
      case "SELECT":
      case "EXAMINE":
        return this.#select(folders, args, name === "EXAMINE");
    }
    const view = this.#view;
    if (view === null) throw new BadCommand("Unknown command, or no mailbox selected");
    const byUid = name === "UID";
    const on: OnSelected = { folders, view, byUid, session: this };
    return this.#onSelected(on, byUid ? wordOf(args[0]) : name, byUid ? args.slice(1) : args);
  }

  async #onSelected(on: OnSelected, name: string, args: readonly Token[]): Promise<Answer> {
    switch (name) {
      case "FETCH":
        return fetch(on, args);
      case "STORE":
        return store(on, args);
      case "SEARCH":
        return search(on, args);
      case "COPY":
      case "MOVE":
        return copy(on, args, name === "MOVE");
      case "EXPUNGE":
        return expunge(on, args);
    }
    if (on.byUid) throw new BadCommand("Unknown UID command");
    switch (name) {
      case "CHECK":
        return "OK Check completed";
      case "CLOSE":
        // Whatever is marked goes, in silence (RFC 3501 §6.4.2).
        if (!on.view.readOnly) await expunge(on, []);
        this.#view = null;
        return "OK Close completed";
      case "UNSELECT":
        this.#view = null;
        return "OK Unselect completed";
      case "IDLE":
        return this.#idle(on.view);
      default:
        throw new BadCommand("Unknown command");
    }
  }

  async #select(folders: Folders, args: readonly Token[], readOnly: boolean): Promise<Answer> {
    // What was selected is so no more, whatever happens (RFC 3501 §6.3.1).
    this.#view = null;
    const name = folderNamed(textOf(args[0]));
    if (name === null) throw new Refused("[NONEXISTENT] Unknown mailbox");
    const folder = await folders.boxes.folder(folders.address, name);
    const view = new View(folder, readOnly);
    const system = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";
    const unseen = [...view.messages()].find(({ message }) => !message.flags.has("\\Seen"));
    const lines = [
      `* FLAGS (${system})`,
      `* OK [PERMANENTFLAGS (${readOnly ? "" : `${system} \\*`})] Flags permitted`,
      `* ${view.count} EXISTS`,
      "* 0 RECENT",
      ...(unseen === undefined ? [] : [`* OK [UNSEEN ${unseen.sequence}] First unseen`]),
      `* OK [UIDVALIDITY ${folder.uidValidity}] UIDs valid`,
      `* OK [UIDNEXT ${folder.uidNext}] Predicted next UID`,
    ];
    for (const line of lines) await this.#connection.send(line);
    this.#view = view;
    return readOnly ? "OK [READ-ONLY] Examine completed" : "OK [READ-WRITE] Select completed";
  }

  /** XOAUTH2 and PLAIN, with an initial response or not (RFC 4959). */
  async #authenticate(args: readonly Token[]): Promise<Answer> {
    if (this.#identity === null) throw new Refused("[PRIVACYREQUIRED] STARTTLS first");
    if (this.#folders !== null) throw new BadCommand("Authenticated already");
    const mechanism = wordOf(args[0]);
    if (mechanism !== "XOAUTH2" && mechanism !== "PLAIN") throw new Refused("[CANNOT] Unknown mechanism");
    const given = args[1] === undefined ? await this.#ask("+ ") : textOf(args[1]);
    if (given === null || given === "*") throw new BadCommand("Authentication aborted");
    const text = given === "=" ? "" : Buffer.from(given, "base64").toString("utf8");
    const account =
      mechanism === "XOAUTH2" ? await this.#byToken(text) : byCertificate(this.#identity, text.split("\0")[1] ?? "");
    if (account === null) throw new Refused("[AUTHENTICATIONFAILED] Authentication failed");
    const { boxes, now, isFull } = this.#options;
    this.#folders = { connection: this.#connection, boxes, address: account.address, now, isFull };
    this.#patience(IDLE_MS);
    return `OK [CAPABILITY ${AFTER_TLS}] Logged in`;
  }

  async #byToken(text: string): ReturnType<typeof byToken> {
    const read = readXoauth2(text);
    const account = read === null ? null : await byToken(this.#options.login, read.address, read.token);
    if (account === null) await this.#ask(`+ ${Buffer.from(JSON.stringify(REFUSED_TOKEN)).toString("base64")}`);
    return account;
  }

  /** A line that is no command. */
  async #ask(line: string): Promise<string | null> {
    await this.#connection.send(line);
    const answer = await this.#connection.source.line(16 * 1024);
    return answer === "too-long" ? null : answer;
  }

  /** RFC 2177: tells what happens until DONE. */
  async #idle(view: View): Promise<Answer> {
    let telling = Promise.resolve();
    const tell = (): void => {
      telling = telling.then(() => this.#tellNews(true));
    };
    view.folder.on("change", tell);
    try {
      const line = await this.#ask("+ idling");
      if (line?.toUpperCase() !== "DONE") throw new BadCommand("DONE expected");
      return "OK Idle completed";
    } finally {
      view.folder.off("change", tell);
      await telling;
    }
  }

  async #tellNews(mayExpunge: boolean): Promise<void> {
    for (const line of this.#view?.news(this, mayExpunge) ?? []) await this.#connection.send(line);
  }

  async #secure(): Promise<void> {
    const { socket, source } = this.#connection;
    source.release();
    try {
      const secured = await this.#options.secure(socket);
      this.#connection = new Connection(secured);
      this.#identity = identityOf(secured);
      this.#patience(LOGIN_MS);
    } catch {
      socket.destroy(); // the handshake failed: the caller's affair
    }
  }

  #patience(ms: number): void {
    this.#connection.socket.setTimeout(ms, () => this.#connection.socket.destroy());
  }

  #mistaken(): boolean {
    this.#mistakes += 1;
    return this.#mistakes > MOST_MISTAKES;
  }

  async #bye(why: string): Promise<void> {
    const { socket } = this.#connection;
    await this.#connection.send(`* BYE ${why}`);
    this.#connection.end();
    // What it still sends is read by nobody.
    socket.resume();
    if (!socket.destroyed)
      await Promise.race([once(socket, "close"), new Promise((resolve) => setTimeout(resolve, 500).unref())]);
    socket.destroy();
  }
}
