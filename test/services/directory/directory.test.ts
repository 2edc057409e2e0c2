import { createHash } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadTrust } from "../../../src/gateways/client-certificate.js";
import { createDirectoryClient } from "../../../src/gateways/directory/client.js";
import { createExtractionSource } from "../../../src/gateways/directory/extraction.js";
import { addToBook, removeFromBook } from "../../../src/services/directory/book.js";
import { findMailboxes } from "../../../src/services/directory/find.js";
import { downloadExtractions, importExtraction } from "../../../src/services/directory/import.js";
import { resolveRecipient } from "../../../src/services/directory/resolve.js";
import { type Answer, bundle, json, mssante, practitioner, startAnnuaire } from "../../support/annuaire.js";
import { mailbox } from "../../support/mailbox.js";
import { testCabinet } from "../support/cabinet.js";

const HEAD = "Type de BAL|Adresse BAL|Identifiant PP|Nom d'exercice|Prénom d'exercice|Code postal|";
const PEOPLE = [
  "PER|anne.martin@medecin.mssante.fr|10000000001|MARTIN|Anne|29200|",
  "PER|paul.martin@medecin.mssante.fr|10000000002|MARTIN|Paul|75011|",
  "PER|luc.durand@chu.mssante.fr|10000000003|DURAND|Luc|75011|",
];
const TEXT = [HEAD, ...PEOPLE].join("\n");

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

async function loaded(options: Parameters<typeof testCabinet>[0] = {}) {
  const cabinet = await testCabinet(options);
  await importExtraction(cabinet, { name: "x_202611240815.txt", bytes: bytes(TEXT) });
  return cabinet;
}

/** A cabinet that asks a real HTTPS annuaire. */
async function connected(answer: Answer, open: typeof loaded = loaded) {
  const server = await startAnnuaire(answer);
  const cabinet = await open({
    directory: {
      online: async () => {
        const clock = { now: () => new Date(), sleep: async () => undefined };
        const client = createDirectoryClient({
          url: `${server.origin}/fhir`,
          apiKey: "k",
          secureContext: loadTrust(server.ca),
          clock,
          labelOf: () => null,
          timeoutMs: 5_000,
        });
        onTestFinished(() => client.close());
        return client;
      },
    },
  });
  return { cabinet, server };
}

const offline = { online: async () => null };

describe("a search of the annuaire", () => {
  it("says that there is nothing to search, and how to get it", async () => {
    const cabinet = await testCabinet({ directory: offline });
    await expect(findMailboxes(cabinet, { text: "martin", limit: 5 })).rejects.toMatchObject({
      code: "directory.none",
      kind: "config",
    });
    await expect(findMailboxes(cabinet, { limit: 5 })).rejects.toMatchObject({ code: "directory.nothing_asked", kind: "usage" });
  });

  it("gives the correspondents of the cabinet first, each mailbox once", async () => {
    const cabinet = await loaded({ directory: offline });
    await addToBook(cabinet, "10000000002");
    const { items } = await findMailboxes(cabinet, { familyName: "martin", limit: 5 });
    expect(items.map(({ mailbox, origin, id }) => [mailbox.givenName, origin, id])).toEqual([
      ["Paul", "book", "C1"],
      ["Anne", "copy", null],
    ]);
  });

  it("asks the service when nothing is found here, or when it is asked to", async () => {
    const { cabinet, server } = await connected((_request, response) =>
      json(response, bundle(practitioner("p", "MARTIN", [mssante("nouvelle@b.mssante.fr")]))),
    );
    expect((await findMailboxes(cabinet, { familyName: "martin", limit: 5 })).items).toHaveLength(2);
    expect(server.asked).toEqual([]);
    const { items } = await findMailboxes(cabinet, { familyName: "martin", limit: 5 }, { online: true });
    expect(items.map(({ origin }) => origin).sort()).toEqual(["copy", "copy", "online"]);
  });

  it("gives what is known here when the service does not answer, and says so", async () => {
    const { cabinet } = await connected((_request, response) => json(response, {}, 503));
    const { items, failure } = await findMailboxes(cabinet, { familyName: "martin", limit: 5 }, { online: true });
    expect([items.length, failure?.code]).toEqual([2, "directory.down"]);
    await expect(findMailboxes(cabinet, { familyName: "inconnu", limit: 5 })).rejects.toMatchObject({ code: "directory.down" });
  });
});

