import { readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadTrust } from "../../../src/gateways/client-certificate.js";
import { createDirectoryClient } from "../../../src/gateways/directory/client.js";
import { CALLS_PER_SECOND, createLimiter } from "../../../src/gateways/directory/limiter.js";
import { type Annuaire, type Answer, bundle, json, mssante, practitioner, startAnnuaire } from "../../support/annuaire.js";
import { conformance } from "../support/conformance.js";

const KEY = "cle-secrete-de-test";

/** Time that only passes when somebody sleeps. */
function fakeClock() {
  let now = 0;
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    now += ms;
  };
  return { clock: { now: () => new Date(now), sleep }, slept };
}

function clientOf(server: Annuaire, clock = fakeClock().clock) {
  const labels: Readonly<Record<string, string>> = { "10": "Médecin", SM54: "Médecine générale" };
  const client = createDirectoryClient({
    url: `${server.origin}/fhir/v2`,
    apiKey: KEY,
    secureContext: loadTrust(server.ca),
    clock,
    labelOf: (code) => labels[code] ?? null,
    timeoutMs: 5_000,
  });
  onTestFinished(() => client.close());
  return client;
}

async function asking(answer: Answer) {
  const server = await startAnnuaire(answer);
  return { server, client: clientOf(server) };
}

const sample = (name: string) => readFileSync(conformance.path("directory", name), "utf8");

