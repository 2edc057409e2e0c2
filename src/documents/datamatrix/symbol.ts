/** A square symbol as its modules, without quiet zone. */
export interface ModuleMatrix {
  /** Modules on a side; always even (ECC 200). */
  readonly size: number;
  /** True where the module is dark; false outside the symbol, so that a quiet zone needs no special case. */
  isDark(row: number, column: number): boolean;
}

/** Modules of quiet zone drawn on each side; the standard asks for at least one (ISO/IEC 16022). */
export const QUIET_ZONE = 2;

/**
 * Encodes a payload (ASCII, GS included) as a square ECC 200 Data Matrix. The library is loaded on first use (about 50 ms).
 * Only the modules are taken from it: its own PNG is transparent, which readers refuse, and its font has no « à ».
 */
export async function encodeSymbol(payload: string): Promise<ModuleMatrix> {
  // The named export `raw` is another thing (a symbology); the function that gives modules stands on the default export.
  const { default: bwip } = await import("bwip-js/generic");
  const [symbol] = bwip.raw({ bcid: "datamatrix", text: payload });
  if (symbol === undefined || !("pixs" in symbol) || symbol.pixx !== symbol.pixy) {
    throw new Error("bwip-js gave no square matrix");
  }
  const { pixs, pixx: size } = symbol;
  return {
    size,
    isDark: (row, column) => row >= 0 && column >= 0 && row < size && column < size && pixs[row * size + column] === 1,
  };
}
