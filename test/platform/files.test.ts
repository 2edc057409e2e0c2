import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isOpenToOthers, makePrivateFolder, openDraft, replaceFile } from "../../src/platform/files.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "segur-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mode = (path: string) => statSync(path).mode & 0o777;

describe("files", () => {
  it("are for their owner only, and so are their folders", async (context) => {
    if (platform() === "win32") context.skip("Windows has no such modes");
    await makePrivateFolder(join(folder, "a", "b"));
    await replaceFile(join(folder, "a", "b", "c"), "x");
    expect([mode(join(folder, "a")), mode(join(folder, "a", "b")), mode(join(folder, "a", "b", "c"))]).toEqual([
      0o700, 0o700, 0o600,
    ]);
    expect(await isOpenToOthers(join(folder, "a", "b", "c"))).toBe(false);
    writeFileSync(join(folder, "open"), "x", { mode: 0o644 });
    expect(await isOpenToOthers(join(folder, "open"))).toBe(true);
  });

  it("tells at once a folder that cannot be made, where Node's own recursive call never ends", async () => {
    writeFileSync(join(folder, "file"), "x");
    await expect(makePrivateFolder(join(folder, "file", "a", "b"))).rejects.toMatchObject({ code: "ENOTDIR" });
    await expect(makePrivateFolder(join(folder, "file"))).rejects.toMatchObject({ code: "EEXIST" });
    if (platform() === "linux") await expect(makePrivateFolder("/proc/segur/a/b")).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("are made by several at once", async () => {
    const path = join(folder, "a", "b", "c");
    await Promise.all(Array.from({ length: 10 }, () => makePrivateFolder(path)));
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it("are replaced whole by writers at once, without a draft left behind", async () => {
    const path = join(folder, "a");
    const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
    await Promise.all(contents.map((content) => replaceFile(path, content)));
    expect(contents).toContain(readFileSync(path, "utf8"));
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("a draft that is dropped leaves the old file, one that is kept replaces it", async () => {
    const path = join(folder, "a");
    writeFileSync(path, "old");
    const dropped = await openDraft(path);
    await dropped.write("half");
    await dropped.drop();
    expect(readFileSync(path, "utf8")).toBe("old");
    const kept = await openDraft(path);
    await kept.write("ne");
    await kept.write("w");
    expect(readFileSync(path, "utf8")).toBe("old");
    await kept.keep();
    await kept.drop();
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("a new file never takes the place of one that is there: of several at once, one is kept", async () => {
    const path = join(folder, "a");
    const drafts = await Promise.all(["1", "2", "3", "4"].map(async (text) => ({ text, draft: await openDraft(path) })));
    const outcomes = await Promise.allSettled(
      drafts.map(async ({ text, draft }) => {
        await draft.write(text);
        await draft.keepNew();
        return text;
      }),
    );
    await Promise.all(drafts.map(({ draft }) => draft.drop()));
    const kept = outcomes.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    expect(kept).toEqual([readFileSync(path, "utf8")]);
    for (const each of outcomes) if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "EEXIST" });
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("a replacement that fails leaves what was there and no draft", async () => {
    const path = join(folder, "target");
    mkdirSync(join(path, "not-empty"), { recursive: true });
    await expect(replaceFile(path, "x")).rejects.toMatchObject({ code: expect.stringMatching(/EISDIR|ENOTEMPTY|EEXIST|EPERM/) });
    expect(readdirSync(folder)).toEqual(["target"]);
  });

  it("the draft of a long job takes away those that killed processes of this host left in the folder, and no other", async () => {
    const path = join(folder, "a.zip");
    const others = [
      "a.zip.hote.12.part",
      "a.zip.hote.13.part",
      "a.zip.autre.12.part",
      "b.zip.hote.12.part",
      "hote.12.part",
      "a.zip.hote.x.part",
      "a.zip",
    ];
    for (const name of others) writeFileSync(join(folder, name), "x");
    const draft = await openDraft(path, { partOf: { host: "hote", pid: 99, isAlive: (pid) => pid === 13 } });
    await draft.write("new");
    const left = others.filter((name) => !/^[ab]\.zip\.hote\.12\.part$/.test(name));
    expect(readdirSync(folder)).toEqual([...left, "a.zip.hote.99.part"].sort());
    await draft.keep();
    expect(readdirSync(folder)).toEqual([...left].sort());
    expect(readFileSync(path, "utf8")).toBe("new");
  });
});
