import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, openClient, openSandbox, type TestSandbox, VERIFY_ACTION, VITALE_ACTION } from "./support.js";

let open: TestSandbox;
let client: Client;
beforeAll(async () => {
  open = await openSandbox();
  client = await openClient(open.sandbox);
});
afterAll(async () => {
  client.close();
  await open.end();
});

describe("search by carte Vitale (insi.md §1.8)", () => {
  const ask = (inner: string) =>
    client.send({
      action: VITALE_ACTION,
      body: `<v:RECVITALE xmlns:v="http://www.cnamts.fr/INSiRecVit">${inner}</v:RECVITALE>`,
    });
  const matricule = (name: string, number: string, key = "") =>
    `<v:${name}><v:NumIdentifiant>${number}</v:NumIdentifiant>${key === "" ? "" : `<v:Cle>${key}</v:Cle>`}</v:${name}>`;
  const date = (text: string) => `<v:DateNaissance>${text}</v:DateNaissance>`;

  it("finds RUTH by the individual number of her card", async () => {
    const answer = await ask(matricule("MatriculeIndividu", "2770763220829") + matricule("MatriculeOD", "1810163220751"));
    expect(answer.code).toBe("00");
    expect(answer.body).toContain("NESSI");
  });

  it("finds the opener, and nobody for a dependant's birth date", async () => {
    expect((await ask(matricule("MatriculeOD", "2770763220829") + date("1977-07-14"))).code).toBe("00");
    expect((await ask(matricule("MatriculeOD", "2770763220829") + date("2010-08-07"))).code).toBe("01");
  });

  it("finds nobody for an unknown number", async () => {
    expect((await ask(matricule("MatriculeOD", "2770763220828"))).code).toBe("01");
  });

  it("refuses no number, a malformed one, a wrong key, and the wrong order", async () => {
    expect((await ask(date("1977-07-14"))).code).toBe("insi_37");
    expect((await ask(matricule("MatriculeOD", "277076322082"))).code).toBe("insi_36");
    expect((await ask(matricule("MatriculeOD", "2770763220829", "11"))).code).toBe("insi_36");
    expect((await ask(matricule("MatriculeOD", "2770763220829", "10"))).code).toBe("00");
    expect((await ask(date("1977-07-14") + matricule("MatriculeOD", "2770763220829"))).code).toBe("desir_1002");
  });
});

describe("single verification (insi.md §1.10)", () => {
  interface Asked {
    number?: string;
    key?: string;
    oid?: string;
    name?: string;
    first?: string;
    list?: string;
    sex?: string;
    date?: string;
    place?: string;
  }
  const ask = (asked: Asked) => {
    const { number = "2360663220836", key = "56", oid = "1.2.250.1.213.1.4.8", name = "TCHITCHI" } = asked;
    const { first = "CATARINA", list = "CATARINA BELLA", sex = "F", date = "1936-06-21", place = "63220" } = asked;
    const element = (tag: string, text: string) => (text === "" ? "" : `<${tag}>${text}</${tag}>`);
    const traits = [
      element("NomNaissance", name),
      element("Prenom", first),
      element("ListePrenom", list),
      element("Sexe", sex),
      element("DateNaissance", date),
      element("LieuNaissance", place),
    ];
    const id = `<IdIndividu><NumIdentifiant>${number}</NumIdentifiant><Cle>${key}</Cle></IdIndividu>`;
    return client.send({
      action: VERIFY_ACTION,
      body: `<IndividuVerifie xmlns="http://www.cnamts.fr/INSiLot2/REQUnitaire"><INSFourni>${id}${element("OID", oid)}</INSFourni><TraitsIdentiteIndividu>${traits.join("")}</TraitsIdentiteIndividu></IndividuVerifie>`,
    });
  };
  const verdict = async (asked: Asked) => /LibelleCR>(\w+)</.exec((await ask(asked)).body)?.[1];

  it("answers OK when everything is that of the base", async () => {
    expect(await verdict({})).toBe("OK");
    expect(await verdict({ place: "" })).toBe("OK");
    expect(await verdict({ list: "" })).toBe("OK");
    expect(await verdict({ list: "CATARINA" })).toBe("OK");
  });

  it.each<[string, Asked]>([
    ["another name", { name: "TCHITCHA" }],
    ["another first given name", { first: "OLA" }],
    ["another list", { list: "CATARINA OLA" }],
    ["another sex", { sex: "M" }],
    ["another date", { date: "1936-06-22" }],
    ["another place", { place: "63221" }],
    ["another assigning authority", { oid: "1.2.250.1.213.1.4.9" }],
    ["another key", { key: "57" }],
    ["an unknown number", { number: "2360663220835", key: "57" }],
  ])("answers KO for %s", async (_what, asked) => {
    expect(await verdict(asked)).toBe("KO");
  });

  it("never returns the right traits", async () => {
    const { body } = await ask({ name: "TCHITCHA" });
    expect(body).not.toMatch(/CATARINA|1936|63220/);
  });

  it("refuses a malformed key, an OID that is no INS, missing traits", async () => {
    expect((await ask({ key: "5" })).code).toBe("insi_36");
    expect((await ask({ oid: "1.2.250.1.213.1.4.5" })).code).toBe("insi_38");
    expect((await ask({ oid: "" })).code).toBe("desir_1002");
    expect((await ask({ name: "" })).code).toBe("insi_19");
    expect((await ask({ first: "", list: "" })).code).toBe("insi_20");
    expect((await ask({ sex: "" })).code).toBe("insi_24");
  });

  it("knows HERMANN by the wrong key that the base returns", async () => {
    const hermann = { name: "HERMANN", first: "GATIEN", list: "GATIEN", sex: "M", date: "1981-03-24", number: "1810363220456" };
    expect(await verdict({ ...hermann, key: "60" })).toBe("OK");
    expect(await verdict({ ...hermann, key: "76" })).toBe("KO");
  });
});
