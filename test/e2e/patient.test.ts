import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { exitOf, type RunResult, runSegur, startSegur, temporaryHome } from "../support/cli.js";
import { startOnTty } from "../support/tty.js";

/** Names and a matricule that must never leave by an error, a log or a file that is not the store. */
const CANARY = { name: "ZANZIBARI", given: "QWERTINE", matricule: "277076322082910" };
const HEAD = "dossier;nom_naissance;premier_prenom;date_naissance;sexe;lieu_naissance;matricule";
const GOOD = `1;${CANARY.name};${CANARY.given};14/07/1977;F;63220;${CANARY.matricule}`;

let home: string;
beforeEach(async () => {
  home = temporaryHome();
  const made = await segur(["cabinet", "init", "essai", "--environment", "sandbox", "--user", "Dr Essai"]);
  expect(made.code).toBe(0);
});

function segur(args: readonly string[], input?: string | Uint8Array): Promise<RunResult> {
  return runSegur(args, { home, ...(input === undefined ? {} : { input }) });
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(home, name);
  writeFileSync(path, content);
  return path;
}

/** The last line of stderr that is a JSON error. */
function errorOf({ stderr }: RunResult): Record<string, unknown> {
  const line = stderr.split("\n").findLast((each) => each.includes('"segur.error/1"'));
  return JSON.parse(line ?? "{}");
}

describe("patient import", () => {
  it.each([
    ["an empty file", "", 2, "tabular.empty"],
    ["a wrong separator", "dossier|nom_naissance\n1|A\n", 2, "tabular.separator"],
    ["no known column", "a;b\n1;2\n", 2, "tabular.no_known_column"],
    ["missing columns", "dossier;Nom;date_naissance;sexe\n1;A;01/01/2000;F\n", 2, "tabular.columns_missing"],
    ["an Excel file", Buffer.from("504b030414000600080000000000", "hex"), 2, "tabular.not_text"],
  ])("%s", async (_, content, code, errorCode) => {
    const result = await segur(["patient", "import", file("p.csv", content), "--json"]);
    expect(result.code).toBe(code);
    expect(errorOf(result)).toMatchObject({ code: errorCode, exitCode: code });
    expect(result.stdout).toBe("");
  });

  it("a file that does not exist, a wrong --map, no cabinet", async () => {
    expect((await segur(["patient", "import", join(home, "absent.csv")])).code).toBe(2);
    const wrong = await segur(["patient", "import", file("p.csv", `${HEAD}\n${GOOD}\n`), "--map", "Nom=nom_naisance", "--json"]);
    expect(wrong.code).toBe(2);
    expect(errorOf(wrong)).toMatchObject({ code: "tabular.map", why: expect.stringContaining("nom_naissance") });
    expect((await segur(["patient", "import", "--cabinet", "absent", "p.csv"])).code).not.toBe(0);
  });

  it("tells each line, in order, exits 3 when some are refused, and holds no name in what it says", async () => {
    const content = `${HEAD}\n${GOOD}\n2;${CANARY.name};${CANARY.given};31/02/1980;F;;\n3;${CANARY.name};${CANARY.given};01/01/1980;F;;${CANARY.matricule.slice(0, 14)}9\n1;A;B;01/01/2000;F;;\n`;
    const result = await segur(["patient", "import", "-", "--format", "ndjson"], content);
    expect(result.code).toBe(3);
    const lines = result.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.slice(0, 4).map(({ line, key, outcome, column, code }) => [line, key, outcome, column, code])).toEqual([
      [2, "1", "created", null, null],
      [3, "2", "refused", "date_naissance", "date.calendar"],
      [4, "3", "refused", "matricule", "matricule.key"],
      [5, "1", "refused", "dossier", "patient.duplicate_key"],
    ]);
    expect(lines[4]).toMatchObject({
      schema: "segur.patient.import/1",
      lines: 4,
      outcomes: { created: 1, refused: 3 },
      matricules: 1,
    });
    for (const canary of Object.values(CANARY)) expect(result.stdout + result.stderr).not.toContain(canary);
  });

  it("reads Windows-1252, a BOM, other headings and a 10 MB line, and again changes nothing", async () => {
    const head = Buffer.from("Dossier;Patient;Pr\xe9nom;N\xe9(e) le;Sexe\r\n", "latin1");
    const rows = Buffer.from("1;LEF\xc8VRE;Zo\xe9;01/02/1980;F\r\n2;", "latin1");
    const path = file(
      "p.csv",
      Buffer.concat([head, rows, Buffer.alloc(10_000_000, "x"), Buffer.from(";;;\r\n3;A;B;01/02/1981;M\r\n")]),
    );
    const args = ["patient", "import", path, "--map", "Patient=nom_naissance,Prénom=premier_prenom", "--json"];
    const first = JSON.parse((await segur(args)).stdout);
    expect(first.items.map((item: { outcome: string }) => item.outcome)).toEqual(["created", "refused", "created"]);
    expect(first.items[1]).toMatchObject({ line: 3, code: "tabular.too_long" });
    const again = JSON.parse((await segur(args)).stdout);
    expect(again.outcomes).toEqual({ created: 0, updated: 0, unchanged: 2, refused: 1 });
    expect((await segur(["patient", "search", "lefevre"])).stdout).toContain("LEFEVRE\tZOE");
  });

  it.skipIf(process.platform === "win32")("Ctrl-C stops at once, keeps what is done, and the same command goes on", async () => {
    const rows = Array.from({ length: 7000 }, (_, index) => `${index};A;B;01/01/2000;F;75101;\n`);
    const child = startSegur(["patient", "import", "-", "--format", "ndjson"], { home });
    child.stdin?.on("error", () => {});
    let stderr = "";
    child.stderr?.on("data", (chunk) => {
      stderr += chunk;
    });
    const first = new Promise((resolve) => child.stdout?.once("data", resolve));
    child.stdout?.on("data", () => {});
    child.stdin?.write(`${HEAD}\n${rows.slice(0, 5000).join("")}`);
    // The reader keeps one group of lines back, to know which is the last.
    setTimeout(() => child.stdin?.write(rows.slice(5000, 6000).join("")), 300);
    await first;
    child.kill("SIGINT");
    expect(await exitOf(child)).toBe(130);
    expect(stderr).toContain("patient.import_interrupted");
    const again = JSON.parse((await segur(["patient", "import", "-", "--json"], `${HEAD}\n${rows.join("")}`)).stdout);
    expect(again.outcomes).toMatchObject({ unchanged: 4000, created: 3000, refused: 0 });
  });

  it("a dry run writes nothing", async () => {
    const path = file("p.csv", `${HEAD}\n${GOOD}\n`);
    const result = await segur(["patient", "import", path, "--dry-run"]);
    expect(result.code).toBe(0);
    expect(result.stderr).toContain("Essai, rien n'est enregistré.");
    expect((await segur(["patient", "search", "--all", "--json"])).stdout).toContain('"items":[]');
  });

  it("on a terminal, counts and failures first", async () => {
    const bad = Array.from({ length: 25 }, (_, index) => `x${index};A;B;31/02/2000;F;;`).join("\n");
    const path = file("p.csv", `${HEAD}\n${GOOD}\n${bad}\n`);
    const session = startOnTty(["patient", "import", path], { home });
    expect(await session.ended()).toBe(3);
    expect(session.screen()).toContain("26 lignes : 25 refusées, 1 créée");
    expect(session.screen()).toContain("et 5 autres lignes refusées");
    expect(session.screen()).toContain("date_naissance");
  });
});

