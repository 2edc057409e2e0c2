import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { sandboxConnection, sandboxDmpConnection } from "../../../src/sandbox/connection.js";
import { isSeal, readAuthorities, sameName } from "../../../src/sandbox/dmp/seal.js";
import { pkiPaths } from "../../../src/sandbox/pki/names.js";
import { ensurePki } from "../../../src/sandbox/pki/store.js";
import { openSandbox } from "../support.js";

const NOW = new Date("2026-11-25T09:00:00Z");

async function folder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "segur-pki-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

describe("certificates of the DMP", () => {
  it("RSA-2048; one name for both; only the seal seals", async () => {
    const paths = await ensurePki(await folder(), NOW);
    const read = async (path: string) => new X509Certificate(await readFile(path));
    const [auth, seal] = await Promise.all([paths.clients.dmp.cert, paths.clients["dmp-sign"].cert].map(read));
    if (auth === undefined || seal === undefined) throw new Error("no certificate");
    for (const one of [auth, seal, await read(paths.dmpServer.cert)]) {
      expect(one.publicKey.asymmetricKeyType).toBe("rsa");
      expect(one.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    }
    expect(seal.subject).toBe(auth.subject);
    expect(auth.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(seal.keyUsage).toEqual(["1.3.6.1.5.5.7.3.4"]);
    const authorities = readAuthorities(await readFile(paths.ca, "utf8"));
    expect(isSeal(seal, authorities, NOW)).toBe(true);
    expect(isSeal(auth, authorities, NOW)).toBe(false);
    expect(isSeal(seal, authorities, new Date("2036-01-01"))).toBe(false);
    for (const wrong of ["dmp-sign-expired", "dmp-sign-foreign"] as const) {
      expect(isSeal(await read(paths.clients[wrong].cert), authorities, NOW)).toBe(false);
    }
    expect(sameName("CN=DMP-SEGUR, OU=10B0152872, O=CABINET MEDICAL DE DEMONSTRATION, C=FR", seal)).toBe(true);
    expect(sameName("CN=DMP-SEGUR,OU=1990000017,O=CABINET MEDICAL DE DEMONSTRATION,C=FR", seal)).toBe(false);
  });

  it("a folder that an older segur made gets them; a whole one stays as it is", async () => {
    const directory = await folder();
    const paths = await ensurePki(directory, NOW);
    const before = await readFile(paths.ca, "utf8");
    expect(await readFile((await ensurePki(directory, NOW)).ca, "utf8")).toBe(before);
    await rm(pkiPaths(directory).clients["dmp-sign"].cert);
    await ensurePki(directory, NOW);
    expect(await readFile(paths.clients["dmp-sign"].cert, "utf8")).toContain("BEGIN CERTIFICATE");
    expect(await readFile(paths.ca, "utf8")).not.toBe(before);
  });

  it("the state of an older segur still gives INSi, and says that it has no DMP", async () => {
    const { sandbox, directory, end } = await openSandbox();
    onTestFinished(end);
    expect((await sandboxDmpConnection(directory)).url).toBe(sandbox.dmp.url);
    const path = join(directory, "sandbox.json");
    const { dmp, ...older } = JSON.parse(await readFile(path, "utf8"));
    expect(dmp).toEqual(sandbox.dmp);
    await writeFile(path, JSON.stringify(older));
    expect((await sandboxConnection(directory)).url).toBe(sandbox.insi.url);
    await expect(sandboxDmpConnection(directory)).rejects.toMatchObject({ kind: "unreachable", code: "sandbox.too_old" });
    await writeFile(path, JSON.stringify({ ...older, dmp }));
  });
});
