import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readAnswer } from "../../../src/gateways/dmp/answer.js";
import { loadXmlStream } from "../../../src/gateways/xml-stream.js";
import { conformance } from "../support/conformance.js";
import { faultOf, recorder, soap, soapFault12 } from "./support.js";

interface Got {
  readonly events: readonly string[];
  readonly text: string;
  readonly parts: readonly { id: string; type: string; bytes: Buffer }[];
}

/** Reads one HTTP answer, given by its type and its bytes. */
async function read(contentType: string, body: Buffer | string, status = 200): Promise<Got> {
  const { handler, events, text } = recorder();
  const parts: Got["parts"][number][] = [];
  async function* stream() {
    const bytes = Buffer.from(body);
    for (let at = 0; at < bytes.length; at += 97) yield bytes.subarray(at, at + 97);
  }
  const reply = { status, contentType, headers: {}, body: stream(), cancel: () => undefined };
  const onPart = async (part: { contentId: string; contentType: string; body: AsyncIterable<Uint8Array> }) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of part.body) chunks.push(chunk);
    parts.push({ id: part.contentId, type: part.contentType, bytes: Buffer.concat(chunks) });
  };
  await readAnswer(reply, { handler, onPart }, await loadXmlStream(), []);
  return { events, text: text(), parts };
}

const ROOT = soap('<x:R xmlns:x="urn:x"><x:Include href="cid:a%40b"/></x:R>', "ns4");
const root = (id: string) =>
  `--b\r\nContent-Id: ${id}\r\nContent-Type: application/xop+xml;charset=utf-8;type="application/soap+xml"\r\n\r\n${ROOT}\r\n`;
const part = (id: string, bytes: string) => `--b\r\nContent-Id: ${id}\r\nContent-Transfer-Encoding: binary\r\n\r\n${bytes}\r\n`;

describe("multipart answers", () => {
  it("the root is the one that start names, encoded or not, else the first; the parts come after it, in order", async () => {
    const expected = [
      ["a@b", "one"],
      ["c", "two"],
    ];
    for (const [type, body] of [
      [
        'multipart/related;start="<rootpart*1@x>";type="application/xop+xml";boundary="b"',
        `${root("<rootpart*1@x>")}${part("<a@b>", "one")}${part("<c>", "two")}--b--`,
      ],
      [
        'Multipart/Related; boundary=b; start="<r%40x>"',
        `pre\r\n${root("<r@x>")}${part("<a%40b>", "one")}${part("<c>", "two")}--b--\r\nepilogue`,
      ],
      ["multipart/related; boundary=b", `${root("<any>")}${part("a@b", "one")}${part("<c>", "two")}--b--`],
      ['multipart/related; boundary=b; start="<late>"', `${part("<a@b>", "one")}${root("<late>")}${part("<c>", "two")}--b--`],
      ['multipart/related; boundary=b; start="<nowhere>"', `${root("<x>")}${part("<a@b>", "one")}${part("<c>", "two")}--b--`],
    ] as const) {
      const got = await read(type, body);
      expect(got.events, type).toEqual(["<{urn:x}R>", "<{urn:x}Include href=cid:a%40b>", "</Include>", "</R>"]);
      expect(
        got.parts.map(({ id, bytes }) => [id, bytes.toString()]),
        type,
      ).toEqual(expected);
    }
  });

  it("a part that is cut is a fault, uncertain, after what came before it was given", async () => {
    const body = `${root("<r>")}${part("<a@b>", "one")}--b\r\nContent-ID: <c>\r\n\r\nhalf`;
    const fault = await faultOf(read("multipart/related; boundary=b", body));
    expect(fault).toMatchObject({ serviceCode: "network.truncated", uncertain: true });
  });

  it.each([
    ["no part at all", "--b--", "network.unreadable"],
    ["a root that is no XML", "--b\r\n\r\n%PDF\r\n--b--", "network.invalid_xml"],
    ["a root with an unknown encoding", "--b\r\nContent-Transfer-Encoding: x-zip\r\n\r\n<a/>\r\n--b--", "network.unreadable"],
    ["nothing of its boundary", "hello", "network.truncated"],
  ])("%s", async (_name, body, code) => {
    expect(await faultOf(read("multipart/related; boundary=b", body))).toMatchObject({ serviceCode: code });
    expect(await faultOf(read("multipart/related; boundary=b", body, 503))).toMatchObject({
      serviceCode: expect.stringMatching(/http_503|network/),
    });
  });

  it("an answer with HTTP 500 is an answer, a Fault with 200 a Fault", async () => {
    expect((await read("application/soap+xml", soap("<a/>"), 500)).events).toEqual(["<{}a>", "</a>"]);
    const fault = await faultOf(read("text/xml", soapFault12("S:Receiver", "S:XDSRegistryBusy", "occupé")));
    expect(fault).toMatchObject({ serviceCode: "XDSRegistryBusy", kind: "unreachable", retry: "later", uncertain: false });
  });

  it("another charset than UTF-8 is read as it says", async () => {
    const latin = Buffer.from(soap("<a>é</a>"), "latin1");
    expect((await read("application/soap+xml; charset=ISO-8859-1", latin)).text).toBe("é");
  });

  it("a document inline, in base64, is read in one text", async () => {
    const base64 = Buffer.alloc(3_000_000, 5).toString("base64");
    expect((await read("application/soap+xml", soap(`<Document>${base64}</Document>`))).text).toHaveLength(base64.length);
  });
});

