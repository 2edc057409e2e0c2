import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { changedFile } from "../../../src/documents/export/diagnose.js";
import { byBlocks } from "../../../src/documents/export/random-access.js";
import { openExport } from "../../../src/documents/export/read.js";
import { createArchive } from "../../../src/documents/export/write.js";

interface Made {
  path: string;
  bytes: Buffer | string;
}

const sha = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");
const told = ({ path, bytes }: Made) => ({ path, bytes: Buffer.byteLength(bytes), sha256: sha(bytes) });

/** A right export of two patients; `change` makes it another one. */
function parts(change: { format?: number; schema?: string; inPatient?: Made[]; listed?: Made[] } = {}): Made[] {
  const readme = { path: "LISEZ-MOI.txt", bytes: "lisez" };
  const patients = ["P1", "P2"].map((id) => {
    const files = [
      { path: "patient.json", bytes: `{"id":"${id}"}` },
      { path: "documents/D1/original.pdf", bytes: Buffer.alloc(300_000, id) },
      ...(change.inPatient ?? []),
    ];
    const manifest = { schema: "segur.export.patient-manifest/1", patient: id, files: (change.listed ?? files).map(told) };
    return { id, files, manifest: { path: `patients/${id}/manifest.json`, bytes: JSON.stringify(manifest) } };
  });
  const manifest = {
    schema: change.schema ?? "segur.export.manifest/1",
    format: change.format ?? 1,
    files: [told(readme)],
    patients: patients.map((each) => told(each.manifest)),
  };
  return [
    readme,
    ...patients.flatMap(({ id, files, manifest: own }) => [
      ...files.map(({ path, bytes }) => ({ path: `patients/${id}/${path}`, bytes })),
      own,
    ]),
    { path: "manifest.json", bytes: JSON.stringify(manifest) },
  ];
}

async function zipped(files: readonly Made[], options: { compress?: boolean; mode?: number } = {}): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { path, bytes } of files) zip.addBuffer(Buffer.from(bytes), path, options);
  zip.end();
  const all: Buffer[] = [];
  for await (const piece of zip.outputStream) all.push(piece as Buffer);
  return Buffer.concat(all);
}

/** Reads all of it; the code of what refuses it, or what was read. */
async function read(bytes: Buffer): Promise<string | readonly string[]> {
  const file = byBlocks(bytes.length, 65_536, async (index) => bytes.subarray(index * 65_536, (index + 1) * 65_536));
  try {
    const seen: string[] = [];
    const opened = await openExport(file);
    for await (const part of opened.walk()) {
      for (const { path } of part.files) {
        for await (const _piece of part.open(path));
        seen.push(`${part.id ?? "-"}:${path}`);
      }
    }
    return seen;
  } catch (error) {
    const { code, details } = error as { code?: string; details?: { what?: string } };
    return `${code ?? String(error)}${details?.what === undefined ? "" : ` ${details.what}`}`;
  }
}

