import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identityKey, type NewFault, queryKey } from "../../src/sandbox/sandbox.js";
import { type Answer, type Client, openClient, openSandbox, type TestSandbox } from "./support.js";

const ZOE = { birthName: "ADRUN", givenNames: ["ZOE"], sex: "F", birthDate: "1975-12-31" };

let open: TestSandbox;
let client: Client;
beforeEach(async () => {
  open = await openSandbox({ seed: 5 });
  client = await openClient(open.sandbox);
});
afterEach(async () => {
  client.close();
  await open.end();
});

const fault = (added: NewFault) => open.sandbox.control.addFault(added);
const ask = (): Promise<Answer | string> =>
  client.search(ZOE).catch((error: unknown) => (error instanceof Error ? error.message : "?"));
const codes = async (times: number): Promise<string[]> => {
  const found: string[] = [];
  for (let time = 0; time < times; time += 1) {
    const answer = await ask();
    found.push(typeof answer === "string" ? "cut" : (answer.code ?? "unread"));
  }
  return found;
};

describe("faults of the service", () => {
  it.each([
    ["siram_40", "insi_111", "Receiver", "siram_40", "fatale"],
    ["insi_102", "insi_102", "Receiver", "siram_40", "fatal"],
    ["desir_1020", "desir_1020", "Sender", "siram_40", "fatale"],
    ["desir_550", "desir_550", "Sender", "siram_100", "erreur"],
    ["desir_560", "desir_560", "Sender", "siram_100", "erreur"],
    ["siram_10", "insi_30", "Sender", "siram_10", "erreur"],
  ] as const)("%s answers %s as %s, %s, %s", async (kind, code, role, siram, severity) => {
    await fault({ kind });
    const answer = await ask();
    expect(answer).toMatchObject({ status: 500, code });
    if (typeof answer === "string") return;
    expect(answer.body).toMatch(new RegExp(`Value>\\w[\\w-]*:${role}</`));
    expect(answer.body).toMatch(new RegExp(`Value>\\w[\\w-]*:${siram}</`));
    expect(answer.body).toContain(`severite="${severity}"`);
    expect(answer.body).toMatch(/messageID="uuid:[0-9a-f-]{36}"/);
  });

  it("stops after its count, and off stops it at once", async () => {
    await fault({ kind: "siram_40", count: 2 });
    expect(await codes(4)).toEqual(["insi_111", "insi_111", "00", "00"]);
    await fault({ kind: "insi_102" });
    expect(await codes(1)).toEqual(["insi_102"]);
    await open.sandbox.control.clearFaults();
    expect(await codes(1)).toEqual(["00"]);
  });

  it("touches about the share it was given, the same calls for the same seed", async () => {
    await fault({ kind: "siram_40", rate: 0.25 });
    const first = await codes(200);
    const touched = first.filter((code) => code === "insi_111").length;
    expect(touched).toBeGreaterThan(25);
    expect(touched).toBeLessThan(80);
    const again = await openSandbox({ seed: 5 });
    const other = await openClient(again.sandbox);
    await again.sandbox.control.addFault({ kind: "siram_40", rate: 0.25 });
    const second: string[] = [];
    for (let time = 0; time < 200; time += 1) second.push((await other.search(ZOE)).code ?? "");
    other.close();
    await again.end();
    expect(second).toEqual(first);
  });

  it("combines: a slow service that also fails", async () => {
    await fault({ kind: "slow", delayMs: 120 });
    await fault({ kind: "insi_102", count: 1 });
    const start = performance.now();
    expect(await codes(1)).toEqual(["insi_102"]);
    expect(performance.now() - start).toBeGreaterThan(115);
    expect(await codes(1)).toEqual(["00"]);
  });

  it("does not hide what the gateway itself refuses", async () => {
    await fault({ kind: "siram_40" });
    const other = await openClient(open.sandbox, "wrong-cn");
    expect((await other.search(ZOE)).code).toBe("desir_560");
    other.close();
  });
});

describe("faults of the line", () => {
  it("refuse closes new connections and those that are open", async () => {
    expect(await codes(1)).toEqual(["00"]);
    await fault({ kind: "refuse", count: 2 });
    expect(await codes(3)).toEqual(["cut", "cut", "00"]);
  });

  it("reset cuts in the middle of the answer", async () => {
    await fault({ kind: "reset", count: 1 });
    expect(await codes(2)).toEqual(["cut", "00"]);
  });

  it("truncate gives half of the XML with a right length", async () => {
    await fault({ kind: "truncate", count: 1 });
    const answer = await ask();
    expect(answer).toMatchObject({ status: 200 });
    if (typeof answer !== "string") expect(answer.body).not.toContain("Envelope>");
    expect(await codes(1)).toEqual(["00"]);
  });

  it("timeout never answers, and does not hold the stop", async () => {
    await fault({ kind: "timeout", count: 1 });
    const waiting = ask();
    const first = await Promise.race([waiting, new Promise((resolve) => setTimeout(() => resolve("waits"), 150))]);
    expect(first).toBe("waits");
    await open.sandbox.stop();
    expect(await waiting).toMatch(/hang up|ECONNRESET/);
  });

  it("latency delays every answer", async () => {
    const slow = await openSandbox({ latencyMs: 80 });
    const other = await openClient(slow.sandbox);
    const start = performance.now();
    await other.search(ZOE);
    expect(performance.now() - start).toBeGreaterThan(75);
    other.close();
    await slow.end();
  });
});

describe("log of the calls", () => {
  it("names nobody and tells the same question asked again", async () => {
    const { control } = open.sandbox;
    await codes(2);
    await client.search({ ...ZOE, givenNames: ["OLA"] });
    await client.search({ ...ZOE, sex: "X" });
    const calls = await control.calls();
    const search = { birthName: "ADRUN", givenName: "ZOE", sex: "F", birthDate: "1975-12-31", birthPlace: null } as const;
    expect(calls.map((call) => call.outcome)).toEqual(["00", "00", "01", "insi_33"]);
    expect(calls.map((call) => call.person)).toEqual(["official/0", "official/0", null, null]);
    expect(calls.filter((call) => call.query === queryKey(search))).toHaveLength(2);
    expect(calls.filter((call) => call.identity === identityKey(search))).toHaveLength(3);
    expect(new Set(calls.map((call) => call.messageId)).size).toBe(4);
    expect(JSON.stringify(calls)).not.toMatch(/ADRUN|ZOE|1975|275126/);
    expect((await control.status()).calls).toEqual({ total: 4, outcomes: { "00": 2, "01": 1, insi_33: 1 } });
    await control.clearCalls();
    expect(await control.calls()).toEqual([]);
  });

  it("tells what cut an exchange", async () => {
    await fault({ kind: "truncate", count: 1 });
    await codes(1);
    expect((await open.sandbox.control.calls()).map((call) => call.outcome)).toEqual(["truncate"]);
  });
});
