import { readFile } from "node:fs/promises";
import { SegurError } from "../../../src/domain/errors.js";
import { createPscClient, type DirectPscConfig, type ProxyPscConfig } from "../../../src/gateways/psc/config.js";
import type { PscClient, PscTokens } from "../../../src/gateways/psc/port.js";
import { sandboxPscConnection } from "../../../src/sandbox/connection.js";
import type { ClientCertificate } from "../../../src/sandbox/pki/names.js";
import type { Sandbox } from "../../../src/sandbox/sandbox.js";
import { openSandbox } from "../../sandbox/support.js";

export const MARCEAU = "899700000001";
export const clock = { now: () => new Date() };

/** A sandbox and clients of its Pro Santé Connect; `end` closes all. */
export interface Psc {
  readonly sandbox: Sandbox;
  readonly directory: string;
  /** By certificate, or by secret, or with anything else changed. */
  direct(overrides?: Partial<DirectPscConfig>, certificate?: ClientCertificate): Promise<PscClient>;
  bySecret(secret?: string): Promise<PscClient>;
  proxy(overrides?: Partial<ProxyPscConfig>): Promise<PscClient>;
  /** A login by CIBA that the person approves at once. */
  login(client: PscClient, nationalId?: string): ReturnType<PscClient["ciba"]>;
  end(): Promise<void>;
}

export async function openPsc(): Promise<Psc> {
  const { sandbox, directory, end } = await openSandbox({ pscIntervalMs: 20 });
  const clients: PscClient[] = [];
  const kept = (client: PscClient): PscClient => {
    clients.push(client);
    return client;
  };
  const read = (path: string) => readFile(path, "utf8");
  const direct: Psc["direct"] = async (overrides = {}, certificate = "psc") => {
    const { issuer, ca, byCertificate } = await sandboxPscConnection(directory);
    const pair = sandbox.pki.clients[certificate];
    return kept(
      createPscClient({
        transport: "direct",
        environment: "sandbox",
        issuer,
        ca: await read(ca),
        clock,
        clientId: byCertificate.clientId,
        auth: { method: "certificate", certificate: { certPem: await read(pair.cert), keyPem: await read(pair.key) } },
        ...overrides,
      }),
    );
  };
  return {
    sandbox,
    directory,
    direct,
    async bySecret(secret) {
      const { bySecret } = await sandboxPscConnection(directory);
      const auth = { method: "secret", secret: secret ?? (await read(bySecret.secretFile)) } as const;
      return direct({ clientId: bySecret.clientId, auth });
    },
    async proxy(overrides = {}) {
      const { ca, proxy } = await sandboxPscConnection(directory);
      return kept(
        createPscClient({
          transport: "proxy",
          environment: "sandbox",
          url: proxy.url,
          clientId: proxy.clientId,
          userInfoBackend: proxy.userInfoBackend,
          ca: await read(ca),
          clock,
          ...overrides,
        }),
      );
    },
    async login(client, nationalId = MARCEAU) {
      await sandbox.control.decide({ decision: "approve", afterMs: 0 });
      return client.ciba({ nationalId, code: "42", channel: "MOBILE" });
    },
    async end() {
      await Promise.all(clients.map((client) => client.close()));
      await end();
    },
  };
}

/** The error of a call that must fail with one of ours. */
export async function errorOf(promise: Promise<unknown>): Promise<SegurError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof SegurError) return error;
    throw error;
  }
  throw new Error("an error was expected");
}

/** Everything that a person or a log could see of an error, its causes included. */
export function everythingOf(error: SegurError): string {
  const parts: unknown[] = [];
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    parts.push(one.message, one.stack, JSON.stringify(one));
  }
  return parts.join("\n");
}

export function directTokens(tokens: PscTokens): Extract<PscTokens, { transport: "direct" }> {
  if (tokens.transport !== "direct") throw new Error("direct tokens were expected");
  return tokens;
}
