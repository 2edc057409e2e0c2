import { beforeAll, describe, expect, it } from "vitest";
import { insiFault } from "../../../src/gateways/insi/faults.js";
import { InsiFault } from "../../../src/gateways/insi/port.js";
import { sensitiveValues } from "../../../src/gateways/insi/sensitive.js";
import { serviceText } from "../../../src/gateways/service-text.js";
import { readSoap } from "../../../src/gateways/soap.js";
import { loadXmlReader, type XmlReader } from "../../../src/gateways/xml-reader.js";

let read: XmlReader;
beforeAll(async () => {
  read = await loadXmlReader();
});

const MESSAGE = "b3549edd-4ae9-472a-b26f-fd2fb4ef397f";

interface Parts {
  role?: string;
  siram?: string | null;
  code?: string | null;
  severity?: string | null;
  text?: string;
  echo?: string;
}

function fault(
  { role = "Sender", siram = null, code = null, severity = null, text = "Texte", echo }: Parts,
  values: string[] = [],
): InsiFault {
  const attribute = (name: string, value: string | null | undefined): string => (value ? ` ${name}="${value}"` : "");
  const error = `<q:Erreur xmlns:q="urn:siram"${attribute("code", code)}${attribute("severite", severity)}${attribute("messageID", echo)}>${text}</q:Erreur>`;
  const subcode = siram === null ? "" : `<e:Subcode><e:Value>z:${siram}</e:Value></e:Subcode>`;
  const detail = code === null && severity === null ? "" : `<e:Detail>${error}</e:Detail>`;
  const xml = `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault><e:Code><e:Value>e:${role}</e:Value>${subcode}</e:Code><e:Reason><e:Text>Raison</e:Text></e:Reason>${detail}</e:Fault></e:Body></e:Envelope>`;
  const message = readSoap(read(xml));
  if (message?.kind !== "fault") throw new Error("a fault was expected");
  return insiFault(message.fault, { messageId: MESSAGE }, values);
}

describe("table des fautes (insi.md §3.2)", () => {
  const table: [Parts, { kind: string; retry: string }][] = [
    [
      { siram: "siram_10", code: "insi_19", severity: "erreur" },
      { kind: "input", retry: "never" },
    ],
    [
      { role: "Receiver", siram: "siram_40", code: "insi_102", severity: "fatal" },
      { kind: "unreachable", retry: "later" },
    ],
    [
      { role: "Receiver", siram: "siram_40", code: "insi_111", severity: "fatale" },
      { kind: "unreachable", retry: "later" },
    ],
    [
      { role: "Sender", siram: "siram_40", code: "desir_1020", severity: "fatale" },
      { kind: "unreachable", retry: "later" },
    ],
    [
      { siram: "siram_100", code: "desir_550", severity: "erreur" },
      { kind: "config", retry: "stop" },
    ],
    [
      { code: "desir_560", severity: "erreur" },
      { kind: "config", retry: "stop" },
    ],
    // A known code stands without its family, and against it.
    [{ code: "insi_102" }, { kind: "unreachable", retry: "later" }],
    [
      { siram: "siram_10", code: "desir_1020", severity: "erreur" },
      { kind: "unreachable", retry: "later" },
    ],
    // Unknown codes: family first.
    [
      { siram: "siram_10", code: "insi_24", severity: "erreur" },
      { kind: "input", retry: "never" },
    ],
    [
      { siram: "siram_40", code: "insi_999", severity: "erreur" },
      { kind: "unreachable", retry: "later" },
    ],
    [
      { siram: "siram_100", code: "desir_9", severity: "fatale" },
      { kind: "config", retry: "stop" },
    ],
    // Unknown family: severity, spelt either way.
    [
      { siram: "siram_70", code: "x_1", severity: "fatale" },
      { kind: "unreachable", retry: "later" },
    ],
    [
      { siram: "siram_70", code: "x_1", severity: "fatal" },
      { kind: "unreachable", retry: "later" },
    ],
    [
      { siram: "siram_70", code: "x_1", severity: "erreur" },
      { kind: "refused", retry: "never" },
    ],
    [
      { code: "x_1", severity: "avertissement" },
      { kind: "refused", retry: "never" },
    ],
    // Nothing of the service's: the role.
    [{ role: "Receiver" }, { kind: "unreachable", retry: "later" }],
    [{ role: "Sender" }, { kind: "refused", retry: "never" }],
    [{ role: "MustUnderstand" }, { kind: "refused", retry: "stop" }],
  ];
  for (const [parts, expected] of table) {
    it(JSON.stringify(parts), () => {
      const result = fault(parts);
      expect(result).toBeInstanceOf(InsiFault);
      expect(result).toMatchObject(expected);
      expect(result.serviceCode).toBe(parts.code ?? parts.siram ?? "soap.fault");
      expect(result.siram).toBe(parts.siram ?? undefined);
      expect(result.severity).toBe(parts.severity ?? undefined);
    });
  }

  it("insi_102 n'est jamais « personne inconnue »", () => {
    const { kind, message, advice } = fault({ siram: "siram_40", code: "insi_102", severity: "fatal" });
    expect(kind).not.toBe("not_found");
    expect(message).toContain("n'a pas eu lieu");
    expect(advice).toContain("ne dit rien de la personne");
  });

  it("le texte du service est gardé, sinon la raison", () => {
    expect(fault({ code: "x_1", severity: "erreur", text: "Champ  absent" }).why).toBe("x_1 : Champ absent");
    expect(fault({ code: "x_1", severity: "erreur", text: "" }).why).toBe("x_1 : Raison");
  });

  it("l'écho du message est lu, sinon le nôtre ; un écho difforme est ignoré", () => {
    const other = "11111111-2222-4333-8444-555555555555";
    expect(fault({ code: "x_1", echo: `uuid:${other}` }).messageId).toBe(other);
    expect(fault({ code: "x_1" }).messageId).toBe(MESSAGE);
    expect(fault({ code: "x_1", echo: "NESSI RUTH" }).messageId).toBe(MESSAGE);
  });

  it("un code qui n'en est pas un ne va pas dans les journaux", () => {
    expect(fault({ siram: "siram_40", code: "NESSI RUTH&#155;2J" }).serviceCode).toBe("siram_40");
    expect(fault({ code: "x".repeat(80) }).serviceCode).toBe("soap.fault");
  });
});

