import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SegurError } from "../../../src/domain/errors.js";
import { attempt } from "../../../src/services/outbox/attempt.js";
import { cancelLine } from "../../../src/services/outbox/cancel.js";
import { retry } from "../../../src/services/outbox/retry.js";
import type { NewOutboxItem, OutboxItem } from "../../../src/store/outbox.port.js";
import { MACHINE, type TestCabinet, testCabinet } from "../support/cabinet.js";
import { Crash, EVENTS, type Event, ModelService } from "./model-service.js";

const NEVER = new AbortController().signal;
let drawn = 0;

async function queued(cabinet: TestCabinet): Promise<OutboxItem> {
  drawn += 1;
  const at = cabinet.clock.now().toISOString();
  const line: NewOutboxItem = {
    kind: "dmp.submit",
    key: `2.25.${drawn}`,
    patientId: null,
    documents: [],
    payload: null,
    contents: [],
    createdAt: at,
    createdBy: "U1",
  };
  const added = await cabinet.outbox.add(line);
  if (added === null) throw new Error("the key was there");
  return added;
}

/** Another process: it sees the earlier ones as dead. */
function process(cabinet: TestCabinet, pid: number): TestCabinet {
  return { ...cabinet, machine: { ...MACHINE, pid, isAlive: (other) => other === pid } };
}

/** One attempt in a process of its own; true when that process lived to its end. */
async function lives(cabinet: TestCabinet, service: ModelService, id: string, pid: number): Promise<boolean> {
  try {
    await attempt(crashing(process(cabinet, pid)), { "dmp.submit": service.handler() }, id, NEVER);
    return true;
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    return false;
  }
}

/** A process that dies settles nothing: what came after the crash did not happen. */
function crashing(cabinet: TestCabinet): TestCabinet {
  const settle: TestCabinet["outbox"]["settle"] = async (id, machine, outcome, traces) => {
    if (outcome.error?.code === "outbox.unexpected") return false;
    return cabinet.outbox.settle(id, machine, outcome, traces);
  };
  return { ...cabinet, outbox: { ...cabinet.outbox, settle } };
}

