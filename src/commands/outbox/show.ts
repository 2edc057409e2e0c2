import { type OutboxLine, showLine } from "../../services/outbox/inspect.js";
import { plainWords } from "../../terminal/errors.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { Style } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { whoIsIt } from "../dmp/who.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { recipientState, recipientValues } from "./recipients.js";
import { KINDS, nextStep, stateOf } from "./words.js";

/** `segur outbox show O7` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const line = await showLine(await context.cabinet(), textArgument(input, 0));
  await writeLine(context, "segur.outbox.show/1", line);
}

/** One line, for `show` and for what changes one. */
export async function writeLine(context: CommandContext, schema: string, line: OutboxLine): Promise<void> {
  const { lastError, recipients: _recipients, ...rest } = line;
  const next = nextStep(line);
  const whom = line.patientId === null ? "" : ` (patient ${await whoIsIt(context, line.patientId)})`;
  await context.output.one(schema, { ...rest, recipients: recipientValues(line), error: lastError, next }, (style) =>
    text(line, whom, next, style),
  );
}

function text(line: OutboxLine, whom: string, next: string | null, style: Style): string {
  const { text: state, tone } = stateOf(line);
  const documents = line.documents.length === 0 ? "" : ` de ${line.documents.join(", ")}`;
  const rows = [
    `${style("strong", line.id)} : ${KINDS[line.kind]}${documents}${whom}`,
    `  État            ${style(tone, state)}`,
    `  Demandé le      ${frenchDateTime(line.createdAt)} par ${line.createdBy}`,
    `  Essais          ${line.attempts}`,
  ];
  if (line.nextTryAt !== null) rows.push(`  Prochain essai  ${frenchDateTime(line.nextTryAt)}`);
  if (line.lastError !== null) rows.push(`  Dernière erreur ${plainWords(line.lastError.message)}`);
  for (const [index, each] of (line.recipients ?? []).entries())
    rows.push(`  ${(index === 0 ? "Destinataires" : "").padEnd(15)} ${each.address} : ${recipientState(each, style)}`);
  if (next !== null) rows.push(`  Que faire       ${next}`);
  return rows.join("\n");
}
