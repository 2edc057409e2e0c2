import { type Difference, differences, differingOf } from "../../services/quarantine/compare.js";
import { quarantinedOne } from "../../services/quarantine/quarantine.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { Style } from "../../terminal/io.port.js";
import { safeText } from "../../terminal/values.js";
import type { CommandContext } from "../context.js";
import { whoIsIt } from "../dmp/who.js";
import { firstArg, givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { FIELD_WORDS, type Line, nextSteps, ORIGIN_WORDS, reasonWords, STATE_WORDS } from "./words.js";

/** `segur quarantine show Q3 [--reveal]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const line = await quarantinedOne(cabinet, firstArg(input) ?? "");
  const { content: _content, ...value } = line;
  const revealed = givenFlag(input, "reveal") ? await differences(cabinet, line) : null;
  const next = line.state === "waiting" ? nextSteps(line) : [];
  const whom = line.patientId === null ? "" : `, pour ${await whoIsIt(context, line.patientId)}`;
  await context.output.one(
    "segur.quarantine.show/1",
    { ...value, differing: differingOf(line), ...(revealed === null ? {} : { differences: revealed }), next },
    (style) => [...told(line, whom, style), ...identity(line, revealed), ...next.map((text) => `  ${text}`)].join("\n"),
  );
}

function told(line: Line, whom: string, style: Style): readonly string[] {
  const { announced, received } = Object(line.data) as { readonly announced?: Seen; readonly received?: Seen };
  const lines = [
    `${style("strong", line.id)} : ${style("warn", reasonWords(line.reason))} (${STATE_WORDS[line.state]})`,
    `  ${line.message}`,
    `  reçu le ${frenchDateTime(line.at)}, de ${ORIGIN_WORDS[line.origin]}${whom}`,
  ];
  if (announced !== undefined) lines.push(`  annoncé : ${seenWords(announced)}`);
  if (received !== undefined) lines.push(`  reçu : ${seenWords(received)}`);
  return lines;
}

function identity(line: Line, revealed: readonly Difference[] | null): readonly string[] {
  const fields = differingOf(line);
  if (fields.length === 0) return [];
  if (revealed !== null) {
    return revealed.map(
      ({ field, document, file }) =>
        `  ${FIELD_WORDS[field]} : « ${safeText(document ?? "")} » au document, « ${file ?? ""} » au dossier`,
    );
  }
  const names = fields.map((field) => FIELD_WORDS[field]).join(", ");
  return [`  diffère : ${names} (en clair : segur quarantine show ${line.id} --reveal)`];
}

interface Seen {
  readonly hash?: string | null;
  readonly size?: number | null;
}

function seenWords({ hash, size }: Seen): string {
  return `${size ?? "?"} octets, SHA-1 ${hash ?? "non dit"}`;
}
