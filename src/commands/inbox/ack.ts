import { SegurError } from "../../domain/errors.js";
import type { Ack } from "../../domain/inbox/acks.js";
import { plainLine } from "../../domain/message/plain-line.js";
import { type Acknowledgeable, acknowledge, beforeAck } from "../../services/inbox/acknowledge.js";
import { patientNameOf } from "../../services/inbox/shown.js";
import { frenchDate } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { whoIs } from "../dmp/who.js";
import { firstArg, givenFlag, givenText } from "../ins/given.js";
import { readText } from "../mss/read-text.js";
import type { CommandInput } from "../spec.js";
import { ACK_WORDS, ALERT_STATES } from "./words.js";

const FLAGS: readonly (readonly [string, Ack])[] = [
  ["read", "read"],
  ["called", "patient_called"],
  ["summoned", "summoned"],
  ["referred", "referred"],
  ["resolved", "resolved"],
];
/** A note of 500 characters is at most that long in UTF-8. */
const MOST_BYTES = 4_000;

/** `segur inbox ack M12.1 --read|--called|--summoned|--referred|--resolved [--note FILE|-] [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const ack = chosen(input);
  const note = await readNote(context, input);
  const cabinet = await context.cabinet();
  const before = await beforeAck(cabinet, firstArg(input) ?? "", { ack, note });
  const { output } = context;
  if (before.urgent && ack !== "note" && !givenFlag(input, "yes") && !(await confirmed(context, before, ack))) {
    output.note(`${before.document.id} reste à acquitter.`);
    return;
  }
  const { id, alert } = await acknowledge(cabinet, before.document, { ack, note });
  // On a terminal only: what is piped names nobody.
  const who = context.io.stdoutIsTty ? await whose(context, before) : null;
  await output.one(
    "segur.inbox.ack/1",
    { id, ack, alert, patientId: before.patient?.id ?? null, critical: before.critical },
    (style) => {
      const left = alert === null ? "" : ` Alerte : ${style(ALERT_STATES[alert].tone, ALERT_STATES[alert].text)}.`;
      return `${style("strong", id)}${who === null ? "" : `, ${who}`} : ${ACK_WORDS[ack]}.${left}`;
    },
  );
  if (!output.machine && alert === "in_progress") output.note(`Quand tout est fait : segur inbox ack ${id} --resolved`);
}

/** One act at a time; a note alone is one. */
function chosen(input: CommandInput): Ack {
  const given = FLAGS.filter(([flag]) => givenFlag(input, flag));
  const [first, second] = given;
  if (first !== undefined && second === undefined) return first[1];
  if (first === undefined && givenText(input, "note") !== undefined) return "note";
  throw new SegurError({
    kind: "usage",
    code: "inbox.which_ack",
    message: first === undefined ? "Il manque ce qui a été fait." : "Un seul acte à la fois peut être noté.",
    advice: "Donnez --read, --called, --summoned, --referred ou --resolved, ou seulement --note FICHIER.",
  });
}

/** A critical result is acknowledged in sight of its value (mss.md §8.3). */
async function confirmed(context: CommandContext, before: Acknowledgeable, ack: Ack): Promise<boolean> {
  const { document, critical } = before;
  const who = await whose(context, before);
  const values = critical.length === 0 ? "ses valeurs ne se lisent pas ici" : critical.join(" · ");
  return context.prompt.confirm(`${document.id}, ${who}, résultat critique : ${values}. Noter « ${ACK_WORDS[ack]} » ?`, {
    flag: "--yes",
    initial: false,
  });
}

/** Whom it is about: name, date of birth, number of the file; as the document names them when it is in no file yet. */
async function whose(context: CommandContext, { document, patient }: Acknowledgeable): Promise<string> {
  if (patient !== null) {
    const file = patient.fileNumber === null ? "" : `, dossier ${patient.fileNumber}`;
    return `${await whoIs(context, patient)}${file}`;
  }
  const born = document.patient?.birthDate ?? null;
  const name = [patientNameOf(document), born === null ? null : frenchDate(born)]
    .filter(Boolean)
    .map((each) => plainLine(each ?? ""));
  return `${name.join(" ") || "patient non nommé"} (pas encore classé)`;
}

/** From a file or the standard input: what is said of a patient does not stay in the history of a shell. */
async function readNote(context: CommandContext, input: CommandInput): Promise<string | null> {
  const path = givenText(input, "note");
  if (path === undefined) return null;
  const text = await readText(context, path, {
    maxBytes: MOST_BYTES,
    tooLong: () => noteWrong("La note est trop longue (500 caractères au plus)."),
    notUtf8: () => noteWrong("La note n'est pas en UTF-8."),
    interrupted,
  });
  return text.trim();
}

function noteWrong(message: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "inbox.note_wrong",
    message,
    advice: "Donnez un fichier texte court, ou - et tapez-la.",
  });
}

function interrupted(): SegurError {
  return new SegurError({ kind: "interrupted", code: "inbox.note_interrupted", message: "La note n'a pas été lue." });
}
