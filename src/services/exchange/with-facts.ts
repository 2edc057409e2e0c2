import type { ExchangeFact } from "../../domain/exchange/exchange.js";
import type { NewTrace } from "../../store/traces.port.js";

/** The lines of one event, the first of which says what counts of it: said once, it is counted once. */
export function withFacts(lines: readonly NewTrace[], exchange: readonly ExchangeFact[]): NewTrace[] {
  return lines.map((line, index) => (index === 0 && exchange.length > 0 ? { ...line, data: { ...line.data, exchange } } : line));
}
