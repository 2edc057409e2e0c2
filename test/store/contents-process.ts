import { openStore } from "../../src/store/open.js";
import { TEST_KEY } from "../support/key.js";

/**
 * Writes a content of 20 pieces and a little in its own process, bundled and started by contents.test.ts. With `hang`, its source stops for ever once a first
 * transaction is on the disk, and it says so.
 */
const [path = "", how = "write"] = process.argv.slice(2);
const store = openStore(path, { key: TEST_KEY });
const bytes = Buffer.alloc(20 * 256 * 1024 + 7, 6);

async function* source() {
  yield bytes.subarray(0, 17 * 256 * 1024);
  if (how === "hang") {
    process.stdout.write("written\n");
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
  yield bytes.subarray(17 * 256 * 1024);
}

await store.contents.write(source());
await store.close();
