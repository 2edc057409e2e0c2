import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const missing = spawnSync("xmlsec1", ["--version"]).status !== 0 && !process.env.CI;

/** The signature tool of Debian (package xmlsec1), another implementation than any of ours. */
export const xmlsec = {
  missing,
  reason: missing ? "(SKIPPED: no xmlsec1, Debian package xmlsec1)" : "",
  /** @param ids how its Id attributes are named, as xmlsec1 wants it @param ca PEM of the authorities to trust */
  verify(xml: string, ids: readonly string[], ca: string): { ok: boolean; output: string } {
    const folder = mkdtempSync(join(tmpdir(), "segur-xmlsec-"));
    try {
      const trusted = (ca.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).flatMap((pem, index) => {
        writeFileSync(join(folder, `${index}.pem`), pem);
        return ["--trusted-pem", join(folder, `${index}.pem`)];
      });
      writeFileSync(join(folder, "signed.xml"), xml);
      const words = ["--verify", ...trusted, "--ignore-manifests", ...ids, join(folder, "signed.xml")];
      const { status, stdout, stderr } = spawnSync("xmlsec1", words, { encoding: "utf8" });
      return { ok: status === 0, output: stdout + stderr };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
