import { describe, expect, it } from "vitest";
import type { DocumentEntry } from "../../../../src/domain/document/entry.js";
import { stream } from "../../../../src/gateways/dmp/td3/stream.js";
import { queryAnswer, registered, uuidOf } from "../support/registry.js";
import { CALL, PATIENT, sampleEntry } from "../support/samples.js";
import { messages } from "../support/transport.js";

const FIND = { patient: PATIENT, statuses: ["approved"] } as const;
const failing = (code: string, status: string) =>
  queryAnswer([registered({ entry: sampleEntry() })], status).replace(
    ">",
    `><rs:RegistryErrorList xmlns:rs="urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0"><rs:RegistryError errorCode="${code}" codeContext="${PATIENT.matricule}" severity="urn:x:Error"/></rs:RegistryErrorList>`,
  );

async function all(iterable: AsyncIterable<DocumentEntry>): Promise<DocumentEntry[]> {
  const entries: DocumentEntry[] = [];
  for await (const entry of iterable) entries.push(entry);
  return entries;
}

describe("TD3.1", () => {
  it("refuses by the registry's first error, without the matricule", async () => {
    const { client } = messages(() => ({ body: failing("XDSTooManyResults", "Failure") }));
    await expect(all(client.findDocuments(FIND, CALL))).rejects.toMatchObject({
      kind: "refused",
      retry: "never",
      serviceCode: "XDSTooManyResults",
      why: "XDSTooManyResults : […]",
      uncertain: false,
    });
  });

  it("gives a partial answer and says that it is", async () => {
    const warnings: string[] = [];
    const { client } = messages(() => ({ body: failing("XDSRegistryError", "PartialSuccess") }), {
      warn: ({ code }) => warnings.push(code),
    });
    expect(await all(client.findDocuments(FIND, CALL))).toHaveLength(1);
    expect(warnings).toEqual(["answer.partial"]);
  });

  it("takes an answer without status for no answer", async () => {
    const { client } = messages(() => ({ body: "<html/>" }));
    await expect(all(client.findDocuments(FIND, CALL))).rejects.toMatchObject({ code: "dmp.fault.unreadable" });
    await expect(client.locate(PATIENT, { uniqueIds: ["1.2.3"] }, CALL)).rejects.toMatchObject({ retry: "later" });
  });

  it("locates by reference, whole objects included, each once", async () => {
    const reference = `<rim:ObjectRef id="${uuidOf(3)}"/>`;
    const { client, recorded } = messages(() => ({
      body: queryAnswer([reference, reference, registered({ entry: sampleEntry() })]),
    }));
    expect(await client.locate(PATIENT, { uniqueIds: ["1.2.3"] }, CALL)).toEqual([uuidOf(3), uuidOf(1)]);
    expect(recorded[0]?.exchange).toMatchObject({ transaction: "TD3.1", service: "registry", patient: PATIENT });
  });

  it("asks nothing about nothing", async () => {
    const { client, recorded } = messages(() => ({ body: queryAnswer([]) }));
    expect(await client.getDocuments(PATIENT, { uniqueIds: [] }, CALL)).toEqual([]);
    expect(await client.getAssociations(PATIENT, [], CALL)).toEqual([]);
    expect(await client.locate(PATIENT, { entryUuids: [] }, CALL)).toEqual([]);
    expect(await client.retrieve(PATIENT, [], async () => {}, CALL)).toEqual([]);
    expect(recorded).toEqual([]);
  });
});

describe("stream", () => {
  it("gives what came before an error, then the error", async () => {
    const given: number[] = [];
    const failure = new Error("cut");
    const read = async () => {
      const items = stream<number>(async (push) => {
        push(1);
        await Promise.resolve();
        push(2);
        throw failure;
      }, undefined);
      for await (const item of items) given.push(item);
    };
    await expect(read()).rejects.toBe(failure);
    expect(given).toEqual([1, 2]);
  });

  it("stops the producer when the reader stops, and waits for it", async () => {
    let ended = false;
    const items = stream<number>(async (push, signal) => {
      push(1);
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      ended = true;
      signal.throwIfAborted();
    }, undefined);
    for await (const item of items) if (item === 1) break;
    expect(ended).toBe(true);
  });

  it("follows the caller's signal", async () => {
    const outer = new AbortController();
    const items = stream<number>(async (_push, signal) => {
      outer.abort(new Error("Ctrl-C"));
      signal.throwIfAborted();
    }, outer.signal);
    await expect(items.next()).rejects.toThrow("Ctrl-C");
  });
});