describe("patient export", () => {
  it("is read back by an import, in CSV and NDJSON, and says nothing of a matricule", async () => {
    await segur(["patient", "import", "-"], `${HEAD}\n${GOOD}\n2;LE GALL;JEAN;01/00/1950;M;;\n`);
    for (const format of ["csv", "ndjson"]) {
      const out = join(home, `export.${format}`);
      const result = await segur(["patient", "export", "--output", out, "--format", format]);
      expect([result.code, result.stdout]).toEqual([0, ""]);
      if (process.platform !== "win32") expect(statSync(out).mode & 0o777).toBe(0o600);
      expect(readFileSync(out, "utf8")).not.toContain(CANARY.matricule);
      const again = JSON.parse((await segur(["patient", "import", out, "--json"])).stdout);
      expect(again.outcomes).toEqual({ created: 0, updated: 0, unchanged: 2, refused: 0 });
      const nowhere = join(home, "absent", "export.csv");
      expect(errorOf(await segur(["patient", "export", "--output", nowhere, "--json"]))).toMatchObject({
        kind: "storage",
        code: "output.file_unwritable",
      });
    }
    const piped = await segur(["patient", "export", "--fields", "dossier,nom_naissance"]);
    expect(piped.stdout).toBe(`dossier;nom_naissance\r\n1;${CANARY.name}\r\n2;LE GALL\r\n`);
  });
});

