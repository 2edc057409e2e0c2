import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { platform } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BINARY } from "../support/build.js";
import { cleanEnv, runSegur, startSegur, temporaryHome } from "../support/cli.js";
import { startOnTty } from "../support/tty.js";

interface Practice {
  readonly home: string;
  segur(args: readonly string[], input?: string | Uint8Array): ReturnType<typeof runSegur>;
  /** Writes a file in the home, gives its path. */
  write(name: string, content: string | Uint8Array): string;
  ids(): Promise<string[]>;
}

/** A sandbox cabinet, logged in as its demonstration doctor, with its population. */
async function practice(): Promise<Practice> {
  const home = temporaryHome();
  const segur: Practice["segur"] = (args, input) => runSegur(args, { home, ...(input === undefined ? {} : { input }) });
  expect((await segur(["cabinet", "init", "essai", "--environment", "sandbox"])).code).toBe(0);
  const create = "patient create --birth-name ADRUN --first-given-name ZOE --birth-date 31/12/1975 --sex F --birth-place 63220";
  const made = await segur([...create.split(" "), "--file-number", "DOC-1", "--allow-duplicate", "--json"]);
  expect(made.code, made.stderr).toBe(0);
  return {
    home,
    segur,
    write(name, content) {
      writeFileSync(join(home, name), content);
      return join(home, name);
    },
    async ids() {
      const { stdout, stderr } = await segur(["doc", "list", "dossier:DOC-1", "--all", "--json"]);
      const read: unknown = JSON.parse(stdout || `{"stderr":${JSON.stringify(stderr)}}`);
      return (read as { items: { id: string }[] }).items.map(({ id }) => id);
    },
  };
}

const PATIENT = "dossier:DOC-1";
const TEXT = "Consultation du jour.\n";

