import { createServer, type Socket } from "node:net";
import type { FaultRules } from "../fault-rules.js";
import type { MssFaultKind } from "./script.js";

/** Takes a connection whose fate is drawn. */
export type Taker = (socket: Socket, face: "right" | "revoked") => Promise<void>;

export interface Front {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * A plain port on the loopback, before STARTTLS. It opens at once and costs nothing: the protocol behind it, and its libraries, come with
 * the first connection. The faults of a connection are drawn here: `down`, `slow`, `revoked`.
 */
export async function openFront(script: FaultRules<MssFaultKind>, take: Taker): Promise<Front> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    // A caller that goes away is its own affair; without a listener it would end the process.
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
    if (script.happens("down")) return void socket.destroy();
    const delay = script.delay("slow");
    const face = script.happens("revoked") ? "revoked" : "right";
    const start = (): void => void take(socket, face).catch(() => socket.destroy());
    if (delay === 0) start();
    else setTimeout(start, delay).unref();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
