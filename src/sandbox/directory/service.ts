import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { FaultRules } from "../fault-rules.js";
import { listenHttps, type ServerTls } from "../http.js";
import type { PkiPaths } from "../pki/names.js";
import type { SeededRandom } from "../random.js";
import { DEFAULT_DIRECTORY_COUNT, EXTRACTION_PATH, FHIR_PATH } from "./names.js";
import type { DirectoryFaultKind, DirectoryFaultRule, NewDirectoryFault } from "./script.js";
import type { Fhir } from "./server.js";

export interface DirectoryServiceOptions {
  readonly pki: PkiPaths;
  readonly seed: number;
  readonly random: SeededRandom;
  /** Entries: people and structures. Default 2,000. */
  readonly count?: number | undefined;
}

/** What `sandbox status` says of the directory. */
export interface DirectoryStatusReport {
  readonly url: string;
  /** People and structures. */
  readonly entries: number;
  readonly calls: { readonly total: number; readonly outcomes: Readonly<Record<string, number>> };
  readonly faults: readonly DirectoryFaultRule[];
}

/** The Annuaire Santé of one sandbox: its FHIR API, and the public extractions of the same people. */
export interface DirectoryService {
  /** `https://127.0.0.1:<port>/fhir/v2` */
  readonly url: string;
  /** `https://127.0.0.1:<port>/…/extraction/`: its files follow. */
  readonly extractionUrl: string;
  status(): DirectoryStatusReport;
  addFault(fault: NewDirectoryFault): readonly DirectoryFaultRule[];
  clearFaults(): void;
  reset(pki: PkiPaths): Promise<void>;
  close(): Promise<void>;
}

/** Opens the port; the people are drawn at the first search. */
export async function startDirectory(options: DirectoryServiceOptions): Promise<DirectoryService> {
  const script = new FaultRules<DirectoryFaultKind>(options.random);
  const entries = options.count ?? DEFAULT_DIRECTORY_COUNT;
  const outcomes = new Map<string, number>();
  let fhir: Promise<Fhir> | null = null;
  const server = await listenHttps(await readTls(options.pki), (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const origin = `https://127.0.0.1:${server.port}`;
  const url = origin + FHIR_PATH;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith(EXTRACTION_PATH) === true) {
      const { serveFile } = await import("./files.js");
      return serveFile(request, response, { seed: options.seed, count: entries });
    }
    fhir ??= launch();
    await (await fhir).answer(request, response);
  }

  async function launch(): Promise<Fhir> {
    const [{ createFhir }, { resourcesOf }, { directoryEntry }] = await Promise.all([
      import("./server.js"),
      import("./resources.js"),
      import("./people.js"),
    ]);
    const all = Array.from({ length: entries }, (_, index) => directoryEntry(options.seed, index)).flatMap(resourcesOf);
    const count = (outcome: string): void => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    return createFhir({ base: url, resources: () => all, script, now: () => performance.now(), count });
  }

  return {
    url,
    extractionUrl: origin + EXTRACTION_PATH,
    status: () => ({
      url,
      entries,
      calls: { total: [...outcomes.values()].reduce((sum, one) => sum + one, 0), outcomes: Object.fromEntries(outcomes) },
      faults: script.rules(),
    }),
    addFault: (fault) => {
      script.add(fault);
      return script.rules();
    },
    clearFaults: () => script.clear(),
    reset: async (pki) => {
      script.clear();
      outcomes.clear();
      server.setTls(await readTls(pki));
    },
    close: () => server.close(),
  };
}

async function readTls({ ca, crl, server }: PkiPaths): Promise<ServerTls> {
  const [caText = "", crlText = "", cert = "", key = ""] = await Promise.all(
    [ca, crl, server.cert, server.key].map((path) => readFile(path, "utf8")),
  );
  return { ca: caText, crl: crlText, cert, key };
}
