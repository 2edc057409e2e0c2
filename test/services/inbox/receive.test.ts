import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SegurError } from "../../../src/domain/errors.js";
import { official } from "../../documents/support/conformance.js";
import { xdmOf } from "../../documents/xdm/support/archive.js";
import { rawZip } from "../../documents/xdm/support/zip.js";
import { digests, received } from "./support.js";

const INS = { matricule: "279035121518989", oid: "1.2.250.1.213.1.4.8" };
const PATIENT_ID = `${INS.matricule}^^^&amp;${INS.oid}&amp;ISO^NH`;

interface Said {
  readonly id?: string;
  readonly ins?: { readonly matricule: string; readonly oid: string } | null;
  readonly name?: string;
  readonly given?: string;
  readonly more?: string;
  readonly code?: string;
  readonly title?: string;
}

function cda({
  id = '<id root="1.2.3.1"/>',
  ins = INS,
  name = "PATIENT",
  given = "Test",
  more = "",
  ...said
}: Said = {}): string {
  const identifier = ins === null ? "" : `<id root="${ins.oid}" extension="${ins.matricule}"/>`;
  const target = `<recordTarget><patientRole>${identifier}<patient><name><family qualifier="BR">${name}</family><given qualifier="BR">${given}</given></name><administrativeGenderCode code="F"/><birthTime value="19790312"/></patient></patientRole></recordTarget>`;
  return `<ClinicalDocument xmlns="urn:hl7-org:v3">${id}<code code="${said.code ?? "11488-4"}" codeSystem="2.16.840.1.113883.6.1" displayName="Consultation"/><title>${said.title ?? "CR de consultation"}</title><effectiveTime value="20210104160527+0100"/>${target}${more}<component><nonXMLBody><text mediaType="text/plain" representation="B64">Ym9uam91cg==</text></nonXMLBody></component></ClinicalDocument>`;
}

const archive = (...documents: Parameters<typeof xdmOf>[0]) => ({ bytes: xdmOf(documents), fileName: "IHE_XDM.ZIP" });
const one = (bytes: string, change: object = {}) => ({
  uri: "DOC0001.XML",
  bytes,
  patientId: PATIENT_ID,
  uniqueId: "1.2.3.1",
  ...change,
});
const pdf = (fileName: string) => ({
  bytes: "%PDF-1.4",
  mediaType: "application/pdf",
  fileName,
  disposition: "attachment" as const,
});