describe("texte du service, sans les valeurs de la demande", () => {
  const values = sensitiveValues(["D'ARTAGNAN", "ANNE MARIE", "1977-07-14", "63220", "277076322082910", undefined, ""]);
  const cases: [string, string][] = [
    ["Le nom D'ARTAGNAN est inconnu", "Le nom […] est inconnu"],
    ["anne marie, née le 14/07/1977 à 63220", "[…], née le […] à […]"],
    ["ANNE ou Marie", "[…] ou […]"],
    ["19770714 et 14071977 et 1977-07-14", "[…] et […] et […]"],
    ["NIR 2770763220829 clé 10", "NIR […] clé 10"],
    ["NIR 2 77 07 63 220 829 10", "NIR […]"],
    ["Autre NIR 180032B02040123", "[…] NIR […]"],
    ["MARIEANNE n'est pas MARIE", "[…] n'est pas […]"],
    ["a\u001b[31mb\u0000c\nd", "a [31mb c d"],
  ];
  for (const [text, expected] of cases) it(JSON.stringify(text), () => expect(serviceText(text, values)).toBe(expected));

  it("un nom court ne troue pas la phrase", () => {
    expect(serviceText("Le service de M. LE est là", sensitiveValues(["LE", "M"]))).toBe("Le service de […]. […] est là");
  });

  it("un nom plein de signes n'est pas lu comme une expression", () => {
    expect(serviceText("un A-B (C) inconnu", ["A-B (C)"])).toBe("un […] inconnu");
  });

  it("la longueur est bornée", () => expect(serviceText("a ".repeat(500), [])).toHaveLength(300));

  it("la faute entière ne porte aucune valeur de la demande", () => {
    const text = "NESSI RUTH née le 14/07/1977 (277076322082910) inconnue";
    const result = fault(
      { code: "x_1", severity: "erreur", text },
      sensitiveValues(["NESSI", "RUTH", "1977-07-14", "277076322082910"]),
    );
    expect(JSON.stringify({ ...result, message: result.message, stack: result.stack })).not.toMatch(/NESSI|RUTH|14\/07|2770763/);
    expect(result.cause).toBeUndefined();
  });
});
