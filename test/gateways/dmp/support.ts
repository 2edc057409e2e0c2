import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer, type TLSSocket, type TlsOptions } from "node:tls";
import type { Ins } from "../../../src/domain/identity/types.js";
import type { DmpConfig } from "../../../src/gateways/dmp/config.js";
import { type DmpCall, DmpFault } from "../../../src/gateways/dmp/port.js";
import type { DmpExchange, XmlHandler } from "../../../src/gateways/dmp/transport.port.js";
import { generatePki, type Pki } from "../../../src/sandbox/pki/generate.js";

let made: Pki | undefined;
/** One PKI for a test file: three RSA pairs take a while. */
export function pki(): Pki {
  made ??= generatePki(new Date());
  return made;
}

export const PATIENT: Ins = { matricule: "279035121518989", oid: "1.2.250.1.213.1.4.10" };

export function call(overrides: Partial<DmpCall> = {}): DmpCall {
  return {
    messageId: randomUUID(),
    subject: {
      nationalId: "899700000001",
      name: "MARCEAU Élise",
      profession: { code: "10", system: "1.2.250.1.71.1.2.7", label: "Médecin" },
      speciality: { code: "SM26", system: "1.2.250.1.71.4.2.5", label: "Qualifié en Médecine Générale (SM)" },
      sector: "SA07",
      structureId: null,
      login: "psc",
    },
    access: "normal",
    ...overrides,
  };
}

export const HOMOLOGATION = "HOMOLOGATION-SECRETE-42";

export function config(url: string, overrides: Partial<DmpConfig> = {}): DmpConfig {
  const { clients, ca } = pki();
  return {
    url,
    ca,
    certificate: { certPem: clients.dmp.chain, keyPem: clients.dmp.key },
    seal: { certPem: clients["dmp-sign"].chain, keyPem: clients["dmp-sign"].key },
    card: null,
    software: { name: "segur", version: "0.1.0", instance: "8f0c7b1e-5d2f-4c4e-9a51-0b6b8f3f2a10", homologation: HOMOLOGATION },
    vihfVersion: "3.0",
    authnContextDecl: "CONF_EXI_PGSSIS",
    digest: "sha256",
    airSigner: "seal",
    timeoutMs: 5_000,
    clock: { now: () => new Date() },
    ids: { uuid: randomUUID },
    ...overrides,
  };
}

/** Everything that a handler was told, one line an event. */
export function recorder(): { handler: XmlHandler; events: string[]; text(): string } {
  const events: string[] = [];
  let text = "";
  return {
    events,
    text: () => text,
    handler: {
      open: (uri, local, attributes) => {
        events.push(`<{${uri}}${local}${attributes.all.map((each) => ` ${each.local}=${each.value}`).join("")}>`);
      },
      text: (piece) => {
        text += piece;
      },
      close: (_uri, local) => {
        events.push(`</${local}>`);
      },
    },
  };
}

export function exchange(overrides: Partial<DmpExchange> = {}): DmpExchange {
  return {
    transaction: "TD3.1",
    service: "registry",
    action: "urn:ihe:iti:2007:RegistryStoredQuery",
    body: '<q:Query xmlns:q="urn:test">é</q:Query>',
    patient: PATIENT,
    handler: recorder().handler,
    call: call(),
    ...overrides,
  };
}

export async function faultOf(promise: Promise<unknown>): Promise<DmpFault> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof DmpFault) return error;
    throw error;
  }
  throw new Error("a fault was expected");
}

export interface RawRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly socket: TLSSocket;
}

/** Answers one request by writing bytes on its socket. */
export type RawHandler = (request: RawRequest) => void | Promise<void>;

export interface RawServer {
  readonly url: string;
  readonly requests: readonly RawRequest[];
  connections(): number;
  close(): Promise<void>;
}

/**
 * A TLS server of ours that demands a client certificate and speaks HTTP by hand: the test owns every byte of the answers. Requests must
 * say their length.
 */
export async function rawServer(handler: RawHandler, options: TlsOptions = {}): Promise<RawServer> {
  const { dmpServer, ca } = pki();
  const sockets = new Set<TLSSocket>();
  const requests: RawRequest[] = [];
  let connections = 0;
  const server = createServer(
    { cert: dmpServer.chain, key: dmpServer.key, ca, requestCert: true, rejectUnauthorized: true, ...options },
    (socket) => {
      connections += 1;
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      socket.on("error", () => undefined);
      let received = Buffer.alloc(0);
      socket.on("data", (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        const end = received.indexOf("\r\n\r\n");
        if (end < 0) return;
        const [first = "", ...lines] = received.subarray(0, end).toString("latin1").split("\r\n");
        const headers = Object.fromEntries(
          lines.map((line) => {
            const colon = line.indexOf(":");
            return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
          }),
        );
        const size = Number(headers["content-length"]);
        if (received.length < end + 4 + size) return;
        const request = { path: first.split(" ")[1] ?? "", headers, body: received.subarray(end + 4, end + 4 + size), socket };
        received = received.subarray(end + 4 + size);
        requests.push(request);
        void handler(request);
      });
    },
  );
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/si-dmp-server/v2/services`,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export interface Answer {
  readonly status?: number;
  readonly contentType?: string;
  readonly headers?: readonly string[];
  readonly body: string | Buffer;
}

/** A whole HTTP answer. */
export function http({ status = 200, contentType = "application/soap+xml; charset=UTF-8", headers = [], body }: Answer): Buffer {
  const bytes = Buffer.from(body);
  const lines = [`HTTP/1.1 ${status} X`, `Content-Type: ${contentType}`, `Content-Length: ${bytes.length}`, ...headers];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), bytes]);
}

export function soap(payload: string, prefix = "S"): string {
  return `<?xml version='1.0' encoding='UTF-8'?><${prefix}:Envelope xmlns:${prefix}="http://www.w3.org/2003/05/soap-envelope"><${prefix}:Header/><${prefix}:Body>${payload}</${prefix}:Body></${prefix}:Envelope>`;
}

export function soapFault12(code: string, subcode: string | null, reason: string): string {
  const sub = subcode === null ? "" : `<S:Subcode><S:Value>${subcode}</S:Value></S:Subcode>`;
  return soap(
    `<S:Fault xmlns:wsa="http://www.w3.org/2005/08/addressing"><S:Code><S:Value>${code}</S:Value>${sub}</S:Code><S:Reason><S:Text xml:lang="fr">${reason}</S:Text></S:Reason></S:Fault>`,
  );
}
