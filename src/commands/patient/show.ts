import { alertsOfPatient, type PatientAlerts } from "../../services/inbox/alerts.js";
import type { ReceivedDocument } from "../../services/inbox/shown.js";
import { traceAccess } from "../../services/ins/identity-store.js";
import { resolvePatient } from "../../services/patients/reference.js";
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
  const value = { ...patientJson(patient, reveal), ...(alerts === null ? {} : { inbox: inboxFields(alerts) }) };
  await context.output.one("segur.patient.show/1", value, (style) =>
    [...(alerts === null ? [] : alertLines(alerts, style)), patientCard(patient, style, reveal)].join("\n"),
  );
}

function inboxFields({ results, proposed, changes, replacedBy }: PatientAlerts): Readonly<Record<string, unknown>> {
  return {
    results: results.map(({ id, document, alerts, alert, actDate }) => ({
      ...{ id, document, alerts, alert, actDate },
      replacedBy: document === null ? null : (replacedBy.get(document) ?? null),
    })),
    proposed: proposed.map(({ id, state, alerts, alert, actDate }) => ({ id, state, alerts, alert, actDate })),
    changes: changes.map(({ id, document, state, actDate }) => ({ id, document, state, actDate })),
  };
}

/** Above everything else: what must be read, the critical first, then what waits for a yes. */
function alertLines({ results, proposed, changes, replacedBy }: PatientAlerts, style: Style): readonly string[] {
  const critical = results.filter(({ alerts }) => alerts?.urgent === "yes");
  const others = results.filter(({ alerts }) => alerts?.urgent !== "yes");
  const filed = (result: ReceivedDocument) => {
    const by = result.document === null ? undefined : replacedBy.get(result.document);
    return resultLine(result, `(${result.document}${by === undefined ? "" : `, remplacé par ${by}`})`, style);
  };
  const lines = [
    ...critical.map(filed),
    ...proposed.map((result) => resultLine(result, `NON CLASSÉ, peut-être de ce patient (${STATES[result.state].text})`, style)),
    ...others.map(filed),
    ...changes.map(({ id, state, document }) =>
      style("warn", `${STATES[state].text} de ${document ?? "?"} : segur inbox show ${id}`),
    ),
  ];
  return lines.length === 0 ? [] : [...lines, ""];
}

function resultLine(result: ReceivedDocument, where: string, style: Style): string {
  const { id, alerts, alert, actDate } = result;
  const when = actDate === null ? "" : ` du ${frenchDate(actDate)}`;
  const left = alert === "in_progress" ? `, ${ALERT_STATES.in_progress.text}` : "";
  const words = alertWords(alerts, true).join("  ");
  return style(alertTone(result) ?? "warn", `${words}${left} : résultat${when} ${where}, segur inbox show ${id}`);
}
