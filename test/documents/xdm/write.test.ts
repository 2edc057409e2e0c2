import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { XMLParser } from "fast-xml-parser";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import yauzl from "yauzl";
import { headerOf } from "../../../src/documents/cda/header-of.js";
import { toEntry } from "../../../src/documents/cda/metadata.js";
import { writeCda } from "../../../src/documents/cda/writer.js";
import { ACTION_SLOT, entryUuid } from "../../../src/documents/xdm/names.js";
import { MAX_DOCUMENTS, writeXdm, type XdmDocument, type XdmInput } from "../../../src/documents/xdm/write.js";
import { VISIBLE } from "../../../src/domain/document/entry.js";
import { hostile } from "../../domain/message/hostile.js";
import { AUTHOR, PATIENT, sampleEntry } from "../../gateways/dmp/support/samples.js";
import { collect, draft, input as draftInput, unqualified } from "../cda/sample.js";
import { tool } from "../support/conformance.js";

const sha1 = (bytes: Uint8Array | string) => createHash("sha1").update(bytes).digest("hex");

function documentOf(text: string, change: Partial<XdmDocument["entry"]> = {}, replaces: string | null = null): XdmDocument {
  const bytes = Buffer.from(text);
  return { entry: sampleEntry(change), replaces, cda: { size: bytes.length, sha1: sha1(bytes), open: () => [bytes] } };
}

function inputOf(documents: readonly XdmDocument[], change: Partial<XdmInput> = {}): XdmInput {
  return {
    set: {
      uniqueId: "2.25.7",
      submissionTime: "2026-11-25T10:00:00.000Z",
      title: null,
      comment: null,
      author: AUTHOR,
      contentType: { code: "07", system: "1.2.250.1.213.2.2", label: "Consultations, soins externes" },
      sourceId: "2.25.8",
      patientId: PATIENT,
    },
    documents,
    action: null,
    softwareName: "segur 0.1.0",
    at: new Date("2026-11-25T10:00:00.000Z"),
    ...change,
  };
}

/** Every file of an archive, in order, read by another implementation than the one that wrote it. */
async function unzip(archive: Buffer): Promise<Map<string, Buffer>> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) =>
    yauzl.fromBuffer(archive, { lazyEntries: true, validateEntrySizes: true }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    ),
  );
  const files = new Map<string, Buffer>();
  return new Promise((resolve, reject) => {
    zip.on("error", reject);
    zip.on("end", () => resolve(files));
    zip.on("entry", (entry: yauzl.Entry) =>
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        collect(stream).then((bytes) => {
          files.set(entry.fileName, bytes);
          zip.readEntry();
        }, reject);
      }),
    );
    zip.readEntry();
  });
}

const METADATA = "IHE_XDM/SUBSET01/METADATA.XML";
const parser = new XMLParser({
  ignoreAttributes: false,
  removeNSPrefix: true,
  parseTagValue: false,
  isArray: (name, _path, _leaf, isAttribute) => !isAttribute && name !== "RegistryObjectList",
});

type Attributes = Readonly<Record<string, string>>;
type Tree = Attributes & {
  readonly Slot: readonly (Attributes & { readonly ValueList: readonly [{ readonly Value: readonly string[] }] })[];
};

function objectsOf(files: Map<string, Buffer>): {
  readonly documents: readonly Tree[];
  readonly associations: readonly Attributes[];
} {
  const list = parser.parse(files.get(METADATA)?.toString("utf8") ?? "").SubmitObjectsRequest[0].RegistryObjectList;
  return { documents: list.ExtrinsicObject, associations: list.Association };
}
function slotsOf(object: Tree | undefined): Record<string, string | undefined> {
  return Object.fromEntries((object?.Slot ?? []).map((each) => [each["@_name"] ?? "", each.ValueList[0].Value[0]]));
}

