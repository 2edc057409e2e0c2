import { alertsOfPatient, type PatientAlerts } from "../../services/inbox/alerts.js";
import { traceAccess } from "../../services/ins/identity-store.js";
import { resolvePatient } from "../../services/patients/reference.js";
import { alertWords } from "../../terminal/alerts.js";
import { frenchDate } from "../../terminal/french.js";
import type { Style } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { alertTone, STATES } from "../inbox/words.js";
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
  const value = { ...patientJson(patient, reveal), ...(alerts === null ? {} : { inbox: inboxFields(alerts) }) };
  await context.output.one("segur.patient.show/1", value, (style) =>
    [...(alerts === null ? [] : alertLines(alerts, style)), patientCard(patient, style, reveal)].join("\n"),
  );
}

function inboxFields({ results, changes }: PatientAlerts): Readonly<Record<string, unknown>> {
  return {
    results: results.map(({ id, document, alerts, alert, actDate }) => ({ id, document, alerts, alert, actDate })),
    changes: changes.map(({ id, document, state, actDate }) => ({ id, document, state, actDate })),
  };
}

/** Above everything else: what must be read, then what waits for a yes. */
function alertLines({ results, changes }: PatientAlerts, style: Style): readonly string[] {
  const when = (day: string | null) => (day === null ? "" : ` du ${frenchDate(day)}`);
  const lines = results.map((result) => {
    const words = alertWords(result.alerts, true).join("  ");
    return style(
      alertTone(result) ?? "warn",
      `${words} : résultat${when(result.actDate)} (${result.document}), segur inbox show ${result.id}`,
    );
  });
  const waiting = changes.map(({ id, state, document }) =>
    style("warn", `${STATES[state].text} de ${document ?? "?"} : segur inbox show ${id}`),
  );
  return lines.length + waiting.length === 0 ? [] : [...lines, ...waiting, ""];
}
