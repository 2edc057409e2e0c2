import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { createIo, type IoSources } from "../../src/terminal/io.js";

function sources(changes: Partial<IoSources>): IoSources {
  return {
    stdin: () => new PassThrough(),
    stdinIsTty: false,
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    env: {},
    colour: "auto",
    input: true,
    machine: false,
    ...changes,
  };
}
const tty = () => Object.assign(new PassThrough(), { isTTY: true, columns: 77 });

describe("io", () => {
  it("asks only a person: terminals on both sides, no CI, no --no-input, no machine format", () => {
    const person = { stdinIsTty: true, stderr: tty() };
    expect(createIo(sources(person)).canPrompt).toBe(true);
    expect(createIo(sources({ ...person, stdinIsTty: false })).canPrompt).toBe(false);
    expect(createIo(sources({ ...person, stderr: new PassThrough() })).canPrompt).toBe(false);
    expect(createIo(sources({ ...person, env: { CI: "true" } })).canPrompt).toBe(false);
    expect(createIo(sources({ ...person, env: { CI: "false" } })).canPrompt).toBe(true);
    expect(createIo(sources({ ...person, input: false })).canPrompt).toBe(false);
    expect(createIo(sources({ ...person, machine: true })).canPrompt).toBe(false);
  });

  it("knows the width of a terminal, and none of a pipe", () => {
    expect(createIo(sources({ stdout: tty() })).columns).toBe(77);
    expect(createIo(sources({})).columns).toBe(null);
  });

  it("waits for a slow reader", async () => {
    let taken = 0;
    const slow = new Writable({
      highWaterMark: 10,
      write(chunk, _encoding, done) {
        setTimeout(() => {
          taken += chunk.length;
          done();
        }, 20);
      },
    });
    await createIo(sources({ stdout: slow })).out("x".repeat(100));
    expect(taken).toBe(100);
  });

  it("rejects every write once the reader has gone, the waiting ones included", async () => {
    const gone = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        setTimeout(() => done(Object.assign(new Error("gone"), { code: "EPIPE" })), 10);
      },
    });
    const io = createIo(sources({ stdout: gone }));
    const error = { kind: "interrupted", code: "output.closed" };
    await expect(io.out("first, longer than the buffer")).rejects.toMatchObject(error);
    await expect(io.out("second")).rejects.toMatchObject(error);
  });

  it("a full disk behind a redirection is a storage error", async () => {
    const full = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("full"), { code: "ENOSPC" })),
    });
    const io = createIo(sources({ stdout: full }));
    await expect(io.out("a").then(() => io.out("b"))).rejects.toMatchObject({ kind: "storage", why: "Le disque est plein." });
  });
});