describe("an archive is refused", () => {
  const one = documentOf("<a/>");

  test("when it is about several patients, by INS and OID together", () => {
    for (const patientId of [
      { matricule: "180032636322028", oid: PATIENT.oid },
      { ...PATIENT, oid: "1.2.250.1.213.1.4.8" },
    ]) {
      expect(() => writeXdm(inputOf([one, documentOf("<b/>", { uniqueId: "1.2.3", patientId })]))).toThrow(
        expect.objectContaining({ code: "xdm.several_patients", rule: "MSS/CONF.23" }),
      );
    }
  });

  test("when it is empty, too long, or holds a document twice", () => {
    expect(() => writeXdm(inputOf([]))).toThrow(expect.objectContaining({ code: "xdm.empty" }));
    expect(() => writeXdm(inputOf([one, one]))).toThrow(expect.objectContaining({ code: "xdm.document_twice" }));
    expect(() => writeXdm(inputOf(Array.from({ length: MAX_DOCUMENTS + 1 }, () => one)))).toThrow(
      expect.objectContaining({ code: "xdm.too_many" }),
    );
  });

  test("when a metadata is missing, before a byte is given", () => {
    expect(() => writeXdm(inputOf([documentOf("<a/>", { title: "" })]))).toThrow(
      expect.objectContaining({ code: "document.metadata.missing" }),
    );
  });

  test.each([
    ["a longer content", "<a/> "],
    ["a shorter one", "<a/"],
    ["another one", "<b/>"],
  ])("when its bytes have changed: %s", async (_name, text) => {
    const changed = { ...one, cda: { ...one.cda, open: () => [Buffer.from(text)] } };
    await expect(collect(writeXdm(inputOf([changed])))).rejects.toMatchObject({ code: "xdm.content_changed", kind: "storage" });
  });

  test("when a document cannot be read: its own error comes out, and nobody waits for ever", async () => {
    const cda = {
      ...one.cda,
      open: () =>
        (async function* () {
          yield Buffer.from("<");
          throw new Error("disk");
        })(),
    };
    await expect(collect(writeXdm(inputOf([{ ...one, cda }])))).rejects.toThrow("disk");
  });
});

