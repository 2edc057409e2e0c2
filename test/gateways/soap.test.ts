import { beforeAll, describe, expect, it } from "vitest";
import { readSoap, SOAP_12, soapContentType, soapEnvelope } from "../../src/gateways/soap.js";
import { loadXmlReader, type XmlReader } from "../../src/gateways/xml-reader.js";

let read: XmlReader;
beforeAll(async () => {
  read = await loadXmlReader();
});

const wrap = (body: string, ns = SOAP_12): string => `<e:Envelope xmlns:e="${ns}"><e:Body>${body}</e:Body></e:Envelope>`;

describe("lecture", () => {
  it("ce qui n'est pas une enveloppe", () => {
    for (const text of ["<html/>", "<Envelope/>", wrap(""), wrap("<a/>", "urn:autre"), `<e:Envelope xmlns:e="${SOAP_12}"/>`]) {
      expect(readSoap(read(text))).toBeNull();
    }
  });

  it("un élément nommé Fault d'un autre espace de noms est une réponse", () => {
    expect(readSoap(read(wrap('<Fault xmlns="urn:x"/>')))).toMatchObject({ kind: "body", payload: { ns: "urn:x" } });
  });

  it("faute SOAP 1.2 : texte français préféré, préfixes des codes ignorés", () => {
    const fault = `<e:Fault><e:Code><e:Value>e:Receiver</e:Value><e:Subcode><e:Value>zz:siram_40</e:Value></e:Subcode></e:Code>
      <e:Reason><e:Text xml:lang="en">Down</e:Text><e:Text xml:lang="fr-FR">En panne</e:Text></e:Reason><e:Detail><x/></e:Detail></e:Fault>`;
    expect(readSoap(read(wrap(fault)))).toMatchObject({
      kind: "fault",
      fault: { role: "Receiver", subcode: "siram_40", reason: "En panne", detail: { name: "Detail" } },
    });
  });

  it("faute vide", () => {
    expect(readSoap(read(wrap("<e:Fault/>")))).toEqual({
      kind: "fault",
      fault: { role: "", subcode: null, reason: "", detail: null },
    });
  });

  it("faute SOAP 1.1 d'un frontal", () => {
    const ns = "http://schemas.xmlsoap.org/soap/envelope/";
    const fault = (code: string): string =>
      wrap(`<e:Fault><faultcode>e:${code}</faultcode><faultstring>Non</faultstring><detail/></e:Fault>`, ns);
    expect(readSoap(read(fault("Client")))).toMatchObject({ fault: { role: "Sender", reason: "Non", subcode: null } });
    expect(readSoap(read(fault("Server")))).toMatchObject({ fault: { role: "Receiver" } });
    expect(readSoap(read(fault("MustUnderstand")))).toMatchObject({ fault: { role: "MustUnderstand" } });
  });
});

it("écriture : en-tête puis corps, action dans le type de contenu", () => {
  const root = read(soapEnvelope("<h/>", "<b/>"));
  expect(root.children.map((one) => [one.ns, one.name, one.children[0]?.name])).toEqual([
    [SOAP_12, "Header", "h"],
    [SOAP_12, "Body", "b"],
  ]);
  expect(soapContentType("urn:a")).toBe('application/soap+xml; charset=utf-8; action="urn:a"');
});
