import { EXCHANGE_SERVICES } from "../../domain/exchange/exchange.js";
import type { DashboardReport, InboxFigures, InsiFigures, Labelled } from "../../services/dashboard/report.js";
import { frenchDate, frenchNumber } from "../../terminal/french.js";
import type { Output, Style } from "../../terminal/io.port.js";
import { wrapFrench } from "../../terminal/wrap.js";
import { MARKS, monthBars, mostOf } from "./chart.js";

/** Months that a screen shows; the others are in the other forms. */
const MOST_MONTHS = 24;

/** A report for a person, at 80 columns and more. */
export function drawDashboard(report: DashboardReport, output: Pick<Output, "table">, style: Style, width: number): string {
  const parts = [head(report, style), exchanges(report, output, style), trend(report, style, width)];
  if (report.inbox !== null) parts.push(inbox(report.inbox, output, style));
  if (report.insi !== null) parts.push(insi(report.insi, style));
  if (report.notices.length > 0)
    parts.push(["À savoir", ...report.notices.map((notice) => wrapFrench(`- ${notice}`, width, () => "  "))].join("\n"));
  const next = nextCommands(report);
  if (next.length > 0) parts.push(["Ensuite", ...next.map((line) => `- ${line}`)].join("\n"));
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** What opens the numbers that wait for a person, with what was asked. */
function nextCommands(report: DashboardReport): readonly string[] {
  const { services, inbox: received, period, finess, rpps } = report;
  const failed = services.filter((each) => each.failed > 0);
  const days = period.name === "range" ? ` --period ${period.from}..${period.to}` : ` --period ${period.name}`;
  const who = `${finess === null ? "" : ` --finess ${finess}`}${rpps === null ? "" : ` --rpps ${rpps}`}`;
  const of = failed.length === EXCHANGE_SERVICES.length ? "" : failed.map(({ service }) => ` --service ${service}`).join("");
  return [
    ...(failed.length === 0
      ? []
      : [`les échecs, un par ligne : segur dashboard${period.name === "month" ? "" : days}${who}${of} --detail failed`]),
    ...(received !== null && received.waiting > 0 ? ["les documents reçus à classer : segur inbox classify --all"] : []),
  ];
}

function head({ cabinet, period, asOf, finess, rpps, rules }: DashboardReport, style: Style): string {
  const who = [finess === null ? "" : `FINESS ${finess}`, rpps === null ? "" : `RPPS ${rpps}`].filter((part) => part !== "");
  return [
    style("strong", `Tableau de bord : ${period.label}`),
    [`${cabinet.name} (${cabinet.environment})`, ...who, `connu au ${frenchDate(asOf)}`].join(", "),
    `Règles de comptage ${rules.version} du ${frenchDate(rules.date)}`,
  ].join("\n");
}

function exchanges({ services, breakdown }: DashboardReport, output: Pick<Output, "table">, style: Style): string {
  if (services.length === 0) return "";
  const rows = services.map(({ label, total, qualified, notQualified, failed }) => [
    label,
    ...[total, qualified, notQualified, failed].map(frenchNumber),
  ]);
  const lines = [output.table(["Documents", "Total", "INS qualifiée", "Non qualifiée", "Échecs"], rows).trimEnd()];
  for (const { label, causes, notCounted } of services) {
    if (causes.length > 0) lines.push(`${style("strong", `Échecs, ${lowered(label)}`)}\n${counted(causes)}`);
    if (notCounted.length > 0) lines.push(`${style("strong", `Non comptés, ${lowered(label)}`)}\n${counted(notCounted)}`);
  }
  const groups = new Set(breakdown.map(({ finess, rpps }) => `${finess} ${rpps}`));
  if (groups.size > 1) {
    const each = breakdown.map(({ service, finess, rpps, total, qualified, failed }) => [
      ...[finess ?? "", rpps ?? "", service],
      ...[total, qualified, failed].map(frenchNumber),
    ]);
    lines.push(output.table(["FINESS", "RPPS", "Service", "Total", "Qualifiée", "Échecs"], each).trimEnd());
  }
  return lines.join("\n");
}

function lowered(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}

function counted(items: readonly Labelled[]): string {
  return items.map(({ count, label }) => `- ${frenchNumber(count)} ${label}`).join("\n");
}

function trend({ trend: all, services, asOf }: DashboardReport, style: Style, width: number): string {
  const past = all.filter(({ month }) => month <= asOf.slice(0, 7));
  const shown = past.slice(-MOST_MONTHS);
  if (shown.length < 2) return "";
  const asked = EXCHANGE_SERVICES.filter((service) => services.some((each) => each.service === service));
  const most = mostOf(shown.flatMap(({ services: of }) => asked.map((service) => of[service])));
  const title = shown.length < past.length ? `Par mois (les ${MOST_MONTHS} derniers)` : "Par mois";
  const legend = `${MARKS.qualified} INS qualifiée, ${MARKS.notQualified} non qualifiée, ${MARKS.failed} échec`;
  const blocks = asked.map((service) => {
    const label = services.find((each) => each.service === service)?.label ?? service;
    const months = shown.map(({ month, services: of }) => [month, of[service]] as const);
    const some = months.filter(([, { total, failed }]) => total + failed > 0);
    const none = months.length - some.length;
    const rest =
      none === 0 ? "" : some.length === 0 ? " : rien" : ` (rien ${none === 1 ? "l'autre mois" : `les ${none} autres mois`})`;
    return [`${label}${rest}`, ...monthBars(some, width, most)].join("\n");
  });
  return [`${style("strong", title)} : ${legend}`, ...blocks].join("\n");
}

function inbox(figures: InboxFigures, output: Pick<Output, "table">, style: Style): string {
  const { total, automatic, byHand, waiting, setAside, quarantined, kinds } = figures;
  const title = style("strong", `Documents reçus : ${frenchNumber(total)}`);
  if (total === 0) return title;
  const hows = [
    `${frenchNumber(automatic)} ${automatic < 2 ? "classé" : "classés"} automatiquement, ${frenchNumber(byHand)} à la main, ${frenchNumber(waiting)} à classer,`,
    `${frenchNumber(setAside)} mis de côté ou déjà là, ${frenchNumber(quarantined)} en quarantaine`,
  ].join(" ");
  const rows = kinds.map((kind) => [kind.label, ...[kind.count, kind.automatic, kind.byHand, kind.waiting].map(frenchNumber)]);
  return [title, hows, output.table(["Type", "Reçus", "Automatique", "À la main", "À classer"], rows).trimEnd()].join("\n");
}

function insi({ patients, qualified, rate, statuses, reasons, calls }: InsiFigures, style: Style): string {
  const percent = rate === null ? "" : `, ${frenchNumber(Math.round(rate * 1000) / 10)} %`;
  const lines = [
    `${style("strong", "Identités, aujourd'hui")} : ${frenchNumber(qualified)} ${qualified < 2 ? "qualifiée" : "qualifiées"} sur ${frenchNumber(patients)} ${patients < 2 ? "dossier" : "dossiers"}${percent}`,
    ...(statuses.length === 0
      ? []
      : [`Statuts : ${statuses.map(({ label, count }) => `${frenchNumber(count)} ${label}`).join(", ")}`]),
    ...(reasons.length === 0 ? [] : ["Pourquoi les autres ne le sont pas", counted(reasons)]),
    ...(calls.length === 0 ? [] : ["Réponses d'INSi dans la période", counted(calls)]),
  ];
  return lines.join("\n");
}