describe("an export that is read", () => {
  test("gives every file that its manifests name, and nothing else", async () => {
    expect(await read(await zipped(parts()))).toEqual([
      "-:LISEZ-MOI.txt",
      "P1:patient.json",
      "P1:documents/D1/original.pdf",
      "P2:patient.json",
      "P2:documents/D1/original.pdf",
    ]);
  });

  test("what no manifest names is refused, wherever it is", async () => {
    const extra = { path: "patients/P1/more.json", bytes: "{}" };
    const files = parts();
    expect(await read(await zipped([files[0] as Made, extra, ...files.slice(1)]))).toBe("export.altered unlisted");
    expect(await read(await zipped([...files.slice(0, -1), { path: "journal.syslog", bytes: "x" }, files.at(-1) as Made]))).toBe(
      "export.altered unlisted",
    );
    expect(await read(await zipped([...files, { path: "after.txt", bytes: "x" }]))).toBe("export.altered unlisted");
    expect(
      await read(await zipped([...files.slice(0, -1), { path: "patients/P3/patient.json", bytes: "{}" }, files.at(-1) as Made])),
    ).toBe("export.altered unlisted");
  });

  test("repacked by another program, with one file changed, it is that file that is told", async () => {
    const changed = parts().map((each) => (each.path === "patients/P2/patient.json" ? { ...each, bytes: '{"id":"P9"}' } : each));
    const folders = ["patients/", "patients/P2/"].map((path) => ({ path, bytes: "" }));
    const find = async (files: readonly Made[]) => {
      const zip = new ZipFile();
      for (const { path, bytes } of files) {
        if (path.endsWith("/")) zip.addEmptyDirectory(path);
        else zip.addBuffer(Buffer.from(bytes), path);
      }
      zip.end();
      const all: Buffer[] = [];
      for await (const piece of zip.outputStream) all.push(piece as Buffer);
      const whole = Buffer.concat(all);
      return changedFile({ size: whole.length, read: async (at, length) => whole.subarray(at, at + length) });
    };
    expect(await find([...folders, ...changed.toReversed()])).toEqual({ what: "hash", where: "patients/P2/patient.json" });
    expect(await find([...folders, ...parts().toReversed()])).toBe(null);
  });

  test("a file that is missing, changed, shorter or twice there is found", async () => {
    const files = parts();
    const without = (path: string) => files.filter((each) => each.path !== path);
    expect(await read(await zipped(without("patients/P1/documents/D1/original.pdf")))).toBe("export.altered missing");
    expect(await read(await zipped(without("LISEZ-MOI.txt")))).toBe("export.altered missing");
    expect(await read(await zipped(files.filter(({ path }) => !path.startsWith("patients/P2/"))))).toBe("export.altered missing");
    const changed = (bytes: Buffer | string) =>
      files.map((each) => (each.path === "patients/P2/patient.json" ? { ...each, bytes } : each));
    expect(await read(await zipped(changed('{"id":"P9"}')))).toBe("export.altered hash");
    expect(await read(await zipped(changed("{}")))).toBe("export.altered size");
    const [first, patient, ...rest] = files as [Made, Made, ...Made[]];
    expect(await read(await zipped([first, patient, patient, ...rest]))).toBe("export.altered unlisted");
  });

  test("a patient whose folder comes twice, or inside another's, is refused", async () => {
    const files = parts();
    const p1 = files.filter(({ path }) => path.startsWith("patients/P1/"));
    const p2 = files.filter(({ path }) => path.startsWith("patients/P2/"));
    const [readme, manifest] = [files[0] as Made, files.at(-1) as Made];
    expect(await read(await zipped([readme, ...p1, ...p1, ...p2, manifest]))).toBe("export.altered unlisted");
    expect(await read(await zipped([readme, p1[0] as Made, ...p2, ...p1.slice(1), manifest]))).toBe("export.altered unlisted");
  });

  test("names that leave the archive, or that an export does not write, are refused", async () => {
    const right = await zipped(parts({ inPatient: [{ path: "abcdefgh.json", bytes: "x" }] }), { compress: false });
    for (const name of [
      "../../efgh.json",
      "/bcdefgh.json",
      "..\\defgh.json",
      "abcdef\u0000h.json",
      ".bcdefgh.json",
      "a//defgh.json",
    ]) {
      const from = Buffer.from("patients/P1/abcdefgh.json");
      const to = Buffer.from(`patients/P1/${name}`);
      const changed = Buffer.from(right.toString("latin1").replaceAll(from.toString("latin1"), to.toString("latin1")), "latin1");
      expect([name, await read(changed)]).toEqual([name, expect.stringMatching(/^export\.altered (name|archive)$/)]);
    }
  });

  test("a link, a folder and a bomb are refused before anything is unpacked", async () => {
    expect(await read(await zipped(parts(), { mode: 0o120777 }))).toBe("export.altered name");
    const zeros = { path: "bomb.json", bytes: Buffer.alloc(5_000_000) };
    expect(await read(await zipped(parts({ inPatient: [zeros] })))).toBe("export.altered ratio");
  });

  test("a newer format, another archive and no archive are told apart", async () => {
    expect(await read(await zipped(parts({ format: 2, schema: "segur.export.manifest/2" })))).toBe("export.newer");
    expect(await read(await zipped(parts({ schema: "other/1" })))).toBe("export.not_export");
    expect(await read(await zipped([{ path: "IHE_XDM/METADATA.XML", bytes: "x" }]))).toBe("export.not_export");
    expect(await read(await zipped([{ path: "manifest.json", bytes: "not json" }]))).toBe("export.altered json");
    expect(await read(Buffer.from("hello"))).toBe("export.altered archive");
  });

  test("cut anywhere, it is found", async () => {
    const whole = await zipped(parts(), { compress: false });
    for (let end = 0; end < whole.length; end += 20_011) {
      expect([end, await read(whole.subarray(0, end))]).toEqual([end, expect.stringMatching(/^export\.altered/)]);
    }
  });

  test("a manifest may not name a file twice, nor with a wrong hash, nor out of its folder", async () => {
    const twice = [
      { path: "patient.json", bytes: '{"id":"P1"}' },
      { path: "patient.json", bytes: '{"id":"P1"}' },
    ];
    expect(await read(await zipped(parts({ listed: twice })))).toBe("export.altered missing");
    expect(await read(await zipped(parts({ listed: [{ path: "../P2/patient.json", bytes: '{"id":"P2"}' }] })))).toBe(
      "export.altered missing",
    );
  });
});

describe("an archive that is written", () => {
  test("what fails in the middle of a file is what its reader is thrown, and nobody waits", async () => {
    const archive = await createArchive();
    const reading = (async () => {
      for await (const _piece of archive.output);
    })();
    const failing = archive.add("a.txt", async (sink) => {
      await sink(Buffer.from("x"));
      throw new Error("no disk");
    });
    await expect(failing).rejects.toThrow("no disk");
    await expect(reading).rejects.toThrow("no disk");
  });

  test("who stops reading stops who writes, even in a file that is larger than what waits in memory", async () => {
    const archive = await createArchive();
    const writing = archive.add("a.pdf", async (sink) => {
      for (let index = 0; index < 200; index += 1) await sink(Buffer.alloc(100_000));
    });
    writing.catch(() => {});
    for await (const _piece of archive.output) break;
    await expect(writing).rejects.toThrow();
  });

  test("the same files give the same bytes in any time zone", async () => {
    const once = async () => {
      const archive = await createArchive();
      const all: Buffer[] = [];
      const reading = (async () => {
        for await (const piece of archive.output) all.push(piece);
      })();
      await archive.add("a.json", (sink) => sink(Buffer.from("{}")));
      archive.end();
      await reading;
      return Buffer.concat(all);
    };
    const zone = process.env.TZ;
    try {
      const made: Buffer[] = [];
      for (const name of ["UTC", "Europe/Paris", "Pacific/Apia"]) {
        process.env.TZ = name;
        made.push(await once());
      }
      expect(new Set(made.map(sha)).size).toBe(1);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });
});