describe("what must not reach a file waits in quarantine, with its code", () => {
  const code = async (message: Parameters<typeof received>[0], deps = {}) =>
    (await received(message, deps)).documents.map(({ quarantine }) => quarantine?.code ?? null);

  test("a document whose hash or size is not what its metadata say", async () => {
    expect(await code({ parts: [archive(one(cda(), { hash: "0".repeat(40) }))] })).toEqual(["hash_mismatch"]);
    expect(await code({ parts: [archive(one(cda(), { size: 3 }))] })).toEqual(["size_mismatch"]);
  });

  test("a swapped one: the metadata are those of another patient, by matricule or by OID alone", async () => {
    const other = "180032636322028^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH";
    expect(await code({ parts: [archive(one(cda(), { patientId: other }))] })).toEqual(["other_patient"]);
    expect(await code({ parts: [archive(one(cda(), { patientId: PATIENT_ID.replace(".4.8", ".4.9") }))] })).toEqual([
      "other_patient",
    ]);
    expect(await code({ parts: [archive(one(cda({ ins: null })))] })).toEqual(["other_patient"]);
  });

  test("documents of two patients in one message, whichever archive they are in (MSS/CONF.23)", async () => {
    const ins = { matricule: "180032636322028", oid: INS.oid };
    const theirs = one(cda({ ins, name: "AUTRE", id: '<id root="1.2.3.2"/>' }), {
      patientId: `${ins.matricule}^^^&amp;${ins.oid}&amp;ISO^NH`,
      uniqueId: "1.2.3.2",
    });
    const two = ["other_patient", "other_patient"];
    expect(await code({ parts: [archive(one(cda()), { ...theirs, uri: "DOC0002.XML" })] })).toEqual(two);
    expect(await code({ parts: [archive(one(cda())), archive(theirs)] })).toEqual(two);
    const loose = { bytes: cda({ ins: null, name: "AUTRE" }), mediaType: "text/xml", fileName: "x.xml" };
    expect(await code({ parts: [archive(one(cda())), loose] })).toEqual(two);
    // The same person, once without INS.
    expect(await code({ parts: [archive(one(cda())), { ...loose, bytes: cda({ ins: null }) }] })).toEqual([null, null]);
  });

  test("a document of two persons", async () => {
    const more = '<recordTarget><patientRole><id root="1.2" extension="9"/></patientRole></recordTarget>';
    expect(await code({ parts: [archive(one(cda({ more })))] })).toEqual(["other_patient"]);
  });

  test("a test INS in production, and nowhere else", async () => {
    for (const oid of ["1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.11"]) {
      const parts = [archive(one(cda({ ins: { ...INS, oid } }), { patientId: PATIENT_ID.replace("1.2.250.1.213.1.4.8", oid) }))];
      expect(await code({ parts }, { environment: "production" })).toEqual(["test_ins"]);
      expect(await code({ parts }, { environment: "bas" })).toEqual([null]);
    }
  });

  test.each([
    ["XXE", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${cda({ title: "&e;" })}`],
    [
      "billion laughs",
      `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "${"&a;".repeat(10)}"><!ENTITY c "${"&b;".repeat(10)}">]>${cda({ title: "&c;" })}`,
    ],
    ["100,000 nested elements", cda({ more: "<a>".repeat(100_000) + "</a>".repeat(100_000) })],
    ["a cut one", cda().slice(0, -40)],
    ["another XML", "<html xmlns='urn:x'/>"],
  ])("one that cannot be read (%s), which blocks no other", async (_name, bytes) => {
    const bad = one(bytes);
    const good = one(cda({ id: '<id root="1.2.3.2"/>' }), { uri: "DOC0002.XML", uniqueId: "1.2.3.2" });
    const { documents, kind, problem } = await received({
      parts: [{ bytes: xdmOf([bad, good].map((each) => ({ ...each }))), fileName: "IHE_XDM.ZIP" }],
    });
    expect(kind).toBe("documents");
    expect(problem).toBeNull();
    expect(documents).toMatchObject([
      {
        quarantine: { code: "unreadable", technical: false },
        content: null,
        title: "Titre 0",
        attachment: { part: "1" },
        patient: { ins: INS, birthName: null },
      },
      { quarantine: null, attachment: null, title: "CR de consultation" },
    ]);
  });

  test("one without an id, or that the metadata do not speak of", async () => {
    expect(await code({ parts: [archive(one(cda({ id: "" })))] })).toEqual(["906"]);
    const forgotten = rawZip([{ name: "IHE_XDM/SUBSET01/DOC0001.XML", data: cda() }]);
    expect(await code({ parts: [{ bytes: forgotten }] })).toEqual(["906"]);
  });
});

describe("an archive that is refused", () => {
  test("leaves the message, with the reason; its PDF stands alone", async () => {
    const bomb = rawZip([{ name: "../../etc/x", data: "x" }]);
    const refused = await received({ parts: [{ bytes: bomb, fileName: "IHE_XDM.zip" }] });
    expect(refused).toMatchObject({ kind: "unreadable", problem: { code: "xdm.traversal", technical: false }, documents: [] });
    expect(refused.attachments).toMatchObject([{ part: "1", fileName: "IHE_XDM.zip" }]);
    const beside = await received({ parts: [{ bytes: bomb }, pdf("x.pdf"), archive(one(cda()))] });
    expect(beside).toMatchObject({ kind: "documents", problem: { code: "xdm.traversal" } });
    expect(beside.documents.map(({ title }) => title)).toEqual(["CR de consultation"]);
  });

  test("for a failure of the machine is not taken for « no document »", async () => {
    const full = new SegurError({ kind: "storage", code: "store.full", message: "Le disque est plein." });
    for (const [error, expected] of [
      [full, { code: "store.full", technical: true }],
      [new Error("ENOMEM, secret"), { code: "inbox.reading_failed", technical: true }],
    ] as const) {
      const contents = { write: () => Promise.reject(error) };
      const message = await received({ parts: [archive(one(cda()))] }, { contents });
      expect(message).toMatchObject({ kind: "unreadable", problem: expected, documents: [] });
      expect(JSON.stringify(message)).not.toContain("secret");
    }
  });

  test("as one of photographs is a file like another, unless the message announces documents", async () => {
    const photos = { bytes: rawZip([{ name: "1.jpg", data: "x" }]), fileName: "photos.zip" };
    const plain = await received({ parts: [photos], head: { subject: "Photos" } });
    expect(plain).toMatchObject({ kind: "text", problem: null, attachments: [{ fileName: "photos.zip" }] });
    expect((await received({ parts: [photos] })).problem?.code).toBe("xdm.not_xdm");
  });

  test("as too large is never asked for: 500 MB announced, or a limit reached while it comes", async () => {
    const part = { bytes: "", fileName: "IHE_XDM.zip", size: 700_000_000 };
    expect(await received({ parts: [part] })).toMatchObject({ kind: "unreadable", problem: { code: "inbox.part_too_large" } });
    const lying = { bytes: Buffer.alloc(25_000_001), size: 10, fileName: "IHE_XDM.zip" };
    expect(await received({ parts: [lying] })).toMatchObject({ problem: { code: "inbox.part_too_large", technical: false } });
  });
});

describe("the PDFs beside an archive", () => {
  const documents = [
    one(cda({ title: "Consultation" })),
    one(cda({ id: '<id root="1.2.3.2"/>', title: "Imagerie", code: "18748-4" }), { uri: "DOC0002.XML", uniqueId: "1.2.3.2" }),
  ];
  const paired = async (...names: readonly string[]) => {
    const { documents: found } = await received({ parts: [archive(...documents), ...names.map(pdf)] });
    return found.map(({ content, attachment }) => `${content === null ? "file" : "cda"} ${attachment?.fileName ?? "-"}`);
  };

  test.each([
    [
      ["20210104_Imagerie_PATIENT_Test.pdf", "20210104_Consultation_PATIENT_Test.pdf"],
      ["cda 20210104_Consultation_PATIENT_Test.pdf", "cda 20210104_Imagerie_PATIENT_Test.pdf"],
    ],
    [["20210104_imagerie_Patient_TEST_D42.pdf"], ["cda -", "cda 20210104_imagerie_Patient_TEST_D42.pdf"]],
    [
      ["a.pdf", "b.pdf"],
      ["cda a.pdf", "cda b.pdf"],
    ],
    [["a.pdf"], ["cda -", "cda -", "file a.pdf"]],
    [
      ["a.pdf", "20210104_Bilan_AUTRE_Jean.pdf"],
      ["cda -", "cda -", "file a.pdf", "file 20210104_Bilan_AUTRE_Jean.pdf"],
    ],
    [
      ["20210104_Consultation_PATIENT_Test.pdf", "20210104_Consultation_PATIENT_Test.pdf"],
      ["cda 20210104_Consultation_PATIENT_Test.pdf", "cda 20210104_Consultation_PATIENT_Test.pdf"],
    ],
  ])("%j", async (names, expected) => {
    expect(await paired(...names)).toEqual(expected);
  });
});

describe("a message", () => {
  test("of a patient: their INS when the key of the address is right", async () => {
    const from = (address: string) => ({ head: { subject: "Re: bonjour", from: { address, name: null } }, parts: [] });
    expect(await received(from("274075176079430@patient.mssante.fr"))).toMatchObject({
      ...{ sender: "patient", kind: "text", problem: null, documents: [] },
      senderIns: { matricule: "274075176079430" },
    });
    expect(await received(from("274075176079431@patient.mssante.fr"))).toMatchObject({ sender: "patient", senderIns: null });
    expect(await received(from("x@patient.mssante.fr.evil.fr"))).toMatchObject({ sender: "other", senderIns: null });
    expect(await received(from("x@labo.test"), { domains: ["labo.test"] })).toMatchObject({ sender: "professional" });
  });

  test("tells its headers and its text, harmless", async () => {
    const headers = new Map([
      ...([
        ["x-mss-ins", " o "],
        ["x-mss-codecda", "11502-2\u001b[31m"],
        ["x-mss-mes", "fin"],
        ["in-reply-to", "<a@b> (x)"],
      ] as const),
      ["references", "<a@b>\r\n <c@d>"],
    ]);
    const text = { bytes: "Bonjour\u001b[2J\r\n\u202Eetc.\r\n", mediaType: "text/plain" };
    const message = await received({ parts: [text], head: { headers, subject: "Bon\r\njour\u202E" } });
    expect(message).toMatchObject({
      ...{ subject: "Bon jour", text: "Bonjour[2J\netc.", inReplyTo: "<a@b>", references: ["<a@b>", "<c@d>"], attachments: [] },
      mss: { ins: "O", codeCda: "11502-2 [31m", nil: null, end: true },
    });
  });

  test("in HTML alone is read as words; in both, the plain text is kept", async () => {
    const html =
      "<head><style>p{}</style></head><p>Bonjour &amp; merci<br>&#233;t&eacute;</p><script>alert(1)</script><!-- <b>x --><a href='http://x'>ici</a>";
    const words = "Bonjour & merci\nété\nici";
    expect((await received({ parts: [{ bytes: html, mediaType: "text/html" }] })).text).toBe(words);
    const both = await received({
      parts: [
        { bytes: html, mediaType: "text/html" },
        { bytes: "clair", mediaType: "text/plain" },
      ],
    });
    expect(both).toMatchObject({ text: "clair", attachments: [] });
    const latin = { bytes: Buffer.from("\xe9t\xe9", "latin1"), mediaType: "text/plain" };
    expect((await received({ parts: [{ ...latin, charset: "iso-8859-1" }] })).text).toBe("été");
    expect((await received({ parts: [{ ...latin, charset: "x-unknown" }] })).text).toBe("été");
  });

  test("whose text is too long keeps it as a file", async () => {
    const message = await received({ parts: [{ bytes: "x".repeat(70_000), mediaType: "text/plain" }] });
    expect(message).toMatchObject({ text: null, attachments: [{ part: "1", mediaType: "text/plain" }] });
  });

  test("without a structure is kept, and a report asks for nothing", async () => {
    expect(await received({ parts: [], head: { fault: "Structure illisible." } })).toMatchObject({
      kind: "unreadable",
      problem: { code: "inbox.structure", message: "Structure illisible.", technical: false },
    });
    const report = {
      uid: 7,
      kind: "dsn",
      envelopeId: null,
      messageId: null,
      recipients: [],
      text: null,
      from: "",
      returnPath: null,
    } as const;
    expect(await received({ parts: [{ bytes: "x", mediaType: "text/plain" }], head: { report } })).toMatchObject({
      kind: "report",
    });
  });

  test("with an action and what it replaces", async () => {
    const more = '<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.3.0"/></parentDocument></relatedDocument>';
    const action = { slot: "urn:asip:ci-sis:action", value: "C" };
    const message = await received({ parts: [archive(one(cda({ more }), { action }))] });
    expect(message.documents).toMatchObject([
      { action: "C", replaces: "1.2.3.0", setId: null, versionNumber: null, uniqueId: "1.2.3.1" },
    ]);
  });

  test("with a declared PDF in its archive, and a joined photograph", async () => {
    const file = { uri: "D.PDF", bytes: "%PDF-1.4\n", mimeType: "application/pdf", patientId: PATIENT_ID, uniqueId: "1.2.3.9" };
    const image = { bytes: "x", mediaType: "image/jpeg", fileName: "p.jpg", disposition: "attachment" as const };
    const contents = digests();
    const { documents } = await received({ parts: [archive(one(cda()), file), image] }, { contents });
    expect(documents).toMatchObject([
      { mediaType: "text/xml", attachment: null },
      { mediaType: "application/pdf", uniqueId: "1.2.3.9", attachment: null, patient: { ins: INS, birthName: null } },
      { mediaType: "image/jpeg", title: "p.jpg", content: null, attachment: { part: "2" } },
    ]);
    expect(contents.written.get(documents[1]?.content ?? "")?.toString()).toBe("%PDF-1.4\n");
  });
});

const examples = official("cda/examples");
describe.skipIf(examples.missing)(`every official CDA in a message ${examples.reason}`, () => {
  test.each(examples.missing ? [] : readdirSync(examples.path))("%s", async (name) => {
    const bytes = readFileSync(join(examples.path, name));
    const loose = { bytes, mediaType: "text/xml", fileName: "document.xml" };
    const [document] = (await received({ parts: [loose] })).documents;
    expect(document?.quarantine).toBeNull();
    expect(document?.patient?.ins ?? document?.patient?.birthName).toBeTruthy();
    const { matricule, oid } = document?.patient?.ins ?? { matricule: "", oid: "" };
    const metadata = {
      patientId: `${matricule}^^^&amp;${oid}&amp;ISO^NH`,
      uniqueId: document?.uniqueId ?? "",
      typeCode: document?.type?.code ?? "",
    };
    const contents = digests();
    const message = await received({ parts: [archive(one("", { bytes, ...metadata }))] }, { contents });
    expect(message).toMatchObject({ kind: "documents", problem: null });
    expect(message.documents).toMatchObject([
      { type: document?.type, title: document?.title, patient: document?.patient, alerts: document?.alerts },
    ]);
    expect(message.documents[0]?.alerts === null).toBe(document?.type?.code !== "11502-2");
    expect(contents.written.get(message.documents[0]?.content ?? "")?.equals(bytes)).toBe(true);
  });
});

test("a message that nobody signs and that carries nothing is unreadable, never an empty message", async () => {
  const head = { from: { address: "", name: null }, subject: "" };
  expect(await received({ parts: [], head })).toMatchObject({
    kind: "unreadable",
    problem: { code: "inbox.no_sender", technical: false },
  });
});
