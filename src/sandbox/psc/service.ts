import type { KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { FaultRules } from "../fault-rules.js";
import type { ServerTls } from "../http.js";
import type { PkiPaths } from "../pki/names.js";
import type { Random } from "../random.js";
import { type Decision, type DecisionReport, Phone, type PhoneStatus } from "./phone.js";
import { startProxy } from "./proxy.js";
import type { NewPscFault, PscFaultKind, PscFaultRule } from "./script.js";
import { startPscServer } from "./server.js";
import type { WireIdentity } from "./wire.js";

export interface PscServiceOptions {
  readonly pki: PkiPaths;
  readonly random: Random;
  /** Milliseconds between two polls of one CIBA request. Default 200; real PSC: 5,000. */
  readonly intervalMs?: number | undefined;
}

/** What `sandbox status` says of Pro Santé Connect. */
export interface PscStatus extends PhoneStatus {
  readonly issuer: string;
  readonly proxyUrl: string;
  readonly faults: readonly PscFaultRule[];
}

/** Pro Santé Connect and the proxy e-Santé of one sandbox. */
export interface PscService {
  readonly issuer: string;
  readonly proxyUrl: string;
  status(): PscStatus;
  /** The person answers: the request that waits, or else the next one. */
  decide(decision: Decision, afterMs: number): DecisionReport;
  addFault(fault: NewPscFault): readonly PscFaultRule[];
  clearFaults(): void;
  /** An access token as after a login; null when nobody has this national id. `lifetimeS` may be negative: it has expired. */
  issueToken(nationalId: string, lifetimeS?: number): Promise<string | null>;
  /** The published key, for those who verify access tokens. */
  publicKey(): Promise<KeyObject>;
  /** Forgets faults, sessions and requests, and takes the new certificates. */
  reset(pki: PkiPaths): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_INTERVAL_MS = 200;

/** Opens both ports; the provider itself is made at its first request. */
export async function startPsc(options: PscServiceOptions): Promise<PscService> {
  const script = new FaultRules<PscFaultKind>(options.random);
  const phone = new Phone();
  const { tls, identity, secret } = await readPki(options.pki);
  const interval = (options.intervalMs ?? DEFAULT_INTERVAL_MS) / 1_000;
  const server = await startPscServer({ tls, secret, script, phone, interval });
  const proxy = await startProxy({ tls, identity, issuer: server.issuer });
  return {
    issuer: server.issuer,
    proxyUrl: proxy.url,
    status: () => ({ issuer: server.issuer, proxyUrl: proxy.url, faults: script.rules(), ...phone.status() }),
    decide: (decision, afterMs) => phone.decide(decision, afterMs),
    addFault: (fault) => {
      script.add(fault);
      return script.rules();
    },
    clearFaults: () => script.clear(),
    issueToken: (nationalId, lifetimeS) => server.issueToken(nationalId, lifetimeS),
    publicKey: () => server.publicKey(),
    reset: async (pki) => {
      const renewed = await readPki(pki);
      script.clear();
      server.renew(renewed.tls, renewed.secret);
      proxy.renew(renewed.tls, renewed.identity);
    },
    close: async () => {
      await Promise.all([server.close(), proxy.close()]);
    },
  };
}

async function readPki(pki: PkiPaths): Promise<{ tls: ServerTls; identity: WireIdentity; secret: string }> {
  const own = pki.clients["psc-proxy"];
  const paths = [pki.ca, pki.crl, pki.server.cert, pki.server.key, own.cert, own.key, pki.pscSecret];
  const [ca = "", crl = "", cert = "", key = "", proxyCert = "", proxyKey = "", secret = ""] = await Promise.all(
    paths.map((path) => readFile(path, "utf8")),
  );
  return { tls: { ca, crl, cert, key }, identity: { ca, cert: proxyCert, key: proxyKey }, secret };
}
