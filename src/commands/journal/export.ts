import type { JournalEntry } from "../../services/journal/entry.js";
import { fieldsOnSyslog } from "../../services/journal/errors.js";
import { understandJournal } from "../../services/journal/query.js";
import { exportJournal } from "../../services/journal/read.js";
import { syslogMessage } from "../../services/journal/syslog.js";
import { headText } from "../../services/journal/verify.js";
import type { Io } from "../../terminal/io.port.js";
import { createOutput } from "../../terminal/output.js";
import { openDraft } from "../../terminal/save.js";
import type { CommandContext } from "../context.js";
import { givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { exportColumns, isStructured, requestOf } from "./columns.js";

/** `segur journal export [--rpps N] [--user U] [--from …] [--to …] [--format csv|ndjson|json|syslog] [-o F]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const { fields, quiet } = context.globals;
  const format = context.output.format === "table" ? "csv" : context.output.format;
  if (format === "syslog" && fields !== undefined) throw fieldsOnSyslog();
  const cabinet = await context.cabinet();
  const filter = await understandJournal(cabinet, requestOf(input));
  const path = givenText(input, "output");
  const draft = path === undefined ? null : await openDraft(path);
  const io: Io =
    draft === null ? context.io : { ...context.io, out: (text) => draft.write(text), stdoutIsTty: false, columns: null };
  try {
    const { lines, entries, head } = await exportJournal(cabinet, filter, format);
    if (format === "syslog") await writeSyslog(io, entries, context.machine.host);
    else {
      const output = await createOutput(io, { format, fields, quiet });
      await output.list<JournalEntry>({
        schema: "segur.journal.export/1",
        columns: exportColumns(isStructured(format)),
        items: entries,
        extra: () => ({ head: headText(head) }),
      });
    }
    await draft?.keep();
    context.output.note(
      `${lines} ligne${lines > 1 ? "s" : ""} ; export noté au journal. Tête, à garder ailleurs : ${headText(head)}`,
    );
  } finally {
    await draft?.drop();
  }
}

/** Messages gathered before a write. */
const GATHERED = 100;

async function writeSyslog(io: Io, entries: AsyncIterable<JournalEntry>, host: string): Promise<void> {
  let messages: string[] = [];
  const flush = async () => {
    if (messages.length > 0) await io.out(`${messages.join("\n")}\n`);
    messages = [];
  };
  for await (const entry of entries) {
    messages.push(syslogMessage(entry, host));
    if (messages.length === GATHERED) await flush();
  }
  await flush();
}
