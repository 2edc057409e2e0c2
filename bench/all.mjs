// Runs every benchmark one after the other (a quarter of an hour on two cores): each prints the ratio to what must hold.
import { spawnSync } from "node:child_process";

const BENCHES = [
  "startup",
  "open",
  "search",
  "import",
  "insi-client",
  "login",
  "batch",
  "batch-memory",
  "journal",
  "cda",
  "cda-read",
  "biology",
  "contents",
  "mtom",
  "dmp-push",
  "dmp-list",
  "registry",
  "dmp-transfer",
  "inbox-read",
  "mss-send",
  "inbox-list",
  "todo",
  "mom",
];
for (const name of BENCHES) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, ["bench/run.mjs", name], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
