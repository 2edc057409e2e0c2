import { describe, expect, it, onTestFinished } from "vitest";
import { loadTrust } from "../../../src/gateways/client-certificate.js";
import { createDirectoryClient } from "../../../src/gateways/directory/client.js";
import { createExtractionSource } from "../../../src/gateways/directory/extraction.js";
import { type Answer, bundle, json, mssante, practitioner, startAnnuaire } from "../../support/annuaire.js";

async function client(answer: Answer, timeoutMs = 5_000) {
  const server = await startAnnuaire(answer);
  const opened = createDirectoryClient({
    url: `${server.origin}/fhir`,
    apiKey: "cle-secrete",
    secureContext: loadTrust(server.ca),
    clock: { now: () => new Date(), sleep: async () => undefined },
    labelOf: () => null,
    timeoutMs,
  });
  onTestFinished(() => opened.close());
  return { opened, server };
}

const QUERY = { familyName: "martin", limit: 50 };

describe("a hostile FHIR server", () => {
  it.each<readonly [string, string, Answer]>([
    [
      "redirects elsewhere",
      "directory.moved",
      (_, response) => void response.writeHead(307, { location: "https://127.0.0.2/" }).end(),
    ],
    [
      "has its next page elsewhere",
      "directory.answer",
      (_, response) => json(response, { ...bundle(), link: [{ relation: "next", url: "https://127.0.0.2/fhir/_page?id=1" }] }),
    ],
    [
      "has its next page outside HTTPS",
      "directory.answer",
      (_, response) => json(response, { ...bundle(), link: [{ relation: "next", url: "http://127.0.0.1/fhir/_page?id=1" }] }),
    ],
    ["is no FHIR server", "directory.answer", (_, response) => json(response, "<html>")],
    ["cuts its answer", "directory.unreachable", (_, response) => void response.write("{", () => response.socket?.destroy())],
  ])("that %s is refused with its reason", async (_, code, answer) => {
    const { opened, server } = await client(answer);
    const error = await opened.search(QUERY).catch((each: unknown) => each);
    expect(error).toMatchObject({ code, why: expect.any(String), advice: expect.any(String) });
    expect(JSON.stringify(error)).not.toMatch(/cle-secrete|martin/i);
    expect(server.asked).toHaveLength(1);
  });

  it("that never ends its pages is left after ten, and the list says that it is cut", async () => {
    const { opened, server } = await client((_, response, url) => {
      const page = Number(url.searchParams.get("page") ?? 0);
      const next = [{ relation: "next", url: `/fhir/_page?page=${page + 1}` }];
      json(response, { ...bundle(practitioner(`p${page}`, "MARTIN", [mssante(`m${page}@b.mssante.fr`)])), link: next });
    });
    expect(await opened.search(QUERY)).toMatchObject({ items: { length: 10 }, truncated: true });
    expect(server.asked).toHaveLength(10);
  });

  it("that sends without end is cut at what an answer may be", async () => {
    let sent = 0;
    const { opened } = await client((_, response) => {
      const block = Buffer.alloc(1 << 20, " ");
      response.on("error", () => undefined);
      const more = () => {
        while (!response.destroyed && sent < 1_000_000_000) {
          sent += block.length;
          if (!response.write(block)) return void response.once("drain", more);
        }
        response.end();
      };
      more();
    });
    await expect(opened.search(QUERY)).rejects.toMatchObject({
      code: "directory.unreachable",
      why: expect.stringMatching(/trop grande/),
    });
    expect(sent).toBeLessThan(100_000_000);
  });

  it("that is too slow is not waited for", async () => {
    const { opened } = await client((_, response) => void response.write(" "), 300);
    await expect(opened.search(QUERY)).rejects.toMatchObject({
      code: "directory.unreachable",
      why: expect.stringMatching(/à temps/),
    });
  });

  it("gives no address that is none, and no text that draws on a screen", async () => {
    const addresses = [
      ...[
        "a@b.mssante.fr\r\nBcc: x@y.fr",
        "a@\u202eb.mssante.fr",
        "a@mss\u0430nte.fr",
        "<a@b.mssante.fr>",
        "a@b.mssante.fr,c@d.fr",
      ],
      ...[`${"a".repeat(1_000_000)}@b.mssante.fr`, "a\u200b@b.mssante.fr", "bonne@b.mssante.fr"],
    ];
    const person = practitioner(
      "p",
      "MARTIN\u001b[2J\r\nTo: x\u202e",
      addresses.map((each) => mssante(each)),
    );
    const given = [{ family: person.name[0]?.family, given: ["A".repeat(1_000_000)], suffix: ["\u001b]0;DR\u0007"] }];
    const { opened } = await client((_, response) => json(response, bundle({ ...person, name: given })));
    const { items } = await opened.search(QUERY);
    expect(items.map(({ address }) => address)).toEqual(["bonne@b.mssante.fr"]);
    expect(items[0]).toMatchObject({ familyName: "MARTIN [2J To: x", civility: "]0;DR" });
    expect(items[0]?.givenName).toHaveLength(200);
  });
});

describe("a hostile publisher of the extraction", () => {
  const source = async (answer: Answer, options: { readonly maxBytes?: number; readonly idleMs?: number } = {}) => {
    const server = await startAnnuaire(answer);
    return createExtractionSource({ url: `${server.origin}/x`, secureContext: loadTrust(server.ca), idleMs: 5_000, ...options });
  };
  const read = async (from: Awaited<ReturnType<typeof source>>) => {
    for await (const _ of (await from.download()).bytes);
  };

  it("is left when it redirects for ever, sends too much, or nothing", async () => {
    const forever = await source((_, response) => void response.writeHead(302, { location: "/x" }).end());
    await expect(read(forever)).rejects.toMatchObject({ code: "directory.download", why: expect.stringMatching(/sans fin/) });
    const large = await source((_, response) => void response.end(Buffer.alloc(2_000_000)), { maxBytes: 1_000_000 });
    await expect(read(large)).rejects.toMatchObject({ code: "directory.unreachable", why: expect.stringMatching(/trop grande/) });
    const silent = await source((_, response) => void response.write("Type"), { idleMs: 300 });
    await expect(read(silent)).rejects.toMatchObject({ code: "directory.unreachable" });
  });
});
