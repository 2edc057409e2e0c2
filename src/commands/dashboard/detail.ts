import type { ExchangeLine } from "../../domain/exchange/exchange.js";
import { knownWord } from "../../domain/known-word.js";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import { causeLabel } from "../../services/dashboard/causes.js";
import type { DashboardRequest } from "../../services/dashboard/dashboard.js";
import { DETAILS, dashboardLines } from "../../services/dashboard/detail.js";
import { servicesIn } from "../../services/dashboard/figures.js";
import { NOT_COUNTED_LABELS, STATUS_LABELS, typeLabel } from "../../services/dashboard/labels.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { afterWrong, detailElsewhere, detailWrong, limitWrong } from "./errors.js";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;

/** `segur dashboard --detail [failed] [--limit N] [--after E120]`: the lines behind a number. */
export async function showLines(
  context: CommandContext,
  cabinet: Pick<OpenCabinet, "exchanges">,
  request: DashboardRequest,
  input: CommandInput,
): Promise<void> {
  const typed = givenText(input, "detail") ?? "all";
  const detail = DETAILS.find((name) => name === typed);
  if (detail === undefined) throw detailWrong(DETAILS);
  if (servicesIn(request.parts).length === 0) throw detailElsewhere();
  const limit = Number(givenText(input, "limit") ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw limitWrong(MAX_LIMIT);
  const after = givenText(input, "after")?.trim().toUpperCase();
  // A page after a line that is not there would be empty, as if nothing had been sent.
  if (after !== undefined && !(await cabinet.exchanges.has(after))) throw afterWrong();
  const { lines, next } = await dashboardLines(cabinet, request, { detail, limit, after });
  await context.output.list<ExchangeLine>({
    schema: "segur.dashboard.detail/1",
    columns: COLUMNS,
    items: lines,
    next: () => next,
    empty: "Aucun envoi ne correspond.",
  });
  if (!context.output.machine) tellNext(context, lines);
}

/** What opens the ids of a line: of a failure first. */
function tellNext({ output }: CommandContext, lines: readonly ExchangeLine[]): void {
  const shown = lines.find(({ state }) => state === "failed") ?? lines[0];
  if (shown === undefined) return;
  const { service, exchange, trace, state } = shown;
  const show = service === "dmp" ? `segur outbox show ${exchange}` : `segur mss status ${exchange}`;
  output.note(
    `${state === "failed" ? "Ce que l'on peut faire d'un échec" : "Un envoi"} : ${show}   ; sa ligne du journal : segur journal list --id ${trace}`,
  );
}

const SERVICES: Readonly<Record<ExchangeLine["service"], string>> = {
  dmp: "DMP",
  "mss-pro": "MSS pro",
  "mss-patient": "MSS patient",
};

const COLUMNS: readonly Column<ExchangeLine>[] = [
  { key: "id", title: "Id", value: ({ id }) => id },
  { key: "day", title: "Jour", value: ({ day }) => day, machineOnly: true },
  { key: "at", title: "Date", value: ({ at }) => at, text: ({ at }) => frenchDateTime(at) },
  { key: "service", title: "Service", value: ({ service }) => service, text: ({ service }) => SERVICES[service] },
  {
    key: "state",
    title: "Compte",
    value: ({ state }) => state,
    text: ({ state, notCounted, cause }) => {
      if (state === "failed") return `échec : ${cause === null ? "cause inconnue" : causeLabel(cause)}`;
      return notCounted === null ? "oui" : `non : ${NOT_COUNTED_LABELS[notCounted]}`;
    },
    tone: ({ state, notCounted }) => (state === "failed" ? "bad" : notCounted === null ? "good" : "muted"),
  },
  { key: "notCounted", title: "Exclu", value: ({ notCounted }) => notCounted, pipedOnly: true },
  { key: "cause", title: "Cause", value: ({ cause }) => cause, pipedOnly: true },
  {
    key: "identityStatus",
    title: "Identité",
    value: ({ identityStatus }) => identityStatus,
    text: ({ identityStatus }) => (identityStatus === null ? "" : (knownWord(STATUS_LABELS, identityStatus) ?? identityStatus)),
  },
  { key: "document", title: "Document", value: ({ document }) => document },
  {
    key: "type",
    title: "Type",
    value: ({ type }) => type,
    text: ({ type }) => (type === null ? "" : typeLabel(type)),
    pipedOnly: true,
  },
  { key: "patientId", title: "Patient", value: ({ patientId }) => patientId },
  { key: "exchange", title: "Envoi", value: ({ exchange }) => exchange },
  { key: "trace", title: "Journal", value: ({ trace }) => trace },
  { key: "rpps", title: "RPPS", value: ({ rpps }) => rpps, pipedOnly: true },
  { key: "finess", title: "FINESS", value: ({ finess }) => finess, pipedOnly: true },
  { key: "others", title: "Destinataires", value: ({ others }) => others, machineOnly: true },
  { key: "lineage", title: "Lignée", value: ({ lineage }) => lineage, machineOnly: true },
  { key: "testOid", title: "INS de test", value: ({ testOid }) => testOid, machineOnly: true },
];
