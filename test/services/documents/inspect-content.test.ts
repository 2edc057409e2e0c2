import { expect, it } from "vitest";
import { inspectContent } from "../../../src/services/documents/inspect-content.js";

it("reads a content once for a store, and again for another store", async () => {
  let reads = 0;
  const store = () => ({
    async *read() {
      reads += 1;
      yield Buffer.from("%PDF-1.4\n<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n%%EOF\n");
    },
  });
  const [one, other] = [store(), store()];
  const first = await inspectContent(one, "a");
  expect(first).toMatchObject({ isPdf: true, complete: true, declares: "PDF/A-1b" });
  expect(await inspectContent(one, "a")).toBe(first);
  expect(reads).toBe(1);
  await inspectContent(one, "b");
  await inspectContent(other, "a");
  expect(reads).toBe(3);
});
