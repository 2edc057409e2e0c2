import { exportDocument } from "../../services/documents/export.js";
import { documentPage, type ShownDocument, showDocument } from "../../services/documents/show.js";
import { alertsOfDocuments } from "../../services/inbox/alerts.js";
import type { ReceivedDocument } from "../../services/inbox/shown.js";
import { requireRight } from "../../services/session/access.js";
import { alertWords } from "../../terminal/alerts.js";
import type { Style } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { alertTone } from "../inbox/words.js";
import { firstArg, givenFlag, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { destination } from "./destination.js";
import { coloured, PIPE_WIDTH, plainText } from "./drawn.js";
import { openPage } from "./open-page.js";
import { documentFields, hiddenWords, originWords, versionWords } from "./words.js";

/** `segur doc show DOC [--open | --pdf FILE|-] [--reveal]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const typed = firstArg(input) ?? "";
  const reveal = givenFlag(input, "reveal");
  const file = givenText(input, "pdf");
  if (file !== undefined) {
    const write = await destination(context, file, {
      force: givenFlag(input, "force"),
      example: "segur doc show D12 --pdf FICHIER",
    });
    const cabinet = await context.cabinet();
    // What is written out of the cabinet is an export, whatever command does it.
    await requireRight(cabinet, "export", "doc show --pdf");
    return write(await exportDocument(cabinet, typed, "pdf"));
  }
  if (givenFlag(input, "open")) {
    const { document, html } = await documentPage(await context.cabinet(), typed, { reveal });
    return openPage(context, document.id, html);
  }
  const shown = await showDocument(await context.cabinet(), typed, { width: context.io.columns ?? PIPE_WIDTH, reveal });
  const { document, versions, lines } = shown;
  const alert = (await alertsOfDocuments(await context.cabinet(), [document.id])).get(document.id) ?? null;
  const value = {
    id: document.id,
    state: document.state,
    ...documentFields(document),
    versions: versions.map(({ id, versionNumber, state }) => ({ id, version: versionNumber, state })),
    alert: alert === null ? null : { received: alert.id, alerts: alert.alerts, state: alert.alert },
    text: plainText(lines),
  };
  await context.output.one("segur.doc.show/1", value, (style) => drawn(shown, alert, style));
}

function drawn({ document, versions, lines }: ShownDocument, alert: ReceivedDocument | null, style: Style): string {
  const place = [originWords(document), versionWords(document), hiddenWords(document.visibility)].filter(Boolean).join(" · ");
  const newer = versions.findLast(({ state }) => state === "current");
  const head = [style("muted", `${document.id} · ${place}`)];
  if (document.state === "superseded" && newer !== undefined) {
    head.push(style("warn", `Une version plus récente est en vigueur : segur doc show ${newer.id}`));
  }
  if (document.state === "removed") head.push(style("warn", "Ce document a été retiré par son auteur."));
  if (alert !== null) {
    const words = alertWords(alert.alerts, true).join("  ");
    head.push(style(alertTone(alert) ?? "warn", `${words} : segur inbox ack ${alert.id}`));
  }
  return [...head, ...coloured(lines, style)].join("\n");
}
