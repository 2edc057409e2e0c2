import { describe, expect, it } from "vitest";
import { understand } from "../../../src/commands/program.js";
import { loadTree, TREE } from "../../../src/commands/tree.js";

const device = { style: (_tone: unknown, text: string) => text, columns: null };
const words = (line: string) => understand(line.split(" ").filter(Boolean), device);

describe("the command line", () => {
  it("gives the spec, the arguments and the options, still texts", async () => {
    const understood = await words("cabinet init nord --environment sandbox --user-rpps 123 --use");
    expect(understood).toMatchObject({
      kind: "run",
      path: ["cabinet", "init"],
      input: { args: ["nord"], options: { environment: "sandbox", userRpps: "123", use: true } },
    });
  });

  it("keeps the global flags out of what a command sees", async () => {
    const understood = await words("cabinet list");
    expect(understood.kind === "run" && understood.input.options).toEqual({});
  });

  it("takes what follows -- as arguments", async () => {
    expect(await words("cabinet use -- --strange")).toMatchObject({ input: { args: ["--strange"] } });
  });

  const wrong: readonly [string, string, RegExp][] = [
    ["cabinat", "usage.unknown_command", /« cabinet »/],
    ["cabinet lits", "usage.unknown_command", /« list »/],
    ["cabinet", "usage.command_missing", /init, list, use, info/],
    ["cabinet list --jsno", "usage.unknown_option", /« --json »/],
    ["cabinet init", "usage.argument_missing", /segur cabinet init/],
    ["cabinet init a --environment", "usage.value_missing", /^$/],
    ["cabinet init a --environment lune", "usage.value_unknown", /sandbox, bas, production/],
    ["cabinet list trop", "usage.too_many_arguments", /segur cabinet list/],
    ["--inconnu", "usage.unknown_option", /^$/],
  ];
  for (const [line, code, why] of wrong) {
    it(`segur ${line} → ${code}, in French`, async () => {
      const error = await words(line).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: "usage", code });
      const { message, why: reason, advice } = error as { message: string; why?: string; advice?: string };
      expect(reason ?? "").toMatch(why);
      expect(advice).toMatch(/segur/);
      expect(`${message} ${reason ?? ""}`).not.toMatch(/error|Did you mean|unknown|missing|argument '|Allowed/);
    });
  }

  it("never repeats what may be a name", async () => {
    for (const line of [
      "DUPONT",
      "cabinet DUPONT",
      "cabinet list DUPONT",
      "cabinet init a --environment DUPONT",
      "cabinet list --x=DUPONT",
    ]) {
      const error = await words(line).catch((thrown: unknown) => thrown);
      const { message, why, advice } = error as { message: string; why?: string; advice?: string };
      expect(`${message} ${why} ${advice}`).not.toContain("DUPONT");
    }
  });
});

describe("help", () => {
  it("alone, shows every group in its section", async () => {
    const understood = await understand([], device);
    expect(understood.kind).toBe("help");
    const text = understood.kind === "help" ? understood.text : "";
    for (const entry of TREE) expect(text).toContain(`  ${entry.name}`);
    expect(text).not.toMatch(/Usage:|Options:|Commands:|display help|default:|choices:/);
  });

  it("shows what can be done before what every command takes, and how to begin", async () => {
    const understood = await understand([], device);
    const text = understood.kind === "help" ? understood.text : "";
    const places = ["Commencer :", "Travailler :", "Options globales :", "Exemples :"].map((heading) => text.indexOf(heading));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(text).toContain("-h, --help");
  });

  it("holds in 80 columns, examples apart", async () => {
    for (const { entry, group } of await loadTree()) {
      const paths = group === undefined ? [entry.name] : group.commands.map((each) => `${group.name} ${each.name}`);
      for (const path of ["", ...paths]) {
        const understood = await understand([...path.split(" ").filter(Boolean), "--help"], { ...device, columns: 80 });
        const text = understood.kind === "help" ? understood.text : "";
        const [page = ""] = text.split("Exemples :");
        expect(
          page.split("\n").filter((line) => line.length > 80),
          path,
        ).toEqual([]);
      }
    }
  });

  it("of every command is French, with at least one example that names it", async () => {
    for (const { entry, group, command } of await loadTree()) {
      const paths = group === undefined ? [entry.name] : group.commands.map((each) => `${group.name} ${each.name}`);
      for (const path of paths) {
        const understood = await words(`${path} --help`);
        const text = understood.kind === "help" ? understood.text : "";
        expect(text, path).toContain(`Usage : segur ${path}`);
        expect(text, path).toContain("Exemples :");
        expect(text, path).toContain(`segur ${path.split(" ")[0]}`);
        expect(text, path).not.toMatch(/Usage:|Options:|Arguments:|display help|default:|choices:/);
      }
      expect(command ?? group).toBeDefined();
    }
  });
});

describe("the light table", () => {
  it("says the same as the specs it stands for", async () => {
    for (const { entry, group, command } of await loadTree()) {
      const spec = group ?? command;
      expect({ name: entry.name, summary: entry.summary }).toEqual({ name: spec?.name, summary: spec?.summary });
    }
  });

  it("every command can be loaded and has a run function", async () => {
    for (const { group, command } of await loadTree()) {
      for (const spec of group?.commands ?? (command === undefined ? [] : [command])) {
        expect(typeof (await spec.load()).run, spec.name).toBe("function");
      }
    }
  });

  it("no command takes a flag or a name that is global or already taken", async () => {
    const globals = new Set([
      "--cabinet",
      "--format",
      "--json",
      "--fields",
      "--no-input",
      "--quiet",
      "--verbose",
      "--color",
      "--help",
      "-h",
    ]);
    for (const { group, command } of await loadTree()) {
      const specs = group?.commands ?? (command === undefined ? [] : [command]);
      expect(new Set(specs.map((spec) => spec.name)).size).toBe(specs.length);
      for (const spec of specs) {
        const flags = (spec.options ?? []).flatMap((option) => option.flags.match(/--?[a-z][a-z-]*/gi) ?? []);
        expect(
          flags.filter((flag) => globals.has(flag)),
          spec.name,
        ).toEqual([]);
        expect(new Set(flags).size, spec.name).toBe(flags.length);
      }
    }
  });
});
