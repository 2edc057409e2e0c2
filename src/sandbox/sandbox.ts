import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { findSandbox } from "./control/client.js";
import type { SandboxControl } from "./control/messages.js";
import { startControlServer } from "./control/server.js";
import { startDirectory } from "./directory/service.js";
import { asInsiPeople, DmpPeople } from "./dmp/people.js";
import { startDmp } from "./dmp/service.js";
import { alreadyRunning, portBusy, portForbidden } from "./errors.js";
import { CallLog } from "./insi/call-log.js";
import { listSource, Register } from "./insi/register.js";
import { FaultScript } from "./insi/script.js";
import { type InsiServer, startInsiServer, type TlsFiles } from "./insi/server.js";
import { TEST_IDAM } from "./insi/test-idam.js";
import { withLock } from "./lock.js";
import { patientState } from "./mail/patients.js";
import { type MailService, type MailServiceOptions, startMail } from "./mail/service.js";
import { OFFICIAL_PEOPLE } from "./people/official.js";
import { PopulationBook } from "./people/population-book.js";
import { type PkiPaths, STRUCTURE_ID } from "./pki/names.js";
import { ensurePki, renewPki } from "./pki/store.js";
import { clearPopulations, readPopulations, recordPopulation } from "./populations.js";
import { startPsc } from "./psc/service.js";
import { SeededRandom } from "./random.js";
import { removeState, writeState } from "./state.js";

export type { SandboxControl, SandboxStatus } from "./control/messages.js";
export type { CallRecord } from "./insi/call-log.js";
export { identityKey, queryKey } from "./insi/call-log.js";
export type { FaultKind, NewFault } from "./insi/script.js";

export interface SandboxOptions {
  /** Where keys, populations and state live (`sandboxDirectory(places.state)`). Made when missing. */
  readonly directory: string;
  /** Decides prefixes and draws of faults, and the people of `people`. Default 1. */
  readonly seed?: number | undefined;
  /** People of that seed that INSi knows from the start. Default 0. */
  readonly people?: number | undefined;
  /** Port of INSi on 127.0.0.1. Default: any free one. */
  readonly port?: number | undefined;
  /** Added to every answer of INSi. Default 0. */
  readonly latencyMs?: number | undefined;
  /** Authorisation numbers known besides the test one. */
  readonly idams?: readonly string[] | undefined;
  /** Shown by `status`. */
  readonly pid?: number | undefined;
  /** Milliseconds between two polls of one CIBA request. Default 200. */
  readonly pscIntervalMs?: number | undefined;
  /** People and structures of the directory. Default 2,000. */
  readonly directoryCount?: number | undefined;
  /** Sizes and delays of the MSSanté operator. */
  readonly mail?: Pick<MailServiceOptions, "maxSize" | "patientMaxSize" | "stepMs"> | undefined;
  readonly now?: (() => Date) | undefined;
}

/** A sandbox that runs in this process. */
export interface Sandbox {
  readonly insi: { readonly url: string; readonly port: number };
  /** Issuer of Pro Santé Connect, and base address of the proxy e-Santé. */
  readonly psc: { readonly issuer: string; readonly proxyUrl: string };
  /** The services of the DMP, `…/si-dmp-server/v2/services`. */
  readonly dmp: { readonly url: string; readonly port: number };
  /** The MSSanté operator: its ports on the loopback, and where its configuration is published. */
  readonly mail: Pick<MailService, "ports" | "autoconfigUrl" | "settle">;
  /** The FHIR API of the directory. */
  readonly annuaire: { readonly url: string };
  /** Paths of the PEM files: authorities, right and wrong client certificates. */
  readonly pki: PkiPaths;
  readonly structureId: string;
  readonly idam: string;
  readonly control: SandboxControl;
  /** Resolves when the sandbox has stopped, whoever asked. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the embedded téléservices on the loopback and writes the state file that other processes read. One sandbox for
 * each folder.
 * @throws {SegurError} `sandbox.already_running`, `sandbox.port_busy`, `sandbox.port_forbidden`, `sandbox.locked`
 */
export function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  return withLock(options.directory, async () => {
    const running = await findSandbox(options.directory);
    if (running !== null) throw alreadyRunning(running.state.insi.url, running.state.pid);
    return start(options);
  });
}

