import { type Document, ORIGINS } from "../../domain/document/document.js";
import { audiencesOf } from "../../services/dmp/hide-from.js";
import { listDocuments } from "../../services/documents/list.js";
import { alertsOfDocuments } from "../../services/inbox/alerts.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { alertMark, alertTone } from "../inbox/words.js";
import { givenFlag, givenText } from "../ins/given.js";
import { frenchDate } from "../ins/words.js";
import type { CommandInput } from "../spec.js";
import { limitWrong } from "./errors.js";
import { documentFields, hiddenWords, originWords, stateTone, versionWords } from "./words.js";

const DEFAULT_LIMIT = 200;
const MAX_LIMIT = 5_000;

type Alerts = Awaited<ReturnType<typeof alertsOfDocuments>>;

/** @param alerts of results that came by MSSanté, by document */
const columns = (alerts: Alerts): readonly Column<Document>[] => [
  { key: "id", title: "N°", value: ({ id }) => id },
  { key: "actDate", title: "Acte", value: ({ actDate }) => actDate, text: ({ actDate }) => frenchDate(actDate) },
  {
    key: "alert",
    title: "!",
    value: ({ id }) => alerts.get(id)?.alert ?? null,
    text: ({ id }) => alertMark(alerts.get(id)),
    tone: ({ id }) => alertTone(alerts.get(id) ?? null),
  },
  { key: "title", title: "Titre", value: ({ title }) => title, tone: stateTone },
  {
    key: "typeLabel",
    title: "Type",
    value: ({ type }) => type.label,
    // The title often is that label: said once.
    text: ({ type, title }) => (type.label === title ? "" : type.label),
  },
  { key: "author", title: "Auteur", value: ({ author }) => author.name },
  { key: "origin", title: "Origine", value: ({ origin }) => origin, text: originWords },
  { key: "version", title: "Version", value: ({ versionNumber }) => versionNumber, text: particulars, tone: stateTone },
  { key: "hiddenFrom", title: "Masqué", value: ({ visibility }) => audiencesOf(visibility), machineOnly: true },
  { key: "state", title: "État", value: ({ state }) => state, machineOnly: true },
  ...(
    [
      ["patientId", "Patient"],
      ["type", "Code du type"],
      ["category", "Catégorie"],
      ["categoryLabel", "Libellé de la catégorie"],
      ["authorId", "Identifiant de l'auteur"],
      ["institution", "Structure"],
      ["replaces", "Remplace"],
      ["mimeType", "Format"],
      ["size", "Taille"],
      ["fileName", "Fichier"],
      ["uniqueId", "uniqueId"],
      ["setId", "setId"],
      ["confidentiality", "Confidentialité"],
      ["createdAt", "Créé le"],
    ] as const
  ).map(([key, title]): Column<Document> => ({ key, title, value: (item) => documentFields(item)[key], machineOnly: true })),
  { key: "dmp", title: "DMP", value: (item) => documentFields(item).dmp, cell: dmpCell, machineOnly: true },
  { key: "filedAt", title: "Classé le", value: ({ filedAt }) => filedAt, machineOnly: true },
  { key: "filedBy", title: "Classé par", value: ({ filedBy }) => filedBy, machineOnly: true },
];

/** What sets it apart: a first version in force that everybody sees says nothing, and gives its room to the others. */
function particulars(document: Document): string {
  const { versionNumber, state, visibility } = document;
  const version = versionNumber === 1 && state === "current" ? "" : versionWords(document);
  return [version, hiddenWords(visibility)].filter(Boolean).join(", ");
}

/** `pushed 2026-11-25T08:00:00.000Z`, `withdrawn …`: one word and when. */
function dmpCell({ dmp }: Document): string {
  if (dmp === null) return "";
  return dmp.withdrawnAt === undefined ? `${dmp.direction} ${dmp.at}` : `withdrawn ${dmp.withdrawnAt}`;
}

/** `segur doc list PATIENT [--type … --category … --since … --until … --origin …] [--all]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const typed = givenText(input, "limit");
  const limit = typed === undefined ? DEFAULT_LIMIT : Number(typed);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw limitWrong(MAX_LIMIT);
  const cabinet = await context.cabinet();
  const { items, next } = await listDocuments(cabinet, {
    patient: String(input.args[0]),
    type: givenText(input, "type"),
    category: givenText(input, "category"),
    since: givenText(input, "since"),
    until: givenText(input, "until"),
    origin: ORIGINS.find((each) => each === givenText(input, "origin")),
    all: givenFlag(input, "all"),
    limit,
    after: givenText(input, "after"),
  });
  const alerts = await alertsOfDocuments(
    cabinet,
    items.map(({ id }) => id),
  );
  await context.output.list<Document>({
    schema: "segur.doc.list/1",
    columns: columns(alerts),
    items,
    next: () => next,
    empty: "Aucun document ne correspond. Pour en classer un : segur doc add PATIENT FICHIER --type TYPE",
  });
  if (items.length === 0 && !context.output.machine)
    context.output.note(`Ceux de son DMP : segur dmp list ${String(input.args[0])}`);
}
