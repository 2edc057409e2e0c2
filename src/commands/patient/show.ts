import { alertsOfPatient, type PatientAlerts } from "../../services/inbox/alerts.js";
import { traceAccess } from "../../services/ins/identity-store.js";
import { resolvePatient } from "../../services/patients/reference.js";
import { remindersOf } from "../../services/reminders/due.js";
import { alertWords } from "../../terminal/alerts.js";
import { frenchDate } from "../../terminal/french.js";
import type { Style } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { ALERT_STATES, alertTone, STATES } from "../inbox/words.js";
import { firstArg, givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { patientCard, patientJson } from "./card.js";

/** `segur patient show ID [--reveal]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const patient = await resolvePatient(cabinet, firstArg(input) ?? "");
  const reveal = givenFlag(input, "reveal");
  // On the disk before the matricule is on the screen (INS/va1.39, .49).
  if (reveal && patient.identity.ins !== null) await traceAccess(cabinet, patient.id, "patient show");
  const alerts = cabinet.rights.has("inbox") ? await alertsOfPatient(cabinet, patient.id) : null;
  const shown = { reveal, medical: cabinet.rights.has("medical") };
  const due = shown.medical ? await remindersOf(cabinet, patient) : null;
  const value = {
    ...patientJson(patient, shown),
    ...(alerts === null ? {} : { inbox: inboxFields(alerts) }),
    ...(due === null ? {} : { vsmDue: due.map(({ name }) => name) }),
  };
  await context.output.one("segur.patient.show/1", value, (style) =>
    [...(alerts === null ? [] : alertLines(patient.id, alerts, style)), patientCard(patient, style, shown)].join("\n"),
  );
  if (due !== null && due.length > 0 && !context.output.machine)
    context.output.note(`VSM à mettre à jour (${due.map(({ label }) => label).join(", ")}) : segur vsm generate ${patient.id}`);
}

function inboxFields({ results, changes, more, replacedBy }: PatientAlerts): Readonly<Record<string, unknown>> {
  return {
    results: results.map(({ id, document, state, alerts, alert, actDate }) => {
      return { id, document, state, alerts, alert, actDate, replacedBy: replacedBy.get(document ?? "") ?? null };
    }),
    more,
    changes: changes.map(({ id, document, state, actDate }) => ({ id, document, state, actDate })),
  };
}

/** Above everything else: what must be read, the urgent first, then what waits for a yes. */
function alertLines(patientId: string, alerts: PatientAlerts, style: Style): readonly string[] {
  const lines = alerts.results.map((result) =>
    style(
      alertTone(result) ?? "warn",
      `${alertWords(result.alerts, true).join("  ")} : ${resultWords(result, alerts)}, segur inbox show ${result.id}`,
    ),
  );
  const waiting = alerts.changes.map(({ id, state, document }) =>
    style("warn", `${STATES[state].text} de ${document ?? "?"} : segur inbox show ${id}`),
  );
  const rest = alerts.more ? [`D'autres alertes : segur inbox list --patient ${patientId} --alert --unresolved`] : [];
  return lines.length + waiting.length === 0 ? [] : [...lines, ...rest, ...waiting, ""];
}

/** `résultat du 23/11/2026 (D2, remplacé par D30 ; en cours)`: where it is, and what is left to do of it. */
function resultWords({ actDate, document, state, alert }: PatientAlerts["results"][number], alerts: PatientAlerts): string {
  const next = alerts.replacedBy.get(document ?? "");
  // Only what is in the file is known to be of this patient.
  const place =
    state === "filed" ? document : state === "new" ? "proposé pour ce dossier, pas encore classé" : STATES[state].text;
  const where = next === undefined ? place : `${place}, remplacé par ${next}`;
  const left = alert === "in_progress" ? ` ; ${ALERT_STATES[alert].text}` : "";
  return `résultat${actDate === null ? "" : ` du ${frenchDate(actDate)}`} (${where}${left})`;
}
