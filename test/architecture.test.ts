import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** The import rules of docs/architecture.md, on every import of every source file, dynamic ones and types included. */
const SRC = fileURLToPath(new URL("../src/", import.meta.url));

interface Import {
  readonly from: string;
  /** A path under `src` for our own files, else the package (`node:` ones are left out). */
  readonly target: string;
  readonly own: boolean;
}

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => relative(SRC, join(entry.parentPath, entry.name)).split(sep).join("/"))
  .sort();

/** Comments hold examples of code; strings hold no import that matters. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

const STATEMENT = /(?:^|[;}\s])(?:import|export)\s(?:[^"';]*?\sfrom\s*)?["']([^"']+)["']/g;
const CALL = /\b(?:import|require)\s*\(\s*["']([^"']+)["']\s*\)/g;

function importsOf(file: string): Import[] {
  const text = withoutComments(readFileSync(join(SRC, file), "utf8"));
  const found: Import[] = [];
  for (const pattern of [STATEMENT, CALL]) {
    for (const [, specifier = ""] of text.matchAll(pattern)) {
      if (specifier.startsWith("node:") || specifier.endsWith("/package.json")) continue;
      if (specifier.startsWith(".")) {
        const target = posix.join(posix.dirname(file), specifier).replace(/\.js$/, ".ts");
        found.push({ from: file, target, own: true });
      } else {
        const parts = specifier.split("/");
        found.push({
          from: file,
          target: specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? ""),
          own: false,
        });
      }
    }
  }
  return found;
}

const imports = files.flatMap(importsOf);
const layerOf = (file: string): string => (file.includes("/") ? (file.split("/")[0] ?? "") : "root");
const isPort = (file: string): boolean => /(^|[/.])port\.ts$/.test(file);

type Rule = (target: string) => boolean;
const within =
  (...layers: string[]): Rule =>
  (target) =>
    layers.includes(layerOf(target));
const port =
  (...layers: string[]): Rule =>
  (target) =>
    isPort(target) && layers.includes(layerOf(target));
const any =
  (...rules: Rule[]): Rule =>
  (target) =>
    rules.some((rule) => rule(target));

/** Layer → what it may import besides itself. The files directly under `src` (the composition root) may import all. */
const RULES: Readonly<Record<string, Rule>> = {
  root: () => true,
  domain: () => false,
  // Modes and replacement of files, for every layer that writes some.
  platform: () => false,
  services: any(within("domain", "documents"), port("gateways", "store")),
  // The metadata of TD2.1 and of an XDM archive are the same ebRIM: one writer, that knows no other part of documents.
  gateways: any(within("domain"), (target) => target.startsWith("documents/rim/")),
  documents: within("domain"),
  store: within("domain", "platform"),
  terminal: within("domain", "platform"),
  // The commands drive the sandbox by its port; the composition root loads it.
  commands: any(within("services", "terminal", "domain"), port("sandbox")),
  sandbox: within("domain", "documents", "platform"),
  // Reads settings and files for the composition root; `terminal/errors.ts` words the system's errors.
  config: any(within("domain", "services", "platform"), port("store"), (target) => target === "terminal/errors.ts"),
};

/** Library → the files that may import it. */
const LIBRARIES: Readonly<Record<string, (file: string) => boolean>> = {
  yazl: (file) => file.startsWith("documents/xdm/") || file === "documents/export/write.ts",
  "age-encryption": (file) => file.startsWith("documents/export/"),
  inquirer: (file) => file === "terminal/prompt.ts",
  chalk: (file) => layerOf(file) === "terminal",
  "cli-table3": (file) => layerOf(file) === "terminal",
  "better-sqlite3": (file) => layerOf(file) === "store",
  undici: (file) => ["gateways/http.ts", "gateways/http-stream.ts"].includes(file),
  "oidc-provider": (file) => file.startsWith("sandbox/psc/"),
  "smtp-server": (file) => file.startsWith("sandbox/mail/smtp/"),
  jose: (file) => ["sandbox/psc/access-token.ts", "sandbox/mail/login.ts"].includes(file),
  "openid-client": (file) => file.startsWith("gateways/psc/"),
  "fast-xml-parser": (file) => ["documents", "sandbox"].includes(layerOf(file)),
  saxes: (file) =>
    [
      "gateways/xml-reader.ts",
      "gateways/xml-stream.ts",
      "gateways/dmp/c14n.ts",
      "documents/cda/parser.ts",
      "documents/xdm/metadata-tree.ts",
    ].includes(file),
  "csv-parse": (file) => file.startsWith("documents/tabular/"),
  yauzl: (file) => layerOf(file) === "documents",
  commander: (file) => /^commands\/program[\w-]*\.ts$/.test(file),
  "@napi-rs/keyring": (file) => file === "platform/keyring.ts",
  pdfkit: (file) => file.startsWith("documents/pdf/"),
  unpdf: (file) => file === "documents/pdf/text.ts",
  utif2: (file) => file === "documents/pdf/tiff.ts",
  "xml-crypto": (file) => file === "sandbox/dmp/signature.ts" || file === "sandbox/dmp/canonical.ts",
  "bwip-js": (file) => file.startsWith("documents/datamatrix/"),
  nodemailer: (file) => file.startsWith("gateways/mss/"),
  imapflow: (file) => file.startsWith("gateways/mss/"),
  "postal-mime": (file) => file === "gateways/mss/message-file.ts",
};

