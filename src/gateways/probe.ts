import { lookup } from "node:dns/promises";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type SecureContext, type TLSSocket } from "node:tls";
import type { ProbeResult, ProbeStep } from "./probe.port.js";
import { TransportFailure, toTransportFailure } from "./transport.js";

export interface ProbeRequest {
  readonly url: URL;
  /** Trust and client certificate; Node's own trust and no certificate when absent. */
  readonly secureContext?: SecureContext | undefined;
  /** For the whole of it. */
  readonly timeoutMs: number;
}

/**
 * Knocks at a service one step at a time: name, port, TLS with our certificate, one HEAD request. In TLS 1.3 a server refuses a client
 * certificate after the handshake, hence the request: only an answer says that we are let in.
 */
export async function probe({ url, secureContext, timeoutMs }: ProbeRequest, now: () => Date): Promise<ProbeResult> {
  const port = Number(url.port || (url.protocol === "http:" ? 80 : 443));
  const made: { -readonly [Key in keyof ProbeResult]: ProbeResult[Key] } & { ms: Partial<Record<ProbeStep, number>> } = {
    ms: {},
    protocol: null,
    serverNotAfter: null,
    status: null,
    time: null,
    failed: null,
  };
  const until = performance.now() + timeoutMs;
  const sockets: Socket[] = [];
  let step: ProbeStep = "dns";
  const timed = async <T>(name: ProbeStep, work: () => Promise<T>): Promise<T> => {
    step = name;
    const start = performance.now();
    const value = await within(until - start, work());
    made.ms[name] = performance.now() - start;
    return value;
  };
  try {
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const { address } = await timed("dns", () => lookup(host));
    const tcp = connectTcp({ host: address, port });
    sockets.push(tcp);
    await timed("tcp", () => opened(tcp, "connect"));
    let stream: Socket = tcp;
    if (url.protocol === "https:") {
      const tls = connectTls({ socket: tcp, secureContext, ...(/^[\d.:]+$/.test(host) ? { host } : { host, servername: host }) });
      sockets.push(tls);
      await timed("tls", () => opened(tls, "secureConnect"));
      step = "http";
      made.protocol = tls.getProtocol();
      made.serverNotAfter = endOf(tls);
      stream = tls;
      // A refusal of our certificate is on its way now, and a request sent meanwhile would turn it into a mere reset.
      await opinion(tls, PATIENCE_MS + 2 * (made.ms.tcp ?? 0));
    }
    const head = await timed("http", () => request(stream, url));
    made.status = head.status;
    if (head.date !== null) made.time = { theirs: head.date, ours: now() };
  } catch (error) {
    const { reason, detail } = toTransportFailure(error);
    made.failed = { step, reason, detail };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  return made;
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TransportFailure("connect_timeout", "ETIMEDOUT")), Math.max(1, ms));
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function opened(socket: Socket, event: "connect" | "secureConnect"): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    // Kept for the life of the socket: what comes after the first error has nobody left to hear it.
    socket.on("error", reject);
  });
}

const PATIENCE_MS = 60;

/** Time for the alert of a server that does not want our certificate to arrive. */
function opinion(tls: TLSSocket, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    const settle = (error: unknown) => {
      clearTimeout(timer);
      reject(error);
    };
    tls.once("error", settle);
    tls.once("close", () => settle(new TransportFailure("reset", "CLOSED")));
  });
}

function endOf(tls: TLSSocket): Date | null {
  const { valid_to: end } = tls.getPeerCertificate();
  return end === undefined ? null : new Date(end);
}

const MOST_BYTES = 16_384;

function request(socket: Socket, url: URL): Promise<{ status: number; date: Date | null }> {
  return new Promise((resolve, reject) => {
    let text = "";
    socket.on("error", reject);
    socket.once("close", () => reject(new TransportFailure("reset", "CLOSED")));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end < 0 && text.length < MOST_BYTES) return;
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
      if (status === undefined) return reject(new TransportFailure("not_http", "HTTP_PARSER"));
      const date = new Date(/\r\nDate:([^\r]*)/i.exec(text.slice(0, end))?.[1] ?? "");
      resolve({ status: Number(status), date: Number.isNaN(date.getTime()) ? null : date });
    });
    socket.write(`HEAD ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: close\r\n\r\n`);
  });
}
