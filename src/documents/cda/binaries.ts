import { SegurError } from "../../domain/errors.js";
import { type Base64Decoding, createBase64Decoding } from "./base64.js";
import { Channel } from "./channel.js";
import { binaryDamaged } from "./errors.js";
import type { CdaBinary } from "./header.js";
import { inflate, isKnownCompression } from "./inflate.js";

/** What was met, whether or not its contents were asked for. */
export interface CdaBinaryInfo extends CdaBinary {
  readonly compression: string | null;
  /** Bytes as written in the document, base64 undone, still compressed when {@link compression} says so. */
  readonly size: number;
  /** Why it can not be used, in French; null when whole. */
  readonly fault: string | null;
}

/** Takes the contents of one binary, decompressed; may stop before the end. A damaged binary throws `cda.binary` from the iteration. */
export type BinaryConsumer = (binary: CdaBinary, body: AsyncIterable<Buffer>) => Promise<void>;

interface Current extends CdaBinary {
  readonly compression: string | null;
  readonly base64: Base64Decoding | null;
  readonly channel: Channel | null;
  /** Text that is no base64, given together: a comment cuts it in pieces, which may be of a letter each. */
  text: string;
  size: number;
  /** An element inside has taken a part of the contents away. */
  altered: boolean;
}

/** Characters of a text given together. */
const TOGETHER = 4_096;

/**
 * The binaries of a document while it is read. They are given one after the other, in the order of the document, each from the moment
 * its first bytes are known: nothing is held but what one chunk of the document brings.
 */
export class Binaries {
  readonly found: CdaBinaryInfo[] = [];
  readonly #consumer: BinaryConsumer | undefined;
  readonly #limit: number;
  readonly #channels = new Set<Channel>();
  #consumed: Promise<void> = Promise.resolve();
  readonly #errors: unknown[] = [];
  #current: Current | null = null;

  /** @param limit bytes of one binary once decompressed */
  constructor(consumer: BinaryConsumer | undefined, limit: number) {
    this.#consumer = consumer;
    this.#limit = limit;
  }

  /** One binary is never inside another; what says it is would have each wait for the other. */
  get isOpen(): boolean {
    return this.#current !== null;
  }

  open(binary: CdaBinary, encoded: boolean, compression: string | null): void {
    const channel = this.#consumer === undefined ? null : new Channel();
    this.#current = {
      ...binary,
      compression,
      base64: encoded ? createBase64Decoding({ kept: channel !== null }) : null,
      channel,
      text: "",
      size: 0,
      altered: false,
    };
    if (channel !== null) this.#start(binary, channel, compression);
  }

  /** Text that the parser has decoded. */
  write(text: string): void {
    const current = this.#current;
    if (current === null) return;
    if (current.base64 !== null) this.#give(current, current.base64.write(text));
    else current.text += text;
    if (current.text.length >= TOGETHER) this.#giveText(current);
  }

  /** Text as written in the document. @returns how much of it was taken: the parser reads the rest */
  writePlain(text: string, long: boolean): number {
    const current = this.#current;
    if (current === null || current.base64 === null) return 0;
    const { end, bytes } = current.base64.writePlain(text, long);
    this.#give(current, bytes);
    return end;
  }

  /** What stands inside the binary is no part of it. */
  alter(): void {
    if (this.#current !== null) this.#current.altered = true;
  }

  close(): void {
    const current = this.#current;
    this.#current = null;
    if (current === null) return;
    if (current.base64 !== null) this.#give(current, current.base64.end());
    else this.#giveText(current);
    const { id, mediaType, compression, channel } = current;
    const size = current.base64?.size ?? current.size;
    let fault = current.base64?.fault ?? null;
    if (current.altered) fault ??= "Des éléments qui n'en font pas partie s'y trouvent.";
    if (compression !== null && !isKnownCompression(compression))
      fault ??= `Sa compression (${compression.slice(0, 8)}) n'est pas lue.`;
    if (fault === null) channel?.end();
    else channel?.fail(binaryDamaged(fault));
    this.found.push({ id, mediaType, compression, size, fault });
  }

  /** Between two chunks: resolves when what was found has been taken. @throws what the consumer threw */
  async settle(): Promise<void> {
    this.#throwFirst();
    for (const channel of this.#channels) await channel.drained();
    this.#throwFirst();
  }

  /** After the last chunk. @throws what the consumer threw */
  async finish(): Promise<void> {
    await this.#consumed;
    this.#throwFirst();
  }

  /** The document is unreadable: whoever was reading a binary of it is told. */
  async abort(error: unknown): Promise<void> {
    const told = error instanceof SegurError ? error : binaryDamaged("La lecture du document s'est interrompue.");
    for (const channel of this.#channels) channel.fail(told);
    await this.#consumed;
  }

  #throwFirst(): void {
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  #giveText(current: Current): void {
    this.#give(current, Buffer.from(current.text));
    current.text = "";
  }

  #give(current: Current, bytes: Buffer): void {
    current.size += bytes.length;
    current.channel?.push(bytes);
  }

  #start({ id, mediaType }: CdaBinary, channel: Channel, compression: string | null): void {
    const consumer = this.#consumer;
    if (consumer === undefined) return;
    this.#channels.add(channel);
    const body = compression !== null && isKnownCompression(compression) ? inflate(channel, this.#limit) : channel;
    this.#consumed = this.#consumed
      .then(() => (this.#errors.length === 0 ? consumer({ id, mediaType }, body) : undefined))
      .catch((error: unknown) => {
        this.#errors.push(error);
      })
      .finally(() => {
        channel.discard();
        this.#channels.delete(channel);
      });
  }
}
