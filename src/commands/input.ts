import type { CommandInput } from "./spec.js";

/** A required positional argument; the program has already refused its absence. */
export function textArgument(input: CommandInput, index: number): string {
  const value = input.args[index];
  if (typeof value !== "string") throw new TypeError(`argument ${index} is no text: the spec and the command disagree`);
  return value;
}

/** An option that takes one value; undefined when it was not given. */
export function textOption(input: CommandInput, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === "string" ? value : undefined;
}
