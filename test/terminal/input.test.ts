import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { openInput } from "../../src/terminal/input.js";
import { fakeIo } from "../support/io.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "segur-input-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function read(path: string, input = ""): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await openInput(path, fakeIo({ input }))) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

describe("input", () => {
  it("reads a file and stdin, byte for byte", async () => {
    const path = join(folder, "a.csv");
    writeFileSync(path, "é;1\r\n");
    expect(await read(path)).toBe("é;1\r\n");
    expect(await read("-", "é;2")).toBe("é;2");
  });

  it("names a missing file before anything is read", async () => {
    const path = join(folder, "absent.csv");
    await expect(openInput(path, fakeIo())).rejects.toMatchObject({ kind: "input", code: "input.file_missing" });
    await expect(openInput(path, fakeIo())).rejects.toThrow(path);
  });

  it("says that a folder is a folder", async () => {
    await expect(openInput(folder, fakeIo())).rejects.toMatchObject({ kind: "input", code: "input.file_directory" });
  });

  it("waits for no pipe with a name and reads no device, where a file is wanted", async (context) => {
    if (platform() === "win32") context.skip("has neither");
    const fifo = join(folder, "fifo");
    execFileSync("mkfifo", [fifo]);
    const link = join(folder, "link");
    symlinkSync("/dev/zero", link);
    const socket = join(folder, "socket");
    const server = createServer().listen(socket);
    onTestFinished(() => void server.close());
    await once(server, "listening");
    for (const path of [fifo, link, socket, "/dev/null"]) {
      await expect(openInput(path, fakeIo(), { fileOnly: true }), path).rejects.toMatchObject({
        kind: "input",
        code: "input.not_a_file",
      });
    }
    const path = join(folder, "a.txt");
    writeFileSync(path, "x");
    const linked = join(folder, "to-a");
    symlinkSync(path, linked);
    for await (const chunk of await openInput(linked, fakeIo(), { fileOnly: true })) expect(String(chunk)).toBe("x");
    await expect(openInput(folder, fakeIo(), { fileOnly: true })).rejects.toMatchObject({ code: "input.file_directory" });
  });

  it("says that the rights are missing", async (context) => {
    if (platform() === "win32" || process.getuid?.() === 0) context.skip("root and Windows read everything");
    const path = join(folder, "closed.csv");
    writeFileSync(path, "x");
    chmodSync(path, 0o000);
    await expect(openInput(path, fakeIo())).rejects.toMatchObject({ kind: "storage", code: "input.file_denied" });
  });
});
