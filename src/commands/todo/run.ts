import type { Right } from "../../domain/users/rights.js";
import { resolveSetting } from "../../services/cabinet/settings.js";
import { type TodoKind, type TodoLine, todo } from "../../services/todo/todo.js";
import type { CommandContext } from "../context.js";

interface Words {
  readonly label: string;
  readonly command: string;
}

const WORDS: Readonly<Record<TodoKind, Words>> = {
  "results.urgent": {
    label: "résultats critiques que personne n'a résolus",
    command: "segur inbox list --alert=urgent --unresolved",
  },
  "imports.unfinished": {
    label: "imports interrompus, dossiers incomplets : à relancer avec le même fichier",
    command: "segur import FICHIER",
  },
  "inbox.unreadable": { label: "messages dont une partie n'a pas pu être lue", command: "segur inbox list --problem" },
  "results.other": { label: "autres alertes de biologie à lire", command: "segur inbox list --alert --unresolved" },
  "inbox.quarantined": { label: "documents reçus en quarantaine", command: "segur inbox list --state quarantined" },
  "inbox.changes": {
    label: "nouvelles versions et suppressions à confirmer",
    command: "segur inbox list --state new_version --state deletion",
  },
  "inbox.unfiled": { label: "documents reçus à classer", command: "segur inbox list --state new" },
  "inbox.patients": { label: "messages de patients sans réponse", command: "segur inbox list --sender patient --pending" },
  "inbox.messages": { label: "messages de confrères non lus", command: "segur inbox list --pending" },
  quarantine: { label: "documents du DMP en quarantaine", command: "segur quarantine list" },
  "identity.reviews": { label: "réponses d'INSi à accepter ou refuser", command: "segur ins review" },
  "identity.ko": { label: "identités INS en échec", command: "segur patient search --filter ins-ko" },
  "dmp.refused": { label: "dépôts refusés par le DMP", command: "segur outbox list" },
  "mss.refused": { label: "messages qui n'ont pas pu partir", command: "segur outbox list" },
  "mss.bounced": { label: "messages non remis, ces 30 derniers jours", command: "segur mss status --failed" },
  "outbox.uncertain": { label: "envois dont l'arrivée est inconnue", command: "segur outbox retry" },
  "outbox.queued": { label: "envois qui attendent de partir", command: "segur outbox list" },
  "mss.receipts": { label: "accusés de lecture demandés", command: "segur mss receipts list" },
  "vsm.due": { label: "volets de synthèse médicale à mettre à jour", command: "segur patient search --filter vsm-due" },
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
        value: ({ id }) => WORDS[id].label,
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

const MINUTE_MS = 60_000;

/** `12 min`, `3 h`, `5 j`: how long the oldest has waited. */
function ageWords(at: string | null, now: Date): string {
  if (at === null) return "";
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / MINUTE_MS));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} j`;
}
