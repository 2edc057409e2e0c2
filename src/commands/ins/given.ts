import type { CommandInput } from "../spec.js";

/** What was typed, read without assuming its shape. */
export function givenText(input: CommandInput, option: string): string | undefined {
  const value = input.options[option];
  return typeof value === "string" ? value : undefined;
}

export function givenFlag(input: CommandInput, option: string): boolean {
  return input.options[option] === true;
}

export function givenList(input: CommandInput, option: string): readonly string[] {
  const value = input.options[option];
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value : [];
}

/** `P1, P2` → ids; empty entries are dropped. */
export function givenIds(input: CommandInput): readonly string[] | undefined {
  return givenText(input, "ids")
    ?.split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
}

/** First positional argument. */
export function firstArg(input: CommandInput): string | undefined {
  const [value] = input.args;
  return typeof value === "string" ? value : undefined;
}
