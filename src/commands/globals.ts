import { SegurError } from "../domain/errors.js";
import type { ColourFlag } from "../terminal/colour.js";
import { type Format, OWN_FORMATS } from "../terminal/io.port.js";
import type { CommandSpec } from "./spec.js";

/** Values of the global flags, wherever they stood on the command line. */
export interface Globals {
  readonly cabinet: string | undefined;
  readonly format: Format;
  readonly fields: readonly string[] | undefined;
  readonly input: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly colour: ColourFlag;
}

/** What every command gives; a command may have its own besides. */
export const FORMATS: readonly Format[] = ["table", "json", "ndjson", "csv"];

/** Shown in every help and in the reference. */
export const GLOBAL_OPTIONS: readonly {
  readonly flags: string;
  readonly summary: string;
  readonly choices?: readonly string[];
}[] = [
  { flags: "--cabinet <nom>", summary: "cabinet à utiliser pour cette commande (sinon SEGUR_CABINET, sinon `cabinet use`)" },
  { flags: "--format <format>", summary: "forme du résultat", choices: FORMATS },
  { flags: "--json", summary: "comme --format json" },
  { flags: "--fields <a,b>", summary: "seulement ces champs, dans cet ordre (un nom faux donne la liste)" },
  { flags: "--no-input", summary: "ne jamais poser de question" },
  { flags: "--quiet", summary: "ni note ni progression sur la sortie d'erreur" },
  { flags: "--verbose", summary: "en dire plus, et la pile en cas d'erreur interne" },
  { flags: "--color <quand>", summary: "couleurs", choices: ["auto", "always", "never"] },
];

interface Scan {
  cabinet?: string;
  format?: Format;
  fields?: readonly string[];
  input: boolean;
  quiet: boolean;
  verbose: boolean;
  colour?: ColourFlag;
}

/**
 * Takes the global flags out of the arguments, before or after the sub-command, up to `--`. The first mistake is
 * returned rather than thrown, with everything else already read, so that it is told in the format that was asked for.
 */
export function readGlobals(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { globals: Globals; rest: readonly string[]; mistake: SegurError | undefined } {
  const scan: Scan = { input: env.SEGUR_NO_INPUT === undefined || env.SEGUR_NO_INPUT === "", quiet: false, verbose: false };
  const rest: string[] = [];
  let mistake: SegurError | undefined;
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? "";
    if (word === "--") {
      rest.push(...argv.slice(index));
      break;
    }
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    const flag = equals === -1 ? word : word.slice(0, equals);
    const turn = equals === -1 ? SWITCHES.get(flag) : undefined;
    if (turn !== undefined) {
      turn(scan);
      continue;
    }
    const read = VALUES.get(flag);
    if (read === undefined) {
      rest.push(word);
      continue;
    }
    const value = equals === -1 ? argv[index + 1] : word.slice(equals + 1);
    if (equals === -1) index += 1;
    const wrong = value === undefined ? valueMissing(flag) : read(scan, value);
    mistake ??= wrong;
  }
  const { cabinet, format, fields, colour, ...switches } = scan;
  const chosen = { cabinet, format: format ?? "table", fields, colour: colour ?? "auto", ...switches } as const;
  return { globals: chosen, rest, mistake };
}

const SWITCHES: ReadonlyMap<string, (scan: Scan) => void> = new Map(
  Object.entries({
    "--json": (scan: Scan) => {
      scan.format = "json";
    },
    "--no-input": (scan: Scan) => {
      scan.input = false;
    },
    "--quiet": (scan: Scan) => {
      scan.quiet = true;
    },
    "--verbose": (scan: Scan) => {
      scan.verbose = true;
    },
  }),
);

const VALUES: ReadonlyMap<string, (scan: Scan, value: string) => SegurError | undefined> = new Map(
  Object.entries({
    "--cabinet": (scan: Scan, value: string) => {
      scan.cabinet = value;
      return value === "" ? valueMissing("--cabinet") : undefined;
    },
    "--fields": (scan: Scan, value: string) => {
      const fields = value.split(",").map((field) => field.trim());
      scan.fields = fields.filter((field) => field !== "");
      return scan.fields.length === 0 ? valueMissing("--fields") : undefined;
    },
    "--format": (scan: Scan, value: string) => {
      if (!isFormat(value)) return valueUnknown("--format", FORMATS, OWN);
      scan.format = value;
      return undefined;
    },
    "--color": (scan: Scan, value: string) => {
      if (value !== "auto" && value !== "always" && value !== "never")
        return valueUnknown("--color", ["auto", "always", "never"]);
      scan.colour = value;
      return undefined;
    },
  }),
);

function isFormat(value: string): value is Format {
  return [...FORMATS, ...OWN_FORMATS].some((known) => known === value);
}

/** The mistake of asking a command for a form of result that it does not have. */
export function formatMistake({ format }: Globals, spec: CommandSpec): SegurError | undefined {
  const known = FORMATS.includes(format) || spec.formats?.some((each) => each === format) === true;
  return known ? undefined : valueUnknown("--format", [...FORMATS, ...(spec.formats ?? [])]);
}

function valueMissing(flag: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "usage.value_missing",
    message: `L'option ${flag} attend une valeur.`,
    advice: "segur --help donne les options et leurs valeurs.",
    details: { option: flag },
  });
}

/** What to say of the forms that not every command has, where the command is not known yet. */
const OWN = ` ; et, selon la commande : ${OWN_FORMATS.join(", ")}`;

function valueUnknown(flag: string, choices: readonly string[], more = ""): SegurError {
  return new SegurError({
    kind: "usage",
    code: "usage.value_unknown",
    message: `La valeur de ${flag} n'est pas reconnue.`,
    why: `Valeurs possibles : ${choices.join(", ")}${more}.`,
    advice: `Par exemple : ${flag} ${choices[1] ?? choices[0]}`,
    details: { option: flag, choices },
  });
}
