import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FAULTY, file, GOOD, UNREADABLE } from "./support/bad-files.js";
import { openPractice, type Practice } from "./support/practice.js";
import { readRun } from "./support/run-output.js";

const COMMANDS = [
  ["patient", "import"],
  ["ins", "qualify"],
  ["ins", "check"],
];

describe("a file that cannot be read", () => {
  it.each(COMMANDS)(
    "%s %s: one French error with its line, exit 2, nothing recorded",
    { timeout: 60_000 },
    async (...command) => {
      const practice = await openPractice();
      for (const [name, content, code, line] of UNREADABLE) {
        const path = written(practice, name, content);
        const { code: exit, stdout, stderr } = await practice.segur([...command, path, "--json"]);
        expect({ name, exit, stdout }).toEqual({ name, exit: 2, stdout: "" });
        const error = JSON.parse(stderr);
        expect(error, name).toMatchObject({ schema: "segur.error/1", kind: "input", code, exitCode: 2 });
        expect(error.message, name).toMatch(/^[A-Z].+[a-zé» ]\.$/);
        if (line !== undefined) expect(error.details, name).toMatchObject({ line });
      }
      expect(await patients(practice)).toBe(0);
      expect((await practice.sandbox.control.calls()).length).toBe(0);
    },
  );

  it("stdin without a byte, a path without a file, a folder as a file", async () => {
    const practice = await openPractice();
    const codeOf = async (path: string) => {
      const { code, stderr } = await practice.segur(["ins", "qualify", path, "--json"]);
      return [code, JSON.parse(stderr).code];
    };
    expect(await codeOf("-")).toEqual([2, "tabular.empty"]);
    expect(await codeOf("absent.csv")).toEqual([2, "input.file_missing"]);
    expect(await codeOf(`${practice.home}/`)).toEqual([2, "input.file_directory"]);
    const { stderr } = await practice.segur(["patient", "import", "absent.csv"]);
    expect(stderr).toContain(
      "Impossible de lire le fichier « absent.csv ».\n  Pourquoi : Le fichier ou le dossier n'existe pas.",
    );
  });
});

describe("a file with faulty lines", () => {
  const content = file(GOOD[0], ...FAULTY.map(([line]) => line), GOOD[1]);
  const lines = FAULTY.map(([, code, column], index) => ({ line: index + 3, code, column }));

  it("patient import: each is told with its line and column, the others are imported, exit 3", async () => {
    const practice = await openPractice();
    const { code, stdout } = await practice.segur([
      "patient",
      "import",
      written(practice, "p.csv", content),
      "--format",
      "ndjson",
    ]);
    expect(code).toBe(3);
    const items = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const summary = items.pop();
    expect(items.map((item) => item.line)).toEqual([2, ...lines.map(({ line }) => line), lines.length + 3]);
    expect(items.slice(1, -1)).toMatchObject(lines.map((line) => ({ ...line, outcome: "refused", patientId: null })));
    expect([items.at(0), items.at(-1)]).toMatchObject([{ outcome: "created" }, { outcome: "created" }]);
    expect(summary).toMatchObject({ lines: lines.length + 2, outcomes: { created: 2, refused: lines.length } });
    expect(await patients(practice)).toBe(2);
  });

  it("ins qualify: the same lines are refused with the reason as advice, the others are found, exit 3", async () => {
    const practice = await openPractice();
    const path = written(practice, "p.csv", content);
    const { code, stdout, stderr } = await practice.segur(["ins", "qualify", path, "--rate", "0", "--format", "ndjson"]);
    expect(code, stderr).toBe(3);
    const { items } = readRun(stdout);
    expect(items.at(0)).toMatchObject({ line: 2, outcome: "found" });
    expect(items.at(-1)).toMatchObject({ line: lines.length + 3, outcome: "found" });
    for (const [index, { line, code, column }] of lines.entries()) {
      const where = column === null ? `Ligne ${line} : ` : `Ligne ${line}, colonne ${column} : `;
      expect(items[index + 1]).toMatchObject({
        line,
        outcome: "refused",
        code,
        calls: 0,
        advice: expect.stringContaining(where),
      });
    }
    expect((await practice.sandbox.control.calls()).length).toBe(2);
  });

  it("a faulty line of a patient who is known already ends with 3 as well", async () => {
    const practice = await openPractice();
    await practice.segur(["patient", "import", written(practice, "good.csv", file(GOOD[0]))]);
    const bad = written(practice, "bad.csv", file(GOOD[0].replace("31/12", "31/02")));
    for (const command of COMMANDS) expect((await practice.segur([...command, bad])).code, command.join(" ")).toBe(3);
  });

  it("an unknown column is told and left out", async () => {
    const practice = await openPractice();
    const content =
      "dossier;nom_naissance;prenoms_naissance;date_naissance;sexe;lieu_naissance;couleur\nB1;ADRUN;ZOE;31/12/1975;F;63220;bleu\n";
    const { code, stderr } = await practice.segur(["patient", "import", written(practice, "p.csv", content)]);
    expect(code).toBe(0);
    expect(stderr).toContain("Colonne inconnue, non lue : « couleur »");
    expect(await patients(practice)).toBe(1);
  });
});

describe("a file as practices export them", () => {
  const text = file(
    "B1;LEFÈVRE;Zoë;31/12/1975;F;63220;",
    "B2;CŒUR;Anaïs;01/02/1980;F;75056;",
    "B3;N’DIAYE;Loïc;01/02/1981;M;75056;",
  );
  const windows = Buffer.from([...text].map((letter) => ({ Œ: 0x8c, "’": 0x92 })[letter] ?? letter.charCodeAt(0)));
  const forms: readonly (readonly [string, Uint8Array])[] = [
    ["utf8", Buffer.from(text)],
    ["bom", Buffer.from(`\uFEFF${text}`)],
    ["windows", windows],
    ["commas", Buffer.from(text.replaceAll(";", ","))],
    ["tabs", Buffer.from(text.replaceAll(";", "\t").replaceAll("\n", "\r\n"))],
  ];

  it("UTF-8, BOM, Windows-1252, other separators and line ends: the same patients, to the letter", async () => {
    const practice = await openPractice();
    const exported: string[] = [];
    for (const [name, bytes] of forms) {
      await practice.segur(["cabinet", "init", name, "--environment", "sandbox"]);
      const imported = await practice.segur(["patient", "import", written(practice, `${name}.csv`, bytes), "--cabinet", name]);
      expect({ name, code: imported.code }).toEqual({ name, code: 0 });
      exported.push((await practice.segur(["patient", "export", "--format", "csv", "--cabinet", name])).stdout);
    }
    expect(exported[0]).toContain("LEFEVRE");
    expect(exported[0]).toContain("COEUR");
    expect(exported[0]).toContain("N'DIAYE");
    expect(new Set(exported).size).toBe(1);
  });
});

function written(practice: Practice, name: string, content: string | Uint8Array): string {
  const path = join(practice.home, name);
  writeFileSync(path, content);
  return path;
}

async function patients(practice: Practice): Promise<number> {
  return JSON.parse((await practice.segur(["cabinet", "info", "--json"])).stdout).patients;
}
