import type { ExchangeLine } from "../../domain/exchange/exchange.js";
import { knownWord } from "../../domain/known-word.js";
import { countedWords, frenchDay, shownOf } from "../../services/mom/labels.js";
import type { MomIndicator, MomPractitioner, MomReport } from "../../services/mom/report.js";
import { frenchNumber } from "../../terminal/french.js";
import type { Output, Style } from "../../terminal/io.port.js";

const ENVIRONMENTS: Readonly<Record<string, string>> = { sandbox: "bac à sable", bas: "qualification", production: "production" };

/** The report for a person: the verdict first, then each practitioner, then what to do. */
export function checkText(report: MomReport, style: Style, table: Output["table"]): string {
  const { cabinet, since, thresholds, notices, practitioners } = report;
  const from = since === null ? "" : `, depuis le ${frenchDay(since)}`;
  return [
    style("strong", `Mise en ordre de marche du cabinet ${cabinet.name} (${environment(cabinet.environment)})${from}`),
    ...verdictLines(report, style),
    ...notices.map((notice) => style("warn", notice)),
    ...practitioners.flatMap((each) => ["", ...practitionerLines(each, style, table)]),
    "",
    style("muted", `Seuils : version ${thresholds.version} du ${frenchDay(thresholds.date)}. ${thresholds.source}`),
  ].join("\n");
}

function environment(name: string): string {
  return knownWord(ENVIRONMENTS, name) ?? name;
}

function verdictLines({ verdict, reasons, practitioners }: MomReport, style: Style): readonly string[] {
  if (verdict === "met") return [style("good", "Atteint : chaque seuil l'est, pour chaque praticien.")];
  if (verdict === "not_met") {
    const late = practitioners.filter(({ met }) => !met).length;
    return [style("bad", `Pas atteint : il manque des envois à ${late} praticien${late > 1 ? "s" : ""}.`)];
  }
  return [
    style("bad", "Ne peut pas être déterminé :"),
    ...reasons.flatMap(({ code, message, advice }) => [`  ${message} (${code})`, `  Que faire : ${advice}`]),
  ];
}

function practitionerLines({ rpps, name, met, indicators }: MomPractitioner, style: Style, table: Output["table"]) {
  const who = name === null ? `RPPS ${rpps}` : `${name}, RPPS ${rpps}`;
  const rows = indicators.map(({ label, wanted, counted, missing, met: done }) => [
    label,
    frenchNumber(counted),
    frenchNumber(wanted),
    missing === 0 ? "" : frenchNumber(missing),
    done ? style("good", "oui") : style("bad", "non"),
  ]);
  return [
    `${style("strong", who)} : ${met ? style("good", "atteint") : style("bad", "pas atteint")}`,
    table(["Indicateur", "Comptés", "Voulus", "Manquent", "Atteint"], rows).trimEnd(),
    ...indicators.flatMap((each) => detailLines(each, style)),
  ];
}

/** What counts, why the rest does not, what could be sent. */
function detailLines(each: MomIndicator, style: Style): readonly string[] {
  const { label, items, counted, others, candidates, missing, service } = each;
  const part = shownOf(items.length, counted);
  const shown = part === null ? "" : ` (${part})`;
  const lines = [
    ...(items.length > 0 ? [`  Comptent${shown} : ${items.map(itemWords).join(", ")}`] : []),
    ...others.map(({ label: why, count, newest }) => {
      const more = count > newest.length ? ", …" : "";
      return `  Ne comptent pas, ${why} : ${frenchNumber(count)} (${newest.map(itemWords).join(", ")}${more})`;
    }),
    ...(missing > 0
      ? [
          candidates.length === 0
            ? `  Il manque ${countedWords(service, missing)}. Aucun à proposer : il faut un document de ce praticien, d'un patient qualifié, pas encore envoyé.\n    Pour en classer un : segur doc add PATIENT FICHIER --type TYPE ; pour qualifier : segur ins qualify PATIENT`
            : `  Il manque ${countedWords(service, missing)}. À envoyer ensuite :`,
          ...candidates.map(
            ({ run, patientId }) => `    ${run}${run.includes(patientId) ? "" : style("muted", `  (${patientId})`)}`,
          ),
        ]
      : []),
  ];
  return lines.length === 0 ? [] : [style("strong", label), ...lines];
}

/** `D12 (O7, 26/11/2026)`, or `O7 (26/11/2026)` for words. */
function itemWords({ document, exchange, day }: ExchangeLine): string {
  return document === null ? `${exchange} (${frenchDay(day)})` : `${document} (${exchange}, ${frenchDay(day)})`;
}
