import { exportDocument } from "../../services/documents/export.js";
import { documentPage, type RenderedLine, type ShownDocument, showDocument } from "../../services/documents/show.js";
import type { Style, Tone } from "../../terminal/io.port.js";
import { refuseExisting } from "../../terminal/save.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenFlag, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { toFile } from "./export.js";
import { openPage } from "./open-page.js";
import { documentFields, hiddenWords, originWords, versionWords } from "./words.js";

/** Columns of a document that goes to a file or a pipe. */
const WIDTH = 100;
const TONES: Readonly<Record<RenderedLine["tone"], Tone | null>> = {
  title: "strong",
  label: null,
  heading: "strong",
  body: null,
  note: "muted",
  warn: "warn",
};

/** `segur doc show DOC [--open | --pdf FILE] [--reveal]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const typed = firstArg(input) ?? "";
  const reveal = givenFlag(input, "reveal");
  const file = givenText(input, "pdf");
  if (file !== undefined) {
    const force = givenFlag(input, "force");
    if (!force) await refuseExisting(file);
    const plan = await exportDocument(await context.cabinet(), typed, "pdf");
    for (const warning of plan.warnings) context.output.warn(warning);
    return toFile(context, plan, file, force);
  }
  if (givenFlag(input, "open")) {
    const { document, html } = await documentPage(await context.cabinet(), typed, { reveal });
    return openPage(context, document.id, html);
  }
  const shown = await showDocument(await context.cabinet(), typed, { width: context.io.columns ?? WIDTH, reveal });
  const { document, versions, lines } = shown;
  const value = {
    id: document.id,
    state: document.state,
    ...documentFields(document),
    versions: versions.map(({ id, versionNumber, state }) => ({ id, version: versionNumber, state })),
    text: lines.map(({ text }) => text).join("\n"),
  };
  await context.output.one("segur.doc.show/1", value, (style) => drawn(shown, style));
}

function drawn({ document, versions, lines }: ShownDocument, style: Style): string {
  const place = [originWords(document), versionWords(document), hiddenWords(document.visibility)].filter(Boolean).join(" · ");
  const newer = versions.findLast(({ state }) => state === "current");
  const head = [style("muted", `${document.id} · ${place}`)];
  if (document.state === "superseded" && newer !== undefined) {
    head.push(style("warn", `Une version plus récente est en vigueur : segur doc show ${newer.id}`));
  }
  if (document.state === "removed") head.push(style("warn", "Ce document a été retiré par son auteur."));
  const told = lines.map(({ tone, text }) => {
    const wanted = TONES[tone];
    return wanted === null ? text : style(wanted, text);
  });
  return [...head, ...told].join("\n");
}
