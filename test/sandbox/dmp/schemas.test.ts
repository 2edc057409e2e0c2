import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deposit, EVERY_STATUS, find, newOid, QUERIES, query, retrieve, testDocument } from "./submission.js";
import { ACTIONS, LAURENCE, openDmp, type Reply, statusBody, type TestDmp } from "./support.js";

const conformance = process.env.SEGUR_CONFORMANCE ?? fileURLToPath(new URL("../../../../shared/conformance", import.meta.url));
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

describe.skipIf(reason !== null)(`answers under the official schemas${reason === null ? "" : ` (skipped: ${reason})`}`, () => {
  let dmp: TestDmp;
  let folder: string;
  beforeAll(async () => {
    dmp = await openDmp();
    folder = await mkdtemp(join(tmpdir(), "segur-dmp-xsd-"));
  });
  afterAll(async () => {
    await dmp.end();
    await rm(folder, { recursive: true, force: true });
  });

  const check = async (set: string, reply: Reply): Promise<string> => {
    const file = join(folder, `${newOid()}.xml`);
    // The root part alone, when there are several.
    await writeFile(file, /<soap:Envelope[\s\S]*<\/soap:Envelope>/.exec(reply.text)?.[0] ?? reply.text);
    try {
      return execFileSync("bash", [tool, set, file], { encoding: "utf8" }).slice(0, 2);
    } catch (error) {
      return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
    }
  };

  it("TD3.1: entries, sets, associations, references, refusals", async () => {
    expect(await check("xds-query", await find(dmp.client, { $XDSDocumentEntryStatus: EVERY_STATUS }))).toBe("OK");
    expect(await check("xds-query", await find(dmp.client, {}, { returnType: "ObjectRef" }))).toBe("OK");
    const cx = `'${LAURENCE.matricule}^^^&${LAURENCE.oid}&ISO^NH'`;
    const status = "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')";
    const sets = await query(dmp.client, QUERIES.findSubmissionSets, {
      $XDSSubmissionSetPatientId: cx,
      $XDSSubmissionSetStatus: status,
    });
    expect(await check("xds-query", sets)).toBe("OK");
    const ids = [...sets.text.matchAll(/:RegistryPackage id="([^"]*)"/g)].map(([, id]) => `'${id}'`).join(",");
    expect(await check("xds-query", await query(dmp.client, QUERIES.getAssociations, { $uuid: `(${ids})` }))).toBe("OK");
    expect(await check("xds-query", await find(dmp.client, {}, { claims: { mode: "INDIRECTE" } }))).toBe("OK");
  });

  it("TD2.1, TD3.2", async () => {
    const one = testDocument();
    const done = await deposit(dmp.client, dmp.sandbox, { documents: [one] });
    expect(done.success).toBe(true);
    expect(await check("xds-rs", done)).toBe("OK");
    expect(await check("xds-rs", await deposit(dmp.client, dmp.sandbox, { documents: [one] }))).toBe("OK");
    expect(await check("xds-repository", await retrieve(dmp.client, [one.uniqueId, newOid()]))).toBe("OK");
  });

  it("TD0.2, TD1.3a, whoever is asked about", async () => {
    for (const matricule of [LAURENCE.matricule, "153078987658513", "202096615708958", "148026322000195"]) {
      const patient = { ...LAURENCE, matricule };
      for (const why of ["TEST_EXST", "CNSLT_DATA"]) {
        const reply = await dmp.client.send("patients", ACTIONS.status, statusBody(patient, why), { claims: { patient } });
        expect(await check("dmp-hl7v3", reply)).toBe("OK");
      }
    }
  });
});
