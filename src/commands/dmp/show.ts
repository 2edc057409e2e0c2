import { hiddenFrom } from "../../services/dmp/lines.js";
import { type NotOpened, type Opened, openEntry } from "../../services/dmp/show.js";
import type { Style, Tone } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { asTold } from "./emergency.js";
import { AVAILABILITY_WORDS, hiddenWords } from "./words.js";

const TONES: Readonly<Record<string, Tone | undefined>> = {
  title: "strong",
  heading: "strong",
  label: undefined,
  body: undefined,
  note: "muted",
  warn: "warn",
};

/** Width of what goes to a pipe: a line that a person reads. */
const PIPE_WIDTH = 100;

/** `segur dmp show X15` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const reveal = givenFlag(input, "reveal");
  return asTold(context, input, async (asking) => {
    const cabinet = await context.cabinet();
    const opened = await openEntry(cabinet, firstArg(input) ?? "", { ...asking, reveal });
    if (!("header" in opened)) return notOpened(context, opened);
    const lines = context.output.machine ? [] : await opened.lines(context.io.columns ?? PIPE_WIDTH);
    await context.output.one("segur.dmp.show/1", machine(opened), (style) =>
      [...above(opened, style), ...lines.map(({ tone, text }) => coloured(style, TONES[tone], text))].join("\n"),
    );
    if (!context.output.machine && opened.filedAs === null) {
      context.output.note(`Pour le mettre dans le dossier : segur dmp pull ${opened.id}`);
    }
    return 0;
  });
}

/** What the DMP says of it and the document itself does not. */
function above({ entry, filedAs }: Opened, style: Style): readonly string[] {
  const hidden = hiddenWords(hiddenFrom(entry.visibility));
  const told = [
    AVAILABILITY_WORDS[entry.availability],
    hidden === "" ? "" : `masqué aux : ${hidden}`,
    filedAs === null ? "" : `déjà dans le dossier (${filedAs})`,
  ].filter((text) => text !== "");
  return told.length === 0 ? [] : [style("warn", `DMP : ${told.join(" · ")}`), ""];
}

function coloured(style: Style, tone: Tone | undefined, text: string): string {
  return tone === undefined || text === "" ? text : style(tone, text);
}

/** The header, less the ids of the patient: a script that needs them asks for the document itself. */
function machine({ id, patient, entry, filedAs, header }: Opened): Readonly<Record<string, unknown>> {
  const { patient: _named, ...rest } = header;
  return { id, patient: patient.id, filedAs, availability: entry.availability, visibility: entry.visibility, header: rest };
}

async function notOpened({ output }: CommandContext, { id, quarantine, code, message }: NotOpened): Promise<number> {
  await output.one("segur.dmp.show/1", { id, quarantine, code, message }, (style) => {
    const where = quarantine === null ? "" : ` Il est en quarantaine : segur quarantine show ${quarantine}`;
    return `${style("bad", `${id} n'est pas montré.`)} ${message}${where}`;
  });
  return 1;
}
