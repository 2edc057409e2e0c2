import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readXdm } from "../../../src/documents/xdm/read.js";
import { XDM_REFUSALS } from "../../../src/documents/xdm/read-errors.js";
import { ZIP_LIMITS } from "../../../src/documents/xdm/zip.js";
import { metadataOf, xdmOf } from "./support/archive.js";
import { type RawFile, rawZip } from "./support/zip.js";

const CDA = '<ClinicalDocument xmlns="urn:hl7-org:v3"/>';
const METADATA = "IHE_XDM/SUBSET01/METADATA.XML";
const good = [{ uri: "DOC0001.XML", bytes: CDA }];
const withFile = (file: RawFile) => xdmOf(good, [file]);

async function refusedBy(archive: Buffer): Promise<string> {
  const error = await readXdm(archive).then(
    () => null,
    (thrown) => thrown,
  );
  expect(error, "it must be refused").toMatchObject({ name: "SegurError", kind: "input" });
  // What is said holds no name of file.
  expect(`${error.message} ${error.advice}`).not.toMatch(/secret|evil/);
  return error.code;
}

/** The table of mss.md §2.6, row by row. */
describe("an archive is refused with its own code", () => {
  test.each([
    ["../../evil.xml", "xdm.traversal"],
    ["IHE_XDM/../../evil.xml", "xdm.traversal"],
    ["IHE_XDM/..", "xdm.traversal"],
    ["/etc/evil", "xdm.absolute"],
    ["C:/evil", "xdm.absolute"],
    ["c:evil", "xdm.absolute"],
    ["..\\evil", "xdm.backslash"],
    ["IHE_XDM\\SUBSET01\\evil.xml", "xdm.backslash"],
    ["evil\u0000.xml", "xdm.name"],
    ["", "xdm.name"],
  ])("a name: %j", async (name, code) => {
    expect(await refusedBy(withFile({ name, data: "x" }))).toBe(code);
  });

  test("a size that lies: 10 bytes announced for 10 MB, deflated or not", async () => {
    const data = Buffer.alloc(10_000_000, "secret");
    const lying = (size: number, stored: boolean): RawFile => ({ name: "IHE_XDM/SUBSET01/DOC0001.XML", data, size, stored });
    const metadata = { name: METADATA, data: metadataOf(good) };
    expect(await refusedBy(rawZip([metadata, lying(10, false)]))).toBe("xdm.size_lies");
    expect(await refusedBy(rawZip([metadata, lying(10, true)]))).toBe("xdm.size_lies");
    expect(await refusedBy(rawZip([metadata, { ...lying(10_000_001, false), packed: deflateRawSync(data, { level: 0 }) }]))).toBe(
      "xdm.size_lies",
    );
  });

  test("METADATA.XML twice, case aside", async () => {
    expect(await refusedBy(withFile({ name: METADATA, data: "<a/>" }))).toBe("xdm.duplicate");
    expect(await refusedBy(withFile({ name: "ihe_xdm/subset01/metadata.xml", data: "<a/>" }))).toBe("xdm.duplicate");
    expect(await refusedBy(withFile({ name: "IHE_XDM/SUBSET01/ＤOC0001.XML", data: CDA }))).toBe("xdm.duplicate");
  });

  test("50,000 entries, before any is looked at", async () => {
    const many = rawZip(Array.from({ length: 50_000 }, (_, index) => ({ name: `${index}`, stored: true })));
    expect(await refusedBy(many)).toBe("xdm.too_many_entries");
    const files = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `x${index}`, stored: true }));
    expect(await refusedBy(xdmOf(good, files(ZIP_LIMITS.entries - 3)))).toBe("xdm.too_many_entries");
    expect((await readXdm(xdmOf(good, files(ZIP_LIMITS.entries - 4)))).documents).toHaveLength(1);
  });

  test("a bomb of 1 GiB: as it says, as it lies, and by its ratio", async () => {
    const gib = 2 ** 30;
    // 16 MB of zeros, whose deflated bytes are as dense as those of 1 GiB.
    const packed = deflateRawSync(Buffer.alloc(16_000_000));
    const doc = { name: "IHE_XDM/SUBSET01/DOC0001.XML", packed };
    const metadata = { name: METADATA, data: metadataOf(good) };
    expect(await refusedBy(rawZip([metadata, { ...doc, size: gib }]))).toBe("xdm.entry_too_large");
    expect(await refusedBy(rawZip([metadata, { ...doc, size: 100 }]))).toBe("xdm.size_lies");
    expect(await refusedBy(rawZip([metadata, { ...doc, size: 16_000_000 }]))).toBe("xdm.ratio");
  });

  test("three files of 18 MB: each is allowed, their sum is not", async () => {
    const data = Buffer.alloc(18_000_000, "abcdefgh");
    const files = ["a", "b", "c"].map((name) => ({ name, data, stored: true }));
    expect(await refusedBy(xdmOf(good, files))).toBe("xdm.too_large");
  });

  test("a link, an encrypted file, two ways", async () => {
    expect(await refusedBy(withFile({ name: "IHE_XDM/SUBSET01/x", data: "/etc/passwd", mode: 0o120777 }))).toBe("xdm.link");
    expect(await refusedBy(withFile({ name: "x", data: "secret", flags: 1 }))).toBe("xdm.encrypted");
    expect(await refusedBy(withFile({ name: "x", data: "secret", flags: 0x40 }))).toBe("xdm.encrypted");
  });

  test("what is no archive, or a cut one", async () => {
    expect(await refusedBy(Buffer.from("%PDF-1.4 secret"))).toBe("xdm.damaged");
    expect(await refusedBy(Buffer.alloc(0))).toBe("xdm.damaged");
    const whole = xdmOf(good);
    expect(await refusedBy(whole.subarray(0, whole.length - 30))).toBe("xdm.damaged");
    expect(await refusedBy(rawZip([{ name: "photos/1.jpg", data: "x" }]))).toBe("xdm.not_xdm");
  });
});

