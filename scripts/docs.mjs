// Writes docs/commands.md from the command tree, as `segur help reference` prints it, and names in package.json the manual pages
// that the build wrote in dist/man: npm installs those that `man` lists, and no others (after `npm run build`).
import { execFileSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const text = execFileSync(process.execPath, ["bin/segur.js", "help", "reference", "--color", "never"], {
  cwd: root,
  encoding: "utf8",
});
await writeFile(new URL("../docs/commands.md", import.meta.url), text);

const manifest = new URL("../package.json", import.meta.url);
const before = await readFile(manifest, "utf8");
const pages = (await readdir(new URL("../dist/man", import.meta.url))).filter((name) => name.endsWith(".1")).sort();
const man = pages.map((name) => `    "dist/man/${name}"`).join(",\n");
await writeFile(manifest, before.replace(/ {2}"man": \[[^\]]*\]/, `  "man": [\n${man}\n  ]`));
