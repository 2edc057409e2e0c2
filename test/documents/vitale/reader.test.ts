import { describe, expect, it } from "vitest";
import { readVitaleData, type VitaleOptions } from "../../../src/documents/vitale/reader.js";
import { SegurError } from "../../../src/domain/errors.js";

const BAS: VitaleOptions = { environment: "bas" };
const bytes = (text: string): Uint8Array => Buffer.from(text);

interface Person {
  nir?: string;
  own?: string;
  name?: string;
  given?: string;
  date?: string;
  short?: string;
  rank?: string;
}

function person({ nir = "155067200010159", own, name, given = "RUTH", date, short, rank = "1" }: Person): string {
  const tag = (element: string, value: string | undefined): string =>
    value === undefined ? "" : `<${element}>${value}</${element}>`;
  return `<T_AsnBeneficiaire><ident>${tag("nir", nir)}${tag("nirCertifie", own)}${tag("dateCertification", own && "02032015")}${tag("nomPatronymique", name)}<nomUsuel>MARTIN</nomUsuel>${tag("prenomUsuel", given)}<naissance>${tag("date", date)}${tag("dateEnCarte", short)}</naissance>${tag("rangDeNaissance", rank)}</ident><amo><qualBenef>0</qualBenef><codeRegime>01</codeRegime></amo></T_AsnBeneficiaire>`;
}

function card(people: readonly Person[], type = "<typeCarte>reelle</typeCarte>"): string {
  return `<?xml version="1.0"?><v:T_AsnDonneesVitale xmlns:v="urn:v"><tech>${type}</tech><listeBenef>${people.map(person).join("")}</listeBenef></v:T_AsnDonneesVitale>`;
}

async function problem(data: string | Uint8Array, options: VitaleOptions = BAS): Promise<SegurError> {
  try {
    await readVitaleData(typeof data === "string" ? bytes(data) : data, options);
  } catch (error) {
    if (error instanceof SegurError) return error;
    throw error;
  }
  throw new Error("an error was expected");
}

describe("données refusées", () => {
  const cases: [string, string | Uint8Array, string][] = [
    ["vide", "  \n", "vitale.empty"],
    ["ni JSON ni XML", "nir;nom\n1;2", "vitale.format"],
    ["JSON d'autre chose", '{"a":1}', "vitale.format"],
    ["JSON sans objet", "[]", "vitale.format"],
    ["XML d'autre chose", "<a><b/></a>", "vitale.format"],
    ["XML coupé", card([{}]).slice(0, -10), "vitale.format"],
    ["DOCTYPE", `<!DOCTYPE a [<!ENTITY x "y">]>${card([{}]).replace(/<\?.*?\?>/, "")}`, "vitale.format"],
    ["plus de 1 Mo", new Uint8Array(1_000_001), "vitale.too_large"],
    ["sans bénéficiaire", card([]).replace("<listeBenef>", "<listeBenef> "), "vitale.no_beneficiary"],
    ["liste JSON vide", '{"beneficiaries":[]}', "vitale.no_beneficiary"],
    ["sans ouvrant droit", card([{ nir: "" }]), "vitale.opener_missing"],
    ["NIR de 12 chiffres", card([{ nir: "155067200010" }]), "vitale.number"],
    ["clé de l'ouvrant droit fausse", card([{ nir: "155067200010158" }]), "vitale.key"],
    ["clé du NIR certifié fausse", card([{ own: "277076322082911" }]), "vitale.key"],
  ];
  for (const [label, data, code] of cases) {
    it(label, async () => {
      const error = await problem(data);
      expect(error.code).toBe(code);
      expect(`${error.message} ${error.why} ${JSON.stringify(error.details)}`).not.toMatch(/1550672|2770763/);
    });
  }

  for (const type of ["<typeCarte>TEST</typeCarte>", "<typeCarte>demonstration</typeCarte>", "<typeCarte>Démo</typeCarte>"]) {
    it(`carte ${type} en production`, async () => {
      expect(await problem(card([{}], type), { environment: "production" })).toMatchObject({
        kind: "refused",
        code: "vitale.test_card",
      });
      expect((await readVitaleData(bytes(card([{}], type)), BAS)).cardType).not.toBe("real");
    });
  }
});

