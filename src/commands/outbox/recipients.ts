import type { OutboxLine } from "../../services/outbox/inspect.js";
import type { Style } from "../../terminal/io.port.js";
import { STATES } from "../mss/status-words.js";

type Recipient = NonNullable<OutboxLine["recipients"]>[number];

/** What became of a message for one of them, in a word: `mss status` has the cause. */
export function recipientState({ state }: Recipient, style: Style): string {
  const { text, tone } = STATES[state];
  return style(tone, text);
}

/** For scripts; null for a deposit. */
export function recipientValues({ recipients }: OutboxLine) {
  return recipients?.map(({ address, state, code }) => ({ address, state, code })) ?? null;
}
