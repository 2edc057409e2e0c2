import { SegurError } from "../domain/errors.js";
import { FAULT_KINDS, type NewFault } from "./insi/script.js";
import { MOST_PEOPLE, type Population } from "./populations.js";

function usage(code: string, message: string, advice: string): SegurError {
  return new SegurError({ kind: "usage", code, message, advice });
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000 };
const MOST_DELAY_MS = 600_000;

/** `slow=300ms`, `slow=2s`, or the name of a fault. See {@link NewFault}. */
export function readFault(
  text: string,
  options: { readonly rate?: string | undefined; readonly count?: string | undefined },
): NewFault {
  const [name = "", value] = text.split(/=(.*)/s);
  const kind = FAULT_KINDS.find((known) => known === name);
  if (kind === undefined) {
    throw usage(
      "sandbox.fault_unknown",
      `Panne inconnue : « ${text} ».`,
      `Pannes possibles : ${FAULT_KINDS.join(", ").replace("slow", "slow=300ms")}, off.`,
    );
  }
  const rate = readRate(options.rate);
  const count = readNumber("--count", options.count, 1, 1_000_000_000);
  if (kind !== "slow") {
    if (value !== undefined)
      throw usage("sandbox.fault_value", `La panne ${kind} ne prend pas de valeur.`, `segur sandbox fault insi ${kind}`);
    return { kind, rate, count };
  }
  const [, figures, unit = "ms"] = /^(\d{1,6})(ms|s)?$/.exec(value ?? "") ?? [];
  const delayMs = Number(figures) * (UNITS[unit] ?? 1);
  if (figures === undefined || delayMs > MOST_DELAY_MS) {
    throw usage(
      "sandbox.fault_delay",
      "Un ralentissement se donne en millisecondes ou en secondes, dix minutes au plus.",
      "segur sandbox fault insi slow=300ms",
    );
  }
  return { kind, rate, count, delayMs };
}

function readRate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const rate = /^\d*[.,]?\d+$/.test(text) ? Number(text.replace(",", ".")) : Number.NaN;
  if (rate > 0 && rate <= 1) return rate;
  throw usage(
    "sandbox.fault_rate",
    `--rate attend une part entre 0 et 1 (0 exclu), pas « ${text} ».`,
    "segur sandbox fault insi timeout --rate 0.1",
  );
}

/** Count and seed of `sandbox people`. */
export function readPopulation(options: { readonly seed?: string | undefined; readonly count?: string | undefined }): Population {
  const count = readNumber("--count", options.count, 1, MOST_PEOPLE) ?? 200;
  return { seed: readNumber("--seed", options.seed, 0, 0xffffffff) ?? 1, count };
}

/** A whole number between two bounds, both included. */
export function readNumber(flag: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw usage(
    "sandbox.number",
    `${flag} attend un nombre entier entre ${least} et ${most}, pas « ${text} ».`,
    `Corrigez ${flag}, ou ne le donnez pas.`,
  );
}
