import type { RunItem } from "../../../store/runs.port.js";
import type { OpenCabinet } from "../../cabinet.port.js";

/** Small: the items after the first one that is not done are read for nothing. */
const PAGE = 100;

/**
 * The output cursor of a run: gives items in line order as soon as all those before them have an outcome. It reads the
 * ledger, so a resumed or shared run is told whole, and memory does not grow with the run.
 */
export class OrderedItems {
  #line = 0;
  #wake: (() => void) | null = null;
  #news = false;
  #ended = false;

  constructor(
    private readonly cabinet: OpenCabinet,
    private readonly runId: string,
  ) {}

  /** Outcomes were written. */
  notify(): void {
    this.#news = true;
    this.#wake?.();
  }

  /** Nothing more will come: give what is in order and end. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RunItem> {
    for (;;) {
      const last = this.#ended;
      this.#news = false;
      yield* this.#ready();
      if (last) return;
      // A short rest lets outcomes gather: the ledger is not asked again for each of them.
      await this.cabinet.clock.sleep(100);
      if (!this.#news && !this.#ended) await this.#sleepUntilNews();
    }
  }

  async *#ready(): AsyncGenerator<RunItem> {
    for (;;) {
      const items = await this.cabinet.runs.items(this.runId, { afterLine: this.#line, limit: PAGE });
      for (const item of items) {
        if (item.state !== "done") return;
        this.#line = item.line;
        yield item;
      }
      if (items.length < PAGE) return;
    }
  }

  #sleepUntilNews(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
    });
  }
}
