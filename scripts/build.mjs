// Bundles our own sources into a few lazily loaded chunks (start-up pays only for the command run); packages stay
// outside, resolved from node_modules, but for two. The entry is replaced last and at
// once, so that a segur started during a build finds either the old chunks or the new ones. `--keep` leaves the old
// chunks to the processes that still use them.
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const dist = join(root, "dist");
const BUNDLED = ["commander", "better-sqlite3"];

/**
 * Two packages as part of the bundle, because nearly every command needs them: Node takes 5 ms to find and read the seven files
 * of commander, 12 ms for the fifteen of better-sqlite3 and its `bindings`. What they require of Node is asked for without the
 * loader; commander's `child_process` (executable sub-commands, which we do not have) is left out, 3 ms more.
 */
const bundled = {
  name: "bundled",
  async setup(build) {
    // Real paths, as esbuild gives them: with pnpm, or node_modules shared by two checkouts, the folders are links.
    const folders = await Promise.all(BUNDLED.map((name) => realpath(join(root, "node_modules", name))));
    const isTheirs = (importer) => folders.some((folder) => importer.startsWith(folder));
    for (const [index, folder] of folders.entries()) {
      build.onResolve({ filter: new RegExp(`^${BUNDLED[index]}$`) }, () =>
        build.resolve("./", { resolveDir: folder, kind: "require-call" }),
      );
    }
    build.onResolve({ filter: /^(node:)?[a-z_]+$/ }, ({ path, importer }) =>
      isTheirs(importer) && isBuiltin(path) ? { path: path.replace(/^(node:)?/, "node:"), namespace: "builtin" } : undefined,
    );
    build.onLoad({ filter: /^node:child_process$/, namespace: "builtin" }, () => ({
      contents: `exports.spawn = () => { throw new Error("segur has no executable sub-command"); };`,
    }));
    build.onLoad({ filter: /./, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
    // The addon itself stays in node_modules, where npm built or downloaded it.
    build.onLoad({ filter: /better-sqlite3[\\/]lib[\\/]database\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const contents = text.replace(`require('bindings')('better_sqlite3.node')`, `require("segur:addon").load()`);
      if (contents === text) throw new Error("better-sqlite3 no longer loads its addon as this build expects");
      return { contents };
    });
    build.onResolve({ filter: /^segur:addon$/ }, ({ path }) => ({ path, namespace: "addon" }));
    build.onLoad({ filter: /./, namespace: "addon" }, () => ({
      contents: `
        import { createRequire } from "node:module";
        export const load = () => createRequire(import.meta.url)("better-sqlite3/build/Release/better_sqlite3.node");`,
    }));
  },
};

/**
 * Fewer, larger chunks. esbuild puts in one chunk the modules that the same entries reach, and each `import()` makes an entry:
 * forty commands would cut the shared modules into thirty files, each opened and linked at every start (10 ms in all).
 * So every lazy module is made to reach the whole shell, every command that works on a cabinet the whole store, and every
 * command of the DMP what its list takes: what would be loaded anyway then stands in two or three files. The static imports of the sources stay what they are.
 */
const CABINET_WORK =
  /[\\/]commands[\\/](patient|ins|journal|doc|dmp)[\\/](?!spec)|[\\/]commands[\\/]cabinet[\\/](backup|check|init|key|rekey|restore)\.ts$|[\\/]store[\\/]open\.ts$|[\\/]cabinet-(store|keeping)\.ts$/;
const DMP_WORK = /[\\/]commands[\\/]dmp[\\/](?!spec)/;
/** Small modules that nearly every command and téléservice shares: alone, each would be a file of a few hundred bytes. */
const SHELL = [
  "shell.ts",
  "commands/ins/given.ts",
  "services/session/access.ts",
  "services/patients/reference.ts",
  "terminal/french.ts",
  "domain/document/entry.ts",
  "domain/document/code.ts",
  "domain/identity/search-tokens.ts",
  "domain/identity/matricule.ts",
  "domain/identity/birth-date.ts",
];
const CABINET = [...SHELL, "cabinet-store.ts"];
const DMP = [...CABINET, "services/dmp/list.ts", "commands/dmp/emergency.ts", "commands/dmp/words.ts", "commands/dmp/since.ts"];
const fewChunks = {
  name: "few-chunks",
  setup(build) {
    const paths = (names) => names.map((name) => join(root, "src", ...name.split("/")));
    const [shell, cabinet, dmp] = [SHELL, CABINET, DMP].map(paths);
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      if (!lazy.has(path)) return undefined;
      const added = DMP_WORK.test(path) ? dmp : CABINET_WORK.test(path) ? cabinet : shell;
      const imports = added.filter((each) => each !== path).map((each) => `import ${JSON.stringify(each)};`);
      return { contents: `${await readFile(path, "utf8")}\n${imports.join("\n")}\n`, loader: "ts" };
    });
  },
};

const sources = (await readdir(join(root, "src"), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
/** The source files that some other loads by `import()`. */
const lazy = new Set();
for (const path of sources) {
  const text = await readFile(path, "utf8");
  for (const [, target] of text.matchAll(/\bimport\(\s*"(\.[^"]+)\.js"\s*\)/g)) lazy.add(`${join(dirname(path), target)}.ts`);
}

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: { main: "src/main.ts" },
  outdir: dist,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  plugins: [bundled, fewChunks],
  sourcemap: "linked",
  minifyWhitespace: true,
  minifySyntax: true,
  chunkNames: "chunks/[name]-[hash]",
  logLevel: "warning",
  write: false,
});

const notices = BUNDLED.map((name) => `LICENSE.${name}`);
const made = new Set([...notices, ...outputFiles.map((file) => relative(dist, file.path))]);
const entryLast = [...outputFiles].sort((a, b) => Number(a.path.endsWith("main.js")) - Number(b.path.endsWith("main.js")));
for (const file of entryLast) {
  const draft = `${file.path}.${process.pid}.tmp`;
  await mkdir(dirname(file.path), { recursive: true });
  await writeFile(draft, file.contents);
  await rename(draft, file.path);
}
for (const name of BUNDLED) await copyFile(join(root, "node_modules", name, "LICENSE"), join(dist, `LICENSE.${name}`));

/** The manual pages, as the program that was just built gives them: npm installs those that package.json names (npm run docs). */
const man = execFileSync(process.execPath, [join(root, "bin", "segur.js"), "man", "--all", "--format", "ndjson"], {
  encoding: "utf8",
  maxBuffer: 64 << 20,
});
await mkdir(join(dist, "man"), { recursive: true });
for (const line of man.trim().split("\n")) {
  const { id, text } = JSON.parse(line);
  const name = join("man", `${id}.1`);
  const draft = join(dist, `${name}.${process.pid}.tmp`);
  await writeFile(draft, text);
  await rename(draft, join(dist, name));
  made.add(name);
}
if (!process.argv.includes("--keep")) {
  for (const name of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(name.parentPath, name.name);
    if (name.isFile() && !made.has(relative(dist, path))) await rm(path);
  }
}
