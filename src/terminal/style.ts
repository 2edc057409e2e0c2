import type { ChalkInstance } from "chalk";
import type { Style } from "./io.port.js";

const plain: Style = (_tone, text) => text;

/** Colours forced on chalk itself, which does not know `NO_COLOR`; loads chalk only when something will be coloured. */
export async function createStyle(enabled: boolean): Promise<Style> {
  if (!enabled) return plain;
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level: 1 });
  const tones: Readonly<Record<Parameters<Style>[0], ChalkInstance>> = {
    good: chalk.green,
    warn: chalk.yellow,
    bad: chalk.red,
    muted: chalk.dim,
    strong: chalk.bold,
  };
  return (tone, text) => tones[tone](text);
}
