import { SegurError } from "../../domain/errors.js";
import { type AddedMessage, addMessageFile } from "../../services/inbox/add.js";
import { subjectOf } from "../../services/inbox/shown.js";
import { maskedAddress } from "../../services/mss/status.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_PARTIAL } from "../exit.js";
import { plural } from "../ins/plural.js";
import { interruptible, letGo } from "../patient/interruptible.js";
import type { CommandInput } from "../spec.js";

/** One file, what became of it. */
interface Line {
  readonly file: string;
  readonly message: AddedMessage | null;
  readonly error: SegurError | null;
}

const columns: readonly Column<Line>[] = [
  { key: "file", title: "Fichier", value: ({ file }) => file },
  { key: "id", title: "Message", value: ({ message }) => message?.received.id ?? null },
  { key: "added", title: "Ajouté", value: ({ message }) => message?.added ?? false, text: addedText },
  { key: "from", title: "De", value: ({ message }) => (message === null ? null : maskedAddress(message.received.from.address)) },
  { key: "subject", title: "Objet", value: ({ message }) => (message === null ? null : subjectOf(message.received)) },
  { key: "documents", title: "Documents", value: ({ message }) => message?.received.documents.length ?? 0 },
  { key: "kind", title: "Nature", value: ({ message }) => message?.received.kind ?? null, machineOnly: true },
  { key: "problem", title: "Problème", value: problemOf, text: problemText },
];

/** `segur inbox add FILE.eml…|-`: each file on its own line; one that fails leaves the others. */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const files = input.args.flat().map(String);
  const cabinet = await context.cabinet();
  const lines: Line[] = [];
  for (const file of files) {
    try {
      const source = interruptible(await context.open(file, { fileOnly: true }), context.interrupted, interrupted);
      lines.push({ file, message: await addMessageFile(cabinet, source), error: null });
    } catch (error) {
      // Alone, it is the error of the command; an interruption or a full disk ends everything.
      if (files.length === 1 || !(error instanceof SegurError) || !["input", "not_found"].includes(error.kind)) throw error;
      lines.push({ file, message: null, error });
    } finally {
      if (file === "-" && context.interrupted.aborted) letGo(context.io.stdin);
    }
  }
  await context.output.list({ schema: "segur.inbox.add/1", items: lines, columns, empty: "Aucun fichier." });
  const failed = lines.filter(({ error }) => error !== null).length;
  if (failed > 0) context.output.warn(`${plural(failed, "fichier n'a pas été ajouté", "fichiers n'ont pas été ajoutés")}.`);
  return failed > 0 ? EXIT_PARTIAL : EXIT_DONE;
}

function addedText({ message }: Line): string {
  if (message === null) return "non";
  return message.added ? "oui" : "déjà là";
}

function problemOf({ message, error }: Line): string | null {
  return error?.code ?? message?.received.problem?.code ?? null;
}

function problemText({ message, error }: Line): string {
  return error?.message ?? message?.received.problem?.message ?? "";
}

function interrupted(): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "inbox.interrupted",
    message: "Interrompu : les messages déjà lus sont ajoutés.",
    advice: "Relancez la même commande : ce qui est ajouté ne l'est pas deux fois.",
  });
}
