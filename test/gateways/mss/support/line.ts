import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A line to a port of loopback that can be cut. */
export async function startLine(to: number) {
  const lines = new Set<Socket>();
  let opened = 0;
  let left = Number.POSITIVE_INFINITY;
  let onCut: () => void = () => {};
  const cut = () => {
    for (const line of lines) line.destroy();
  };
  const server = createServer((near) => {
    opened += 1;
    const far = connect(to, "127.0.0.1");
    for (const one of [near, far]) {
      lines.add(one);
      one
        .on("error", () => {})
        .on("close", () => {
          lines.delete(one);
          near.destroy();
          far.destroy();
        });
    }
    near.pipe(far);
    far.on("data", (chunk: Buffer) => {
      left -= chunk.length;
      if (left >= 0) return void near.write(chunk);
      left = Number.POSITIVE_INFINITY;
      cut();
      onCut();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    cut();
    server.close();
  });
  /** Bytes of the server that still pass. @param then called once it is cut */
  const cutAfter = (bytes: number, then: () => void = () => {}) => {
    left = bytes;
    onCut = then;
  };
  return { port: (server.address() as AddressInfo).port, cut, cutAfter, opened: () => opened };
}
