import { describe, expect, it } from "vitest";
import { SegurError } from "../../../src/domain/errors.js";
import { InsiFault } from "../../../src/gateways/insi/port.js";
import { type CallIntent, intendedTrace, retryLater, tracedCall } from "../../../src/services/ins/call.js";
import { type TestCabinet, testCabinet } from "../support/cabinet.js";
import { newPatient, OFFICIAL } from "../support/patients.js";

const ANSWER = { code: "01", label: "Aucune identite trouvee", individual: null, warnings: [] };

async function prepared(): Promise<{ cabinet: TestCabinet; intent: CallIntent }> {
  const cabinet = await testCabinet();
  const [patient] = await cabinet.add(newPatient(OFFICIAL.adrun));
  if (patient === undefined) throw new Error("no patient");
  const criteria = { birthName: "ADRUN", givenName: "ZOE", sex: "F", birthDate: "1975-12-31" } as const;
  return { cabinet, intent: { patientId: patient.id, operation: "search.traits", automatic: true, criteria } };
}

function fault(retry: "later" | "never" | "stop"): InsiFault {
  return new InsiFault({
    kind: "unreachable",
    code: "insi.fault",
    message: "INSi est indisponible.",
    why: "insi_102",
    retry,
    serviceCode: "insi_102",
    siram: "siram_40",
  });
}

describe("tracedCall", () => {
  it("does not call when the intention cannot be written", async () => {
    const { cabinet, intent } = await prepared();
    let called = false;
    const full = {
      append: () => Promise.reject(new SegurError({ kind: "storage", code: "storage.full", message: "Disque plein." })),
    };
    const call = tracedCall({ ...cabinet, traces: full }, intent, undefined, async () => {
      called = true;
      return ANSWER;
    });
    await expect(call).rejects.toMatchObject({ code: "storage.full" });
    expect(called).toBe(false);
  });

  it("has its intention on disk while the call is under way, and its answer as received after", async () => {
    const { cabinet, intent } = await prepared();
    const answer = await tracedCall(cabinet, intent, undefined, async ({ messageId }) => {
      const before = await cabinet.traces.list({ messageId, limit: 10 });
      expect(before.map((trace) => trace.kind)).toEqual(["insi.intended"]);
      expect(before[0]?.data).toEqual({ operation: "search.traits", automatic: true, criteria: intent.criteria });
      return ANSWER;
    });
    expect(answer).toBe(ANSWER);
    const [, answered] = await cabinet.traces.list({
      patientId: intent.patientId,
      limit: 10,
      kinds: ["insi.intended", "insi.answered"],
    });
    expect(answered).toMatchObject({ kind: "insi.answered", code: "01", data: { operation: "search.traits", answer: ANSWER } });
  });

  it("writes a fault with the service's code before it is thrown on", async () => {
    const { cabinet, intent } = await prepared();
    const thrown = fault("later");
    await expect(tracedCall(cabinet, intent, "m-1", () => Promise.reject(thrown))).rejects.toBe(thrown);
    const traces = await cabinet.traces.list({ messageId: "m-1", limit: 10 });
    expect(traces.map((trace) => [trace.kind, trace.code])).toEqual([
      ["insi.intended", undefined],
      ["insi.answered", "insi_102"],
    ]);
    expect(traces[1]?.data).toMatchObject({ fault: { siram: "siram_40", retry: "later", why: "insi_102" } });
  });

  it("keeps nothing of the text of a defect, which may quote a patient", async () => {
    const { cabinet, intent } = await prepared();
    const defect = new TypeError("cannot read ADRUN");
    await expect(tracedCall(cabinet, intent, "m-2", () => Promise.reject(defect))).rejects.toBe(defect);
    const [, answered] = await cabinet.traces.list({ messageId: "m-2", limit: 10 });
    expect(answered).toMatchObject({ code: "internal" });
    expect(JSON.stringify(answered?.data)).not.toContain("ADRUN");
  });

  it("throws the storage error rather than give an answer that is not on disk", async () => {
    const { cabinet, intent } = await prepared();
    let appends = 0;
    const traces = {
      append: async (list: Parameters<typeof cabinet.traces.append>[0]) => {
        appends += 1;
        if (appends === 2) throw new SegurError({ kind: "storage", code: "storage.full", message: "Disque plein." });
        await cabinet.traces.append(list);
      },
    };
    await expect(tracedCall({ ...cabinet, traces }, intent, "m-3", async () => ANSWER)).rejects.toMatchObject({
      code: "storage.full",
    });
    expect((await cabinet.traces.list({ messageId: "m-3", limit: 10 })).map((trace) => trace.kind)).toEqual(["insi.intended"]);
  });

  it("does not write again an intention that a run wrote in bulk", async () => {
    const { cabinet, intent } = await prepared();
    await cabinet.traces.append([intendedTrace(cabinet, intent, "m-4")]);
    await tracedCall(cabinet, intent, "m-4", async () => ANSWER, { intended: true });
    const kinds = (await cabinet.traces.list({ messageId: "m-4", limit: 10 })).map((trace) => trace.kind);
    expect(kinds).toEqual(["insi.intended", "insi.answered"]);
    await expect(tracedCall(cabinet, intent, undefined, async () => ANSWER, { intended: true })).rejects.toBeInstanceOf(
      TypeError,
    );
  });

  it("tells OK or KO as the code of a verification", async () => {
    const { cabinet, intent } = await prepared();
    await tracedCall(cabinet, { ...intent, operation: "verify" }, "m-5", async () => ({ code: "00", result: "KO", label: "KO" }));
    const [, answered] = await cabinet.traces.list({ messageId: "m-5", limit: 10 });
    expect(answered?.code).toBe("KO");
  });
});

describe("retryLater", () => {
  const clock = (slept: number[]) => ({
    sleep: async (ms: number) => {
      slept.push(ms);
    },
  });

  it.each([["never"], ["stop"]] as const)("does not ask again after a fault that says %s", async (retry) => {
    const slept: number[] = [];
    const indexes: number[] = [];
    const attempt = (index: number): Promise<never> => {
      indexes.push(index);
      return Promise.reject(fault(retry));
    };
    await expect(retryLater(clock(slept), attempt)).rejects.toMatchObject({ retry });
    expect(indexes).toEqual([0]);
    expect(slept).toEqual([]);
  });

  it("asks three times at most, a little later each time", async () => {
    const slept: number[] = [];
    let calls = 0;
    const attempt = (): Promise<never> => {
      calls += 1;
      return Promise.reject(fault("later"));
    };
    await expect(retryLater(clock(slept), attempt)).rejects.toBeInstanceOf(InsiFault);
    expect(calls).toBe(3);
    expect(slept).toEqual([500, 2_000]);
  });

  it("gives the first answer that comes", async () => {
    const attempt = async (index: number): Promise<string> => {
      if (index === 0) throw fault("later");
      return `attempt ${index}`;
    };
    await expect(retryLater(clock([]), attempt)).resolves.toBe("attempt 1");
  });

  it("does not ask again once the person interrupted", async () => {
    const stop = new AbortController();
    let calls = 0;
    const attempt = (): Promise<never> => {
      calls += 1;
      stop.abort();
      return Promise.reject(fault("later"));
    };
    await expect(retryLater(clock([]), attempt, stop.signal)).rejects.toBeInstanceOf(InsiFault);
    expect(calls).toBe(1);
  });
});
