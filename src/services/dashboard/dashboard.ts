import { EXCHANGE_RULES } from "../../domain/exchange/rules.data.js";
import type { ExchangeRules } from "../../domain/exchange/rules-of.js";
import type { IsoDate } from "../../domain/identity/types.js";
import { localInstant, machineZone, type ZoneOffset } from "../../domain/local-time.js";
import type { ExchangeScope } from "../../store/exchanges.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { gapNotice } from "../exchange/gaps.js";
import { breakdownOf, serviceFigures, servicesIn, trendOf } from "./figures.js";
import { inboxFigures, insiFigures } from "./others.js";
import { monthsOf } from "./period.js";
import type { DashboardPeriod, DashboardReport } from "./report.js";

export type DashboardCabinet = Pick<OpenCabinet, "info" | "clock" | "exchanges" | "inbox" | "patients">;

/** The parts of a dashboard, as `--service` names them. */
export const DASHBOARD_PARTS = ["dmp", "mss-pro", "mss-patient", "inbox", "insi"] as const;
export type DashboardPart = (typeof DASHBOARD_PARTS)[number];

export interface DashboardRequest {
  readonly period: DashboardPeriod;
  readonly finess?: string | undefined;
  readonly rpps?: string | undefined;
  /** Null: all. */
  readonly parts: readonly DashboardPart[] | null;
  /** As known at the end of that day; absent: all that is known. */
  readonly asOf?: IsoDate | undefined;
  readonly rules?: ExchangeRules | undefined;
}

/** Today where the practice is. */
export function todayOf({ clock }: Pick<OpenCabinet, "clock">, zone: ZoneOffset = machineZone): IsoDate {
  const now = clock.now();
  return localInstant(now.toISOString(), zone(now)).slice(0, 10);
}

/** What of the ledger a request looks at. */
export function scopeOf({ period, finess, rpps, parts, asOf, rules = EXCHANGE_RULES }: DashboardRequest): ExchangeScope {
  const { from, to } = period;
  return { from, to, services: servicesIn(parts), finess, rpps, asOf, types: rules.types };
}

/** The dashboard of base services (TBB/va1.03, va1.05): sums of the ledger, of the inbox and of the identities; nobody's name. */
export async function makeDashboard(
  cabinet: DashboardCabinet,
  request: DashboardRequest,
  zone: ZoneOffset = machineZone,
): Promise<DashboardReport> {
  const { period, parts, asOf, rules = EXCHANGE_RULES } = request;
  const services = servicesIn(parts);
  const has = (part: DashboardPart) => parts === null || parts.includes(part);
  const sums = services.length === 0 ? { period: [], months: [] } : await cabinet.exchanges.sums(scopeOf(request));
  const today = todayOf(cabinet, zone);
  const notices = await noticesOf(cabinet, request, today);
  return {
    cabinet: { name: cabinet.info.name, environment: cabinet.info.environment },
    period,
    asOf: asOf ?? today,
    madeAt: cabinet.clock.now().toISOString(),
    finess: request.finess ?? null,
    rpps: request.rpps ?? null,
    services: services.map((service) => serviceFigures(service, sums.period)),
    inbox: has("inbox") ? await inboxFigures(cabinet, period, asOf, zone) : null,
    insi: has("insi") ? await insiFigures(cabinet, period, asOf) : null,
    trend: services.length === 0 ? [] : trendOf(monthsOf(period), sums.months),
    breakdown: breakdownOf(services, sums.period),
    rules: { version: rules.version, source: rules.source, date: rules.date },
    notices,
  };
}

/** What a reader of these figures should know, in French. */
async function noticesOf(
  { exchanges, info }: DashboardCabinet,
  { period, finess, rpps, parts, asOf, rules = EXCHANGE_RULES }: DashboardRequest,
  today: IsoDate,
): Promise<readonly string[]> {
  const notices: string[] = [];
  const has = (part: DashboardPart) => parts === null || parts.includes(part);
  const services = servicesIn(parts);
  const older = services.length === 0 ? 0 : await exchanges.uncounted(period);
  if (older === 1) notices.push("1 envoi de cette période, fait par une version qui ne comptait pas encore, n'est pas compté.");
  if (older > 1)
    notices.push(`${older} envois de cette période, faits par une version qui ne comptait pas encore, ne sont pas comptés.`);
  const gap = services.length === 0 ? null : await gapNotice({ exchanges }, period);
  if (gap !== null) notices.push(gap);
  if (services.length > 0 && info.environment !== "production")
    notices.push(
      `Cabinet d'essai (${info.environment}) : les INS de test y sont comptées ; elles ne le sont jamais en production.`,
    );
  if (services.length > 0 && rules.types === null)
    notices.push("Tous les types de documents sont comptés : aucune liste de types n'a été donnée (--rules).");
  if ((finess ?? rpps) !== undefined && (has("inbox") || has("insi")))
    notices.push("Documents reçus et identités : ceux de tout le cabinet, sans distinction de FINESS ni de RPPS.");
  if (period.from > today) notices.push("Cette période n'a pas commencé : rien ne peut encore y être compté.");
  if (has("insi") && asOf !== undefined && asOf < today)
    notices.push(
      "Identités : celles d'aujourd'hui. Les envois, les documents reçus et les appels INSi sont ceux connus à la date demandée.",
    );
  else if (has("insi") && (period.to < today || period.from > today))
    notices.push("Identités : celles d'aujourd'hui, quelle que soit la période ; seules les réponses d'INSi sont de la période.");
  return notices;
}
