import type { Right } from "../../domain/users/rights.js";
import { resolveSetting } from "../../services/cabinet/settings.js";
import { type TodoKind, type TodoLine, todo } from "../../services/todo/todo.js";
import type { CommandContext } from "../context.js";

interface Words {
  readonly one: string;
  readonly many: string;
  readonly command: string;
}

const WORDS: Readonly<Record<TodoKind, Words>> = {
  "results.urgent": {
    one: "résultat critique que personne n'a résolu",
    many: "résultats critiques que personne n'a résolus",
    command: "segur inbox list --alert=urgent --unresolved",
  },
  "imports.unfinished": {
    one: "import interrompu, dossiers incomplets : à relancer avec le même fichier",
    many: "imports interrompus, dossiers incomplets : à relancer avec le même fichier",
    command: "segur import FICHIER",
  },
  "inbox.unreadable": {
    one: "message dont une partie n'a pas pu être lue",
    many: "messages dont une partie n'a pas pu être lue",
    command: "segur inbox list --problem",
  },
  "results.other": {
    one: "autre alerte de biologie à lire",
    many: "autres alertes de biologie à lire",
    command: "segur inbox list --alert --unresolved",
  },
  "inbox.quarantined": {
    one: "document reçu en quarantaine",
    many: "documents reçus en quarantaine",
    command: "segur inbox list --state quarantined",
  },
  "inbox.changes": {
    one: "nouvelle version ou suppression à confirmer",
    many: "nouvelles versions et suppressions à confirmer",
    command: "segur inbox list --state new_version --state deletion",
  },
  "inbox.unfiled": { one: "document reçu à classer", many: "documents reçus à classer", command: "segur inbox list --state new" },
  "inbox.patients": {
    one: "message de patient sans réponse",
    many: "messages de patients sans réponse",
    command: "segur inbox list --sender patient --pending",
  },
  "inbox.messages": {
    one: "message de confrère non lu",
    many: "messages de confrères non lus",
    command: "segur inbox list --pending",
  },
  quarantine: {
    one: "document du DMP en quarantaine",
    many: "documents du DMP en quarantaine",
    command: "segur quarantine list",
  },
  "identity.reviews": {
    one: "réponse d'INSi à accepter ou refuser",
    many: "réponses d'INSi à accepter ou refuser",
    command: "segur ins review",
  },
  "identity.ko": {
    one: "identité INS en échec",
    many: "identités INS en échec",
    command: "segur patient search --filter ins-ko",
  },
  "dmp.refused": { one: "dépôt refusé par le DMP", many: "dépôts refusés par le DMP", command: "segur outbox list" },
  "mss.refused": { one: "message qui n'a pas pu partir", many: "messages qui n'ont pas pu partir", command: "segur outbox list" },
  "mss.bounced": {
    one: "message non remis, ces 30 derniers jours",
    many: "messages non remis, ces 30 derniers jours",
    command: "segur mss status --failed",
  },
  "outbox.uncertain": {
    one: "envoi dont l'arrivée est inconnue",
    many: "envois dont l'arrivée est inconnue",
    command: "segur outbox retry",
  },
  "outbox.queued": { one: "envoi qui attend de partir", many: "envois qui attendent de partir", command: "segur outbox list" },
  "mss.receipts": { one: "accusé de lecture demandé", many: "accusés de lecture demandés", command: "segur mss receipts list" },
  "vsm.due": {
    one: "volet de synthèse médicale à mettre à jour",
    many: "volets de synthèse médicale à mettre à jour",
    command: "segur patient search --filter vsm-due",
  },
};

/** `segur todo` */
export async function run(context: CommandContext): Promise<number> {
  const cabinet = await context.cabinet();
  const { settings, info } = cabinet;
  const from = { settings, env: context.env, toPath: (path: string) => path, environment: info.environment };
  const hours = Number((await resolveSetting("todo.urgentHours", from)).value);
  const lines = await todo(cabinet, hours);
  const now = context.clock.now();
  await context.output.list<TodoLine>({
    schema: "segur.todo/1",
    items: lines,
    columns: [
      { key: "id", title: "Id", value: ({ id }) => id, machineOnly: true },
      {
        key: "count",
        title: "Nb",
        value: ({ count }) => count,
        text: ({ count, more }) => `${count}${more ? "+" : ""}`,
        align: "right",
        tone: ({ id }) => (id === "results.urgent" ? "bad" : undefined),
      },
      { key: "more", title: "Au moins", value: ({ more }) => more, machineOnly: true },
      {
        key: "label",
        title: "Quoi",
        value: labelOf,
        tone: ({ id }) => (id === "results.urgent" ? "bad" : undefined),
      },
      { key: "oldest", title: "Depuis", value: ({ oldest }) => oldest, text: ({ oldest }) => ageWords(oldest, now) },
      { key: "late", title: "En retard", value: ({ late }) => late, machineOnly: true },
      { key: "command", title: "Commande", value: ({ id }) => commandOf(id, cabinet.rights) },
    ],
    extra: () => ({ late: lines.some(({ late }) => late) }),
    empty: "Rien n'attend.",
  });
  const results = lines.some(({ id }) => id === "results.urgent" || id === "results.other");
  if (results && !cabinet.rights.has("results.ack") && !context.output.machine)
    context.output.note("Seul un médecin acquitte un résultat : prévenez-le.");
  const late = lines.find((line) => line.late);
  if (late === undefined) return 0;
  const command = commandOf(late.id, cabinet.rights);
  context.output.warn(
    `Un résultat critique attend depuis plus de ${hours} h${command === null ? " : prévenez un médecin." : ` : ${command}`}`,
  );
  return 1;
}

/** Who supervises is told how many, and may not list them. */
function commandOf(id: TodoKind, rights: ReadonlySet<Right>): string | null {
  const { command } = WORDS[id];
  // What a record lacks is for who reads it.
  if (id === "vsm.due" && rights.has("medical")) return "segur vsm due";
  return command.startsWith("segur inbox") && !rights.has("inbox") ? null : command;
}

/** « 1 message », « 2 messages » : its number stands beside it. */
function labelOf({ id, count, more }: TodoLine): string {
  const { one, many } = WORDS[id];
  return count < 2 && !more ? one : many;
}

const MINUTE_MS = 60_000;

/** `12 min`, `3 h`, `5 j`: how long the oldest has waited. */
function ageWords(at: string | null, now: Date): string {
  if (at === null) return "";
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / MINUTE_MS));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} j`;
}
