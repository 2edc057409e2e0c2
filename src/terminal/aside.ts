import type { Io } from "./io.port.js";
import { safeColoured } from "./values.js";
import { wrapScreen } from "./wrap.js";

/** What a person reads before a question: on stderr, as the question itself, harmless and broken at the width of the terminal. */
export function aside(io: Pick<Io, "err" | "errColumns" | "colour">, text: string): void {
  io.err(`${wrapScreen(safeColoured(text, io.colour.err), io.errColumns, { hang: 2 })}\n`);
}