describe.skipIf(conformance.missing)(`official messages ${conformance.reason}`, () => {
  it("each answer and request of the samples is read to its end", async () => {
    const folder = conformance.path("dmp", "samples");
    const names = readdirSync(folder).filter(
      (name) => /^TD.*(reponse|requete)\.xml$/.test(name) && !name.startsWith("TD2.1_-_Alimentation_requete"),
    );
    expect(names.length).toBeGreaterThan(6);
    for (const name of names) {
      const xml = readFileSync(conformance.path("dmp", "samples", name));
      const { events } = await read("application/soap+xml", xml);
      expect(events.length, name).toBeGreaterThan(1);
      const [first] = events;
      expect(`</${/\}(\w[\w.-]*)/.exec(first ?? "")?.[1]}>`, name).toBe(events.at(-1));
      // The same within a multipart body with the start of JAX-WS.
      const head = "--uuid:1\r\nContent-Id: <rootpart*1@x>\r\nContent-Type: application/xop+xml\r\n\r\n";
      const body = Buffer.concat([Buffer.from(head), xml, Buffer.from("\r\n--uuid:1--")]);
      const inside = await read('multipart/related;start="<rootpart*1@x>";boundary="uuid:1"', body);
      expect(inside.events, name).toEqual(events);
    }
  });

  it("the multipart body of the sample of TD2.1: its envelope, and its parts byte for byte", async () => {
    const body = readFileSync(conformance.path("dmp", "samples", "TD2.1_-_Alimentation_requete.xml"));
    const boundary = /^--(\S+)/.exec(body.toString("latin1"))?.[1] ?? "";
    const got = await read(`multipart/related; type="application/xop+xml"; boundary="${boundary}"`, body);
    expect(got.events[0]).toMatch(/\}ProvideAndRegisterDocumentSetRequest/);
    const included = got.events.flatMap((event) => /Include href=cid:(\S+)>/.exec(event)?.[1] ?? []).map(decodeURIComponent);
    expect(included.length).toBeGreaterThan(0);
    expect(got.parts.map(({ id }) => id)).toEqual(expect.arrayContaining(included));
    for (const { bytes } of got.parts) expect(body.includes(bytes)).toBe(true);
    const signature = readFileSync(conformance.path("dmp", "samples", "TD2.1-SignatureXades.xml"))
      .toString()
      .trim();
    expect(got.parts.some(({ bytes }) => bytes.toString().includes(signature.slice(-400)))).toBe(true);
  });
});
