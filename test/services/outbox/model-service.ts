import type { SegurError } from "../../../src/domain/errors.js";
import { DmpFault } from "../../../src/gateways/dmp/port.js";
import { DUPLICATE, judge } from "../../../src/services/dmp/submit-handler.js";
import type { OutboxHandler } from "../../../src/services/outbox/handler.js";

/** What happens to one call of the service. */
export const EVENTS = [
  "accept", // taken, and the answer comes
  "lost", // taken, and the answer is lost
  "cut", // cut on the way: not taken, and nobody knows
  "down", // no connection
  "busy", // the service says: later
  "refused", // the service says: never
  "crash-before", // the process dies before the first byte
  "crash-taken", // the process dies once it was taken
  "crash-cut", // the process dies, and it was not taken
] as const;
export type Event = (typeof EVENTS)[number];

/** The process died: nothing after it runs. */
export class Crash extends Error {}

const fault = (serviceCode: string, retry: "later" | "never", uncertain: boolean, kind: "unreachable" | "refused") =>
  new DmpFault({ kind, code: `dmp.${serviceCode}`, message: "essai", serviceCode, retry, uncertain });

/**
 * A registry by its rules: one document for each identifier, whatever is sent, and an answer that may be lost. What each call meets is
 * told in advance; then everything goes well.
 */
export class ModelService {
  readonly taken = new Map<string, number>();
  sends = 0;
  /** Sent again although it was there: never wanted once the service could be asked. */
  duplicates = 0;

  constructor(private readonly events: Event[]) {}

  handler(delivered: (key: string) => void = () => {}): OutboxHandler {
    return {
      kind: "dmp.submit",
      send: async (item, { leaving }) => {
        const event = this.events.shift() ?? "accept";
        if (event === "crash-before") throw new Crash();
        if (event === "down") throw fault("network.refused", "later", false, "unreachable");
        leaving();
        this.sends += 1;
        if (event === "cut" || event === "crash-cut") throw event === "cut" ? this.#lost() : new Crash();
        if (event === "busy") throw fault("XDSRegistryBusy", "later", false, "unreachable");
        if (event === "refused") throw fault("XDSRegistryMetadataError", "never", false, "refused");
        if (this.taken.has(item.key)) {
          this.duplicates += 1;
          throw fault(DUPLICATE, "later", true, "refused");
        }
        this.taken.set(item.key, this.taken.size);
        if (event === "lost") throw this.#lost();
        if (event === "crash-taken") throw new Crash();
        return { code: "accepted", result: null, warnings: [] };
      },
      confirm: async (item) => {
        const event = this.events[0];
        if (event === "down" || event === "lost" || event === "cut") {
          this.events.shift();
          throw this.#lost();
        }
        return this.taken.has(item.key) ? { code: "confirmed", result: null, warnings: [] } : null;
      },
      isDuplicate: (error) => error instanceof DmpFault && error.serviceCode === DUPLICATE,
      judge,
      delivered: async (item) => delivered(item.key),
      describe: async () => ({ identityStatus: "qualifiee" }),
    };
  }

  #lost(): SegurError {
    return fault("network.lost", "later", true, "unreachable");
  }
}