describe("choix du bénéficiaire", () => {
  const family = card([
    { given: "PAUL", date: "01011955" },
    { given: "RUTH", date: "14071977", own: "277076322082910" },
    { given: "NOÉ", date: "03052015", rank: "1" },
    { given: "LOU", date: "03052015", rank: "2" },
  ]);

  it("par la date de naissance", async () => {
    const { query } = await readVitaleData(bytes(family), { ...BAS, patient: { birthDate: "1977-07-14", givenName: "RUTH" } });
    expect(query).toMatchObject({ individualNumber: "2770763220829", birthDate: "1977-07-14" });
  });

  it("des jumeaux par le prénom, sans égard aux accents", async () => {
    const { query } = await readVitaleData(bytes(family), { ...BAS, patient: { birthDate: "2015-05-03", givenName: "NOE" } });
    expect(query.birthRank).toBe("1");
  });

  it("jamais au hasard", async () => {
    expect(await problem(family)).toMatchObject({ kind: "decision", code: "vitale.ambiguous" });
    const patient = { birthDate: "2015-05-03", givenName: "ZOE" };
    expect(await problem(family, { ...BAS, patient })).toMatchObject({ kind: "decision", code: "vitale.ambiguous" });
    const other = { birthDate: "1980-01-01", givenName: "RUTH" };
    expect(await problem(family, { ...BAS, patient: other })).toMatchObject({ kind: "refused", code: "vitale.other_card" });
  });

  it("sans siècle sur la carte, la date courte suffit à choisir", async () => {
    const two = card([{ short: "550101" }, { short: "770714", own: "277076322082910" }]);
    const { query, warnings } = await readVitaleData(bytes(two), {
      ...BAS,
      patient: { birthDate: "1977-07-14", givenName: "RUTH" },
    });
    expect(query).toMatchObject({ individualNumber: "2770763220829", birthDate: undefined });
    expect(warnings.join()).toContain("siècle");
  });
});

describe("lecture", () => {
  it("XML de l'API de lecture", async () => {
    const data = card([{ own: "2770763220829 10", name: "Nessi", date: "14/07/1977" }]);
    expect(await readVitaleData(bytes(data), { environment: "production" })).toEqual({
      cardType: "real",
      warnings: [],
      query: {
        openerNumber: "1550672000101",
        openerKey: "59",
        individualNumber: "2770763220829",
        certifiedOn: "2015-03-02",
        birthName: "NESSI",
        birthDate: "1977-07-14",
        birthRank: "1",
      },
    });
  });

  it("JSON aux noms de l'API, et JSON segur.vitale/1, donnent la même chose", async () => {
    const ident = { nir: "155067200010159", nirCertifie: "277076322082910", naissance: { date: "14071977" }, rangDeNaissance: 1 };
    const api = { vitale: { t_AsnDonneesVitale: { listeBenef: [{ ident }] } } };
    const one = {
      openerNumber: "1550672000101",
      openerKey: "59",
      individualNumber: "2770763220829",
      birthDate: "1977-07-14",
      birthRank: 1,
    };
    const own = { schema: "segur.vitale/1", card: { type: "real" }, beneficiaries: [one] };
    const [first, second] = await Promise.all(
      [api, own].map((data) => readVitaleData(bytes(`\uFEFF${JSON.stringify(data)}`), BAS)),
    );
    expect(first?.query).toEqual(second?.query);
    expect(first?.cardType).toBe("unknown");
    expect(second?.cardType).toBe("real");
  });

  it("ISO-8859-1 déclaré, nom accentué normalisé", async () => {
    const data = card([{ name: "LEFÈVRE" }]).replace('version="1.0"', 'version="1.0" encoding="ISO-8859-1"');
    expect((await readVitaleData(Buffer.from(data, "latin1"), BAS)).query.birthName).toBe("LEFEVRE");
  });

  it("un nom que INSi refuserait n'est pas envoyé abîmé", async () => {
    const { query, warnings } = await readVitaleData(bytes(card([{ name: "NESSI2" }])), BAS);
    expect(query.birthName).toBeUndefined();
    expect(warnings).toHaveLength(1);
  });

  it("une date lunaire reste celle de la carte", async () => {
    expect((await readVitaleData(bytes(card([{ date: "31421955" }])), BAS)).query.birthDate).toBe("1955-42-31");
    expect((await readVitaleData(bytes(card([{ date: "00001955" }])), BAS)).query.birthDate).toBe("1955-00-00");
    expect((await readVitaleData(bytes(card([{ date: "19550131" }])), BAS)).query.birthDate).toBe("1955-01-31");
    const { query, warnings } = await readVitaleData(bytes(card([{ date: "hier" }])), BAS);
    expect(query.birthDate).toBeUndefined();
    expect(warnings).toHaveLength(1);
  });

  it("un numéro provisoire du régime agricole est accepté tel quel", async () => {
    expect((await readVitaleData(bytes(card([{ nir: "5555551234567" }])), BAS)).query).toMatchObject({
      openerNumber: "5555551234567",
      openerKey: undefined,
    });
  });

  it("Corse : la clé est vérifiée avec 2B", async () => {
    expect((await readVitaleData(bytes(card([{ own: "180032B02040123" }])), BAS)).query.individualNumber).toBe("180032B020401");
  });
});