describe("patient search, show, create, edit", () => {
  it("searches, says when it is cut, and finds nothing without failing", async () => {
    const rows = Array.from({ length: 3 }, (_, index) => `${index};MARTIN;A${"BCD"[index]};01/01/2000;F;;`).join("\n");
    await segur(["patient", "import", "-"], `${HEAD}\n${rows}\n`);
    const cut = await segur(["patient", "search", "martin", "--limit", "2", "--json"]);
    const page = JSON.parse(cut.stdout);
    expect(page).toMatchObject({ schema: "segur.patient.search/1", truncated: true, next: expect.any(String) });
    expect(page.items).toHaveLength(2);
    expect(cut.stderr).toContain("segur.notice/1");
    const rest = JSON.parse(
      (await segur(["patient", "search", "martin", "--limit", "2", "--after", page.next, "--json"])).stdout,
    );
    expect(rest).toMatchObject({ truncated: false, next: null });
    expect(rest.items).toHaveLength(1);
    const none = await segur(["patient", "search", "zzz"]);
    expect(none).toMatchObject({ code: 0, stdout: "" });
    expect(none.stderr).toContain("Aucun patient");
    expect((await segur(["patient", "search"])).code).toBe(2);
    expect((await segur(["patient", "search", "martin", "--limit", "0"])).code).toBe(2);
    expect((await segur(["patient", "search", "martin", "--filter", "nope"])).code).toBe(2);
  });

  it("reads a matricule from stdin, and warns about one on the command line without repeating it", async () => {
    const fromStdin = await segur(["patient", "search", "--ins", "-"], `${CANARY.matricule}\n`);
    expect(fromStdin.code).toBe(0);
    expect(fromStdin.stderr).not.toContain("historique");
    const typed = await segur(["patient", "search", CANARY.matricule]);
    expect(typed.stderr).toContain("--ins -");
    const wrong = await segur(["patient", "search", "--ins", "-"], "277076322082911\n");
    expect(wrong.code).toBe(2);
    for (const { stdout, stderr } of [fromStdin, typed, wrong]) expect(stdout + stderr).not.toContain("2770763220829");
  });

  it("creates without a terminal only when the five fields are there, and finds who exists", async () => {
    const five = [
      "--birth-name",
      "Le Gall",
      "--first-given-name",
      "Anne",
      "--birth-date",
      "12/03/1980",
      "--sex",
      "F",
      "--birth-place",
      "29019",
    ];
    const missing = await segur(["patient", "create", "--birth-name", "X", "--json"]);
    expect(missing.code).toBe(2);
    const { fields } = errorOf(missing).details as { fields: { field: string }[] };
    expect(fields.map(({ field }) => field)).toEqual(["premier_prenom", "date_naissance", "sexe", "lieu_naissance"]);
    const made = await segur(["patient", "create", ...five, "--json"]);
    expect(JSON.parse(made.stdout)).toMatchObject({
      schema: "segur.patient.create/1",
      birthName: "LE GALL",
      status: "provisoire",
      ins: null,
    });
    expect(await segur(["patient", "create", ...five])).toMatchObject({ code: 7 });
    expect(await segur(["patient", "create", ...five, "--allow-duplicate"])).toMatchObject({ code: 0 });
    const groups = JSON.parse((await segur(["patient", "duplicates", "--json"])).stdout);
    expect(groups).toMatchObject({ groups: 1, items: [{ why: "traits" }, { why: "traits" }] });
  });

  it("asks for the five fields on a terminal, again after a wrong one", async () => {
    const session = startOnTty(["patient", "create"], { home });
    await session.shows("Nom de naissance");
    session.type("N'Diaye\r");
    await session.shows("Premier prénom");
    session.type("Awa\r");
    await session.shows("Date de naissance");
    session.type("31/02/1980\r");
    await session.shows("n'existe pas");
    session.type("\u007f".repeat(10));
    session.type("12/03/1980\r");
    await session.shows("Sexe");
    session.type("F\r");
    await session.shows("Lieu de naissance");
    session.type("99999\r");
    expect(await session.ended()).toBe(0);
    expect(session.screen()).toContain("Patient créé : P1");
  });

  it("edits, erases, shows and records consents; an unknown patient is not named", async () => {
    await segur(["patient", "import", "-"], `${HEAD}\n${GOOD}\n`);
    expect(await segur(["patient", "edit", "1", "--phone", "0601", "--email", "a@b.fr"])).toMatchObject({ code: 0 });
    expect(await segur(["patient", "edit", "P1", "--email", ""])).toMatchObject({ code: 0 });
    const shown = JSON.parse((await segur(["patient", "show", "dossier:1", "--json"])).stdout);
    expect(shown).toMatchObject({ schema: "segur.patient.show/1", id: "P1", contact: { phone: "0601", email: null }, ins: null });
    const consent = await segur(["patient", "consent", "P1", "--dmp-feed", "opposition", "--json"]);
    expect(JSON.parse(consent.stdout)).toMatchObject({ changed: ["dmpFeed"], consents: { dmpFeed: "opposed", dmpRead: "none" } });
    expect((await segur(["patient", "consent", "P1", "--dmp-feed", "non"])).code).toBe(2);
    const unknown = await segur(["patient", "show", CANARY.name]);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).not.toContain(CANARY.name);
  });

  it("lists the filters and counts them", async () => {
    await segur(["patient", "import", "-"], `${HEAD}\n${GOOD}\n`);
    const { items } = JSON.parse((await segur(["patient", "filters", "--count", "--json"])).stdout);
    expect(items).toEqual(expect.arrayContaining([expect.objectContaining({ id: "ins-never", patients: 1, origin: "preset" })]));
  });
});

it("leaves no name or matricule outside the store", async () => {
  await segur(["patient", "import", "-"], `${HEAD}\n${GOOD}\n2;${CANARY.name};_;31/02/1980;F;;\n`);
  await segur(["patient", "search", CANARY.name]);
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  for (const each of files) {
    const content = readFileSync(join(each.parentPath, each.name), "latin1");
    const store = /\.db(-wal|-shm)?$/.test(each.name);
    if (!store) expect(content, each.name).not.toContain(CANARY.name);
    // Not even in the store: a matricule that does not come from INSi is kept nowhere.
    expect(content, each.name).not.toContain(CANARY.matricule);
  }
});
