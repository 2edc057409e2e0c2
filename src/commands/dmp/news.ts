import { machineZone, startOfDay } from "../../domain/local-time.js";
import { dmpNews, type NewsLine } from "../../services/dmp/news.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { plural } from "../ins/plural.js";
import type { CommandInput } from "../spec.js";
import { sinceDay } from "./since.js";

const COLUMNS: readonly Column<NewsLine>[] = [
  { key: "id", title: "Id", value: ({ patient }) => patient.id },
  { key: "usedName", title: "Nom utilisé", value: ({ patient }) => patient.usedName ?? patient.identity.traits.birthName },
  {
    key: "usedGivenName",
    title: "Prénom utilisé",
    value: ({ patient }) => patient.usedGivenName ?? patient.identity.traits.firstBirthGivenName,
  },
  {
    key: "lastAddition",
    title: "Dernier document",
    value: (line) => line.lastAddition,
    text: (line) => (line.lastAddition === null ? "" : frenchDateTime(line.lastAddition)),
  },
  {
    key: "medecinTraitant",
    title: "Méd. traitant",
    value: (line) => line.medecinTraitant,
    text: (line) => (line.medecinTraitant ? "vous" : ""),
  },
  { key: "lastUpdate", title: "Dernière modification", value: (line) => line.lastUpdate, machineOnly: true },
];

/** `segur dmp news [--since DATE]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const day = sinceDay(input, context.clock.now());
  const cabinet = await context.cabinet();
  const since = day === undefined ? undefined : startOfDay(day, machineZone);
  const news = await dmpNews(cabinet, { since, signal: context.interrupted });
  const from = `depuis le ${frenchDateTime(news.since)}`;
  await context.output.list({
    schema: "segur.dmp.news/1",
    columns: COLUMNS,
    items: news.lines,
    empty: `Aucun nouveau document ${from} dans les DMP de vos patients.`,
    extra: () => ({ since: news.since, unknown: news.unknown, opposed: news.opposed }),
  });
  const { output } = context;
  if (output.machine) return;
  if (news.lines.length > 0)
    output.note(`Nouveaux documents ${from}. Pour les voir : segur dmp list ${news.lines[0]?.patient.id} --refresh`);
  if (news.unknown > 0) output.note(`${news.unknown} DMP de personnes qui ne sont pas des patients qualifiés de ce cabinet.`);
  if (news.opposed > 0)
    output.note(
      `${plural(news.opposed, "patient s'oppose", "patients s'opposent")} à la consultation de leur DMP : non montrés.`,
    );
}
