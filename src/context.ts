import { hostname } from "node:os";
import { join, resolve } from "node:path";
import type { KeyPlaces } from "./cabinet-store.js";
import type { CommandContext } from "./commands/context.js";
import type { Globals } from "./commands/globals.js";
import { createCabinets, STORE_FILE } from "./config/cabinets.js";
import { findPlaces } from "./config/places.js";
import { createSessionFile } from "./config/session-file.js";
import { lazyDirectory } from "./directory-ports.js";
import type { Clock, Ids, Machine } from "./domain/ports.js";
import type { DmpClient } from "./gateways/dmp/port.js";
import type { InsiClient } from "./gateways/insi/port.js";
import type { InboxReader } from "./gateways/mss/inbox.port.js";
import type { MssClient } from "./gateways/mss/port.js";
import type { PscClient } from "./gateways/psc/port.js";
import { createVault } from "./platform/vault.js";
import { currentCabinet, namedCabinet } from "./services/cabinet/current.js";
import { storeMissing } from "./services/cabinet/errors.js";
import { lockAfterMs } from "./services/cabinet/settings.js";
import type { OpenCabinet } from "./services/cabinet.port.js";
import { currentSession, isOpen, NOBODY, type NoSession, type OpenSession } from "./services/session/current.js";
import type { Store } from "./store/open.js";
import { openInput } from "./terminal/input.js";
import type { Io } from "./terminal/io.port.js";
import { createOutput } from "./terminal/output.js";
import { createProgress } from "./terminal/progress.js";
import { createPrompter } from "./terminal/prompt.js";

export interface ContextOptions {
  readonly globals: Globals;
  readonly io: Io;
  readonly interrupted: AbortSignal;
  readonly quietInterruption: () => void;
}

/** The context of one command, and what to close behind it. */
export interface ShellContext {
  readonly context: CommandContext;
  close(): Promise<void>;
}

interface Opened {
  readonly cabinet: OpenCabinet;
  readonly session: OpenSession | NoSession;
  close(): Promise<void>;
}

type Meta = Pick<OpenCabinet["info"], "environment" | "instanceId">;

