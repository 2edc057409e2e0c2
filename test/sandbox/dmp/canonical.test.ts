import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { canonicalDigest } from "../../../src/sandbox/dmp/signature.js";
import { conformance } from "../../gateways/support/conformance.js";

const missing = spawnSync("xmllint", ["--version"]).status !== 0 && !process.env.CI;
const reason = missing ? "(SKIPPED: no xmllint, Debian package libxml2-utils)" : "";
const SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1";
const WITH_COMMENTS = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";

function libxml2(xml: string): string {
  const { status, stdout } = spawnSync("xmllint", ["--c14n", "--nonet", "--huge", "-"], { input: xml, maxBuffer: 1 << 28 });
  expect(status).toBe(0);
  return createHash("sha1").update(stdout).digest("base64");
}

const digest = (xml: string) => canonicalDigest(xml, WITH_COMMENTS, SHA1);

describe.skipIf(missing)(`the digest that the sandbox compares is that of libxml2 ${reason}`, () => {
  it.each([
    ["an instruction before the root", '<?xml version="1.0"?>\n<?xml-stylesheet href="a.xsl"?>\n<a>é</a>'],
    ["comments and instructions on both sides", "<!-- one --><?two?>\n\n<a><b/></a>\n<!--three--><?four  five ?>"],
    ["both within the root", "<a><?go  on ?>t<!-- & < --><?stop?></a>"],
    ["ends of line of Windows", '<?xml version="1.0"?>\r\n<?pi a\r\nb?>\r\n<a x="1\r\n2">t\r\n</a>\r\n<!--a\r\nb-->\r\n'],
    ["a byte order mark", '\ufeff<?xml version="1.0"?><a/>'],
    [
      "NEL and U+2028",
      '<!--\u0085--><?p \u2028?><a x="\u0085\u2028">\u0085\r\u0085\u2028\ue000&#xE001;&#x85;<![CDATA[\u2028]]></a>',
    ],
    ["sections of text", "<a><![CDATA[]]><![CDATA[<b> & ]]></a>"],
    ["declarations in another order", '<a xmlns:z="urn:z" xmlns:Y="urn:y" xmlns:y="urn:x"><z:b y:c="1" Y:a="2"/></a>'],
  ])("with %s", async (_name, xml) => {
    expect(await digest(xml)).toBe(libxml2(xml));
  });

  it.skipIf(conformance.missing)(`of the official examples ${conformance.reason}`, async () => {
    const folder = conformance.path("cda", "examples");
    const names = readdirSync(folder).filter((name) => name.endsWith(".xml"));
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const xml = readFileSync(conformance.path("cda", "examples", name), "utf8");
      expect(await digest(xml), name).toBe(libxml2(xml));
    }
  });
});
