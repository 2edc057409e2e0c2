import { createHash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { needSandbox } from "../../../src/sandbox/control/client.js";
import type { NewDmpFault } from "../../../src/sandbox/port.js";
import { heldByBuffers } from "../../support/memory.js";
import { cda, deposit, entriesOf, find, newOid, partsOf, retrieve, testDocument, xades } from "./submission.js";
import { ACTIONS, LAURENCE, openDmp, statusBody, type TestDmp } from "./support.js";

let dmp: TestDmp;
beforeAll(async () => {
  dmp = await openDmp();
});
afterAll(() => dmp.end());
afterEach(() => dmp.sandbox.control.clearDmpFaults());

const fault = (kind: NewDmpFault["kind"], more: Partial<NewDmpFault> = {}) =>
  dmp.sandbox.control.addDmpFault({ kind, count: 1, ...more });
const status = () => dmp.client.send("patients", ACTIONS.status, statusBody(LAURENCE));
const put = (document = testDocument()) => deposit(dmp.client, dmp.sandbox, { documents: [document] });

describe("scripted faults", () => {
  it("lost: the document is registered, the answer never comes, the next attempt is a duplicate", async () => {
    const one = testDocument();
    await fault("lost");
    await expect(put(one)).rejects.toThrow();
    expect(await put(one)).toMatchObject({ code: "XDSDuplicateUniqueIdInRegistry" });
    expect((await dmp.sandbox.control.dmpDocuments()).filter(({ uniqueId }) => uniqueId === one.uniqueId)).toHaveLength(1);
  });

  it("busy, denied, invalid-certificate: told in the way of each service", async () => {
    await fault("busy", { count: 3 });
    expect(await find(dmp.client)).toMatchObject({ status: 200, code: "XDSRegistryBusy" });
    expect(await put()).toMatchObject({ status: 200, code: "XDSRepositoryBusy" });
    expect(await status()).toMatchObject({ status: 500, code: "soap:ServerBusy" });
    await fault("denied", { count: 2 });
    expect(await find(dmp.client)).toMatchObject({ status: 200, code: "DMPAccessDeniedByRightsService" });
    expect(await status()).toMatchObject({ status: 500, code: "soap:DMPAccessDeniedByRightsService" });
    await fault("invalid-certificate");
    expect(await status()).toMatchObject({ status: 500, code: "soap:DMPInvalidCertificate" });
    expect(await status()).toMatchObject({ success: true });
  });

  it("a deposit that was refused before its end is read to its end, and heard", async () => {
    await fault("busy");
    const piece = Buffer.alloc(1024 * 1024, 0x41);
    const parts = Array.from({ length: 20 }, () => piece);
    const reply = await deposit(dmp.client, dmp.sandbox, {
      documents: [testDocument()],
      parts: (right) => [{ contentId: "big", body: parts }, ...right],
    });
    expect(reply.code).toBe("XDSRepositoryBusy");
  });

  it("down is HTTP 503, http500 a fault inside a multipart", async () => {
    await fault("down");
    expect(await status()).toMatchObject({ status: 503 });
    await fault("http500");
    const reply = await retrieve(dmp.client, [newOid()]);
    expect(reply).toMatchObject({ status: 500, code: "soap:ServerError" });
    expect(reply.contentType).toMatch(/^multipart\/related/);
    expect(reply.text).toContain("soap:Receiver");
  });

  it("slow waits", async () => {
    await fault("slow", { delayMs: 120 });
    const from = performance.now();
    await status();
    expect(performance.now() - from).toBeGreaterThanOrEqual(115);
  });

  it("cut stops in the middle of a document", async () => {
    const [entry] = entriesOf(await find(dmp.client));
    await fault("cut");
    // The state that is asked for on the way does not take the fault.
    expect(await status()).toMatchObject({ success: true });
    await expect(retrieve(dmp.client, [entry?.uniqueId ?? ""])).rejects.toThrow();
    expect(partsOf(await retrieve(dmp.client, [entry?.uniqueId ?? ""]))).toHaveLength(1);
  });

  it("hash: as many bytes, not the same", async () => {
    const [entry] = entriesOf(await find(dmp.client));
    await fault("hash");
    const [part] = partsOf(await retrieve(dmp.client, [entry?.uniqueId ?? ""]));
    expect(part?.bytes.length).toBe(entry?.size);
    expect(
      createHash("sha1")
        .update(part?.bytes ?? "")
        .digest("hex"),
    ).not.toBe(entry?.hash);
  });

  it("other-patient: the hash agrees, the patient does not", async () => {
    await fault("other-patient");
    const [entry] = entriesOf(await find(dmp.client));
    const [part] = partsOf(await retrieve(dmp.client, [entry?.uniqueId ?? ""]));
    expect(
      createHash("sha1")
        .update(part?.bytes ?? "")
        .digest("hex"),
    ).toBe(entry?.hash);
    expect(part?.bytes.toString()).toContain("276099912345674");
    expect(part?.bytes.toString()).not.toContain(LAURENCE.matricule);
  });
});

describe("control from another process", () => {
  it("faults, calls, documents, filling", async () => {
    const { control } = await needSandbox(dmp.directory);
    expect(await control.addDmpFault({ kind: "lost", rate: 0.5, count: 2 })).toEqual([
      { kind: "lost", rate: 0.5, remaining: 2, applied: 0, delayMs: 0 },
    ]);
    await control.clearDmpFaults();
    await status();
    const { dmp: report } = await control.status();
    expect(report).toMatchObject({ url: dmp.sandbox.dmp.url, faults: [] });
    expect(report?.calls.outcomes.DMPFound).toBeGreaterThan(0);
    const last = (await control.dmpCalls()).at(-1);
    expect(last).toMatchObject({ transaction: "TD0.2", mode: "INDIRECTE_RENFORCEE", outcome: "DMPFound" });
    expect(JSON.stringify(await control.dmpCalls())).not.toContain(LAURENCE.matricule);
    expect(await control.fillDmp({ matricule: "153078987658513", count: 5 })).toBe(false);
    const before = (await control.dmpDocuments()).length;
    expect(await control.fillDmp({ matricule: LAURENCE.matricule, count: 25 })).toBe(true);
    expect((await control.dmpDocuments()).length - before).toBeGreaterThanOrEqual(25);
    const filled = entriesOf(await find(dmp.client)).find(({ title }) => title === "Examens biologiques n° 1");
    const [part] = partsOf(await retrieve(dmp.client, [filled?.uniqueId ?? ""]));
    expect(
      createHash("sha1")
        .update(part?.bytes ?? "")
        .digest("hex"),
    ).toBe(filled?.hash);
  });
});

describe("a deposit of 50 MB", () => {
  it("is taken as it comes, in bounded memory", async () => {
    const uniqueId = newOid();
    const [head = "", tail = ""] = cda(uniqueId, LAURENCE.matricule, "|").toString().split("|");
    const piece = Buffer.alloc(64 * 1024, 0x42);
    const count = 800;
    async function* content(): AsyncGenerator<Buffer> {
      yield Buffer.from(head);
      for (let index = 0; index < count; index += 1) {
        yield piece;
        if (index % 16 === 0) await turn();
      }
      yield Buffer.from(tail);
    }
    const hash = createHash("sha1");
    for await (const one of content()) hash.update(one);
    const sha1 = hash.digest();
    const size = head.length + tail.length + count * piece.length;
    const setId = newOid();
    const signature = xades(dmp.sandbox, setId, [{ uniqueId, sha1: sha1.toString("base64") }]);
    const document = testDocument({ uniqueId, hash: sha1.toString("hex"), size: String(size) });
    const before = heldByBuffers();
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    }, 2);
    try {
      const reply = await deposit(dmp.client, dmp.sandbox, {
        setId,
        documents: [document],
        signature: () => signature,
        parts: ([, sealed]) => [{ contentId: "Document01@test", body: content() }, ...(sealed === undefined ? [] : [sealed])],
      });
      expect(reply).toMatchObject({ success: true });
    } finally {
      clearInterval(watch);
    }
    // It would be the whole of it, and more, if it were ever held: buffers that wait for their collection are what is left.
    expect(peak).toBeLessThan(size * 0.8);
    expect(entriesOf(await find(dmp.client)).find((one) => one.uniqueId === uniqueId)).toMatchObject({
      size,
      hash: sha1.toString("hex"),
    });
  });
});
