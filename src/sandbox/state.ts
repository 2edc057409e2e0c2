import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readIfThere, writePrivate } from "./files.js";

/** What a running sandbox leaves for the other processes of its user (0600: the token commands it). */
export interface SandboxState {
  readonly schema: "segur.sandbox.state/1";
  readonly pid: number | null;
  readonly startedAt: string;
  readonly seed: number;
  readonly insi: { readonly url: string; readonly port: number };
  /** Absent from the state of an older segur. */
  readonly psc?: { readonly issuer: string; readonly proxyUrl: string };
  /** Absent from the state of an older segur. */
  readonly dmp?: { readonly url: string; readonly port: number };
  /** Absent from the state of an older segur. */
  readonly mail?: { readonly host: string; readonly smtp: number; readonly imap: number; readonly autoconfigUrl: string };
  /** Absent from the state of an older segur. */
  readonly directory?: { readonly url: string; readonly extractionUrl?: string };
  readonly control: { readonly url: string; readonly token: string };
}

const statePath = (directory: string): string => join(directory, "sandbox.json");

/** The state left by a sandbox, alive or not; null when there is none or when it cannot be read. */
export async function readState(directory: string): Promise<SandboxState | null> {
  const text = await readIfThere(statePath(directory));
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isState(value) ? value : null;
  } catch {
    return null; // damaged: as if nothing was running
  }
}

export async function writeState(directory: string, state: SandboxState): Promise<void> {
  await writePrivate(statePath(directory), `${JSON.stringify(state, null, 2)}\n`);
}

/** Removes the state if it is still that of the sandbox with this token. */
export async function removeState(directory: string, token: string): Promise<void> {
  const state = await readState(directory);
  if (state === null || state.control.token === token) await rm(statePath(directory), { force: true });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isState(value: unknown): value is SandboxState {
  if (!isRecord(value) || value.schema !== "segur.sandbox.state/1") return false;
  const { pid, startedAt, seed, insi, psc, dmp, mail, directory, control } = value;
  if (!(pid === null || typeof pid === "number") || typeof startedAt !== "string" || typeof seed !== "number") return false;
  if (!isRecord(insi) || typeof insi.url !== "string" || typeof insi.port !== "number") return false;
  if (psc !== undefined && !(isRecord(psc) && typeof psc.issuer === "string" && typeof psc.proxyUrl === "string")) return false;
  if (dmp !== undefined && !(isRecord(dmp) && typeof dmp.url === "string" && typeof dmp.port === "number")) return false;
  if (mail !== undefined && !isMail(mail)) return false;
  if (directory !== undefined && !(isRecord(directory) && typeof directory.url === "string" && isText(directory.extractionUrl)))
    return false;
  return isRecord(control) && typeof control.url === "string" && typeof control.token === "string";
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isMail(value: unknown): boolean {
  if (!isRecord(value) || typeof value.host !== "string" || typeof value.autoconfigUrl !== "string") return false;
  return typeof value.smtp === "number" && typeof value.imap === "number";
}
