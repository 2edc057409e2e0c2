import { quarantinedOne } from "../../services/quarantine/quarantine.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { Style } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { firstArg } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { type Line, ORIGIN_WORDS, reasonWords, STATE_WORDS } from "./words.js";

/** `segur quarantine show Q3` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const line = await quarantinedOne(await context.cabinet(), firstArg(input) ?? "");
  const { content: _content, ...value } = line;
  await context.output.one("segur.quarantine.show/1", { ...value }, (style) => told(line, style));
}

function told(line: Line, style: Style): string {
  const { announced, received } = Object(line.data) as { readonly announced?: Seen; readonly received?: Seen };
  const lines = [
    `${style("strong", line.id)} : ${style("warn", reasonWords(line.reason))} (${STATE_WORDS[line.state]})`,
    `  ${line.message}`,
    `  reçu le ${frenchDateTime(line.at)}, de ${ORIGIN_WORDS[line.origin]}${line.patientId === null ? "" : `, pour ${line.patientId}`}`,
  ];
  if (announced !== undefined) lines.push(`  annoncé : ${seenWords(announced)}`);
  if (received !== undefined) lines.push(`  reçu : ${seenWords(received)}`);
  if (line.state === "waiting") {
    lines.push("  Prévenez l'auteur, puis redemandez le document (segur dmp pull) ; pour l'écarter :");
    lines.push(`  segur quarantine discard ${line.id}`);
  }
  return lines.join("\n");
}

interface Seen {
  readonly hash?: string | null;
  readonly size?: number | null;
}

function seenWords({ hash, size }: Seen): string {
  return `${size ?? "?"} octets, SHA-1 ${hash ?? "non dit"}`;
}
