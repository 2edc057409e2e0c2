import { EXIT_CODE_MEANINGS } from "../../terminal/exit-codes.js";
import { GLOBAL_OPTIONS } from "../globals.js";
import { FOLDERS, PRECEDENCE, VARIABLES } from "../help/environment.js";
import { reflow } from "../program-wrap.js";
import type { CommandSpec, OptionSpec } from "../spec.js";
import type { LoadedEntry } from "../tree.js";
import { entry, escaped, example, paragraphs, section, subsection, title } from "./roff.js";

export interface ManPage {
  /** `segur-inbox`: the file is `segur-inbox.1`. */
  readonly name: string;
  /** man(7) source, UTF-8. */
  readonly text: string;
}

/** The manual of segur, from the command tree: one page for the whole, one for each group or command of the first word. */
export function manPages(tree: readonly LoadedEntry[]): readonly ManPage[] {
  return [mainPage(tree), ...tree.map((each) => pageOf(each, tree))];
}

function mainPage(tree: readonly LoadedEntry[]): ManPage {
  const words = tree.map(({ entry: { name, summary } }) => entry(`segur ${name}`, `${summary}\u00a0: segur-${name}(1)`));
  return page("segur", "ligne de commande du cabinet médical : INS, DMP, MSSanté", [
    section("SYNOPSIS"),
    ".B segur\n.I groupe commande\n[options]",
    section("DESCRIPTION"),
    paragraphs(
      "Qualifie l'identité nationale de santé (INS) des patients d'un cabinet, lit et alimente leur DMP, envoie et reçoit " +
        "leurs documents par MSSanté, et dit ce qui attend une personne.\n\n" +
        "Pour voir sans carte, sans certificat et sans réseau : segur demo.",
    ),
    section("COMMANDES"),
    ...words,
    section("OPTIONS GLOBALES"),
    paragraphs("Elles se placent avant ou après la commande."),
    ...GLOBAL_OPTIONS.map(option),
    exitCodes(),
    section("ENVIRONNEMENT"),
    ...VARIABLES.map(({ name, does }) => entry(name, does)),
    paragraphs(`${PRECEDENCE}\n\n${FOLDERS}`),
    section("FICHIERS"),
    ...FILES.map(([path, what]) => entry(path, what)),
    section("VOIR AUSSI"),
    seeAlso(tree.map(({ entry: { name } }) => `segur-${name}`)),
  ]);
}

/** Where things are under Linux and macOS; `segur cabinet info` and `segur doctor` say where they are here. */
const FILES: readonly (readonly [path: string, what: string])[] = [
  ["~/.config/segur", "registre des cabinets, cabinet courant ; keys : les clés, là où il n'y a pas de trousseau"],
  ["~/.local/share/segur", "les cabinets (une base chiffrée chacun) et leurs sauvegardes"],
  ["~/.local/state/segur", "les sessions ; le bac à sable et ses certificats"],
];

function pageOf({ entry: { name, summary }, group, command }: LoadedEntry, tree: readonly LoadedEntry[]): ManPage {
  const commands = group?.commands ?? [];
  const body =
    command === undefined
      ? [
          section("SYNOPSIS"),
          commands.map((each) => synopsis(`segur ${name} ${each.name}`, each)).join("\n.br\n"),
          section("COMMANDES"),
          ...commands.flatMap((each) => [
            subsection(`segur ${name} ${each.name}`),
            ...detail(`segur ${name} ${each.name}`, each),
          ]),
        ]
      : [section("SYNOPSIS"), synopsis(`segur ${name}`, command), section("DESCRIPTION"), ...detail(`segur ${name}`, command)];
  const others = tree.map(({ entry: other }) => `segur-${other.name}`).filter((other) => other !== `segur-${name}`);
  return page(`segur-${name}`, summary, [
    ...body,
    exitCodes(),
    section("ENVIRONNEMENT"),
    paragraphs("Les variables, les fichiers et les options globales (--json, --cabinet, --no-input…) sont dans segur(1)."),
    section("VOIR AUSSI"),
    seeAlso(["segur", ...others]),
  ]);
}

function page(name: string, summary: string, body: readonly string[]): ManPage {
  const parts = [title(name), section("NOM"), `${escaped(name)} \\- ${escaped(summary)}`, ...body];
  // A heading begins a paragraph by itself.
  return { name, text: `${parts.join("\n").replace(/^(\.S[HS] .*\n)\.PP\n/gm, "$1")}\n` };
}

function synopsis(path: string, spec: CommandSpec): string {
  const args = (spec.args ?? []).map((each) => each.usage).join(" ");
  return [`.B ${escaped(path)}`, ...(args === "" ? [] : [`.I ${escaped(args)}\\&`]), "[options]"].join("\n");
}

const EFFECTS: Readonly<Record<CommandSpec["effect"], string>> = {
  read: "Lecture seule.",
  local: "Écrit sur cette machine ; n'appelle aucun téléservice.",
  remote: "Appelle un téléservice.",
};

function detail(path: string, spec: CommandSpec): string[] {
  const heading = `${spec.summary.charAt(0).toUpperCase()}${spec.summary.slice(1).replace(/\.$/, "")}. ${EFFECTS[spec.effect]}`;
  return [
    ".PP",
    synopsis(path, spec),
    paragraphs(heading),
    ...(spec.description === undefined ? [] : [paragraphs(reflow(spec.description))]),
    ...(spec.args ?? []).map((each) => entry(each.usage, each.summary)),
    ...(spec.options ?? []).map(option),
    ...spec.examples.map(({ run, does }) => example([`# ${does}`, run])),
  ];
}

function option({ flags, summary, choices, default: usual, repeatable }: Omit<OptionSpec, "name">): string {
  const notes = [
    choices === undefined ? "" : ` : ${choices.join(", ")}`,
    usual === undefined ? "" : ` (par défaut : ${usual})`,
    repeatable === true ? " ; peut être répétée" : "",
  ];
  return entry(flags, `${summary}${notes.join("")}`);
}

function exitCodes(): string {
  return [section("CODES DE SORTIE"), ...EXIT_CODE_MEANINGS.map(({ code, meaning }) => entry(String(code), meaning))].join("\n");
}

function seeAlso(names: readonly string[]): string {
  return names.map((name, index) => `.BR ${escaped(name)} (1)${index === names.length - 1 ? "" : ","}`).join("\n");
}
