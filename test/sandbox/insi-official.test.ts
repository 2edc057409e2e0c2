import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OFFICIAL_PEOPLE, officialCases } from "../../src/sandbox/people/official.js";
import { type Client, openClient, openSandbox, type TestSandbox } from "./support.js";

describe("official test identities (insi.md §4)", () => {
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

  for (const { birthName, sex, birthDate, calls } of officialCases()) {
    for (const [givenName, code] of calls) {
      it(`${birthName} ${givenName} answers ${code}`, async () => {
        const answer = await client.search({ birthName, givenNames: [givenName], sex, birthDate });
        expect(answer.status).toBe(200);
        expect(answer.code).toBe(code);
        expect(answer.body.includes("INDIVIDU")).toBe(code === "00");
      });
    }
  }

  it("covers the fourteen people of the table", () => {
    const names = officialCases().map((one) => `${one.birthName} ${one.givenNames[0]}`);
    expect(names.sort()).toEqual([
      "ADRDEUX LAURENT",
      "ADRTROIS DOMINIQUE",
      "ADRTROIS TOUSSAINT",
      "ADRUN ZOE",
      "CORSE ANTHONY",
      "DE VINCI LEONARDO",
      "ECETINSI PIERRE-ALAIN",
      "HERMANN GATIEN",
      "HOUILLES PIERRE",
      "NESSI MICHELANGELO",
      "NESSI RUTH",
      "PATB-QUATRE LAURENCE",
      "PROVISOIRE MATRICULE",
      "TCHITCHI OLA",
    ]);
  });

  const texts = (body: string, name: string): string[] =>
    [...body.matchAll(new RegExp(`<(?:\\w+:)?${name}>([^<]*)<`, "g"))].map((match) => match[1] ?? "");

  it.each([
    ["ADRUN", "ZOE", "2751263220749", "74"],
    ["CORSE", "ANTHONY", "180032B020401", "23"],
    ["ECETINSI", "PIERRE-ALAIN", "1090763220834", "89"],
    ["PROVISOIRE", "MATRICULE", "1090763220888", "35"],
    ["NESSI", "MICHELANGELO", "1100863220830", "60"],
    ["NESSI", "RUTH", "2770763220829", "10"],
    ["TCHITCHI", "CATARINA", "2360663220836", "56"],
    ["ADRTROIS", "DOMINIQUE", "297022A020778", "78"],
    ["ADRTROIS", "TOUSSAINT", "160012B020777", "13"],
    ["ADRDEUX", "LAURENT", "1810163220751", "40"],
    ["HERMANN", "GATIEN", "1810363220456", "60"],
  ])("%s %s is returned with number %s and key %s", async (birthName, givenName, number, key) => {
    const person = OFFICIAL_PEOPLE.find((one) => one.birthName === birthName && one.givenNames[0] === givenName);
    const { body } = await client.search({
      birthName,
      givenNames: [givenName],
      sex: person?.sex ?? "",
      birthDate: person?.birthDate ?? "",
    });
    expect(texts(body, "NumIdentifiant")[0]).toBe(number);
    expect(texts(body, "Cle")[0]).toBe(key);
    expect(texts(body, "ListePrenom")).toEqual([person?.givenNames.join(" ")]);
    expect(texts(body, "LieuNaissance")).toEqual([person?.birthPlace]);
  });

  it("HERMANN keeps the wrong keys of the official answer", async () => {
    const { body } = await client.search({ birthName: "HERMANN", givenNames: ["GATIEN"], sex: "M", birthDate: "1981-03-24" });
    expect(texts(body, "NumIdentifiant")).toEqual(["1810363220456", "1810363220456", "2810363220456"]);
    expect(texts(body, "Cle")).toEqual(["60", "60", "10"]);
  });

  it("ECETINSI has one past number, with its inverted dates", async () => {
    const { body } = await client.search({
      birthName: "ECETINSI",
      givenNames: ["PIERRE-ALAIN"],
      sex: "M",
      birthDate: "2009-07-14",
    });
    expect(texts(body, "NumIdentifiant")).toEqual(["1090763220834", "2090763220834"]);
    expect(texts(body, "Cle")).toEqual(["89", "39"]);
    expect([texts(body, "DateDeb"), texts(body, "DateFin")]).toEqual([["2019-03-01"], ["2019-02-28"]]);
  });

  it("CORSE has its own number as history", async () => {
    const { body } = await client.search({ birthName: "CORSE", givenNames: ["ANTHONY"], sex: "M", birthDate: "1980-03-02" });
    expect(texts(body, "NumIdentifiant")).toEqual(["180032B020401", "180032B020401"]);
  });

  it("PROVISOIRE is a NIA, the others are NIR of the test base", async () => {
    const nia = await client.search({ birthName: "PROVISOIRE", givenNames: ["MATRICULE"], sex: "M", birthDate: "2009-07-01" });
    expect(texts(nia.body, "OID")).toEqual(["1.2.250.1.213.1.4.9"]);
    const nir = await client.search({ birthName: "NESSI", givenNames: ["RUTH"], sex: "F", birthDate: "1977-07-14" });
    expect(texts(nir.body, "OID")).toEqual(["1.2.250.1.213.1.4.8"]);
  });

  it("DE VINCI stays several with every criterion", async () => {
    const traits = { birthName: "DE VINCI", givenNames: ["LEONARDO"], sex: "M", birthDate: "2014-02-01", birthPlace: "63220" };
    expect((await client.search(traits)).code).toBe("02");
  });

  it("a Corsican birth place is no input of the service", async () => {
    const traits = { birthName: "CORSE", givenNames: ["ANTHONY"], sex: "M", birthDate: "1980-03-02" };
    expect((await client.search({ ...traits, birthPlace: "2B020" })).code).toBe("01");
  });

  it("says the labels exactly and changes its prefixes", async () => {
    const bodies: string[] = [];
    for (let call = 0; call < 40; call += 1) {
      const code = ["Z", "ZOE"][call % 2] ?? "";
      bodies.push((await client.search({ birthName: "ADRUN", givenNames: [code], sex: "F", birthDate: "1975-12-31" })).body);
    }
    for (const body of bodies) {
      expect(texts(body, "LibelleCR")).toEqual([texts(body, "CodeCR")[0] === "00" ? "OK" : "Aucune identite trouvee"]);
    }
    const prefixes = new Set(bodies.map((body) => /<(\S+):Envelope/.exec(body)?.[1]));
    const roots = new Set(bodies.map((body) => /<(\w+:)?RESULTAT/.exec(body)?.[1] ?? ""));
    expect(prefixes.size).toBeGreaterThan(2);
    expect(roots.size).toBeGreaterThan(1);
  });
});
