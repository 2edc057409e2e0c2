import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { PscClient, PscTokens } from "../../../src/gateways/psc/port.js";
import { directTokens, errorOf, everythingOf, openPsc, type Psc } from "./support.js";

let psc: Psc;
let client: PscClient;
beforeAll(async () => {
  psc = await openPsc();
  client = await psc.direct();
});
afterAll(() => psc.end());
afterEach(async () => {
  await psc.sandbox.control.clearPscFaults();
});

describe("session (psc.md §1.4, §1.5)", () => {
  it("le jeton de renouvellement change à chaque fois", async () => {
    const first = directTokens((await psc.login(client)).tokens);
    const second = directTokens(await client.refresh(first));
    const third = directTokens(await client.refresh(second));
    const all = [first, second, third];
    expect(new Set(all.map(({ refreshToken }) => refreshToken)).size).toBe(3);
    expect(new Set(all.map(({ accessToken }) => accessToken)).size).toBe(3);
  });

  it("jeton de renouvellement déjà employé : refusé, et la session entière est finie", async () => {
    const first = (await psc.login(client)).tokens;
    const second = await client.refresh(first);
    const error = await errorOf(client.refresh(first));
    expect(error).toMatchObject({ kind: "auth", code: "psc.session_expired" });
    expect(everythingOf(error)).not.toContain(directTokens(first).refreshToken);
    expect(await errorOf(client.refresh(second))).toMatchObject({ kind: "auth", code: "psc.session_expired" });
  });

  it("deux renouvellements à la fois : un seul passe", async () => {
    const { tokens } = await psc.login(client);
    const both = await Promise.allSettled([client.refresh(tokens), client.refresh(tokens)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("identité d'une autre personne au renouvellement : refusée", async () => {
    const mine = directTokens((await psc.login(client)).tokens);
    const other = directTokens((await psc.login(client, "899700000002")).tokens);
    const mixed: PscTokens = { ...mine, refreshToken: other.refreshToken };
    expect(await errorOf(client.refresh(mixed))).toMatchObject({ kind: "auth", code: "psc.subject" });
  });

  it("jeton de renouvellement d'un autre logiciel : refusé", async () => {
    const { tokens } = await psc.login(await psc.bySecret());
    expect(await errorOf(client.refresh(tokens))).toMatchObject({ kind: "auth", code: "psc.session_expired" });
  });

  it("la fermeture finit la session à Pro Santé Connect ; fermer deux fois n'est pas une erreur", async () => {
    const { tokens } = await psc.login(client);
    await client.logout(tokens);
    expect(await errorOf(client.refresh(tokens))).toMatchObject({ kind: "auth", code: "psc.session_expired" });
    await client.logout(tokens);
  });

  it("fermeture avec un jeton d'identité faux : refusée, sans effet", async () => {
    const tokens = directTokens((await psc.login(client)).tokens);
    const [header, payload] = tokens.idToken.split(".");
    for (const idToken of [`${header}.${payload}.AAAA`, "x", `${tokens.idToken}.x`]) {
      expect(await errorOf(client.logout({ ...tokens, idToken }))).toMatchObject({ code: "psc.logout_refused" });
    }
    await client.refresh(tokens);
  });

  it("PSC indisponible au renouvellement et à la fermeture", async () => {
    const { tokens } = await psc.login(client);
    await psc.sandbox.control.addPscFault({ kind: "down" });
    expect(await errorOf(client.refresh(tokens))).toMatchObject({ kind: "unreachable", code: "psc.unreachable" });
    expect(await errorOf(client.logout(tokens))).toMatchObject({ kind: "unreachable", code: "psc.unreachable" });
    await psc.sandbox.control.clearPscFaults();
    await client.refresh(tokens);
  });

  it("une session ouverte par un proxy n'est pas continuée en direct", async () => {
    const tokens: PscTokens = { transport: "proxy", proxySessionId: "x" };
    expect(await errorOf(client.refresh(tokens))).toMatchObject({ kind: "auth", code: "psc.session_expired" });
    expect(await errorOf(client.logout(tokens))).toMatchObject({ kind: "auth", code: "psc.session_expired" });
  });
});
