import { audiencesOf } from "../../services/dmp/hide-from.js";
import { type NotOpened, type Opened, openEntry } from "../../services/dmp/show.js";
import { requireRight } from "../../services/session/access.js";
import type { Style } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { destination } from "../doc/destination.js";
import { coloured, PIPE_WIDTH, plainText } from "../doc/drawn.js";
import { openPage } from "../doc/open-page.js";
import { firstArg, givenFlag, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { asTold } from "./emergency.js";
import { AVAILABILITY_WORDS, hiddenWords } from "./words.js";

/** `segur dmp show X15 [--open | --pdf FILE|-] [--reveal]` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const reveal = givenFlag(input, "reveal");
  const file = givenText(input, "pdf");
  const write =
    file === undefined
      ? null
      : await destination(context, file, {
          force: givenFlag(input, "force"),
          example: `segur dmp show ${shownId(input)} --pdf FICHIER`,
        });
  return asTold(context, input, async (asking) => {
    const cabinet = await context.cabinet();
    if (write !== null) await requireRight(cabinet, "export", "dmp show --pdf");
    const opened = await openEntry(cabinet, firstArg(input) ?? "", { ...asking, reveal });
    if (!("header" in opened)) return notOpened(context, opened);
    if (write !== null) {
      await write(await opened.pdf());
      return 0;
    }
    if (givenFlag(input, "open")) {
      await openPage(context, opened.id, await opened.page());
      return 0;
    }
    const lines = await opened.lines(context.io.columns ?? PIPE_WIDTH);
    const value = { ...machine(opened), text: plainText(lines) };
    await context.output.one("segur.dmp.show/1", value, (style) =>
      [...above(opened, style), ...coloured(lines, style)].join("\n"),
    );
    if (!context.output.machine && opened.filedAs === null) {
      context.output.note(`Pour le mettre dans le dossier : segur dmp pull ${opened.id}`);
    }
    return 0;
  });
}

/** What was typed, when it is a number: anything else is not repeated. */
function shownId(input: CommandInput): string {
  const typed = (firstArg(input) ?? "").trim().toUpperCase();
  return /^X\d{1,12}$/.test(typed) ? typed : "DOCUMENT";
}

/** What the DMP says of it and the document itself does not. */
function above({ entry, filedAs }: Opened, style: Style): readonly string[] {
  const hidden = hiddenWords(audiencesOf(entry.visibility));
  const told = [
    AVAILABILITY_WORDS[entry.availability],
    hidden === "" ? "" : `masqué aux : ${hidden}`,
    filedAs === null ? "" : `déjà dans le dossier (${filedAs})`,
  ].filter((text) => text !== "");
  return told.length === 0 ? [] : [style("warn", `DMP : ${told.join(" · ")}`), ""];
}

/** The header, less the ids of the patient: a script that needs them asks for the document itself. */
function machine({ id, patient, entry, filedAs, header }: Opened): Readonly<Record<string, unknown>> {
  const { patient: _named, ...rest } = header;
  const hiddenFrom = audiencesOf(entry.visibility);
  return { id, patientId: patient.id, filedAs, availability: entry.availability, hiddenFrom, header: rest };
}

async function notOpened({ output }: CommandContext, { id, quarantine, code, message }: NotOpened): Promise<number> {
  await output.one("segur.dmp.show/1", { id, quarantine, code, message }, (style) => {
    const where = quarantine === null ? "" : ` Il est en quarantaine : segur quarantine show ${quarantine}`;
    return `${style("bad", `${id} n'est pas montré.`)} ${message}${where}`;
  });
  return 1;
}
