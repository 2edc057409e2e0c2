// Runs one benchmark: node bench/run.mjs NAME [arguments]. Bundles bench/NAME.ts on the fly (packages stay outside) and starts it
// in a process of its own with --expose-gc, so that memory can be measured.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [name, ...args] = process.argv.slice(2);
const source = name === undefined ? undefined : new URL(`${name}.ts`, import.meta.url);
if (source === undefined || !/^[a-z0-9-]+$/.test(name) || !existsSync(source)) {
  console.error("Usage: node bench/run.mjs NAME [arguments], where bench/NAME.ts exists");
  process.exitCode = 2;
} else {
  const outfile = fileURLToPath(new URL(`../node_modules/.cache/bench/${name}.mjs`, import.meta.url));
  await build({
    entryPoints: [fileURLToPath(source)],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
  });
  const { status, signal } = spawnSync(process.execPath, ["--expose-gc", "--enable-source-maps", outfile, ...args], {
    stdio: "inherit",
  });
  process.exitCode = signal === null ? (status ?? 1) : 1;
}
