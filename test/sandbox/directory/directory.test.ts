import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sandboxDirectoryConnection } from "../../../src/sandbox/connection.js";
import { extractionLines } from "../../../src/sandbox/directory/extraction.js";
import { TEST_API_KEY } from "../../../src/sandbox/directory/names.js";
import { directoryEntry, entryOfAddress, rppsOf } from "../../../src/sandbox/directory/people.js";
import { resourcesOf } from "../../../src/sandbox/directory/resources.js";
import { createFhir } from "../../../src/sandbox/directory/server.js";
import { openSandbox, type TestSandbox } from "../support.js";

const SAMPLES = join(process.env.SEGUR_CONFORMANCE ?? "../shared/conformance", "directory");
const SAMPLE = join(SAMPLES, "Extraction_Correspondance_MSSante_FICTIF.txt");

describe("people", () => {
  it("are the same for the same seed, each found again by an address alone", () => {
    const entries = Array.from({ length: 3_000 }, (_, index) => directoryEntry(7, index));
    expect(entries).toEqual(Array.from({ length: 3_000 }, (_, index) => directoryEntry(7, index)));
    expect(directoryEntry(8, 500)).not.toEqual(directoryEntry(7, 500));
    const addresses = entries.flatMap(({ boxes }) => boxes.map(({ address }) => address));
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const { boxes, index } of entries) {
      for (const { address } of boxes) expect(entryOfAddress(7, address)?.entry.index).toBe(index);
    }
    expect(entryOfAddress(8, addresses.at(-1) ?? "")).toBeNull();
    for (const address of addresses) expect(address).toMatch(/^[a-z0-9.-]+@(?:[a-z]+\.)?bac-a-sable\.mssante\.fr$/);
  });

  it("have namesakes, several boxes, none, and structures with theirs", () => {
    const entries = Array.from({ length: 2_000 }, (_, index) => directoryEntry(1, index));
    const people = entries.filter((one) => one.kind === "person");
    const names = people.map(({ family, given }) => `${family} ${given}`);
    expect(names.length - new Set(names).size).toBeGreaterThan(20);
    expect(people.filter(({ boxes }) => boxes.length === 0).length).toBeGreaterThan(100);
    expect(people.filter(({ boxes }) => boxes.length > 1).length).toBeGreaterThan(100);
    expect(entries.filter((one) => one.kind === "organisation" && one.boxes.length > 0).length).toBeGreaterThan(200);
    expect(people.filter(({ active }) => !active).length).toBeGreaterThan(10);
  });

  it("have an RPPS of 11 digits whose key is right", () => {
    expect(rppsOf(0)).toHaveLength(11);
    const luhn = (text: string) =>
      [...text].reverse().reduce((sum, figure, at) => {
        const value = at % 2 === 1 ? Number(figure) * 2 : Number(figure);
        return sum + (value > 9 ? value - 9 : value);
      }, 0) % 10;
    for (const index of [0, 1, 42, 536_000]) expect(luhn(rppsOf(index))).toBe(0);
  });
});

describe("the extraction", () => {
  it("has 31 columns and one line for each box that is listed, some twice", () => {
    const [headings = "", ...lines] = extractionLines(1, 5_000);
    expect(headings.split("|")).toHaveLength(32);
    for (const line of lines) expect(line.split("|")).toHaveLength(32);
    const addresses = lines.map((line) => line.split("|")[1] ?? "");
    expect(addresses.length).toBeGreaterThan(new Set(addresses).size);
    const listed = Array.from({ length: 5_000 }, (_, index) => directoryEntry(1, index)).flatMap(({ boxes }) =>
      boxes.filter(({ unlisted }) => !unlisted).map(({ address }) => address),
    );
    expect([...new Set(addresses)].sort()).toEqual([...listed].sort());
  });

  it.skipIf(!existsSync(SAMPLE))("has the headings and the cells of the sample", () => {
    const [headings, person, organisation] = readFileSync(SAMPLE, "utf8").split("\n");
    const ours = [...extractionLines(1, 40)];
    expect(ours[0]).toBe(headings);
    const filled = (line = "") => line.split("|").map((cell) => cell !== "");
    const like = (sample: string | undefined, type: string) =>
      ours.some(
        (line) =>
          line.startsWith(type) &&
          filled(sample)
            .slice(0, 8)
            .every((full, at) => full === filled(line)[at]),
      );
    expect(like(person, "PER")).toBe(true);
    expect(like(organisation, "ORG")).toBe(true);
  });
});

interface Bundle {
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry: readonly {
    readonly search: { readonly mode: string };
    readonly resource: Readonly<Record<string, unknown>> & { readonly resourceType: string; readonly id: string };
  }[];
}

