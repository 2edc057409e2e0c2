// Writes docs/commands.md from the command tree, as `segur help reference` prints it (after `npm run build`).
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const text = execFileSync(process.execPath, ["bin/segur.js", "help", "reference", "--color", "never"], {
  cwd: root,
  encoding: "utf8",
});
await writeFile(new URL("../docs/commands.md", import.meta.url), text);
