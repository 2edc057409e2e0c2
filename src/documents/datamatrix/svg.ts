import { MENTION } from "./mention.js";
import { type ModuleMatrix, QUIET_ZONE } from "./symbol.js";

/** The symbol and its mention as SVG; one unit is one module, drawn black on white whatever the page is. */
export function symbolSvg(symbol: ModuleMatrix): string {
  const side = symbol.size + 2 * QUIET_ZONE;
  const textSize = side / 9;
  const height = side + textSize * 1.5;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${round(height)}" role="img" aria-label="${MENTION}">`,
    `<rect width="${side}" height="${round(height)}" fill="#fff"/>`,
    `<path shape-rendering="crispEdges" fill="#000" d="${darkRuns(symbol)}"/>`,
    `<text x="${side / 2}" y="${round(side + textSize)}" font-family="sans-serif" font-size="${round(textSize)}" ` +
      `text-anchor="middle" fill="#000">${MENTION}</text>`,
    "</svg>",
    "",
  ].join("\n");
}

/** One closed path for each horizontal run of dark modules: far fewer shapes than modules. */
function darkRuns(symbol: ModuleMatrix): string {
  let path = "";
  for (let row = 0; row < symbol.size; row++) {
    for (let column = 0; column < symbol.size; column++) {
      const start = column;
      while (symbol.isDark(row, column)) column++;
      if (column > start) path += `M${start + QUIET_ZONE} ${row + QUIET_ZONE}h${column - start}v1h${start - column}z`;
    }
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