describe("an archive", () => {
  test("holds its files in the order of the specification, each document whole", async () => {
    const documents = [documentOf("<a/>"), documentOf("<b>é</b>", { uniqueId: "1.2.3^x" })];
    const files = await unzip(await collect(writeXdm(inputOf(documents))));
    expect([...files.keys()]).toEqual([
      "INDEX.HTM",
      "README.TXT",
      METADATA,
      "IHE_XDM/SUBSET01/DOC0001.XML",
      "IHE_XDM/SUBSET01/DOC0002.XML",
    ]);
    const { documents: objects, associations } = objectsOf(files);
    for (const [index, object] of objects.entries()) {
      const slots = slotsOf(object);
      const bytes = files.get(`IHE_XDM/SUBSET01/${slots.URI}`);
      expect(slots).toMatchObject({ hash: sha1(bytes ?? ""), size: String(bytes?.length) });
      expect(bytes).toEqual(Buffer.from(index === 0 ? "<a/>" : "<b>é</b>"));
      expect(Object.keys(slots)).not.toContain(ACTION_SLOT);
    }
    expect(associations.map((each) => each["@_associationType"]?.split(":").at(-1))).toEqual(["HasMember", "HasMember"]);
  });

  test("of a new version says C, and names the one it replaces as that one was named", async () => {
    const before = objectsOf(await unzip(await collect(writeXdm(inputOf([documentOf("<a/>", { uniqueId: "1.2.3" })])))));
    const files = await unzip(
      await collect(
        writeXdm(inputOf([documentOf("<b/>", { uniqueId: "1.2.4" }, "1.2.3")], { action: "C", actionSlot: "urn:x:action" })),
      ),
    );
    const { documents: objects, associations } = objectsOf(files);
    expect(slotsOf(objects[0])).toMatchObject({ "urn:x:action": "C" });
    const replaces = associations.find((each) => each["@_associationType"]?.endsWith("RPLC"));
    expect(replaces).toMatchObject({ "@_sourceObject": entryUuid("1.2.4"), "@_targetObject": before.documents[0]?.["@_id"] });
    expect(files.get("INDEX.HTM")?.toString()).toContain("Annule et remplace");
    expect(files.get("README.TXT")?.toString()).toContain("Annule et remplace");
    const withdrawn = await unzip(await collect(writeXdm(inputOf([documentOf("<a/>")], { action: "D" }))));
    expect(slotsOf(objectsOf(withdrawn).documents[0])).toMatchObject({ [ACTION_SLOT]: "D" });
  });

  test("is the same bytes whatever the pieces its documents come in and the zone of the machine", async () => {
    const text = "<ClinicalDocument>".repeat(30_000);
    const bytes = Buffer.from(text);
    const document = documentOf(text);
    const inPieces = (size: number): XdmDocument => ({
      ...document,
      cda: {
        ...document.cda,
        async *open() {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        },
      },
    });
    const whole = await collect(writeXdm(inputOf([document])));
    expect(whole.length).toBeLessThan(bytes.length / 10);
    const zone = process.env.TZ;
    onTestFinished(() => {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    });
    for (const [size, name] of [
      [1_000, "America/Los_Angeles"],
      [65_536, "Pacific/Kiritimati"],
      [262_144, "Europe/Paris"],
    ] as const) {
      process.env.TZ = name;
      expect(sha1(await collect(writeXdm(inputOf([inPieces(size)]))))).toBe(sha1(whole));
    }
  });

  test("lets go of the document that it was reading when nobody wants the rest", async () => {
    const seen = { opened: 0, closed: 0 };
    const cda = {
      size: 1 << 30,
      sha1: "",
      async *open() {
        seen.opened += 1;
        try {
          for (let count = 0; ; count++) yield createHash("sha512").update(String(count)).digest();
        } finally {
          seen.closed += 1;
        }
      },
    };
    for (const most of [1, 50_000]) {
      let taken = 0;
      for await (const chunk of writeXdm(inputOf([{ ...documentOf("<a/>"), cda }]))) {
        taken += chunk.length;
        if (taken >= most) break;
      }
    }
    await vi.waitFor(() => expect(seen.closed).toBe(seen.opened));
    expect(seen.opened).toBeGreaterThan(0);
  });

  test("has pages in which no title or name is markup, and that run nothing", async () => {
    const names = hostile.filter((text) => text.trim() !== "" && [...text].length <= 200);
    const TAGS = (await unzip(await collect(writeXdm(inputOf([documentOf("<a/>")])))))
      .get("INDEX.HTM")
      ?.toString()
      .match(/<\w+/g)?.length;
    await fc.assert(
      fc.asyncProperty(names, names, async (title, familyName) => {
        let archive: Buffer;
        try {
          const author = { ...AUTHOR, familyName };
          archive = await collect(writeXdm(inputOf([documentOf("<a/>", { title, authors: [author] })], { softwareName: title })));
        } catch (error) {
          // What XML cannot hold is refused, never dropped.
          expect(error).toMatchObject({ code: expect.stringMatching(/^document\.metadata\.(character|too_long)$/) });
          return;
        }
        const files = await unzip(archive);
        const page = files.get("INDEX.HTM")?.toString("utf8") ?? "";
        expect(page).not.toMatch(/<script|<img|javascript:|\u202e|https?:\/\//i);
        expect(page.match(/<\w+/g)).toHaveLength(TAGS ?? 0);
        expect(files.get("README.TXT")?.toString("utf8").split("\r\n")).toHaveLength(11);
        expect(files.get("README.TXT")?.toString("utf8").replaceAll("\r\n", "")).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 40 },
    );
  });
});

const hasUnzip = spawnSync("unzip", ["-v"]).status === 0;
const xsd = tool("xsd-check.sh");

describe("checked by others", () => {
  async function folderOf(archive: Buffer): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), "segur-xdm-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "IHE_XDM.zip"), archive);
    const { status, stdout } = spawnSync("unzip", ["-q", join(folder, "IHE_XDM.zip"), "-d", folder], { encoding: "utf8" });
    expect(status, stdout).toBe(0);
    return folder;
  }

  test.skipIf(!hasUnzip)(`unzip finds no fault ${hasUnzip ? "" : "(SKIPPED: no unzip)"}`, async () => {
    const folder = await folderOf(await collect(writeXdm(inputOf([documentOf("<a/>".repeat(100_000))]))));
    const tested = spawnSync("unzip", ["-t", join(folder, "IHE_XDM.zip")], { encoding: "utf8" });
    expect([tested.status, tested.stdout]).toEqual([0, expect.stringContaining("No errors detected")]);
    expect(readFileSync(join(folder, "IHE_XDM/SUBSET01/DOC0001.XML"), "utf8")).toHaveLength(400_000);
  });

  test.skipIf(xsd.missing || !hasUnzip)(
    `METADATA.XML is valid, for a qualified identity and for one that is not, new, replacing and withdrawn ${xsd.reason}`,
    { timeout: 60_000 },
    async (context) => {
      const paths: string[] = [];
      for (const patient of [draftInput("11488-4").patient, unqualified]) {
        const written = draft("11488-4", { patient });
        const bytes = await collect(writeCda(written, { mediaType: "application/pdf", open: () => [Buffer.from("%PDF-1.4")] }));
        const facts = { visibility: VISIBLE, sha1: sha1(bytes), size: bytes.length, bodyMediaType: "application/pdf" };
        const entry = toEntry(headerOf(written), { ...facts, exchange: "message" });
        const cda = { size: bytes.length, sha1: sha1(bytes), open: () => [bytes] };
        const set = { ...inputOf([]).set, patientId: entry.patientId };
        for (const action of [null, "C", "D"] as const) {
          const replaces = action === "C" ? "1.2.3" : null;
          const folder = await folderOf(await collect(writeXdm(inputOf([{ entry, replaces, cda }], { action, set }))));
          paths.push(join(folder, METADATA));
          const metadata = readFileSync(join(folder, METADATA), "utf8");
          // INS/va1.53: no INS of an identity that is not qualified.
          expect(metadata.includes("1.2.250.1.213.1.4.10")).toBe(patient !== unqualified);
          if (patient === unqualified) expect(metadata).toMatch(/value="D-0042\^\^\^&#38;2\.25\.\d+&#38;ISO\^PI"/);
        }
      }
      const { status, output } = xsd.run(context, ["xds-lcm", ...paths]);
      expect(status, output).toBe(0);
    },
  );
});
