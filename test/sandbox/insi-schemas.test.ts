import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { officialCases } from "../../src/sandbox/people/official.js";
import { envelope, message, openClient, openSandbox, type TestSandbox, traitsBody } from "./support.js";

const conformance = process.env.SEGUR_CONFORMANCE ?? fileURLToPath(new URL("../../../shared/conformance", import.meta.url));
const tool = join(conformance, "..", "tools", "xsd-check.sh");

/** Why the official schemas cannot be used here; null when they can. In CI their absence is a failure. */
function missing(): string | null {
  if (!existsSync(tool)) return `no ${tool}: set SEGUR_CONFORMANCE`;
  try {
    execFileSync("xmllint", ["--version"], { stdio: "ignore" });
    return null;
  } catch {
    return "no xmllint: install libxml2-utils";
  }
}

const reason = missing();
if (process.env.CI && reason !== null) throw new Error(reason);

describe.skipIf(reason !== null)(`messages under the official schemas${reason === null ? "" : ` (skipped: ${reason})`}`, () => {
  let open: TestSandbox;
  let folder: string;
  beforeAll(async () => {
    open = await openSandbox();
    folder = await mkdtemp(join(tmpdir(), "segur-xsd-"));
  });
  afterAll(async () => {
    await open.end();
    await rm(folder, { recursive: true, force: true });
  });

  const validate = async (set: string, texts: readonly string[]): Promise<string> => {
    const files: string[] = [];
    for (const [index, text] of texts.entries()) {
      const file = join(folder, `${set}-${index}.xml`);
      await writeFile(file, text);
      files.push(file);
    }
    try {
      return execFileSync("bash", [tool, set, ...files], { encoding: "utf8" });
    } catch (error) {
      return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
    }
  };
  const lines = (output: string): string[] =>
    output
      .trim()
      .split("\n")
      .map((line) => line.slice(0, 2));

  it("every search answer is a valid RESULTAT, whatever its prefixes", async () => {
    const client = await openClient(open.sandbox);
    const bodies: string[] = [];
    for (const { birthName, sex, birthDate, calls } of officialCases()) {
      for (const [givenName] of calls) {
        for (let time = 0; time < 2; time += 1) {
          bodies.push((await client.search({ birthName, givenNames: [givenName], sex, birthDate })).body);
        }
      }
    }
    client.close();
    const output = await validate("insi-result", bodies);
    expect(new Set(lines(output)), output).toEqual(new Set(["OK"]));
    expect(lines(output)).toHaveLength(bodies.length);
  });

  it("faults are valid, but for the severity `fatal` that the service really sends", async () => {
    const client = await openClient(open.sandbox);
    const wrong = await client.search({ birthName: "x" });
    await open.sandbox.control.addFault({ kind: "siram_40", count: 1 });
    const down = await client.search({ birthName: "ADRUN" });
    await open.sandbox.control.addFault({ kind: "insi_102", count: 1 });
    const fatal = await client.search({ birthName: "ADRUN" });
    client.close();
    expect(lines(await validate("insi-fault", [wrong.body, down.body]))).toEqual(["OK", "OK"]);
    expect(await validate("insi-fault", [fatal.body])).toMatch(/^KO[\s\S]*fatal/);
  });

  it("the requests of these tests are themselves valid", async () => {
    const text = envelope(
      message({ body: traitsBody({ birthName: "ADRUN", givenNames: ["ZOE"], sex: "F", birthDate: "1975-12-31" }) }),
    );
    for (const set of ["insi-traits", "insi-ctxbam", "insi-ctxlps"]) expect(lines(await validate(set, [text]))).toEqual(["OK"]);
  });

  it("reads the official request and writes what the official answers say", async () => {
    const { readFile } = await import("node:fs/promises");
    const request = await readFile(join(conformance, "insi", "samples", "request_RECSANSVITALE_headers.xml"), "utf8");
    const client = await openClient(open.sandbox);
    // Its Emetteur is an address, as in the CPx mode: right messages of another mode are refused for their rights only.
    expect((await client.post(request)).code).toBe("desir_560");
    const own = request.replaceAll("medecin@yopmail.com", open.sandbox.structureId).replace("PDP17NF21DD0", open.sandbox.idam);
    const answer = await client.post(own.replace("b3549edd", "b3549ede"));
    expect(answer.code).toBe("00");
    expect(answer.body).toContain("297022A020778");
    const down = await readFile(join(conformance, "insi", "samples", "fault_siram_100_desir_550.xml"), "utf8");
    const unknown = await client.post(
      request.replaceAll("medecin@yopmail.com", open.sandbox.structureId).replace("b3549edd", "b3549edf"),
    );
    const strip = (body: string) =>
      body
        .replace(/<\?.*?\?>\s*/, "")
        .replace(/ xmlns:\w[\w-]*="[^"]*"/g, "")
        .replace(/messageID="[^"]*"/, "");
    const texts = (body: string) =>
      [...strip(body).matchAll(/>([^<]+)</g)].map((match) => (match[1] ?? "").replace(/^[\w-]+:/, ""));
    expect(texts(unknown.body)).toEqual(texts(down));
    client.close();
  });
});
