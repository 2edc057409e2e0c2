import type { Clock } from "../../../domain/ports.js";
import { usageError } from "../errors.js";

/** A pace of calls: `5/s`, `300/min`, `2000/h`; null means as fast as the concurrency allows. */
export interface Rate {
  /** Milliseconds between two calls. */
  readonly everyMs: number;
}

/** Slower than that is a mistake: nobody would see the run move. */
const SLOWEST_MS = 24 * 3_600_000;

const UNITS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, m: 60_000, h: 3_600_000 };

/** Reads `--rate`: `5/s`, `0.5/s`, `300/min`, `2000/h`, or `0` for no limit. */
export function parseRate(text: string): Rate | null {
  const trimmed = text.trim();
  if (trimmed === "0") return null;
  const match = /^(\d+(?:[.,]\d+)?)\s*\/\s*(s|min|m|h)$/i.exec(trimmed);
  const amount = match?.[1] === undefined ? 0 : Number(match[1].replace(",", "."));
  const unit = UNITS[match?.[2]?.toLowerCase() ?? ""];
  if (unit === undefined || !(amount > 0) || unit / amount > SLOWEST_MS) {
    throw usageError(
      "run.rate",
      "Ce débit (--rate) n'est pas utilisable : un nombre d'appels par s, min ou h, au moins un par jour.",
      "Donnez par exemple --rate 5/s, --rate 300/min ou --rate 0.",
    );
  }
  return { everyMs: unit / amount };
}

/**
 * Spaces the starts of calls evenly: no burst after a pause, because the téléservice's quota is unknown (insi.md §9).
 * `turn()` resolves when the caller may call; it rejects with nothing and returns at once when the signal aborts.
 */
export class Pacer {
  #next = 0;
  #waiting = 0;

  constructor(
    private readonly rate: Rate | null,
    private readonly clock: Clock,
  ) {}

  get limited(): boolean {
    return this.rate !== null;
  }

  async turn(signal?: AbortSignal): Promise<void> {
    if (!this.rate) return;
    const now = this.clock.now().getTime();
    // A machine whose clock is set back must not wait until the old time comes again: nobody waits more than his turn.
    const turn = now + (this.#waiting + 1) * this.rate.everyMs;
    const at = Math.max(now, Math.min(this.#next, turn));
    this.#next = at + this.rate.everyMs;
    if (at === now) return;
    this.#waiting += 1;
    try {
      await this.clock.sleep(at - now, signal);
    } finally {
      this.#waiting -= 1;
    }
  }
}
