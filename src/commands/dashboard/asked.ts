import type { ExchangeRules } from "../../domain/exchange/rules-of.js";
import type { IsoDate } from "../../domain/identity/types.js";
import {
  DASHBOARD_PARTS,
  type DashboardCabinet,
  type DashboardPart,
  type DashboardRequest,
  todayOf,
} from "../../services/dashboard/dashboard.js";
import { readDay, understandPeriod } from "../../services/dashboard/period.js";
import { readRules } from "../../services/dashboard/read-rules.js";
import { JsonMistake } from "../../services/strict-json.js";
import type { CommandContext } from "../context.js";
import { givenList, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { asOfWrong, finessWrong, rppsWrong, rulesWrong, serviceWrong } from "./errors.js";

/** What was asked of the dashboard, in any form. Throws `usage` errors, or `input` for a file of rules. */
export async function dashboardRequest(
  context: Pick<CommandContext, "open">,
  cabinet: Pick<DashboardCabinet, "clock">,
  input: CommandInput,
): Promise<DashboardRequest> {
  const today = todayOf(cabinet);
  const asOf = asOfOf(givenText(input, "asOf"), today);
  const rules = givenText(input, "rules");
  return {
    period: understandPeriod(givenText(input, "period") ?? "month", asOf ?? today),
    asOf,
    finess: matching(givenText(input, "finess"), /^(\d[\dAB]\d{7})$/i, finessWrong),
    rpps: matching(givenText(input, "rpps"), /^8?(\d{11})$/, rppsWrong),
    parts: partsOf(givenList(input, "service")),
    ...(rules !== undefined && { rules: await rulesFile(context, rules) }),
  };
}

function asOfOf(typed: string | undefined, today: IsoDate): IsoDate | undefined {
  if (typed === undefined) return undefined;
  const day = readDay(typed);
  if (day === null || day > today) throw asOfWrong();
  return day;
}

function matching(typed: string | undefined, pattern: RegExp, wrong: () => Error): string | undefined {
  if (typed === undefined) return undefined;
  const [, found] = pattern.exec(typed.replaceAll(" ", "")) ?? [];
  if (found === undefined) throw wrong();
  return found.toUpperCase();
}

function partsOf(typed: readonly string[]): readonly DashboardPart[] | null {
  const words = typed.flatMap((each) => each.split(",")).map((each) => each.trim().toLowerCase());
  const parts = words.map((word) => DASHBOARD_PARTS.find((part) => part === word));
  if (parts.length === 0) return null;
  return parts.map((part) => {
    if (part === undefined) throw serviceWrong();
    return part;
  });
}

/** A few hundred codes. */
const MAX_RULES_BYTES = 1_000_000;

async function rulesFile(context: Pick<CommandContext, "open">, path: string): Promise<ExchangeRules> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of await context.open(path)) {
    size += piece.length;
    if (size > MAX_RULES_BYTES) throw rulesWrong(path, "Il est trop grand : une liste de codes tient en quelques lignes.");
    pieces.push(piece);
  }
  try {
    return readRules(Buffer.concat(pieces));
  } catch (error) {
    if (!(error instanceof JsonMistake)) throw error;
    throw rulesWrong(path, `À l'endroit « ${error.place} » : ${error.message}`);
  }
}
