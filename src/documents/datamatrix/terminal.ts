import { MENTION } from "./mention.js";
import { type ModuleMatrix, QUIET_ZONE } from "./symbol.js";

/** Black on white from the fixed part of the 256-colour palette: themes repaint the first sixteen colours. */
const BLACK_ON_WHITE = "\u001b[38;5;16;48;5;231m";
const RESET = "\u001b[0m";

/** Columns that the drawing takes. */
export function terminalWidth(symbol: ModuleMatrix): number {
  return symbol.size + 2 * QUIET_ZONE;
}

/**
 * The symbol in half blocks, two modules a character cell. Both colours are always set, since they are the symbol itself:
 * with the terminal's own background, half of the screens would show it inverted.
 */
export function symbolTerminal(symbol: ModuleMatrix): string {
  const width = terminalWidth(symbol);
  const lines: string[] = [];
  for (let row = -QUIET_ZONE; row < symbol.size + QUIET_ZONE; row += 2) {
    let line = "";
    for (let column = -QUIET_ZONE; column < symbol.size + QUIET_ZONE; column++) {
      line += cell(symbol.isDark(row, column), symbol.isDark(row + 1, column));
    }
    lines.push(BLACK_ON_WHITE + line + RESET);
  }
  const before = " ".repeat(Math.floor((width - MENTION.length) / 2));
  lines.push(BLACK_ON_WHITE + (before + MENTION).padEnd(width) + RESET);
  return `${lines.join("\n")}\n`;
}

function cell(top: boolean, bottom: boolean): string {
  if (top) return bottom ? "█" : "▀";
  return bottom ? "▄" : " ";
}