describe("import rules", () => {
  it("finds the imports it judges", () => {
    expect(imports.length).toBeGreaterThan(200);
    expect(imports).toContainEqual({ from: "terminal/style.ts", target: "chalk", own: false });
    expect(imports).toContainEqual({ from: "commands/tree.ts", target: "commands/cabinet/spec.ts", own: true });
    expect(imports).toContainEqual({ from: "terminal/table.ts", target: "cli-table3", own: false });
  });

  it("keeps every layer to what it may know", () => {
    const broken = imports
      .filter(({ own }) => own)
      .filter(({ from, target }) => layerOf(from) !== layerOf(target) && RULES[layerOf(from)]?.(target) !== true)
      .map(({ from, target }) => `${from} → ${target}`);
    expect(broken).toEqual([]);
  });

  it("keeps what gateways may see of documents from bringing the rest", () => {
    const broken = imports
      .filter(({ own, from, target }) => own && from.startsWith("documents/rim/") && layerOf(target) === "documents")
      .filter(({ target }) => !target.startsWith("documents/rim/"))
      .map(({ from, target }) => `${from} → ${target}`);
    expect(broken).toEqual([]);
  });

  it("keeps every gateway folder to itself", () => {
    const gateway = (file: string) => /^gateways\/([^/]+)\//.exec(file)?.[1];
    const broken = imports
      .filter(({ own, from, target }) => own && gateway(from) !== undefined && gateway(target) !== undefined)
      .filter(({ from, target }) => gateway(from) !== gateway(target))
      .map(({ from, target }) => `${from} → ${target}`);
    expect(broken).toEqual([]);
  });

  it("keeps every library behind one folder", () => {
    const broken = imports
      .filter(({ own, from, target }) => !own && LIBRARIES[target]?.(from) !== true)
      .map(({ from, target }) => `${from} → ${target}`);
    expect(broken).toEqual([]);
  });

  it("imports only files that exist", () => {
    const known = new Set(files);
    const broken = imports
      .filter(({ own, target }) => own && !known.has(target))
      .map(({ from, target }) => `${from} → ${target}`);
    expect(broken).toEqual([]);
  });

  it("loads no library but commander on the way to help", () => {
    // What `segur --help` imports without waiting for a choice: static imports from the shell on.
    const seen = new Set<string>();
    const libraries = new Set<string>();
    const visit = (file: string) => {
      if (seen.has(file) || file.endsWith(".json")) return;
      seen.add(file);
      const text = withoutComments(readFileSync(join(SRC, file), "utf8"));
      for (const [statement, specifier = ""] of text.matchAll(STATEMENT)) {
        if (/^\W*(import|export)\s+type\b/.test(statement)) continue;
        if (specifier.startsWith(".")) visit(posix.join(posix.dirname(file), specifier).replace(/\.js$/, ".ts"));
        else if (!specifier.startsWith("node:")) libraries.add(specifier);
      }
    };
    visit("shell.ts");
    expect([...libraries]).toEqual(["commander"]);
    expect([...seen].filter((file) => ["store", "gateways", "sandbox", "documents"].includes(layerOf(file)))).toEqual([]);
  });
});

describe("process", () => {
  it("is touched only by the composition root", () => {
    const broken = files.filter((file) => {
      if (layerOf(file) === "root") return false;
      return /(^|[^.\w"'`])process\.\w/m.test(withoutComments(readFileSync(join(SRC, file), "utf8")));
    });
    expect(broken).toEqual([]);
  });
});

describe("file length", () => {
  const lengths = files.map((file) => ({ file, lines: readFileSync(join(SRC, file), "utf8").split("\n").length - 1 }));

  it("is 400 lines at most", () => {
    expect(lengths.filter(({ lines }) => lines > 400)).toEqual([]);
  });

  it("has a median under 100 lines", () => {
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(100);
  });
});

describe("words", () => {
  it("names no path of the machine it was written on", () => {
    const broken = files.filter((file) => /["'`](\/work\/|\/tmp\/|\/home\/)/.test(readFileSync(join(SRC, file), "utf8")));
    expect(broken).toEqual([]);
  });
});
