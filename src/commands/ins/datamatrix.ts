import { patientDatamatrix } from "../../services/ins/datamatrix.js";
import { drawDatamatrix } from "../../services/ins/datamatrix-image.js";
import { saveFile } from "../../terminal/save.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { idMissing, imageNeedsFile, readTakesNoId, screenTooNarrow, terminalNeedsScreen } from "./errors.js";
import { firstArg, givenText } from "./given.js";

type Shape = "text" | "svg" | "png" | "terminal";

/** `segur ins datamatrix ID [--as …] [--output FILE]`, or `--read FILE|-` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const id = firstArg(input);
  const file = givenText(input, "output");
  const as = shapeOf(givenText(input, "as"));
  const read = givenText(input, "read");
  if (read !== undefined) {
    if (id !== undefined || file !== undefined || as !== undefined) throw readTakesNoId();
    const { showDatamatrix } = await import("./datamatrix-read.js");
    return showDatamatrix(context, input, read);
  }
  if (id === undefined) throw idMissing("datamatrix");
  const { output, io } = context;
  const shape = as ?? byExtension(file) ?? (file === undefined && io.stdoutIsTty && !output.machine ? "terminal" : "text");
  // Refused before the matricule is read: an access that gives nothing is not traced.
  if (file === undefined && shape === "png") throw imageNeedsFile();
  if (shape === "terminal" && (file !== undefined || output.machine || !(io.stdoutIsTty || io.colour.out))) {
    throw terminalNeedsScreen();
  }
  const made = await patientDatamatrix(await context.cabinet(), id);
  const content = await draw(shape, made.payload, io.columns);
  if (file !== undefined) {
    await saveFile(file, content);
    const value = { id: made.id, shape, output: file };
    await output.one("segur.ins.datamatrix/1", value, () => `Datamatrix INS de ${made.id} écrit dans ${file}`);
  } else if (output.machine) {
    const value = { id: made.id, shape, content: String(content) };
    await output.one("segur.ins.datamatrix/1", value, () => "");
  } else {
    // On a screen the separator would be invisible; readers of this text, ours included, know its written form.
    const shown = shape === "text" && io.stdoutIsTty ? String(content).replaceAll("\u001d", "<GS>") : String(content);
    await io.out(shown.endsWith("\n") ? shown : `${shown}\n`);
  }
}

async function draw(shape: Shape, payload: string, columns: number | null): Promise<string | Uint8Array> {
  if (shape === "text") return payload;
  const drawing = await drawDatamatrix(payload);
  if (shape === "png") return drawing.png();
  if (shape === "svg") return drawing.svg();
  if (columns !== null && columns < drawing.columns) throw screenTooNarrow(drawing.columns);
  return drawing.terminal();
}

function shapeOf(text: string | undefined): Shape | undefined {
  return text === "text" || text === "svg" || text === "png" || text === "terminal" ? text : undefined;
}

function byExtension(file: string | undefined): Shape | undefined {
  const extension = file === undefined ? undefined : /\.(png|svg)$/i.exec(file)?.[1];
  return shapeOf(extension?.toLowerCase());
}
