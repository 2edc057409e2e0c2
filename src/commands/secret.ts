import { SegurError } from "../domain/errors.js";
import type { CommandContext } from "./context.js";
import { textOption } from "./input.js";
import type { CommandInput } from "./spec.js";

/**
 * The secret in the file (or on stdin, for `-`) that an option names: its first line. Undefined when the option was not given. A secret is
 * never taken from the command line itself, where every process of the machine could read it.
 */
export async function secretOption(context: CommandContext, input: CommandInput, name: string): Promise<string | undefined> {
  const path = textOption(input, name);
  if (path === undefined) return undefined;
  // On a terminal, what is typed after `-` would be shown.
  if (path === "-" && context.io.canPrompt) return context.prompt.secret("Mot de passe", { flag: "--password-file FICHIER" });
  let bytes = Buffer.alloc(0);
  for await (const chunk of await context.open(path)) {
    bytes = Buffer.concat([bytes, chunk]);
    // The first line is enough, and no secret is as long: a device that never ends is not read for ever.
    if (bytes.includes(0x0a) || bytes.length > LONGEST) break;
  }
  const text = bytes
    .subarray(0, LONGEST)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  return text.split(/\r?\n/, 1)[0] ?? "";
}

const LONGEST = 4_096;

/**
 * A new password: from the file that was named, else typed twice when `--password` asks for it.
 * @throws {SegurError} `secret.differ` when the two are not the same
 */
export async function newPassword(context: CommandContext, input: CommandInput): Promise<string | undefined> {
  const given = await secretOption(context, input, "passwordFile");
  if (given !== undefined || input.options.password !== true) return given;
  return typedTwice(context, "Nouveau mot de passe (12 caractères au moins)");
}

/** A secret typed twice, hidden. */
export async function typedTwice(context: CommandContext, question: string): Promise<string> {
  const flag = "--password-file FICHIER";
  const typed = await context.prompt.secret(question, { flag });
  if ((await context.prompt.secret("Encore une fois", { flag })) !== typed) throw differ();
  return typed;
}

function differ(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "secret.differ",
    message: "Les deux mots de passe ne sont pas les mêmes.",
    advice: "Relancez la même commande ; rien n'a été changé.",
  });
}
