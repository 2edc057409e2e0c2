import type { ExchangeService } from "../../../../src/domain/exchange/exchange.js";
import type {
  BreakdownLine,
  DashboardReport,
  Figures,
  ServiceFigures,
  TrendMonth,
} from "../../../../src/services/dashboard/report.js";

/** Reports made by hand, each figure chosen: the page is drawn from the type alone. */

export const SERVICES: readonly ExchangeService[] = ["dmp", "mss-pro", "mss-patient"];
const LABELS: Readonly<Record<ExchangeService, string>> = {
  dmp: "Déposés au DMP",
  "mss-pro": "Envoyés par MSSanté à un professionnel",
  "mss-patient": "Envoyés par MSSanté à un patient",
};

export const figures = (qualified: number, notQualified: number, failed: number): Figures => ({
  total: qualified + notQualified,
  qualified,
  notQualified,
  failed,
});

/** `2026-11` and the months before, oldest first. */
export function monthsUntil(last: string, count: number): string[] {
  const [year = 0, month = 0] = last.split("-").map(Number);
  return Array.from({ length: count }, (_, index) => {
    const rank = year * 12 + month - 1 - (count - 1 - index);
    return `${Math.floor(rank / 12)}-${String((rank % 12) + 1).padStart(2, "0")}`;
  });
}

export interface Shape {
  readonly months: number;
  readonly practitioners: number;
  readonly scale: number;
}

export function madeReport({ months, practitioners, scale }: Shape): DashboardReport {
  const trend: TrendMonth[] = monthsUntil("2026-11", months).map((month, index) => ({
    month,
    services: {
      dmp: figures((18 + ((index * 7) % 11)) * scale, ((index * 5) % 4) * scale, index % 5 === 2 ? 2 * scale : 0),
      "mss-pro": figures((9 + ((index * 3) % 7)) * scale, (index % 3) * scale, index % 4 === 1 ? scale : 0),
      "mss-patient": figures((index % 6) * scale, 0, index % 7 === 3 ? scale : 0),
    },
  }));
  const of = (service: ExchangeService): Figures => sumOf(trend.map(({ services }) => services[service]));
  const services = SERVICES.map((service) => flow(service, of(service)));
  return {
    cabinet: { name: "Cabinet médical des Tilleuls", environment: "production" },
    period: {
      name: "range",
      from: `${trend[0]?.month}-01`,
      to: "2026-11-30",
      label: `du 01/${trend[0]?.month.slice(5)}/${trend[0]?.month.slice(0, 4)} au 30/11/2026`,
    },
    asOf: "2026-11-26",
    madeAt: "2026-11-26T09:12:00.000Z",
    finess: null,
    rpps: null,
    services,
    inbox: {
      total: 148 * scale,
      automatic: 96 * scale,
      byHand: 31 * scale,
      waiting: 12 * scale,
      setAside: 6 * scale,
      quarantined: 3 * scale,
      kinds: [
        {
          code: "11502-2",
          label: "CR d'examens biologiques",
          count: 81 * scale,
          automatic: 63 * scale,
          byHand: 11 * scale,
          waiting: 7 * scale,
        },
        {
          code: "34112-3",
          label: "CR hospitalier",
          count: 34 * scale,
          automatic: 21 * scale,
          byHand: 9 * scale,
          waiting: 4 * scale,
        },
        {
          code: "18842-5",
          label: "Lettre de liaison à la sortie d'un établissement de soins",
          count: 33 * scale,
          automatic: 12 * scale,
          byHand: 11 * scale,
          waiting: scale,
        },
      ],
    },
    insi: {
      patients: 1284 * scale,
      qualified: 1107 * scale,
      rate: 1107 / 1284,
      statuses: [
        { code: "qualifiee", label: "Qualifiée", count: 1107 * scale },
        { code: "recuperee", label: "Récupérée", count: 102 * scale },
        { code: "validee", label: "Validée", count: 21 * scale },
        { code: "provisoire", label: "Provisoire", count: 54 * scale },
      ],
      reasons: [
        { code: "no_proof", label: "INSi a répondu, la pièce d'identité n'a pas été vue", count: 102 * scale },
        { code: "never_asked", label: "INSi n'a jamais été interrogé", count: 48 * scale },
        { code: "not_found", label: "INSi ne trouve personne", count: 21 * scale },
        { code: "doubtful", label: "Identité douteuse", count: 6 * scale },
      ],
      calls: [
        { code: "00", label: "Une identité trouvée", count: 214 * scale },
        { code: "01", label: "Aucune identité trouvée", count: 19 * scale },
        { code: "02", label: "Plusieurs identités", count: 4 * scale },
      ],
    },
    trend,
    breakdown: Array.from({ length: practitioners }, (_, index) =>
      SERVICES.map((service) => line(service, index, share(of(service), practitioners, index))),
    ).flat(),
    rules: {
      version: "2026.1",
      source: "REM-MDV-LGC-Va2, TBB/va1.03 et TBB/va1.05 ; interprétation documentée",
      date: "2026-06-08",
    },
    notices: [],
  };
}