describe("Annuaire Santé in line", () => {
  it(`reads the official samples page by page ${conformance.reason}`, { skip: conformance.missing }, async () => {
    const { server, client } = await asking((request, response, url) => {
      const here = sample("bundle-practitioner-mss-per.json").replaceAll(
        "https://gateway.api.esante.gouv.fr",
        `https://${request.headers.host}`,
      );
      if (url.pathname.endsWith("/_page")) json(response, bundle(JSON.parse(sample("organization-mss-org.json"))));
      else json(response, here);
    });
    const { items, truncated } = await client.search({ familyName: "dupont", limit: 10 });
    expect(items).toEqual([
      expect.objectContaining({
        address: "jean-marie.dupont@medecin.mssante.fr",
        rpps: "10003456789",
        familyName: "DUPONT",
        givenName: "Jean-Marie",
        civility: "DR",
        profession: { code: "10", label: "Médecin" },
        type: "PER",
      }),
    ]);
    expect(truncated).toBe(false);
    expect(server.asked[0]).toBe(
      "GET /fhir/v2/Practitioner?family=dupont&active=true&_revinclude=PractitionerRole%3Apractitioner&_count=50",
    );
    expect(server.asked[1]).toBe("GET /fhir/v2/_page?id=OPAQUE");
    expect(new Set(server.keys)).toEqual(new Set([KEY]));
  });

  it(`reads the mailbox of a structure, and no other e-mail of it ${conformance.reason}`, {
    skip: conformance.missing,
  }, async () => {
    const { client } = await asking((_request, response) =>
      json(response, bundle(JSON.parse(sample("organization-mss-org.json")))),
    );
    const { items } = await client.search({ structure: "fictif", limit: 10 });
    expect(items).toEqual([
      expect.objectContaining({
        address: "secretariat@fictif.mssante.fr",
        type: "ORG",
        service: "Secrétariat",
        paperless: true,
        structure: { id: "1770816478", name: "CENTRE DE SANTE FICTIF" },
      }),
    ]);
  });

  it("joins a person, their roles and the structures of these", async () => {
    const role = {
      resourceType: "PractitionerRole",
      id: "r1",
      practitioner: { reference: "Practitioner/p1" },
      organization: { reference: "Organization/o1" },
      specialty: [{ coding: [{ system: "x", code: "SM54" }] }],
      telecom: [mssante("anne@cabinet.mssante.fr"), { system: "email", value: "anne@example.org" }],
    };
    const organization = {
      resourceType: "Organization",
      id: "o1",
      active: true,
      name: "MAISON DE SANTE",
      address: [{ city: "BREST", postalCode: "29200" }],
    };
    const { server, client } = await asking((_request, response, url) =>
      json(
        response,
        url.pathname.endsWith("Organization")
          ? bundle(organization)
          : bundle(practitioner("p1", "MARTIN", [mssante("anne.martin@medecin.mssante.fr")]), role),
      ),
    );
    const { items } = await client.search({ familyName: "martin", city: "brest", speciality: "générale", limit: 10 });
    expect(items).toEqual([
      expect.objectContaining({
        address: "anne@cabinet.mssante.fr",
        familyName: "MARTIN",
        city: "BREST",
        department: "29",
        speciality: { code: "SM54", label: "Médecine générale" },
      }),
    ]);
    expect(server.asked.at(-1)).toBe("GET /fhir/v2/Organization?_id=o1&_count=50");
  });

  it("leaves what is inactive, on the red list, malformed or no resource", async () => {
    const odd = [
      null,
      3,
      { resourceType: "Practitioner" },
      { resourceType: "Practitioner", id: "x", active: false },
      practitioner("a", "MARTIN", [mssante("rouge@b.mssante.fr", [{ url: "listeRouge", valueBoolean: true }])]),
      practitioner("b", "MARTIN", [mssante("pas une adresse")]),
      { ...practitioner("c", "MARTIN", []), telecom: mssante("seule@b.mssante.fr") },
    ];
    const { client } = await asking((_request, response) => json(response, bundle(...odd)));
    expect((await client.search({ familyName: "martin", limit: 10 })).items.map(({ address }) => address)).toEqual([
      "seule@b.mssante.fr",
    ]);
  });

  it.each<[string, Answer, string, string]>([
    ["a key refused", (_q, response) => json(response, {}, 403), "directory.key_refused", "config"],
    ["a service down", (_q, response) => json(response, {}, 503), "directory.down", "unreachable"],
    [
      "a redirection, which would take the key away",
      (_q, response) => json(response, {}, 302, { location: "https://ailleurs.example/" }),
      "directory.moved",
      "config",
    ],
    ["a page that is no FHIR", (_q, response) => json(response, "<html>"), "directory.answer", "unreachable"],
    ["a connection that is cut", (_q, response) => void response.socket?.destroy(), "directory.unreachable", "unreachable"],
    [
      "a next page elsewhere",
      (_q, response) => json(response, { ...bundle(), link: [{ relation: "next", url: "https://ailleurs.example/_page?id=1" }] }),
      "directory.answer",
      "unreachable",
    ],
  ])("says %s", async (_, answer, code, kind) => {
    const { client } = await asking(answer);
    await expect(client.search({ familyName: "martin", limit: 10 })).rejects.toMatchObject({ code, kind });
  });

  it("tells what the service says, without the words of the query", async () => {
    const diagnostics = "Parameter mailbox-mss-type not found near Éric MARTIN";
    const { client } = await asking((_request, response) =>
      json(response, { resourceType: "OperationOutcome", issue: [{ severity: "error", diagnostics }] }, 400),
    );
    const error = await client.search({ familyName: "martin", givenName: "Éric", limit: 10 }).catch((each: unknown) => each);
    expect(error).toMatchObject({
      code: "directory.query_refused",
      why: "Le service répond 400 : Parameter mailbox-mss-type not found near … …",
    });
    expect(JSON.stringify(error)).not.toMatch(/martin|éric|cle-secrete/i);
  });

  it("waits once as a 429 asks, then gives up", async () => {
    const { clock, slept } = fakeClock();
    let calls = 0;
    const server = await startAnnuaire((_request, response) => {
      calls += 1;
      if (calls === 2) json(response, bundle());
      else json(response, {}, 429, { "retry-after": "3" });
    });
    const client = clientOf(server, clock);
    expect((await client.search({ familyName: "martin", limit: 1 })).items).toEqual([]);
    expect(slept).toEqual([3_000]);
    await expect(client.search({ familyName: "martin", limit: 1 })).rejects.toMatchObject({ code: "directory.too_many_calls" });
  });

  it("stops at a bounded number of pages, and says that there are more", async () => {
    const { server, client } = await asking((_request, response, url) =>
      json(response, {
        ...bundle(practitioner(`p${url.search.length}`, "MARTIN", [mssante(`m${url.search.length}@b.mssante.fr`)])),
        link: [{ relation: "next", url: `_page?id=${url.search}x` }],
      }),
    );
    expect((await client.search({ familyName: "martin", limit: 100 })).truncated).toBe(true);
    expect(server.asked).toHaveLength(10);
  });
});

describe("the limit of calls", () => {
  it("lets 17 calls leave in any second", async () => {
    const { clock } = fakeClock();
    const mayCall = createLimiter(clock);
    const left: number[] = [];
    for (let call = 0; call < 60; call += 1) {
      await mayCall();
      left.push(clock.now().getTime());
    }
    for (const [index, at] of left.entries()) {
      const oldest = left[index - CALLS_PER_SECOND];
      if (oldest !== undefined) expect(at - oldest).toBeGreaterThanOrEqual(1_000);
    }
    expect(left.at(-1)).toBe(3_000);
  });
});
