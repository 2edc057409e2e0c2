import { request as httpRequest } from "node:http";
import type { DirectoryFaultKind } from "../directory/script.js";
import type { DmpFaultKind } from "../dmp/script.js";
import { controlRefused, notRunning } from "../errors.js";
import type { FaultKind } from "../insi/script.js";
import type { MssFaultKind } from "../mail/script.js";
import type { PscFaultKind } from "../psc/script.js";
import { readState, type SandboxState } from "../state.js";
import {
  isBoolean,
  isCallRecords,
  isDecisionReport,
  isDmpCalls,
  isDmpDocuments,
  isFaultRules,
  isMailDeliveries,
  isMailFilled,
  isStatus,
  isToken,
} from "./checks.js";
import type { SandboxControl } from "./messages.js";

/** Indexing two million people takes some ten seconds; a status is immediate. */
const ORDER_TIMEOUT_MS = 60_000;
const STATUS_TIMEOUT_MS = 3_000;

/** A sandbox that runs, maybe in another process. */
export interface RunningSandbox {
  readonly state: SandboxState;
  readonly control: SandboxControl;
}

/**
 * The sandbox that runs for this folder, or null. A state file left by a process that died is recognised: nothing
 * answers there, or something that does not know the token.
 */
export async function findSandbox(directory: string): Promise<RunningSandbox | null> {
  const state = await readState(directory);
  if (state === null) return null;
  const control = remoteControl(state);
  try {
    await control.status();
    return { state, control };
  } catch {
    return null;
  }
}

/**
 * Like {@link findSandbox}.
 * @throws {SegurError} kind `unreachable` when none runs
 */
export async function needSandbox(directory: string): Promise<RunningSandbox> {
  const found = await findSandbox(directory);
  if (found === null) throw notRunning();
  return found;
}

/** Drives a sandbox through its control address. */
export function remoteControl(state: SandboxState): SandboxControl {
  const ask = async <T>(method: string, path: string, check: (value: unknown) => value is T, body?: unknown): Promise<T> => {
    const { status, value } = await exchange(state, method, path, body);
    if (status !== 200 || !check(value)) throw controlRefused(status);
    return value;
  };
  const order = async (method: string, path: string, body?: unknown): Promise<void> => {
    await ask(method, path, isAnything, body);
  };
  return {
    status: () => ask("GET", "/status", isStatus),
    addFault: (fault) => ask("POST", "/faults", isFaultRules<FaultKind>, fault),
    clearFaults: () => order("DELETE", "/faults"),
    addPscFault: (fault) => ask("POST", "/psc/faults", isFaultRules<PscFaultKind>, fault),
    clearPscFaults: () => order("DELETE", "/psc/faults"),
    addDmpFault: (fault) => ask("POST", "/dmp/faults", isFaultRules<DmpFaultKind>, fault),
    clearDmpFaults: () => order("DELETE", "/dmp/faults"),
    dmpCalls: () => ask("GET", "/dmp/calls", isDmpCalls),
    dmpDocuments: () => ask("GET", "/dmp/documents", isDmpDocuments),
    fillDmp: (filling) => ask("POST", "/dmp/documents", isBoolean, filling),
    addMssFault: (fault) => ask("POST", "/mss/faults", isFaultRules<MssFaultKind>, fault),
    clearMssFaults: () => order("DELETE", "/mss/faults"),
    mailDeliveries: () => ask("GET", "/mss/deliveries", isMailDeliveries),
    fillMail: (filling) => ask("POST", "/mss/messages", isMailFilled, filling),
    addDirectoryFault: (fault) => ask("POST", "/directory/faults", isFaultRules<DirectoryFaultKind>, fault),
    clearDirectoryFaults: () => order("DELETE", "/directory/faults"),
    pscToken: (wanted) => ask("POST", "/psc/tokens", isToken, wanted),
    decide: (decision) => ask("POST", "/psc/decisions", isDecisionReport, decision),
    addPopulation: (population) => order("POST", "/populations", population),
    calls: () => ask("GET", "/calls", isCallRecords),
    clearCalls: () => order("DELETE", "/calls"),
    reset: () => order("POST", "/reset"),
    stop: () => order("POST", "/stop"),
  };
}

const isAnything = (value: unknown): value is unknown => value !== undefined;

interface Exchange {
  readonly status: number;
  readonly value: unknown;
}

/** `node:http` and not fetch, which costs 40 ms to load. Rejects when nothing answers. */
function exchange(state: SandboxState, method: string, path: string, body: unknown): Promise<Exchange> {
  const payload = body === undefined ? "" : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      new URL(path, state.control.url),
      {
        method,
        agent: false,
        timeout: path === "/status" ? STATUS_TIMEOUT_MS : ORDER_TIMEOUT_MS,
        headers: {
          Authorization: `Bearer ${state.control.token}`,
          "Content-Type": "application/json",
          "Content-Length": Buffer.byteLength(payload),
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          try {
            resolve({ status: response.statusCode ?? 0, value: JSON.parse(Buffer.concat(parts).toString("utf8")) });
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    request.on("timeout", () => request.destroy(new Error("timeout")));
    request.on("error", reject);
    request.end(payload);
  });
}