function flow(service: ExchangeService, { total, qualified, notQualified, failed }: Figures): ServiceFigures {
  const half = Math.floor(failed / 2);
  return {
    service,
    label: LABELS[service],
    total,
    qualified,
    notQualified,
    failed,
    causes: [
      { code: "dmp.closed", label: "Le DMP du patient est fermé", count: failed - half },
      { code: "mss.mailbox_unknown", label: "Boîte aux lettres inconnue de l'opérateur", count: half },
    ].filter(({ count }) => count > 0),
    notCounted: [
      { code: "replacement" as const, label: "nouvelle version d'un document déjà compté", count: Math.floor(total / 20) },
      { code: "self" as const, label: "envoyé à ses propres boîtes seulement", count: Math.floor(total / 60) },
    ].filter(({ count }) => count > 0),
    types: [
      {
        code: "11488-4",
        label: "CR ou fiche de consultation ou de visite",
        count: total - Math.floor(total / 3),
        qualified: qualified - Math.floor(qualified / 3),
      },
      { code: "60591-5", label: "Synthèse médicale", count: Math.floor(total / 3), qualified: Math.floor(qualified / 3) },
    ].filter(({ count }) => count > 0),
  };
}

const sumOf = (all: readonly Figures[]): Figures =>
  figures(
    all.reduce((sum, each) => sum + each.qualified, 0),
    all.reduce((sum, each) => sum + each.notQualified, 0),
    all.reduce((sum, each) => sum + each.failed, 0),
  );

/** The first takes what does not divide. */
function share(whole: Figures, among: number, index: number): Figures {
  const part = (value: number): number => Math.floor(value / among) + (index === 0 ? value % among : 0);
  return figures(part(whole.qualified), part(whole.notQualified), part(whole.failed));
}

const line = (service: ExchangeService, index: number, of: Figures): BreakdownLine => ({
  ...of,
  service,
  rpps: index === 11 ? null : `1000${String(1234567 + index * 1111)}`,
  finess: index % 2 === 0 ? "750012345" : "920098765",
});

/** A usual practice: a year, two doctors. */
export const USUAL = madeReport({ months: 12, practitioners: 2, scale: 1 });
export const LARGE = madeReport({ months: 36, practitioners: 12, scale: 1_234_567 });
/** The first day: nothing sent, nobody in the files. */
export const EMPTY: DashboardReport = {
  ...madeReport({ months: 12, practitioners: 1, scale: 0 }),
  inbox: { total: 0, automatic: 0, byHand: 0, waiting: 0, setAside: 0, quarantined: 0, kinds: [] },
  insi: { patients: 0, qualified: 0, rate: null, statuses: [], reasons: [], calls: [] },
  breakdown: [],
};
/** One month, in the sandbox, what is said in plain words too. */
export const SANDBOX: DashboardReport = {
  ...madeReport({ months: 1, practitioners: 1, scale: 1 }),
  cabinet: { name: "Cabinet d'essai", environment: "sandbox" },
  period: { name: "month", from: "2026-11-01", to: "2026-11-30", label: "novembre 2026" },
  rpps: "10001234567",
  notices: ["3 envois d'avant cette version ne sont pas comptés : leur ligne du journal ne dit pas l'identité d'alors."],
};
const HOSTILE_TEXT = `</script><script>window.broken=1</script><img src=x onerror="window.broken=2">"'\`&<style>body{display:none}</style>`;
/** Every text tries to be markup. */
export const HOSTILE: DashboardReport = hostile(USUAL) as DashboardReport;

function hostile(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((each) => hostile(each, key));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, hostile(each, name)]));
  }
  const isText =
    typeof value === "string" &&
    ["name", "environment", "label", "code", "source", "version", "notices", "rpps", "finess"].includes(key);
  return isText && value !== "range" ? HOSTILE_TEXT : value;
}
