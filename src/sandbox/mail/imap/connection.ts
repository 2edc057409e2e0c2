import type { Socket } from "node:net";
import { ByteSource } from "./bytes.js";

/** One end of a connection: what comes in, and answers that wait for a client that reads slowly. */
export class Connection {
  readonly socket: Socket;
  readonly source: ByteSource;

  constructor(socket: Socket) {
    this.socket = socket;
    this.source = new ByteSource(socket);
  }

  get open(): boolean {
    return !this.socket.destroyed && this.socket.writable;
  }

  /** One line, or pieces that make one; text is Latin-1, so that bytes go out as they came. */
  async send(...pieces: readonly (string | Buffer)[]): Promise<void> {
    if (!this.open) return;
    const bytes = Buffer.concat([...pieces, "\r\n"].map((one) => (typeof one === "string" ? Buffer.from(one, "latin1") : one)));
    if (this.socket.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.socket.off("drain", done).off("close", done);
        resolve();
      };
      this.socket.on("drain", done).on("close", done);
    });
  }

  end(): void {
    this.socket.end();
  }
}
