import { describe, expect, it } from "vitest";
import { CdaLook } from "../../../src/sandbox/dmp/cda-check.js";

/** Looked at in pieces of that size, as the network cuts them. */
function look(text: string, size: number): CdaLook {
  const bytes = Buffer.from(text);
  const found = new CdaLook();
  for (let at = 0; at < bytes.length; at += size) found.take(bytes.subarray(at, at + size));
  return found;
}

describe("a document looked at while it is received", () => {
  it.each([1, 3, 40, 10_000])("has its script found and its head kept whole, in pieces of %i", (size) => {
    const padding = "<td>été</td>".repeat(50);
    expect(look(`${padding}<x:script type="a">`, size).hasScript).toBe(true);
    expect(look(`${padding}<SCRIPT>${padding}`, size).hasScript).toBe(true);
    expect(look(`${padding}<scripture>&lt;script>`, size).hasScript).toBe(false);
    expect(Buffer.from(look(padding, size).head, "latin1").toString("utf8")).toBe(padding);
  });
});
