import { symbolPng } from "../../documents/datamatrix/png.js";
import { symbolSvg } from "../../documents/datamatrix/svg.js";
import { encodeSymbol } from "../../documents/datamatrix/symbol.js";
import { symbolTerminal, terminalWidth } from "../../documents/datamatrix/terminal.js";

/** A datamatrix drawn on demand in each of its forms, always with the mention « INS à scanner ». */
export interface DatamatrixDrawing {
  png(): Buffer;
  svg(): string;
  /** Lines for a screen, with their own colours. */
  terminal(): string;
  /** Columns that {@link terminal} takes. */
  readonly columns: number;
}

export async function drawDatamatrix(payload: string): Promise<DatamatrixDrawing> {
  const symbol = await encodeSymbol(payload);
  return {
    png: () => symbolPng(symbol),
    svg: () => symbolSvg(symbol),
    terminal: () => symbolTerminal(symbol),
    columns: terminalWidth(symbol),
  };
}