/** Builds what a command may use. Nothing is opened here: the store and the téléservice come on first use. */
export async function createContext({ globals, io, interrupted, quietInterruption }: ContextOptions): Promise<ShellContext> {
  const env = process.env;
  const places = findPlaces(env, process.platform);
  const output = await createOutput(io, globals);
  const clock: Clock = { now: () => new Date(), sleep };
  const ids: Ids = { uuid: () => crypto().randomUUID(), run: () => runId(clock.now()) };
  const keyFolder = join(places.config, "keys");
  const vault = createVault({ folder: keyFolder, keyring: env.SEGUR_KEYRING !== "off" });
  const keys: KeyPlaces = { vault, folder: keyFolder, variable: env.SEGUR_CABINET_KEY_FILE, cwd: process.cwd() };
  const stores = async () => (await import("./cabinet-store.js")).createStores(keys, clock);
  const cabinets = createCabinets({
    configFolder: places.config,
    dataFolder: places.data,
    flag: globals.cabinet,
    variable: env.SEGUR_CABINET,
    cwd: process.cwd(),
    openStore: async (path, options) => (await stores()).open(path, options),
    createStore: async (path) => (await stores()).create(path),
  });
  let opened: Promise<Opened> | undefined;
  const sessions = (instanceId: string) => createSessionFile({ folder: join(places.state, "sessions"), vault, instanceId });

  const open = async (wanted: string | undefined, anyKey?: { readonly file: string | undefined }) => {
    const { name, directory } = wanted === undefined ? await currentCabinet(cabinets) : await namedCabinet(cabinets, wanted);
    const store = await (await stores()).open(join(directory, STORE_FILE), anyKey === undefined ? {} : { anyKey });
    try {
      return await openCabinet(store, name, directory);
    } catch (error) {
      await store.close();
      throw error;
    }
  };

  const openCabinet = async (store: Store, name: string, directory: string) => {
    const meta = await store.meta.read();
    if (meta === null) throw storeMissing(name, directory);
    const { environment, instanceId } = meta;
    const toPath = (path: string) => path;
    const idleMs = await lockAfterMs({ settings: store.settings, env, toPath, environment });
    const session = await currentSession({
      sessions: sessions(instanceId),
      users: store.users,
      traces: store.traces,
      clock,
      idleMs,
    });
    let client: Promise<InsiClient> | undefined;
    let pscClient: Promise<PscClient> | undefined;
    let dmpClient: Promise<DmpClient> | undefined;
    let mssClient: Promise<MssClient> | undefined;
    let readers: Promise<readonly InboxReader[]> | undefined;
    const annuaire = lazyDirectory(store.addressBook, places.data, () => serviceOf(store, meta));
    const cabinet: OpenCabinet = {
      info: { ...meta, directory },
      actor: isOpen(session) ? session.actor : NOBODY,
      rights: isOpen(session) ? session.rights : new Set(),
      clock,
      ids,
      patients: store.patients,
      runs: store.runs,
      traces: store.traces,
      journal: store.journal,
      reviews: store.reviews,
      settings: store.settings,
      users: store.users,
      documents: store.documents,
      contents: store.contents,
      outbox: store.outbox,
      dmpCache: store.dmpCache,
      quarantine: store.quarantine,
      fates: store.fates,
      receipts: store.receipts,
      mailboxPositions: store.mailboxPositions,
      inbox: store.inbox,
      medical: store.medical,
      exchanges: store.exchanges,
      imports: store.imports,
      directory: annuaire.ports,
      session: isOpen(session) ? session : null,
      machine: { host: hostname(), pid: process.pid, isAlive },
      pdfConverter: {
        isAvailable: async () => (await import("./platform/ghostscript.js")).hasGhostscript(env),
        async toPdfA1(source, about) {
          const { toPdfA1 } = await import("./platform/ghostscript.js");
          return toPdfA1(source, { ...about, env, signal: interrupted });
        },
      },
      dmp() {
        dmpClient ??= connectToDmp(store, meta);
        return dmpClient;
      },
      insi() {
        client ??= connect(store, meta);
        return client;
      },
      psc() {
        pscClient ??= connectTo(store, meta);
        return pscClient;
      },
      mss() {
        mssClient ??= connectToMss(store, meta, session, cabinet.psc);
        return mssClient;
      },
      inboxes() {
        readers ??= connectToInboxes(store, meta, session, cabinet.psc);
        return readers;
      },
      mailbox: async () => (await import("./mss.js")).mssMailbox(serviceOf(store, meta)),
      composer: async () => (await import("./mss.js")).mssComposer(),
      messageFiles: async () => (await import("./gateways/mss/message-file.js")).readMessageFile,
    };
    const close = async () => {
      // A connection that failed was told to the command already.
      const connected = await client?.catch(() => undefined);
      await connected?.close();
      await (await pscClient?.catch(() => undefined))?.close();
      await (await dmpClient?.catch(() => undefined))?.close();
      await (await mssClient?.catch(() => undefined))?.close();
      for (const reader of (await readers?.catch(() => undefined)) ?? []) await reader.close();
      await annuaire.close();
      await store.close();
    };
    return { cabinet, session, close };
  };

  const connect = async (store: Store, meta: Meta) => (await import("./insi.js")).connectInsi(serviceOf(store, meta));
  const connectToDmp = async (store: Store, meta: Meta) => (await import("./dmp.js")).connectDmp(serviceOf(store, meta));

  const connectToMss = async (store: Store, meta: Meta, session: OpenSession | NoSession, psc: OpenCabinet["psc"]) => {
    const { connectMss } = await import("./mss.js");
    return connectMss({ ...serviceOf(store, meta), ...whose(session), sessions: sessions(meta.instanceId), psc });
  };

  const connectToInboxes = async (store: Store, meta: Meta, session: OpenSession | NoSession, psc: OpenCabinet["psc"]) => {
    const { connectInboxes } = await import("./mss.js");
    return connectInboxes({ ...serviceOf(store, meta), ...whose(session), sessions: sessions(meta.instanceId), psc });
  };

  /** In whose name the mailbox is opened. */
  const whose = (session: OpenSession | NoSession) => ({
    person: isOpen(session)
      ? {
          mode: session.session.mode,
          userId: session.user.id,
          mssEmail: session.user.settings.mssEmail ?? null,
          nationalId: session.session.psc?.professional?.nationalId ?? session.user.nationalId,
        }
      : null,
  });

  /** What a téléservice needs to know of the cabinet and of this command. */
  const serviceOf = ({ settings }: Store, { environment, instanceId }: Meta) => ({
    environment,
    settings,
    env,
    cwd: process.cwd(),
    state: places.state,
    instanceId,
    clock,
    ids,
    warn: output.warn,
    ...(globals.verbose ? { note: output.note } : {}),
  });

  const connectTo = async (store: Store, { environment }: { environment: OpenCabinet["info"]["environment"] }) => {
    const { connectPsc } = await import("./psc.js");
    const { settings } = store;
    return connectPsc({ environment, settings, env, cwd: process.cwd(), state: places.state, clock, warn: output.warn });
  };

  const release = async () => {
    const done = opened;
    opened = undefined;
    await (await done?.catch(() => undefined))?.close();
  };

  const context: CommandContext = {
    io,
    output,
    prompt: createPrompter(io, process.stderr),
    clock,
    ids,
    machine: { host: hostname(), pid: process.pid, isAlive } satisfies Machine,
    places,
    env,
    program: [process.execPath, env.SEGUR_BIN ?? resolve(process.argv[1] ?? "segur")],
    globals,
    cabinets,
    keeping: async () => (await import("./cabinet-keeping.js")).createKeeping(places.data, await stores(), clock, process.cwd()),
    async cabinet(name) {
      opened ??= open(name);
      return (await opened).cabinet;
    },
    async cabinetByAnyKey(file) {
      opened ??= open(undefined, { file });
      return (await opened).cabinet;
    },
    release,
    async session() {
      opened ??= open(undefined);
      return (await opened).session;
    },
    sessions,
    callback: async () => (await import("./gateways/psc/loopback.js")).openLoopback(),
    openBrowser: async (url) => (await import("./browser.js")).openBrowser(url, env),
    open: (path, options) => openInput(path, io, options),
    interrupted,
    quietInterruption,
    progress: (label) =>
      createProgress({
        io,
        label,
        now: () => performance.now(),
        quiet: globals.quiet,
        machine: output.machine,
        accessible: Boolean(env.SEGUR_ACCESSIBLE ?? env.ACCESSIBLE),
      }),
    async *doctor() {
      const { doctor } = await import("./doctor.js");
      yield* doctor({
        nodeVersion: process.versions.node,
        dataFolder: places.data,
        state: places.state,
        vault,
        now: clock.now,
        cabinets,
        keeping: context.keeping,
        open: async () => {
          opened ??= open(undefined);
          return opened;
        },
        mailbox: ({ settings, info, psc }, session) => ({
          ...{
            settings,
            env,
            cwd: process.cwd(),
            environment: info.environment,
            warn: () => {},
            state: places.state,
            clock,
            psc,
          },
          ...{ instanceId: info.instanceId, sessions: sessions(info.instanceId) },
          ...whose(session),
        }),
        source: ({ settings, info }) => ({ settings, env, cwd: process.cwd(), environment: info.environment, warn: () => {} }),
      });
    },
    async sandbox() {
      const [{ createSandboxTools }, { sandboxDirectory }] = await Promise.all([
        import("./sandbox/tools.js"),
        import("./sandbox/files.js"),
      ]);
      return createSandboxTools({ directory: sandboxDirectory(places.state), pid: process.pid, now: clock.now });
    },
  };
  return { context, close: release };
}

/** Node turns a longer timer into one of 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Resolves early, and quietly, when the signal aborts. */
async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  let left = ms;
  for (; left > LONGEST_TIMER_MS && signal?.aborted !== true; left -= LONGEST_TIMER_MS) await timer(LONGEST_TIMER_MS, signal);
  await timer(left, signal);
}

function timer(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal?.aborted === true) return done();
    const finish = () => {
      clearTimeout(handle);
      signal?.removeEventListener("abort", finish);
      done();
    };
    const handle = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish);
  });
}

/** Loaded on first use, without waiting: a search draws no identifier and should not pay for it. */
function crypto(): typeof import("node:crypto") {
  return process.getBuiltinModule("node:crypto");
}

/** No letter or digit that a person confuses with another. */
const RUN_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

function runId(now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll("-", "");
  const tail = Array.from({ length: 4 }, () => RUN_ALPHABET[crypto().randomInt(RUN_ALPHABET.length)]).join("");
  return `R${day}-${tail}`;
}

/** EPERM means that the process exists and is another user's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