async function start(options: SandboxOptions): Promise<Sandbox> {
  const { directory } = options;
  const now = options.now ?? (() => new Date());
  const seed = options.seed ?? 1;
  const latencyMs = options.latencyMs ?? 0;
  const pki = await ensurePki(directory, now());
  const populations = new PopulationBook();
  for (const known of await readPopulations(directory)) await populations.add(known);
  if (options.people !== undefined && options.people > 0) await populations.add({ seed, count: options.people });
  const register = new Register([
    listSource("official", OFFICIAL_PEOPLE),
    listSource("dmp", asInsiPeople(OFFICIAL_PEOPLE)),
    populations,
  ]);
  const script = new FaultScript(new SeededRandom(seed, 0xfa));
  const log = new CallLog();
  const wordings = new SeededRandom(seed, 0xd0);
  const knownIdams = new Set([TEST_IDAM, ...(options.idams ?? [])]);
  const draw = (): number => Math.floor(wordings.next() * 0x10000);
  const insi = await openInsi(options.port ?? 0, {
    tls: await readTls(pki),
    state: { register, knownIdams, draw },
    script,
    log,
    latencyMs,
    now: () => now().getTime(),
  });
  const psc = await openAfter([insi], () =>
    startPsc({ pki, random: new SeededRandom(seed, 0x95c), intervalMs: options.pscIntervalMs }),
  );
  const dmp = await openAfter([insi, psc], () =>
    startDmp({
      directory,
      pki,
      seed,
      random: new SeededRandom(seed, 0xd3b),
      byNumber: (number) => register.byNumber(number),
      now,
    }),
  );
  const people = new DmpPeople((number) => register.byNumber(number));
  const mail = await openAfter([insi, psc, dmp], () =>
    startMail({
      directory,
      pki,
      random: new SeededRandom(seed, 0x3a11),
      world: { seed, patient: (matricule) => patientState(people, matricule) },
      issuer: psc.issuer,
      publicKey: () => psc.publicKey(),
      now,
      ...options.mail,
    }),
  );
  const annuaire = await openAfter([insi, psc, dmp, mail], () =>
    startDirectory({ pki, seed, random: new SeededRandom(seed, 0xd12), count: options.directoryCount }),
  );
  const startedAt = now().toISOString();
  const pid = options.pid ?? null;
  const token = randomBytes(24).toString("base64url");
  const servers: { close(): Promise<void> }[] = [insi, psc, dmp, mail, annuaire];
  const ending = lifetime(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await removeState(directory, token);
  });
  const control: SandboxControl = {
    status: async () => ({
      pid,
      startedAt,
      seed,
      url: insi.url,
      latencyMs,
      people: { official: OFFICIAL_PEOPLE.length, populations: populations.list() },
      calls: log.counts(),
      faults: script.rules(),
      psc: psc.status(),
      dmp: dmp.status(),
      mail: mail.status(),
      directory: annuaire.status(),
    }),
    addFault: async (fault) => {
      script.add(fault);
      return script.rules();
    },
    clearFaults: async () => script.clear(),
    addPscFault: async (fault) => psc.addFault(fault),
    clearPscFaults: async () => psc.clearFaults(),
    addDmpFault: async (fault) => dmp.addFault(fault),
    clearDmpFaults: async () => dmp.clearFaults(),
    dmpCalls: async () => dmp.calls(),
    dmpDocuments: () => dmp.documents(),
    fillDmp: (filling) => dmp.fill(filling),
    addMssFault: async (fault) => mail.addFault(fault),
    clearMssFaults: async () => mail.clearFaults(),
    mailDeliveries: async () => mail.deliveries(),
    fillMail: (filling) => mail.fill(filling),
    addDirectoryFault: async (fault) => annuaire.addFault(fault),
    clearDirectoryFaults: async () => annuaire.clearFaults(),
    pscToken: async ({ nationalId, lifetimeS }) => psc.issueToken(nationalId, lifetimeS),
    decide: async ({ decision, afterMs }) => psc.decide(decision, afterMs),
    addPopulation: async (population) => {
      await recordPopulation(directory, population);
      await populations.add(population);
    },
    calls: async () => log.records(),
    clearCalls: async () => log.clear(),
    reset: async () => {
      script.clear();
      log.clear();
      insi.forget();
      populations.clear();
      await clearPopulations(directory);
      const renewed = await renewPki(directory, now());
      insi.setTls(await readTls(renewed));
      await psc.reset(renewed);
      await dmp.reset(renewed);
      await mail.reset(renewed);
      await annuaire.reset(renewed);
    },
    stop: () => ending.end(),
  };
  try {
    const controlServer = await startControlServer(control, token, () => void ending.end());
    servers.push(controlServer);
    await writeState(directory, {
      schema: "segur.sandbox.state/1",
      pid,
      startedAt,
      seed,
      insi: { url: insi.url, port: insi.port },
      psc: { issuer: psc.issuer, proxyUrl: psc.proxyUrl },
      dmp: { url: dmp.url, port: dmp.port },
      mail: { ...mail.ports, autoconfigUrl: mail.autoconfigUrl },
      directory: { url: annuaire.url, extractionUrl: annuaire.extractionUrl },
      control: { url: controlServer.url, token },
    });
  } catch (error) {
    // Nobody could ever find it: do not leave a server behind.
    await ending.end();
    throw error;
  }
  return {
    insi: { url: insi.url, port: insi.port },
    psc: { issuer: psc.issuer, proxyUrl: psc.proxyUrl },
    dmp: { url: dmp.url, port: dmp.port },
    mail: { ports: mail.ports, autoconfigUrl: mail.autoconfigUrl, settle: () => mail.settle() },
    annuaire: { url: annuaire.url },
    pki,
    structureId: STRUCTURE_ID,
    idam: TEST_IDAM,
    control,
    stopped: ending.ended,
    stop: () => ending.end(),
  };
}

/** Ends once, however often it is asked to. */
function lifetime(close: () => Promise<void>): { readonly ended: Promise<void>; end(): Promise<void> } {
  let release = (): void => {};
  const ended = new Promise<void>((resolve) => {
    release = resolve;
  });
  let ending: Promise<void> | null = null;
  return {
    ended,
    end: () => {
      ending ??= close().finally(release);
      return ending;
    },
  };
}

async function readTls(pki: PkiPaths): Promise<TlsFiles> {
  const [ca, cert, key] = await Promise.all([
    readFile(pki.ca, "utf8"),
    readFile(pki.server.cert, "utf8"),
    readFile(pki.server.key, "utf8"),
  ]);
  return { ca, cert, key };
}

async function openInsi(port: number, options: Omit<Parameters<typeof startInsiServer>[0], "port">): Promise<InsiServer> {
  try {
    return await startInsiServer({ ...options, port });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") throw portBusy(port, error);
    if (code === "EACCES") throw portForbidden(port, error);
    throw error;
  }
}

/** The others are already open: they must not outlive a failure here. */
async function openAfter<T>(others: readonly { close(): Promise<void> }[], open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    await Promise.all(others.map((other) => other.close()));
    throw error;
  }
}