describe("the recipient of a message", () => {
  it.each([
    ["10000000001", "anne.martin@medecin.mssante.fr"],
    ["810000000001", "anne.martin@medecin.mssante.fr"],
    ["martin paul", "paul.martin@medecin.mssante.fr"],
    ["Anne.Martin@Medecin.mssante.fr", "anne.martin@medecin.mssante.fr"],
  ])("%s is one mailbox", async (typed, address) => {
    const cabinet = await loaded({ directory: offline });
    expect(await resolveRecipient(cabinet, typed)).toMatchObject({ address, mailbox: { address } });
  });

  it("is not chosen by us: candidates without a terminal, a choice with one", async () => {
    const cabinet = await loaded({ directory: offline });
    await expect(resolveRecipient(cabinet, "martin")).rejects.toMatchObject({
      code: "directory.recipient_ambiguous",
      kind: "decision",
      details: { candidates: [{ givenName: "Anne" }, { givenName: "Paul" }] },
    });
    const choose = async (candidates: readonly { mailbox: unknown }[]) => candidates[1] as never;
    expect(await resolveRecipient(cabinet, "martin", { choose })).toMatchObject({ address: "paul.martin@medecin.mssante.fr" });
  });

  it("is not the only one that the address book knows, where no copy says that there is no other", async () => {
    const answers = { status: 200 };
    const { cabinet } = await connected((_request, response) => {
      const people = ["anne", "paul"].map((given) => practitioner(given, "MARTIN", [mssante(`${given}@b.mssante.fr`)]));
      json(response, bundle(...people), answers.status);
    }, testCabinet);
    await addToBook(cabinet, "anne@b.mssante.fr", { nickname: "cardio" });
    await cabinet.directory.book.put({ ...mailbox({ address: "anne@b.mssante.fr", familyName: "MARTIN" }), nickname: "cardio" });
    await expect(resolveRecipient(cabinet, "martin")).rejects.toMatchObject({ code: "directory.recipient_ambiguous" });
    answers.status = 503;
    await expect(resolveRecipient(cabinet, "martin")).rejects.toMatchObject({ code: "directory.down" });
    expect(await resolveRecipient(cabinet, "cardio")).toMatchObject({ address: "anne@b.mssante.fr" });
  });

  it.each([
    ["personne", "directory.recipient_unknown", "not_found"],
    ["123456789012345@patient.mssante.fr", "directory.patient_box", "refused"],
    ["anne@gmail.com", "directory.outside_trust", "refused"],
    ["anne@mssante.fr.example.org", "directory.outside_trust", "refused"],
    ["anne@b.mssante.fr\r\nBcc: x@y.fr", "directory.address_wrong", "usage"],
  ])("%j is refused", async (typed, code, kind) => {
    const cabinet = await loaded({ directory: offline });
    const error = await resolveRecipient(cabinet, typed).catch((each: unknown) => each);
    expect(error).toMatchObject({ code, kind });
    expect(JSON.stringify(error)).not.toContain("123456789012345");
  });

  it("may be of the trust space without being in the annuaire", async () => {
    const cabinet = await loaded({ directory: offline });
    expect(await resolveRecipient(cabinet, "nouveau@chu.mssante.fr")).toEqual({
      address: "nouveau@chu.mssante.fr",
      mailbox: null,
    });
    expect(await resolveRecipient(cabinet, "a@bac.test.example", { domains: ["test.example"] })).toMatchObject({ mailbox: null });
  });
});