describe("METADATA.XML is refused, and the documents beside it are still told", () => {
  const entity = (declared: string, used: string) =>
    `<!DOCTYPE r [${declared}]><r xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">${used}</r>`;
  const laughs = Array.from({ length: 10 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`).join("");
  test.each([
    ["XXE", entity('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"), "xdm.doctype"],
    ["XXE of a parameter", entity('<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd">%x;', ""), "xdm.doctype"],
    ["billion laughs", entity(`<!ENTITY l0 "ha">${laughs}`, "&l10;"), "xdm.doctype"],
    ["an entity of nobody", '<r xmlns="urn:x">&unknown;</r>', "xdm.metadata_xml"],
    ["100,000 nested elements", "<a>".repeat(100_000) + "</a>".repeat(100_000), "xdm.metadata_depth"],
    ["300,000 elements", `<r>${"<a/>".repeat(300_000)}</r>`, "xdm.metadata_size"],
    ["9 MB of text", `<r>${"x".repeat(9_000_000)}</r>`, "xdm.metadata_size"],
    ["a cut text", metadataOf(good).slice(0, 900), "xdm.metadata_xml"],
    ["no XML", "bonjour", "xdm.metadata_xml"],
    ["UTF-32", Buffer.from("\uFEFF".split("").flatMap(() => [0xff, 0xfe, 0, 0])), "cda.encoding"],
  ])("%s", async (_name, metadata, code) => {
    // Stored: a text that repeats itself would be refused for its ratio.
    const archive = rawZip([
      { name: METADATA, data: metadata, stored: true },
      { name: "IHE_XDM/SUBSET01/DOC0001.XML", data: CDA },
    ]);
    const { subsets, documents } = await readXdm(archive);
    expect(subsets).toMatchObject([{ fault: { code } }]);
    expect(documents).toMatchObject([{ metadata: null, mediaType: "text/xml", fault: null, integrity: "undeclared" }]);
  });

  test("an archive inside the archive is not opened", async () => {
    const inner = xdmOf([{ uri: "DOC0001.XML", bytes: CDA }]);
    const { documents } = await readXdm(xdmOf(good, [{ name: "IHE_XDM/SUBSET01/INNER.ZIP", data: inner }]));
    expect(documents).toHaveLength(1);
  });
});

describe("one damaged file", () => {
  test("is told, and blocks no other", async () => {
    const two = [...good, { uri: "DOC0002.XML", bytes: "<b/>" }, { uri: "DOC0003.XML", bytes: "<c/>" }];
    const archive = rawZip([
      { name: METADATA, data: metadataOf(two) },
      { name: "IHE_XDM/SUBSET01/DOC0001.XML", data: CDA, crc: 1 },
      { name: "IHE_XDM/SUBSET01/DOC0002.XML", data: "<b/>" },
    ]);
    const { documents } = await readXdm(archive);
    expect(documents.map(({ fault, bytes }) => [fault?.code ?? null, bytes?.toString() ?? null])).toEqual([
      ["xdm.checksum", null],
      [null, "<b/>"],
      ["xdm.file_missing", null],
    ]);
  });
});

test("whatever is changed in an archive, it is read or refused: never another error, never a document of other bytes", async () => {
  const archive = xdmOf([...good, { uri: "DOC0002.XML", bytes: "<b>deux</b>" }]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.nat(archive.length),
      fc.boolean(),
      async (changes, cut, cuts) => {
        const changed = Buffer.from(cuts ? archive.subarray(0, cut) : archive);
        for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
        const read = await readXdm(changed).catch((error) => {
          expect(Object.keys(XDM_REFUSALS)).toContain(error.code);
          return null;
        });
        for (const { integrity, bytes } of read?.documents ?? []) {
          if (integrity === "ok") expect([CDA, "<b>deux</b>"]).toContain(bytes?.toString());
        }
      },
    ),
    { numRuns: 400 },
  );
});
