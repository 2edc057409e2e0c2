import { SegurError } from "../../domain/errors.js";
import type { SandboxTools } from "../../sandbox/port.js";
import { frenchNumber } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import type { CommandInput } from "../spec.js";

/** Messages of one order: what the sandbox writes before it says how far it is. */
const SLICE = 50;

/** `segur sandbox mail --count N`: a week of messages, slice by slice; an interruption keeps those that are written. */
export async function fillMail(
  context: CommandContext,
  tools: SandboxTools,
  input: CommandInput,
  total: number,
): Promise<number> {
  const seed = tools.readNumber("--seed", textOption(input, "seed"), 0, 0xffffffff) ?? 1;
  const people = tools.readNumber("--people", textOption(input, "people"), 0, 2_000_000) ?? 0;
  const mailbox = textOption(input, "mailbox")?.trim().toLowerCase() ?? tools.doctorMailbox;
  const control = await tools.needed();
  const population = people === 0 ? null : { seed, count: people };
  if (population !== null) await tools.registerPopulation(population);
  const progress = context.progress("Messages");
  const kinds = new Map<string, number>();
  let [messages, bytes] = [0, 0];
  try {
    for (let from = 0; from < total && !context.interrupted.aborted; from += SLICE) {
      const count = Math.min(SLICE, total - from);
      const filled = await control.fillMail({ mailbox, seed, total, from, count, population });
      if (filled === null) throw mailboxUnknown();
      messages += filled.messages;
      bytes += filled.bytes;
      for (const [kind, some] of Object.entries(filled.kinds)) kinds.set(kind, (kinds.get(kind) ?? 0) + some);
      progress.update({ done: messages, total, text: "écrits" });
    }
  } finally {
    progress.end();
  }
  const value = { id: "mail", mailbox, seed, messages, bytes, kinds: Object.fromEntries([...kinds].sort()) };
  await context.output.one("segur.sandbox.mail_fill/1", value, () => {
    return `Messages ajoutés à ${mailbox} : ${frenchNumber(messages)} (${frenchNumber(Math.round(bytes / 1_000_000))} Mo).`;
  });
  return context.interrupted.aborted ? 130 : 0;
}

function mailboxUnknown(): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "sandbox.mailbox_unknown",
    message: "Le bac à sable n'a pas cette boîte aux lettres.",
    why: "Il a celle de chaque professionnel, celle du cabinet (cabinet@…) et la boîte applicative (segur.app@…).",
    advice: "segur sandbox mail --count 60 --mailbox cabinet@bac-a-sable.mssante.fr",
  });
}
