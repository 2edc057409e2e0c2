import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CommandSpec } from "../../src/commands/spec.js";
import { loadTree } from "../../src/commands/tree.js";
import { isRole, type Right, rightsOf } from "../../src/domain/users/rights.js";
import { type RunResult, runSegur, temporaryHome } from "../support/cli.js";

const PASSWORD = "quatre mots pour entrer";
/** Roles in the columns of the table; T+ is a technician to whom `insi.call` was granted. */
const PEOPLE = {
  medecin: ["M", "--role", "medecin"],
  secretaire: ["S", "--role", "secretaire"],
  technicien: ["T", "--role", "technicien"],
  "technicien + insi.call": ["T+", "--role", "technicien", "--grant", "insi.call"],
  administrateur: ["A", "--role", "administrateur"],
} as const;

/** Who may run what, as a person would read it: a command that is not here fails the test. */
const MAY: Readonly<Record<string, string>> = {
  whoami: "M S T T+ A",
  "user list": "M S T T+ A",
  "user set": "M S T T+ A",
  "user add": "A",
  "user disable": "A",
  "config get": "M S T T+ A",
  "config list": "M S T T+ A",
  "config set": "A",
  "config unset": "A",
  "journal list": "M A",
  "journal verify": "M S T T+ A",
  "journal export": "M A",
  "journal purge": "A",
  "patient import": "M S T T+",
  "patient export": "M",
  "patient create": "M S",
  "patient edit": "M S",
  "patient consent": "M S",
  "patient duplicates": "M S",
  "patient search": "M S",
  "patient show": "M S",
  "patient filters": "M S T T+ A",
  "patient medical list": "M",
  "patient medical add": "M",
  "patient medical edit": "M",
  "patient medical close": "M",
  "patient medical remove": "M",
  "patient medical none": "M",
  "patient medical import": "M",
  "patient medical protocol": "M",
  "vsm show": "M",
  "vsm generate": "M",
  "vsm share": "M",
  "vsm due": "M",
  "vsm rules list": "M",
  "vsm rules set": "M",
  "vsm rules remove": "M",
  "vsm rules reset": "M",
  "vsm rules places": "M",
  "doc add": "M S",
  "doc edit": "M S",
  "doc list": "M S",
  "doc show": "M S",
  "doc export": "M",
  "doc share": "M S",
  "ins check": "M S T+",
  "ins qualify": "M S T+",
  "ins resume": "M S T+",
  "ins runs": "M S T+",
  "ins verify": "M S T+",
  "ins status": "M S T+",
  "ins review": "M S",
  "ins proof": "M S",
  "ins attribute": "M S",
  "ins datamatrix": "M S",
  "dmp push": "M",
  "dmp replace": "M",
  "dmp hide": "M",
  "dmp reveal": "M",
  "dmp archive": "M",
  "dmp unarchive": "M",
  "dmp delete": "M",
  "inbox list": "M S",
  "inbox show": "M S",
  "inbox ack": "M S",
  dashboard: "M S T T+ A",
  todo: "M S T T+ A",
  "mom check": "M S T T+ A",
  "mom report": "M S T T+ A",
  "outbox list": "M S T T+ A",
  "outbox show": "M S T T+ A",
  "outbox retry": "M S",
  "outbox cancel": "M S",
  "dmp status": "M",
  "dmp authorize": "M",
  "dmp news": "M",
  "dmp list": "M",
  "dmp show": "M",
  "dmp pull": "M",
  "inbox add": "M S",
  "inbox sync": "M S",
  "inbox reply": "M S",
  "inbox classify": "M S",
  "inbox undo": "M S",
  "inbox done": "M S",
  "mss send": "M S",
  "mss status": "M S",
  "mss done": "M S",
  "mss receipts list": "M S",
  "mss receipts answer": "M S",
  "mss directory search": "M S",
  "mss directory show": "M S",
  "mss directory import": "M S",
  "mss book list": "M S",
  "mss book add": "M S",
  "mss book remove": "M S",
  "export patient": "M",
  "export cohort": "M",
  "export all": "M",
  import: "M S T T+",
  "quarantine list": "M",
  "quarantine show": "M",
  "quarantine discard": "M",
};

/** Open to everybody: they touch no patient, or make the session itself. */
// Restore, rekey and key ask for the right inside (keys.test.ts): a store that no longer opens has no users to ask.
const OPEN = "demo, sandbox *, cabinet *, login, logout, lock, doctor, help, completion, man, export check".split(", ");

async function commands(): Promise<ReadonlyMap<string, CommandSpec>> {
  const found = new Map<string, CommandSpec>();
  for (const { entry, group, command } of await loadTree()) {
    if (command !== undefined) found.set(entry.name, command);
    for (const each of group?.commands ?? []) found.set(`${entry.name} ${each.name}`, each);
  }
  return found;
}

/** Words that the command line takes: they name nothing that exists, so that what is allowed changes nothing. */
function words(name: string, spec: CommandSpec): string[] {
  const args = (spec.args ?? []).filter(({ usage }) => usage.startsWith("<")).map(() => "P999");
  return [...name.split(" "), ...args, "--no-input"];
}

const refusal = ({ stderr }: RunResult) => /Code : (rights\.missing|session\.none)/.exec(stderr)?.[1] ?? null;

/** They ask for more inside, by what they find there: the real binary runs them for everybody. */
const ASK_INSIDE: readonly string[] = ["outbox retry", "outbox cancel"];

