import { SegurError } from "../domain/errors.js";
import { DIRECTORY_FAULT_KINDS, type NewDirectoryFault } from "./directory/script.js";
import { DMP_FAULT_KINDS, type NewDmpFault } from "./dmp/script.js";
import type { NewFaultOf } from "./fault-rules.js";
import { FAULT_KINDS, type NewFault } from "./insi/script.js";
import { MSS_FAULT_KINDS, type NewMssFault } from "./mail/script.js";
import { MOST_PEOPLE, type Population } from "./populations.js";
import { type NewPscFault, PSC_FAULT_KINDS } from "./psc/script.js";

function usage(code: string, message: string, advice: string): SegurError {
  return new SegurError({ kind: "usage", code, message, advice });
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000 };
const MOST_DELAY_MS = 600_000;

interface HowOften {
  readonly rate?: string | undefined;
  readonly count?: string | undefined;
}

/** `slow=300ms`, `slow=2s`, or the name of a fault of INSi. See {@link NewFault}. */
export function readFault(text: string, options: HowOften): NewFault {
  return readFaultOf("insi", FAULT_KINDS, text, options);
}

/** The same for Pro Santé Connect. */
export function readPscFault(text: string, options: HowOften): NewPscFault {
  return readFaultOf("psc", PSC_FAULT_KINDS, text, options);
}

/** The same for the DMP. */
export function readDmpFault(text: string, options: HowOften): NewDmpFault {
  return readFaultOf("dmp", DMP_FAULT_KINDS, text, options);
}

/** The same for MSSanté. `cut=kept` and `cut=lost` say what becomes of the message; `expired` is for once unless told otherwise. */
export function readMssFault(text: string, options: HowOften): NewMssFault {
  const fault = readFaultOf("mss", MSS_FAULT_KINDS, text.replace(/^cut=(?=(?:kept|lost)$)/, "cut-"), options);
  return fault.kind === "expired" && fault.count === undefined ? { ...fault, count: 1 } : fault;
}

/** The same for the directory. */
export function readDirectoryFault(text: string, options: HowOften): NewDirectoryFault {
  return readFaultOf("directory", DIRECTORY_FAULT_KINDS, text, options);
}

function readFaultOf<Kind extends string>(
  service: string,
  kinds: readonly Kind[],
  text: string,
  options: HowOften,
): NewFaultOf<Kind> {
  const [name = "", value] = text.split(/=(.*)/s);
  const kind = kinds.find((known) => known === name);
  if (kind === undefined) {
    throw usage(
      "sandbox.fault_unknown",
      `Panne inconnue : « ${text} ».`,
      `Pannes possibles : ${kinds.join(", ").replace("slow", "slow=300ms").replace("cut-kept, cut-lost", "cut=kept, cut=lost")}, off.`,
    );
  }
  const rate = readRate(service, options.rate);
  const count = readNumber("--count", options.count, 1, 1_000_000_000);
  if (kind !== "slow") {
    if (value !== undefined)
      throw usage("sandbox.fault_value", `La panne ${kind} ne prend pas de valeur.`, `segur sandbox fault ${service} ${kind}`);
    return { kind, rate, count };
  }
  const delayMs = milliseconds(value ?? "", "ms");
  if (delayMs === null) {
    throw usage(
      "sandbox.fault_delay",
      "Un ralentissement se donne en millisecondes ou en secondes, dix minutes au plus.",
      `segur sandbox fault ${service} slow=300ms`,
    );
  }
  return { kind, rate, count, delayMs };
}

/** `3s`, `300ms`, or seconds without a unit; 0 when it was not given. */
export function readDuration(flag: string, text: string | undefined): number {
  if (text === undefined) return 0;
  const value = milliseconds(text, "s");
  if (value !== null) return value;
  throw usage(
    "sandbox.duration",
    `${flag} attend une durée de dix minutes au plus, pas « ${text} ».`,
    `${flag} 3s, ou ${flag} 300ms`,
  );
}

/** Null for what is no duration, or is longer than ten minutes. */
function milliseconds(text: string, defaultUnit: "ms" | "s"): number | null {
  const [, figures, unit = defaultUnit] = /^(\d{1,6})(ms|s)?$/.exec(text) ?? [];
  const value = Number(figures) * (UNITS[unit] ?? 1);
  return figures === undefined || value > MOST_DELAY_MS ? null : value;
}

function readRate(service: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const rate = /^\d*[.,]?\d+$/.test(text) ? Number(text.replace(",", ".")) : Number.NaN;
  if (rate > 0 && rate <= 1) return rate;
  throw usage(
    "sandbox.fault_rate",
    `--rate attend une part entre 0 et 1 (0 exclu), pas « ${text} ».`,
    `segur sandbox fault ${service} timeout --rate 0.1`,
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