describe("the FHIR API", () => {
  let bench: TestSandbox;
  let agent: Agent;
  let base: string;
  beforeAll(async () => {
    bench = await openSandbox({ directoryCount: 500 });
    const connection = await sandboxDirectoryConnection(bench.directory);
    base = connection.url;
    agent = new Agent({ ca: await readFile(connection.ca), keepAlive: true });
  });
  afterAll(async () => {
    agent.destroy();
    await bench.end();
  });

  /** Never more calls in a second than the directory takes, however quick the machine. */
  const calls: number[] = [];
  async function turn(): Promise<void> {
    for (;;) {
      const now = performance.now();
      while ((calls[0] ?? now) < now - 1_100) calls.shift();
      if (calls.length < 16) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    calls.push(performance.now());
  }
  const ask: typeof exchange = async (url, options) => {
    await turn();
    return exchange(url, options);
  };
  const exchange = (url: string, options: { method?: string; key?: string | null; body?: string } = {}) =>
    new Promise<{ status: number; value: Bundle & Record<string, unknown> }>((resolve, reject) => {
      const key = options.key === undefined ? TEST_API_KEY : options.key;
      const headers = {
        ...(key === null ? {} : { "ESANTE-API-KEY": key }),
        ...(options.body === undefined ? {} : { "Content-Type": "application/x-www-form-urlencoded" }),
      };
      const sent = request(url, { agent, method: options.method ?? "GET", headers }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, value: JSON.parse(Buffer.concat(parts).toString()) }),
        );
      });
      sent.on("error", reject);
      sent.end(options.body);
    });
  const entries = Array.from({ length: 500 }, (_, index) => directoryEntry(1, index));

  it("wants its key, and reads only", async () => {
    expect((await ask(`${base}/Practitioner?family=MARCEAU`, { key: null })).status).toBe(401);
    expect((await ask(`${base}/Practitioner?family=MARCEAU`, { key: "x" })).status).toBe(401);
    expect((await ask(`${base}/Practitioner/003-0`, { method: "DELETE" })).status).toBe(405);
    expect((await ask(`${base}/Patient?family=MARCEAU`)).status).toBe(404);
  });

  it("finds by name, by GET and POST, with the box that is one of MSSanté and those that are not", async () => {
    const found = await ask(`${base}/Practitioner?family=marceau&given=paul`);
    const posted = await ask(`${base}/Practitioner/_search`, { method: "POST", body: "family=marceau&given=paul" });
    expect(found.value.entry).toEqual(posted.value.entry);
    const telecom = found.value.entry[0]?.resource.telecom as { system: string; value: string; extension?: unknown[] }[];
    const boxes = telecom.filter(({ extension }) => JSON.stringify(extension ?? "").includes("MSSANTE"));
    expect(boxes.map(({ value }) => value)).toEqual(["paul.marceau@bac-a-sable.mssante.fr"]);
    expect(telecom.some(({ system, extension }) => system === "email" && extension === undefined)).toBe(true);
  });

  it("finds by identifier, with the role and the structure", async () => {
    const person = entries.find((one) => one.kind === "person" && one.index > 20 && one.structure !== null && one.active);
    if (person?.kind !== "person") throw new Error("nobody");
    const query = `identifier=https://rpps.esante.gouv.fr|${person.rpps}&_revinclude=PractitionerRole:practitioner`;
    const { value } = await ask(`${base}/Practitioner?${query}`);
    expect(value.entry.map(({ search, resource }) => `${search.mode} ${resource.resourceType}`)).toEqual([
      "match Practitioner",
      "include PractitionerRole",
    ]);
    const role = await ask(`${base}/PractitionerRole?practitioner=003-${person.index}&_include=PractitionerRole:*`);
    expect(role.value.entry.map(({ resource }) => resource.resourceType)).toEqual([
      "PractitionerRole",
      "Practitioner",
      "Organization",
    ]);
  });

  it("gives pages that hold everybody once", async () => {
    const ids: string[] = [];
    let next: string | undefined = `${base}/Organization?_count=90`;
    while (next !== undefined) {
      const { value }: { value: Bundle } = await ask(next);
      ids.push(...value.entry.map(({ resource }) => resource.id));
      expect(value.total).toBeGreaterThan(300);
      next = value.link.find(({ relation }) => relation === "next")?.url;
    }
    expect(new Set(ids).size).toBe(ids.length);
    const expected = entries.flatMap(resourcesOf).filter(({ resourceType }) => resourceType === "Organization");
    expect(ids.sort()).toEqual(expected.map(({ id }) => id).sort());
    expect((await ask(`${base}/_page?id=nothing`)).status).toBe(410);
  });

  it("has the known gaps", async () => {
    for (const gap of ["mailbox-mss-type=PER", "_summary=count"]) {
      const { status, value } = await ask(`${base}/Practitioner?${gap}`);
      expect(status).toBe(400);
      expect(JSON.stringify(value)).toContain("not found");
    }
    expect((await ask(`${base}/Practitioner?mailbox-mss:contains=bac-a-sable`)).value.entry).toEqual([]);
  });

  it("refuses the eighteenth call of a second, and then takes calls again", async () => {
    let now = 0;
    const fhir = createFhir({
      base,
      resources: () => [],
      script: { happens: () => false, delay: () => 0 } as never,
      now: () => now,
      count: () => undefined,
    });
    const call = async (): Promise<number> => {
      let status = 0;
      const writeHead = (code: number): void => {
        status = code;
      };
      const response = { writeHead, end: () => undefined };
      const incoming = { method: "GET", url: "/fhir/v2/Practitioner", headers: { "esante-api-key": TEST_API_KEY } };
      await fhir.answer(incoming as never, response as never);
      return status;
    };
    const first = [];
    for (let index = 0; index < 18; index += 1) first.push(await call());
    expect(first).toEqual([...Array.from({ length: 17 }, () => 200), 429]);
    now = 1_001;
    expect(await call()).toBe(200);
  });

  it("breaks down on demand", async () => {
    const { control } = bench.sandbox;
    for (const [kind, status] of [
      ["down", 503],
      ["429", 429],
    ] as const) {
      await control.addDirectoryFault({ kind, count: 1 });
      expect((await ask(`${base}/Practitioner/003-0`)).status).toBe(status);
    }
    await control.addDirectoryFault({ kind: "slow", count: 1, delayMs: 60 });
    const started = performance.now();
    await ask(`${base}/Practitioner/003-0`);
    expect(performance.now() - started).toBeGreaterThanOrEqual(59);
    expect((await control.status()).directory?.faults.map(({ applied }) => applied)).toEqual([1, 1, 1]);
    await control.clearDirectoryFaults();
    expect((await control.status()).directory?.faults).toEqual([]);
  });
});