/** Whether the rights of a column of the table open a command: the same question as the shell's, without its process. */
function opens({ access }: CommandSpec, [, , role, , granted]: readonly string[]): boolean {
  if (access === "session" || access === "open") return true;
  if (role === undefined || !isRole(role)) throw new Error(`no such role: ${role}`);
  return rightsOf({ role, granted: granted === undefined ? [] : [granted as Right], revoked: [] }).has(access);
}

/**
 * Which commands the real binary runs for a column: each command under one of them in turn, and each right under each of them at least
 * once. What a command says of its right is held for all of them by the table; that the shell asks for it, whoever comes, by these.
 */
function turnsOf(checked: readonly (readonly [string, CommandSpec])[], column: number, columns: number) {
  const turn = checked.filter(([name], rank) => rank % columns === column || ASK_INSIDE.includes(name));
  const rights = new Set(turn.map(([, spec]) => spec.access));
  const others = checked.filter(([, { access }]) => !rights.has(access) && rights.add(access) !== undefined);
  return [...turn, ...others];
}

async function inPairs<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const slot = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all([slot(), slot()]);
}

describe("every command under every role", () => {
  it("says who may run it, and the table above knows it", async () => {
    const open = (name: string) => OPEN.includes(name) || OPEN.includes(`${name.split(" ")[0]} *`);
    for (const [name, spec] of await commands()) {
      expect(spec.access === "open", name).toBe(open(name));
      if (!open(name)) expect(MAY[name], `${name} is not in the table`).toBeDefined();
      if (open(name) || ASK_INSIDE.includes(name)) continue;
      const may = Object.values(PEOPLE).filter((person) => opens(spec, person));
      expect(may.map(([label]) => label).join(" "), name).toBe(MAY[name]);
    }
  });

  it("is let in or refused by the real binary as the table says", { timeout: 300_000 }, async () => {
    const home = temporaryHome();
    const env = { SEGUR_KEYRING: "off" };
    const segur = (...args: readonly string[]) => runSegur(args, { home, env });
    const file = join(home, "phrase.txt");
    await writeFile(file, `${PASSWORD}\n`, { mode: 0o600 });
    expect((await segur("cabinet", "init", "matrice", "--environment", "sandbox")).code).toBe(0);
    for (const [, person] of Object.entries(PEOPLE)) {
      const added = await segur("user", "add", ...person, "--password-file", file);
      expect(added.code, added.stderr).toBe(0);
    }
    const checked = [...(await commands())].filter(([, spec]) => spec.access !== "open");
    const columns = Object.keys(PEOPLE).length;

    const backup = join(home, "b.segur");
    expect((await segur("cabinet", "backup", "--to", backup)).code).toBe(0);
    // They open and close the store themselves, and ask for the right to administer inside.
    const inside = [
      ["cabinet", "rekey", "--no-input"],
      ["cabinet", "key", "--export", join(home, "k.key")],
      ["cabinet", "restore", backup, "--yes"],
    ];
    const insideRefused = async (who: string, expected: readonly [number, string]) => {
      for (const line of inside) {
        const result = await segur(...line);
        expect([result.code, refusal(result)], `${line.join(" ")} by ${who}`).toEqual(expected);
      }
    };

    await segur("logout");
    await insideRefused("nobody", [4, "session.none"]);
    await inPairs(turnsOf(checked, 0, columns), async ([name, spec]) => {
      const result = await segur(...words(name, spec));
      expect([result.code, refusal(result)], `${name} with nobody`).toEqual([4, "session.none"]);
    });

    let id = 5;
    for (const [column, [role, [label]]] of Object.entries(PEOPLE).entries()) {
      const login = await segur("login", "--password", "--user", `U${id}`, "--password-file", file);
      expect(login.code, login.stderr).toBe(0);
      id += 1;
      if (role !== "administrateur") await insideRefused(role, [6, "rights.missing"]);
      await inPairs(turnsOf(checked, column, columns), async ([name, spec]) => {
        const result = await segur(...words(name, spec));
        const may = (MAY[name] ?? "").split(" ").includes(label);
        if (may) expect(refusal(result), `${name} by ${role}: ${result.stderr}`).toBeNull();
        else expect([result.code, refusal(result)], `${name} by ${role}`).toEqual([6, "rights.missing"]);
      });
    }
  });
});

describe("a technician's work", () => {
  it("loads files and follows identities, sees no patient, and a refusal repeats nothing that was typed", async () => {
    const home = temporaryHome();
    const env = { SEGUR_KEYRING: "off" };
    const segur = (...args: readonly string[]) => runSegur(args, { home, env });
    const file = join(home, "phrase.txt");
    await writeFile(file, PASSWORD, { mode: 0o600 });
    await segur("cabinet", "init", "nuit", "--environment", "sandbox");
    await segur("user", "set", "U3", "--password-file", file);
    await segur("login", "--password", "--password-file", file);
    const created = await segur("patient", "create");
    expect(created.code).toBe(6);
    const csv = join(home, "patients.csv");
    await writeFile(
      csv,
      "dossier;nom_naissance;prenoms_naissance;date_naissance;sexe;lieu_naissance\n1;NESSI;RUTH;14/07/1977;F;63220\n",
    );
    const imported = await segur("patient", "import", csv);
    expect(imported.code, imported.stderr).toBe(0);
    expect((await segur("ins", "status", "P1")).code).toBe(0);
    const search = await segur("patient", "search", "nessi", "--json");
    expect(search.code).toBe(6);
    expect(JSON.parse(search.stderr)).toMatchObject({ code: "rights.missing", rule: "SSI/GEN.16", exitCode: 6 });
    expect(search.stderr).not.toContain("nessi");
  });
});