describe("segur doc", { timeout: 60_000 }, () => {
  it("refuses what is no document, by its code and exit code, and files nothing", async () => {
    const { segur, write, home, ids } = await practice();
    mkdirSync(join(home, "dossier"));
    const cases: readonly (readonly [string, readonly string[], number, string])[] = [
      ["empty", [write("vide.pdf", ""), "--type", "consultation"], 2, "document.empty"],
      ["no document", [write("a.pdf", Buffer.from([0, 1, 2, 3])), "--type", "consultation"], 2, "document.kind_unknown"],
      ["a folder", [join(home, "dossier"), "--type", "consultation"], 2, "input.file_directory"],
      ["absent", [join(home, "absent.pdf"), "--type", "consultation"], 2, "input.file_missing"],
      ["no type", [write("b.txt", TEXT)], 2, "document.type_missing"],
      ["DOCTYPE", [write("c.xml", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')], 2, "cda.doctype"],
      ["an unknown version", [write("b.txt", TEXT), "--replaces", "D99"], 1, "document.not_found"],
    ];
    for (const [name, args, code, expected] of cases) {
      const result = await segur(["doc", "add", PATIENT, ...args, "--json"]);
      expect([name, result.code, result.stdout], result.stderr).toEqual([name, code, ""]);
      expect(result.stderr, name).toContain(`"${expected}"`);
    }
    expect(await ids()).toEqual([]);
  });

  it("waits for no pipe with a name; a reader of an export that leaves is a success, as for any command that reads", async (context) => {
    if (platform() === "win32") context.skip("runs a POSIX shell");
    const { segur, write, home } = await practice();
    const fifo = join(home, "fifo");
    execFileSync("mkfifo", [fifo]);
    const waited = await segur(["doc", "add", PATIENT, fifo, "--type", "consultation", "--json"]);
    expect([waited.code, waited.stdout], waited.stderr).toEqual([2, ""]);
    expect(waited.stderr).toContain('"input.not_a_file"');
    expect((await segur(["doc", "add", PATIENT, write("a.txt", TEXT.repeat(100_000)), "--type", "consultation"])).code).toBe(0);
    const line = `"${process.execPath}" "${BINARY}" doc export D1 - | head -c 10; echo "\${PIPESTATUS[0]}"`;
    const read = spawnSync("bash", ["--norc", "-c", line], { env: cleanEnv({ home }), encoding: "utf8" });
    expect([read.stdout, read.stderr]).toEqual([`${TEXT.slice(0, 10)}0\n`, ""]);
  });

  it("files, lists, shows, replaces and exports; a file that is there is kept", async () => {
    const { segur, write, home, ids } = await practice();
    const path = write("c.txt", TEXT);
    const added = await segur(["doc", "add", PATIENT, path, "--type", "consultation", "--date", "20/11/2026", "--json"]);
    expect(JSON.parse(added.stdout)).toMatchObject({
      schema: "segur.doc.add/1",
      id: "D1",
      added: true,
      type: "11488-4",
      actDate: "2026-11-20",
      origin: "local",
      version: 1,
    });
    const again = await segur(["doc", "add", PATIENT, "-", "--type", "consultation", "--date", "2026-11-20"], TEXT);
    expect(again.stdout).toContain("Déjà dans le dossier");
    const next = write("d.txt", `${TEXT}corrigé\n`);
    expect((await segur(["doc", "add", PATIENT, next, "--replaces", "D1", "--dry-run"])).stdout).toContain("Rien n'a été écrit");
    expect((await segur(["doc", "add", PATIENT, next, "--replaces", "D1"])).stdout).toContain("Il remplace D1");
    expect(await ids()).toEqual(["D2", "D1"]);
    expect((await segur(["doc", "list", PATIENT])).stdout.split("\n").filter(Boolean)).toHaveLength(1);
    const shown = await segur(["doc", "show", "D1"]);
    expect(shown.stdout).toContain("Consultation du jour.");
    expect(shown.stdout).toContain("segur doc show D2");
    const out = join(home, "out.txt");
    expect(await segur(["doc", "export", "D2", out])).toMatchObject({ code: 0 });
    expect(readFileSync(out, "utf8")).toBe(`${TEXT}corrigé\n`);
    if (process.platform !== "win32") expect(statSync(out).mode & 0o077).toBe(0);
    const kept = await segur(["doc", "export", "D1", out, "--json"]);
    expect(kept.code).toBe(2);
    expect(kept.stderr).toContain('"output.file_exists"');
    expect(readFileSync(out, "utf8")).toBe(`${TEXT}corrigé\n`);
    expect(await segur(["doc", "export", "D1", out, "--force"])).toMatchObject({ code: 0 });
    expect(readFileSync(out, "utf8")).toBe(TEXT);
    expect((await segur(["doc", "show", "D2", "--pdf", join(home, "x.pdf")])).code).toBe(0);
    expect(readFileSync(join(home, "x.pdf")).subarray(0, 8).toString()).toBe("%PDF-1.4");
    expect((await segur(["cabinet", "check"])).stdout).toContain("✓ Contenus des documents");
  });

  it("writes the very bytes on a pipe, and none on a screen", async () => {
    const { home, segur } = await practice();
    const bytes = Buffer.concat([Buffer.from("%PDF-1.4\n"), Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 256))]);
    expect((await segur(["doc", "add", PATIENT, "-", "--type", "courrier"], bytes)).code).toBe(0);
    const child = startSegur(["doc", "export", "D1"], { home });
    const pieces: Buffer[] = [];
    child.stdout?.on("data", (piece: Buffer) => pieces.push(piece));
    const [code] = await once(child, "close");
    expect([code, Buffer.concat(pieces).equals(bytes)]).toEqual([0, true]);
    const screen = startOnTty(["doc", "export", "D1"], { home });
    expect(await screen.ended()).toBe(2);
    expect(screen.screen()).toContain("ne s'écrit pas tel quel");
  });

  it("--open leaves no page behind it, also when it is interrupted", async () => {
    const { home, segur, write } = await practice();
    await segur(["doc", "add", PATIENT, write("c.txt", TEXT), "--type", "consultation"]);
    const child = startSegur(["doc", "show", "D1", "--open"], { home });
    let told = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      told += text;
    });
    let said = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    await expect.poll(() => said, { timeout: 20_000 }).toMatch(/\.html/);
    const path = /(\/\S+\.html)/.exec(said)?.[1] ?? "";
    expect(readFileSync(path, "utf8")).toContain("Consultation du jour.");
    if (process.platform !== "win32") expect(statSync(path).mode & 0o077).toBe(0);
    // There is no browser here: it is not said that one opens.
    expect(said).toContain("Aucun navigateur ne s'ouvre d'ici");
    child.kill("SIGINT");
    const [code] = await once(child, "close");
    expect([code, told]).toEqual([0, ""]);
    expect(readdirSync(join(path, ".."))).toEqual([]);
  });

  it("--open on a terminal keeps the page until Enter", async () => {
    const { home, segur, write } = await practice();
    await segur(["doc", "add", PATIENT, write("c.txt", TEXT), "--type", "consultation"]);
    const screen = startOnTty(["doc", "show", "D1", "--open"], { home, columns: 300 });
    await screen.shows("Entrée quand vous avez fini de lire");
    const pages = join(home, "state", "pages");
    expect(readdirSync(pages)).toHaveLength(1);
    screen.type("\r");
    expect(await screen.ended()).toBe(0);
    expect(readdirSync(pages)).toEqual([]);
  });

  it("lists within eighty columns without cutting a date or a word, and no JSON in a cell", async () => {
    const { home, segur, write } = await practice();
    const add = (name: string, ...more: readonly string[]) => segur(["doc", "add", PATIENT, write(name, name), ...more]);
    await add("a.txt", "--type", "consultation", "--date", "20/11/2026");
    await add("b.txt", "--type", "PRESC-ORTHOPTIE", "--date", "21/11/2026", "--title", "Renouvellement orthoptique");
    await add("c.txt", "--replaces", "D1");
    const screen = startOnTty(["doc", "list", PATIENT, "--all"], { home, columns: 80 });
    expect(await screen.ended()).toBe(0);
    const drawn = screen.screen();
    for (const word of ["20/11/2026", "21/11/2026", "Renouvellement", "consultation", "remplacé"]) expect(drawn).toContain(word);
    const { stdout } = await segur(["doc", "list", PATIENT, "--all", "--csv"]);
    expect(stdout).not.toMatch(/[{}[\]]/);
  });

  it("who may not export writes no PDF, and reads the document", async () => {
    const { home, segur, write } = await practice();
    await segur(["doc", "add", PATIENT, write("c.txt", TEXT), "--type", "consultation"]);
    expect((await segur(["user", "set", "U1", "--revoke", "export"])).code).toBe(0);
    const refused = await segur(["doc", "show", "D1", "--pdf", join(home, "x.pdf"), "--json"]);
    expect([refused.code, JSON.parse(refused.stderr).code]).toEqual([6, "rights.missing"]);
    expect(readdirSync(home)).not.toContain("x.pdf");
    expect((await segur(["doc", "show", "D1"])).stdout).toContain("Consultation du jour.");
  });

  it("killed in the middle of an add leaves no document; the same command then files it whole", async () => {
    const { home, segur, ids } = await practice();
    const head = Buffer.from(`Texte\n${"a".repeat(9_000_000)}`);
    const child = startSegur(["doc", "add", PATIENT, "-", "--type", "courrier"], { home });
    child.stdin?.on("error", () => {});
    child.stdin?.write(head);
    const wal = join(home, "data", "cabinets", "essai", "cabinet.db-wal");
    await expect.poll(() => statSync(wal, { throwIfNoEntry: false })?.size ?? 0, { timeout: 20_000 }).toBeGreaterThan(4_500_000);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(await ids()).toEqual([]);
    const whole = Buffer.concat([head, Buffer.from("fin\n")]);
    expect((await segur(["doc", "add", PATIENT, "-", "--type", "courrier"], whole)).code).toBe(0);
    const { stdout } = await segur(["doc", "list", PATIENT, "--json", "--fields", "id,size"]);
    expect(JSON.parse(stdout)).toMatchObject({ items: [{ id: "D1", size: whole.length }] });
    expect((await segur(["cabinet", "check"])).code).toBe(0);
  });

  it("two processes that file the same document make one", async () => {
    const { segur, write, ids } = await practice();
    const path = write("c.txt", TEXT.repeat(50_000));
    const add = () => segur(["doc", "add", PATIENT, path, "--type", "consultation", "--json"]);
    const both = await Promise.all([add(), add(), add()]);
    const results = both.map(({ code, stdout }) => ({ code, ...(JSON.parse(stdout) as { id: string; added: boolean }) }));
    expect(results.map(({ code, id }) => `${code} ${id}`)).toEqual(["0 D1", "0 D1", "0 D1"]);
    expect(results.filter(({ added }) => added)).toHaveLength(1);
    expect(await ids()).toEqual(["D1"]);
  });
});