describe("the address book", () => {
  it("names a correspondent by a nickname, before any name that starts alike", async () => {
    const cabinet = await loaded({ directory: offline });
    expect(await addToBook(cabinet, "10000000003", { nickname: "martin" })).toMatchObject({ id: "C1" });
    expect(await resolveRecipient(cabinet, "Martin")).toMatchObject({ address: "luc.durand@chu.mssante.fr" });
    expect(await resolveRecipient(cabinet, "c1")).toMatchObject({ address: "luc.durand@chu.mssante.fr" });
    // A nickname that changes hands in silence sends the next message to somebody else.
    await expect(addToBook(cabinet, "10000000001", { nickname: "MARTIN" })).rejects.toMatchObject({
      ...{ code: "book.nickname_taken", kind: "refused", details: { correspondent: "C1" } },
      advice: expect.stringContaining("segur mss book remove C1"),
    });
    expect(await addToBook(cabinet, "10000000003", { nickname: "Martin" })).toMatchObject({ id: "C1" });
    expect(await addToBook(cabinet, "10000000001", { nickname: "cardio" })).toMatchObject({ id: "C3" });
    const entries = await cabinet.directory.book.list({ limit: 9 });
    expect(entries.map(({ id, nickname }) => [id, nickname]).sort()).toEqual([
      ["C1", "Martin"],
      ["C3", "cardio"],
    ]);
    expect(await removeFromBook(cabinet, "c1")).toBe("C1");
    await expect(removeFromBook(cabinet, "C1")).rejects.toMatchObject({ code: "book.unknown" });
    await expect(addToBook(cabinet, "10000000001", { nickname: "C3" })).rejects.toMatchObject({ code: "book.nickname" });
  });
});

describe("an import", () => {
  it("is refused when its fingerprint is not the one announced, the copy before stays", async () => {
    const cabinet = await loaded();
    const other = [HEAD, PEOPLE[0]].join("\n");
    const sha1 = createHash("sha1").update(other).digest("hex");
    await expect(importExtraction(cabinet, { name: null, bytes: bytes(other) }, { sha1: "0".repeat(40) })).rejects.toMatchObject({
      code: "directory.fingerprint",
    });
    expect(await (await cabinet.directory.copy()).info()).toMatchObject({
      mailboxes: 3,
      extractedAt: "2026-11-24T08:15:00.000Z",
    });
    expect(await importExtraction(cabinet, { name: null, bytes: bytes(other) }, { sha1 })).toMatchObject({
      mailboxes: 1,
      extractedAt: null,
    });
  });

  it("stops at once when it is interrupted", async () => {
    const cabinet = await loaded();
    const signal = AbortSignal.abort();
    await expect(importExtraction(cabinet, { name: null, bytes: bytes(TEXT) }, { signal })).rejects.toMatchObject({
      kind: "interrupted",
    });
  });

  const publisher =
    (text: string, name: string): Answer =>
    (request, response, url) => {
      if (url.pathname === "/moved") return void response.writeHead(302, { location: "/file" }).end();
      if (url.pathname === "/plain") return void response.writeHead(302, { location: "http://127.0.0.1/file" }).end();
      if (url.pathname === "/gone") return void response.writeHead(404).end();
      response.writeHead(200, {
        "content-disposition": `attachment; filename="${name}"`,
        "content-length": Buffer.byteLength(text),
      });
      if (url.pathname === "/cut") return void response.write(text.slice(0, 50), () => response.socket?.destroy());
      response.end(request.method === "HEAD" ? "" : text);
    };

  async function downloading(path: string, name = "E_202611250815.txt") {
    const server = await startAnnuaire(publisher(TEXT, name));
    const extraction = async () =>
      createExtractionSource({ url: server.origin + path, secureContext: loadTrust(server.ca), idleMs: 5_000 });
    return { server, cabinet: await loaded({ directory: { extraction } }) };
  }

  it("downloads what is new, through a redirection, and nothing twice", async () => {
    const { server, cabinet } = await downloading("/moved");
    expect(await downloadExtractions(cabinet)).toMatchObject({
      mailboxes: { mailboxes: 3, extractedAt: "2026-11-25T08:15:00.000Z" },
      people: null,
    });
    expect(await downloadExtractions(cabinet)).toEqual({ mailboxes: null, people: null });
    expect(server.asked).toEqual(["HEAD /moved", "HEAD /file", "GET /moved", "GET /file", "HEAD /moved", "HEAD /file"]);
    expect(await downloadExtractions(cabinet, { force: true })).toMatchObject({ mailboxes: { mailboxes: 3 } });
  });

  it.each(["/gone", "/plain", "/cut"])("keeps the copy before when the download fails (%s)", async (path) => {
    const { cabinet } = await downloading(path);
    await expect(downloadExtractions(cabinet, { force: true })).rejects.toMatchObject({ kind: "unreachable" });
    expect(await (await cabinet.directory.copy()).info()).toMatchObject({ extractedAt: "2026-11-24T08:15:00.000Z" });
  });
});
