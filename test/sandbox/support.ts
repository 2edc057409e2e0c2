import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { Agent, type RequestOptions, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClientCertificate } from "../../src/sandbox/pki/names.js";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/sandbox.js";
import { startTestSandbox } from "../support/pki.js";

/** A sandbox in a folder of its own; `end` stops it and removes the folder. */
export interface TestSandbox {
  readonly sandbox: Sandbox;
  readonly directory: string;
  end(): Promise<void>;
}

export async function openSandbox(options: Omit<SandboxOptions, "directory"> = {}): Promise<TestSandbox> {
  const directory = await mkdtemp(join(tmpdir(), "segur-sandbox-"));
  const sandbox = await startTestSandbox({ directory, ...options });
  const end = async (): Promise<void> => {
    await sandbox.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { sandbox, directory, end };
}

export const TRAITS_ACTION = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite";
export const VITALE_ACTION = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecCarteVitale";
export const VERIFY_ACTION = "urn:ServiceIdentiteCertifiee:1.0.0:verifierInsAvecTraitsIdentite";
const SOAP = "http://www.w3.org/2003/05/soap-envelope";

/** The parts of a right request; a test spoils one of them. */
export interface Message {
  readonly action: string;
  readonly messageId: string;
  readonly bam: string;
  readonly lps: string;
  readonly security: string;
  readonly body: string;
}

export function contexts(emitter = "10B0152872", idam = "TESTSGIE0000"): Pick<Message, "bam" | "lps"> {
  const temps = "2026-11-23T01:34:49.123Z";
  return {
    bam: `<b:ContexteBAM xmlns:b="urn:siram:bam:ctxbam" Nature="CTXBAM" Version="01_02"><b:Id>${randomUUID()}</b:Id><b:Temps>${temps}</b:Temps><b:Emetteur>${emitter}</b:Emetteur><b:COUVERTURE/></b:ContexteBAM>`,
    lps: `<l:ContexteLPS xmlns:l="urn:siram:lps:ctxlps" Nature="CTXLPS" Version="01_00"><l:Id>${randomUUID()}</l:Id><l:Temps>${temps}</l:Temps><l:Emetteur>${emitter}</l:Emetteur><l:LPS><l:IDAM R="4">${idam}</l:IDAM><l:Version>0.1.0</l:Version><l:Instance>ff67308e-039f-4158-9dcc-0a08a20ba35c</l:Instance><l:Nom>urn:lps:segur:0.1.0</l:Nom></l:LPS></l:ContexteLPS>`,
  };
}

export interface Traits {
  readonly birthName?: string;
  readonly givenNames?: readonly string[];
  readonly sex?: string;
  readonly birthDate?: string;
  readonly birthPlace?: string;
}

function element(name: string, text: string | undefined): string {
  return text === undefined ? "" : `<t:${name}>${text}</t:${name}>`;
}

export function traitsBody(traits: Traits): string {
  const given = (traits.givenNames ?? []).map((name) => element("Prenom", name)).join("");
  return `<t:RECSANSVITALE xmlns:t="http://www.cnamts.fr/INSiRecSans">${element("NomNaissance", traits.birthName)}${given}${element("Sexe", traits.sex)}${element("DateNaissance", traits.birthDate)}${element("LieuNaissance", traits.birthPlace)}</t:RECSANSVITALE>`;
}

export function message(parts: Partial<Message> & Pick<Message, "body">): Message {
  return { action: TRAITS_ACTION, messageId: `uuid:${randomUUID()}`, security: "", ...contexts(), ...parts };
}

export function envelope(parts: Message): string {
  const wsa = 'xmlns:wsa="http://www.w3.org/2005/08/addressing"';
  return `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${SOAP}"><soap:Header>${parts.bam}${parts.lps}<wsa:Action ${wsa}>${parts.action}</wsa:Action><wsa:MessageID ${wsa}>${parts.messageId}</wsa:MessageID>${parts.security}</soap:Header><soap:Body>${parts.body}</soap:Body></soap:Envelope>`;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** CodeCR, or the code of the fault. */
  readonly code: string | null;
}

export interface Client {
  /** Sends a text as it is. */
  post(text: string, options?: { action?: string; contentType?: string; path?: string; method?: string }): Promise<Answer>;
  send(parts: Partial<Message> & Pick<Message, "body">): Promise<Answer>;
  search(traits: Traits): Promise<Answer>;
  close(): void;
}

/** A caller over real TLS, with one of the sandbox's certificates or none. */
export async function openClient(sandbox: Sandbox, certificate: ClientCertificate | null = "insi-auto"): Promise<Client> {
  const pair = certificate === null ? null : sandbox.pki.clients[certificate];
  const agent = new Agent({
    keepAlive: true,
    ca: await readFile(sandbox.pki.ca),
    ...(pair === null ? {} : { cert: await readFile(pair.cert), key: await readFile(pair.key) }),
  });
  const post: Client["post"] = (text, options = {}) => {
    const action = options.action ?? TRAITS_ACTION;
    const contentType = options.contentType ?? `application/soap+xml; charset=utf-8; action="${action}"`;
    return exchange(new URL(options.path ?? "/lps", sandbox.insi.url), text, {
      agent,
      method: options.method ?? "POST",
      headers: { "Content-Type": contentType, "Content-Length": Buffer.byteLength(text) },
    });
  };
  const send: Client["send"] = (parts) => {
    const whole = message(parts);
    return post(envelope(whole), { action: whole.action });
  };
  return { post, send, search: (traits) => send({ body: traitsBody(traits) }), close: () => agent.destroy() };
}

function exchange(url: URL, text: string, options: RequestOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("aborted", () => reject(new Error("aborted")));
      response.on("end", () => {
        const body = Buffer.concat(parts).toString("utf8");
        const code = /CodeCR>(\w+)</.exec(body)?.[1] ?? / code="(\w+)"/.exec(body)?.[1] ?? null;
        resolve({ status: response.statusCode ?? 0, body, code });
      });
    });
    sent.on("error", reject);
    sent.end(text);
  });
}
