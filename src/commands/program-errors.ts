import type { Command, CommanderError } from "commander";
import { SegurError } from "../domain/errors.js";

/**
 * A French usage error from one of commander's. Commander writes English sentences around what was typed, in quotes;
 * what was typed is repeated only when it looks like a flag or is close to a known word: the rest may be a name.
 */
export function usageError(error: CommanderError, command: Command): SegurError {
  const path = commandPath(command);
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  const near = /\(Did you mean (?:one of )?([^?]+)\?\)/.exec(error.message)?.[1];
  const suggestion =
    near === undefined
      ? undefined
      : `Vouliez-vous dire ${near
          .split(", ")
          .map((each) => `« ${each} »`)
          .join(" ou ")} ?`;
  const build = (code: string, message: string, why?: string, advice?: string) =>
    new SegurError({
      kind: "usage",
      code: `usage.${code}`,
      message,
      why: why ?? suggestion,
      advice: advice ?? `${path} --help donne les options et des exemples.`,
      cause: error,
    });

  switch (error.code) {
    case "commander.unknownOption": {
      const flag = /^--?[a-z][a-z-]*/.exec(quoted)?.[0];
      return build("unknown_option", flag === undefined ? "Option inconnue." : `Option inconnue : ${flag}.`);
    }
    case "commander.unknownCommand":
      return unknownCommand(command, near === undefined ? undefined : quoted, suggestion, error);
    case "commander.help":
      return groupWithoutCommand(command);
    case "commander.missingArgument":
      return build("argument_missing", `Il manque l'argument « ${quoted} ».`, `Usage : ${path} ${command.usage()}`);
    case "commander.optionMissingArgument":
      return build("value_missing", `L'option ${quoted} attend une valeur.`);
    case "commander.excessArguments":
      return build("too_many_arguments", "Il y a trop d'arguments.", `Usage : ${path} ${command.usage()}`);
    case "commander.invalidArgument": {
      const choices = /Allowed choices are (.+)\.$/.exec(error.message)?.[1];
      const why = choices === undefined ? undefined : `Valeurs possibles : ${choices}.`;
      return build("value_unknown", `La valeur de ${quoted} n'est pas reconnue.`, why);
    }
    default:
      return build("wrong", "La ligne de commande n'est pas comprise.");
  }
}

/** `segur patient` alone. */
function groupWithoutCommand(command: Command): SegurError {
  const path = commandPath(command);
  return new SegurError({
    kind: "usage",
    code: "usage.command_missing",
    message: `Il manque la commande après « ${path} ».`,
    why: `Commandes : ${command.commands.map((each) => each.name()).join(", ")}.`,
    advice: `${path} --help`,
  });
}

function unknownCommand(command: Command, typed: string | undefined, suggestion: string | undefined, cause: unknown): SegurError {
  const path = commandPath(command);
  const known = command.commands.map((each) => each.name()).join(", ");
  return new SegurError({
    kind: "usage",
    code: "usage.unknown_command",
    message: `Commande inconnue après « ${path} »${typed === undefined ? "" : ` : ${typed}`}.`,
    why: suggestion ?? `Commandes : ${known}.`,
    advice: `${path} --help`,
    cause,
  });
}

function commandPath(command: Command): string {
  const parent = command.parent;
  return parent === null ? command.name() : `${commandPath(parent)} ${command.name()}`;
}
