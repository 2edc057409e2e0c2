#!/usr/bin/env node
// CommonJS on purpose (see package.json in this folder): `--version` is answered before Node starts its ES module loader,
// which alone costs more than all the rest of that answer.
const [only, ...others] = process.argv.slice(2);
if (others.length === 0 && (only === "--version" || only === "-V")) {
  process.stdout.on("error", () => {});
  process.stdout.write(`segur ${require("../package.json").version}\n`);
} else {
  // At once: the words that were typed, which may be a name, are not for the other users of the machine to read.
  process.title = "segur";
  import("../dist/main.js");
}
