import { readFile } from "node:fs/promises";
import { FaultRules } from "../fault-rules.js";
import type { ServerTls } from "../http.js";
import type { PeopleSource } from "../insi/register.js";
import type { PkiPaths } from "../pki/names.js";
import type { SeededRandom } from "../random.js";
import { DmpCallLog, type DmpCallRecord } from "./call-log.js";
import type { HandlerOptions } from "./handler.js";
import type { DmpFaultKind, DmpFaultRule, NewDmpFault } from "./script.js";
import { startDmpServer } from "./server.js";
import { TEST_HOMOLOGATION } from "./test-homologation.js";

export interface DmpServiceOptions {
  readonly directory: string;
  readonly pki: PkiPaths;
  readonly seed: number;
  readonly random: SeededRandom;
  /** Everybody whom INSi knows. */
  readonly byNumber: PeopleSource["byNumber"];
  readonly now: () => Date;
}

/** What `sandbox status` says of the DMP. */
export interface DmpStatusReport {
  readonly url: string;
  readonly calls: { readonly total: number; readonly outcomes: Readonly<Record<string, number>> };
  readonly faults: readonly DmpFaultRule[];
}

/** One document of the registry, without anything of its patient. */
export interface DmpDocumentReport {
  readonly uniqueId: string;
  readonly status: "approved" | "deprecated" | "archived" | "deleted";
  readonly version: number;
  /** Made by the sandbox itself. */
  readonly seeded: boolean;
}

/** A DMP to be filled: the matricule, and how many documents more. */
export interface DmpFilling {
  readonly matricule: string;
  readonly count: number;
}

/** The DMP of one sandbox. */
export interface DmpService {
  readonly url: string;
  readonly port: number;
  status(): DmpStatusReport;
  addFault(fault: NewDmpFault): readonly DmpFaultRule[];
  clearFaults(): void;
  calls(): readonly DmpCallRecord[];
  documents(): Promise<readonly DmpDocumentReport[]>;
  /** False when nobody has this matricule, or an open DMP. */
  fill(filling: DmpFilling): Promise<boolean>;
  /** Forgets faults, calls and everything that was deposited, and takes the new certificates. */
  reset(pki: PkiPaths): Promise<void>;
  close(): Promise<void>;
}

/** Assertions are remembered longer than their date is accepted. */
const REPLAY_MS = 15 * 60_000;

/** Opens the port; what was deposited before, and the libraries of signatures, are read at the first request. */
export async function startDmp(options: DmpServiceOptions): Promise<DmpService> {
  const script = new FaultRules<DmpFaultKind>(options.random);
  const log = new DmpCallLog();
  let tls = await readTls(options.pki);
  let handler: Promise<HandlerOptions> | null = null;
  const launched = (): Promise<HandlerOptions> => {
    handler ??= launch(options, script, () => tls.ca);
    return handler;
  };
  const server = await startDmpServer({ tls, script, log, now: options.now, handler: launched });
  return {
    url: server.url,
    port: server.port,
    status: () => ({ url: server.url, calls: log.counts(), faults: script.rules() }),
    addFault: (fault) => {
      script.add(fault);
      return script.rules();
    },
    clearFaults: () => script.clear(),
    calls: () => log.calls(),
    documents: async () => {
      const [{ world }, { inventory }] = await Promise.all([launched(), import("./operations/query.js")]);
      return inventory(world.registry.all());
    },
    fill: async ({ matricule, count }) => {
      const { world } = await launched();
      const person = world.people.find(world.people.oidOf(matricule));
      if (person === null || person.state !== "open") return false;
      await world.alone(() => world.record({ kind: "bulk", matricule, count }));
      await world.seeder.ensure(person);
      return true;
    },
    reset: async (pki) => {
      tls = await readTls(pki);
      script.clear();
      log.clear();
      server.setTls(tls);
      handler = null;
      const { DmpDisk } = await import("./disk.js");
      await new DmpDisk(options.directory).clear();
    },
    close: () => server.close(),
  };
}

async function readTls({ ca, crl, dmpServer }: PkiPaths): Promise<ServerTls> {
  const [caText, crlText, cert, key] = await Promise.all(
    [ca, crl, dmpServer.cert, dmpServer.key].map((path) => readFile(path, "utf8")),
  );
  return { ca: caText ?? "", crl: crlText ?? "", cert: cert ?? "", key: key ?? "" };
}

async function launch(options: DmpServiceOptions, script: FaultRules<DmpFaultKind>, ca: () => string): Promise<HandlerOptions> {
  const [{ World }, { Registry }, { DmpPeople }, { DmpDisk }, { Seeder }, { readAuthorities }] = await Promise.all([
    import("./world.js"),
    import("./registry.js"),
    import("./people.js"),
    import("./disk.js"),
    import("./seed/seeder.js"),
    import("./seal.js"),
  ]);
  const { now, random } = options;
  const people = new DmpPeople(options.byNumber);
  const registry = new Registry();
  const disk = new DmpDisk(options.directory);
  for (const event of await disk.load()) registry.apply(event);
  const seeder = new Seeder(registry, options.seed, (matricule) => people.oidOf(matricule));
  const seen = new Map<string, number>();
  return {
    world: new World({ people, registry, disk, seeder, now }),
    script,
    draw: () => Math.floor(random.next() * 0x10000),
    rules: {
      authorities: readAuthorities(ca()),
      homologations: new Set([TEST_HOMOLOGATION]),
      now,
      useAssertion: (id) => {
        const at = now().getTime();
        for (const [known, since] of seen) if (at - since > REPLAY_MS) seen.delete(known);
        if (seen.has(id)) return false;
        seen.set(id, at);
        return true;
      },
    },
  };
}