describe("a line of the outbox", () => {
  it("is there once, whatever happened to each attempt, and never lost", { timeout: 60_000 }, async () => {
    const cabinet = await testCabinet();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...EVENTS), { maxLength: 8 }), async (events) => {
        const service = new ModelService([...events]);
        const line = await queued(cabinet);
        let pid = 100;
        for (let tries = 0; tries < 30; tries++) {
          pid += 1;
          await lives(cabinet, service, line.id, pid);
          const now = await cabinet.outbox.get(line.id);
          if (now?.state === "done") break;
          // A person corrects the cause and asks again.
          if (now?.state === "refused") await cabinet.outbox.requeue(line.id, cabinet.clock.now().toISOString());
        }
        expect((await cabinet.outbox.get(line.id))?.state).toBe("done");
        expect(service.taken.size).toBe(1);
        // What may be there is looked for first: the service never had to refuse a second copy.
        expect(service.duplicates).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it.each<[Event, string, boolean]>([
    ["accept", "done", false],
    ["lost", "uncertain", true],
    ["cut", "uncertain", true],
    ["down", "queued", true],
    ["busy", "queued", true],
    ["refused", "refused", false],
  ])("after %s is %s", async (event, state, tried) => {
    const cabinet = await testCabinet();
    const service = new ModelService([event]);
    const line = await queued(cabinet);
    const result = await attempt(cabinet, { "dmp.submit": service.handler() }, line.id, NEVER);
    expect(result.outcome).toBe(state);
    expect(result.item).toMatchObject({ state, attempts: 1 });
    expect(result.item.nextTryAt !== null).toBe(tried);
    expect(result.item.lastError === null).toBe(state === "done");
  });

  it("stays uncertain while the service cannot be asked, even if it says no more than « no connection »", async () => {
    const cabinet = await testCabinet();
    const service = new ModelService(["lost", "down", "down"]);
    const line = await queued(cabinet);
    const handlers = { "dmp.submit": service.handler() };
    for (const expected of ["uncertain", "uncertain", "uncertain", "done"]) {
      expect((await attempt(cabinet, handlers, line.id, NEVER)).outcome).toBe(expected);
    }
    expect(service.sends).toBe(1);
  });

  it("is not lost by a defect of ours after it left: it is checked, and the defect is told", async () => {
    const cabinet = await testCabinet();
    const service = new ModelService([]);
    const broken = service.handler(() => {
      throw new TypeError("a defect");
    });
    const line = await queued(cabinet);
    await expect(attempt(cabinet, { "dmp.submit": broken }, line.id, NEVER)).rejects.toThrow("a defect");
    expect((await cabinet.outbox.get(line.id))?.state).toBe("uncertain");
    const result = await attempt(cabinet, { "dmp.submit": service.handler() }, line.id, NEVER);
    expect(result).toMatchObject({ outcome: "done", delivery: { code: "confirmed" } });
  });

  it("is refused, for a person to look, when the service knows its identifier and does not show it", async () => {
    const cabinet = await testCabinet();
    const service = new ModelService([]);
    const line = await queued(cabinet);
    service.taken.set(line.key, 0);
    const hidden = { ...service.handler(), confirm: async () => null };
    expect(await attempt(cabinet, { "dmp.submit": hidden }, line.id, NEVER)).toMatchObject({ outcome: "refused" });
  });

  it("is left alone while another process holds it, and tells so", async () => {
    const cabinet = await testCabinet();
    const line = await queued(cabinet);
    const at = cabinet.clock.now();
    const leaseUntil = new Date(at.getTime() + 60_000).toISOString();
    await cabinet.outbox.claim(line.id, { ...MACHINE, pid: 1 }, { now: at.toISOString(), leaseUntil });
    const service = new ModelService([]);
    expect(await attempt(cabinet, { "dmp.submit": service.handler() }, line.id, NEVER)).toMatchObject({
      outcome: "held",
      item: { state: "sending" },
    });
    expect(service.sends).toBe(0);
  });

  it("stops being sent when its lease is lost: somebody else is checking it", { timeout: 10_000 }, async () => {
    const cabinet = await testCabinet({ haste: 1_000 });
    const line = await queued(cabinet);
    const robbed = { ...cabinet, outbox: { ...cabinet.outbox, renew: async () => false } };
    const slow = new ModelService([]).handler();
    const sent = attempt(
      robbed,
      {
        "dmp.submit": {
          ...slow,
          send: (_, { signal, leaving }) => {
            leaving();
            return new Promise((_resolve, reject) => {
              signal.addEventListener("abort", () => reject(new SegurError({ kind: "interrupted", code: "x", message: "x" })));
            });
          },
        },
      },
      line.id,
      NEVER,
    );
    expect(await sent).toMatchObject({ outcome: "uncertain", stop: true });
  });

  it("is journaled once when it ends, with the identity status at that time, and not at each attempt", async () => {
    const cabinet = await testCabinet();
    const service = new ModelService(["busy", "lost"]);
    const line = await queued(cabinet);
    for (let tries = 0; tries < 3; tries++) await attempt(cabinet, { "dmp.submit": service.handler() }, line.id, NEVER);
    const traces = await cabinet.traces.list({ kinds: ["outbox.settled"], limit: 10 });
    expect(traces).toHaveLength(1);
    expect(traces[0]).toMatchObject({
      code: "confirmed",
      data: { outbox: line.id, state: "done", identityStatus: "qualifiee" },
    });
  });

  it("cannot be cancelled once it may have left", async () => {
    const cabinet = await testCabinet();
    const service = new ModelService(["lost"]);
    const line = await queued(cabinet);
    await attempt(cabinet, { "dmp.submit": service.handler() }, line.id, NEVER);
    await expect(cancelLine(cabinet, line.id)).rejects.toMatchObject({ code: "outbox.not_cancellable", kind: "refused" });
    const other = await queued(cabinet);
    expect(await cancelLine(cabinet, ` ${other.id.toLowerCase()} `)).toMatchObject({ state: "cancelled" });
  });
});

describe("a retry", () => {
  it("stops at the first failure of the service, and leaves the lines that follow as they are", async () => {
    const cabinet = await testCabinet();
    const service = new ModelService(["accept", "down"]);
    const lines = [await queued(cabinet), await queued(cabinet), await queued(cabinet)];
    const outcomes: string[] = [];
    for await (const { outcome } of retry(cabinet, { "dmp.submit": service.handler() }, { all: true }, NEVER))
      outcomes.push(outcome);
    expect(outcomes).toEqual(["done", "queued"]);
    expect((await cabinet.outbox.get(lines[2]?.id ?? ""))?.attempts).toBe(0);
  });

  it("takes only what is due, unless lines are named", async () => {
    const cabinet = await testCabinet();
    const service = new ModelService(["busy"]);
    const { id } = await queued(cabinet);
    const handlers = { "dmp.submit": service.handler() };
    await attempt(cabinet, handlers, id, NEVER);
    const tried = async (chosen: Parameters<typeof retry>[2]) => {
      const ids: string[] = [];
      for await (const { item } of retry(cabinet, handlers, chosen, NEVER)) ids.push(item.id);
      return ids;
    };
    expect(await tried({ due: true })).toEqual([]);
    expect(await tried({ ids: [id.toLowerCase()] })).toEqual([id]);
  });

  it("touches nothing when one of the lines named does not exist, and repeats nothing that is not a number", async () => {
    const cabinet = await testCabinet();
    const service = new ModelService([]);
    const { id } = await queued(cabinet);
    const run = async () => {
      for await (const _ of retry(cabinet, { "dmp.submit": service.handler() }, { ids: [id, "DUPONT Jeanne"] }, NEVER));
    };
    const error = await run().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(SegurError);
    expect(error).toMatchObject({ code: "outbox.not_found", message: expect.not.stringContaining("DUPONT") });
    expect(service.sends).toBe(0);
  });

  it("ends by saying that it was interrupted, and that nothing is lost", async () => {
    const cabinet = await testCabinet();
    const { id } = await queued(cabinet);
    const stop = new AbortController();
    stop.abort();
    const run = async () => {
      for await (const _ of retry(cabinet, { "dmp.submit": new ModelService([]).handler() }, { all: true }, stop.signal));
    };
    await expect(run()).rejects.toMatchObject({ kind: "interrupted", details: { outbox: id } });
  });
});
