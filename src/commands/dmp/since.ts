import { SegurError } from "../../domain/errors.js";
import type { IsoDate } from "../../domain/identity/types.js";
import { machineZone } from "../../domain/local-time.js";
import { localDay } from "../../services/dmp/lines.js";
import { parsePastDay } from "../../services/patients/values.js";
import { givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

/** The day of `--since`, or undefined. @throws {SegurError} `dmp.since`, or the code of another group */
export function sinceDay(input: CommandInput, now: Date, code = "dmp.since"): IsoDate | undefined {
  const typed = givenText(input, "since");
  if (typed === undefined) return undefined;
  const day = parsePastDay(typed, localDay(now.toISOString(), machineZone));
  if (day.ok) return day.value;
  throw new SegurError({
    kind: "usage",
    code,
    message: "La date de --since n'est pas utilisable.",
    why: day.message,
    advice: "Par exemple : --since 2026-01-01",
  });
}
