import type { DashboardReport, Figures, Labelled } from "../../services/dashboard/report.js";
import type { Listing } from "../../terminal/io.port.js";

/** One row of the extraction (docs/extraction-format.md): what is not of its section is empty. */
export interface ExtractionRow {
  readonly section: string;
  readonly service: string;
  readonly month?: string;
  readonly finess?: string | null;
  readonly rpps?: string | null;
  readonly code?: string;
  readonly label?: string;
  readonly total?: number | null;
  readonly qualified?: number;
  readonly notQualified?: number;
  readonly failed?: number;
}

/** The rows of a report, section by section, in the order of the format. */
export function extractionRows(report: DashboardReport): readonly ExtractionRow[] {
  const coded = (section: string, service: string, items: readonly Labelled[]) =>
    items.map(({ code, label, count }): ExtractionRow => ({ section, service, code, label, total: count }));
  const rows: ExtractionRow[] = [];
  for (const each of report.services) rows.push({ section: "total", service: each.service, label: each.label, ...four(each) });
  for (const each of report.breakdown) {
    const { finess, rpps, service } = each;
    rows.push({ section: "structure", service, finess, rpps, ...four(each) });
  }
  for (const { month, services } of report.trend) {
    for (const { service } of report.services) rows.push({ section: "month", service, month, ...four(services[service]) });
  }
  for (const { service, causes } of report.services) rows.push(...coded("cause", service, causes));
  for (const { service, notCounted } of report.services) rows.push(...coded("not_counted", service, notCounted));
  for (const { service, types } of report.services) {
    for (const { code, label, count, qualified } of types) {
      rows.push({ section: "type", service, code, label, total: count, qualified, notQualified: count - qualified });
    }
  }
  const { inbox, insi } = report;
  if (inbox !== null) {
    rows.push(
      ...coded("received", "inbox", [
        { code: "total", label: "documents reçus", count: inbox.total },
        { code: "automatic", label: "classés automatiquement", count: inbox.automatic },
        { code: "by_hand", label: "classés à la main", count: inbox.byHand },
        { code: "waiting", label: "à classer", count: inbox.waiting },
        { code: "set_aside", label: "mis de côté ou déjà là", count: inbox.setAside },
        { code: "quarantined", label: "en quarantaine", count: inbox.quarantined },
      ]),
      ...coded("received_type", "inbox", inbox.kinds),
    );
  }
  if (insi !== null) {
    rows.push({ section: "identity", service: "insi", code: "patients", label: "dossiers", total: insi.patients });
    rows.push(...coded("identity_status", "insi", insi.statuses), ...coded("identity_reason", "insi", insi.reasons));
    rows.push(...coded("insi_call", "insi", insi.calls));
  }
  return rows;
}

/** The rows as a listing: each repeats what the extraction is of, so that several may be put end to end. */
export function extraction(report: DashboardReport): Listing<ExtractionRow> {
  const { period, asOf, rules } = report;
  return {
    schema: "segur.dashboard.extraction/1",
    items: extractionRows(report),
    columns: [
      { key: "from", title: "Début", value: () => period.from },
      { key: "to", title: "Fin", value: () => period.to },
      { key: "asOf", title: "Connu au", value: () => asOf },
      { key: "section", title: "Rubrique", value: ({ section }) => section },
      { key: "service", title: "Service", value: ({ service }) => service },
      { key: "month", title: "Mois", value: ({ month }) => month },
      { key: "finess", title: "FINESS", value: (row) => row.finess ?? (isWhole(row) ? null : report.finess) },
      { key: "rpps", title: "RPPS", value: (row) => row.rpps ?? (isWhole(row) ? null : report.rpps) },
      { key: "code", title: "Code", value: ({ code }) => code },
      { key: "label", title: "Libellé", value: ({ label }) => label },
      { key: "total", title: "Total", value: ({ total }) => total },
      { key: "qualified", title: "INS qualifiée", value: ({ qualified }) => qualified },
      { key: "notQualified", title: "INS non qualifiée", value: ({ notQualified }) => notQualified },
      { key: "failed", title: "Échecs", value: ({ failed }) => failed },
      { key: "rules", title: "Règles", value: () => rules.version },
    ],
  };
}

/** Received documents and identities are those of the whole practice, whatever FINESS or RPPS was asked for. */
function isWhole({ service }: ExtractionRow): boolean {
  return service === "inbox" || service === "insi";
}

function four({ total, qualified, notQualified, failed }: Figures): Figures {
  return { total, qualified, notQualified, failed };
}
