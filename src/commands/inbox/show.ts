import { exportReceived } from "../../services/inbox/export.js";
import { receivedPage, type ShownMessage, showReceived } from "../../services/inbox/show.js";
import type { CommandContext } from "../context.js";
import { destination } from "../doc/destination.js";
import { PIPE_WIDTH } from "../doc/drawn.js";
import { openPage } from "../doc/open-page.js";
import { firstArg, givenFlag, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { drawMessage } from "./show-drawn.js";
import { messageFields } from "./show-fields.js";

/** `segur inbox show M12[.1] [--open | --pdf FILE|- | --save FILE|-] [--keep-unread] [--reveal]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const typed = firstArg(input) ?? "";
  const pdf = givenText(input, "pdf");
  const save = givenText(input, "save");
  if (pdf !== undefined || save !== undefined) return write(context, input, typed, pdf === undefined ? "original" : "pdf");
  const options = { reveal: givenFlag(input, "reveal"), keepUnread: givenFlag(input, "keepUnread"), signal: context.interrupted };
  const cabinet = await context.cabinet();
  if (givenFlag(input, "open")) {
    const { id, html } = await receivedPage(cabinet, typed, options);
    return openPage(context, id, html);
  }
  const { io, output } = context;
  const shown = await showReceived(cabinet, typed, { ...options, width: io.columns ?? PIPE_WIDTH, marks: io.stdoutIsTty });
  await output.one("segur.inbox.show/1", messageFields(shown, options.reveal), (style) =>
    drawMessage(shown, { style, output, marks: io.stdoutIsTty, reveal: options.reveal }),
  );
  if (!output.machine) for (const line of nextSteps(shown, cabinet.rights.has("results.ack"))) output.note(line);
}

/** What is not writable is refused before anything is asked of the cabinet or of the mailbox. */
async function write(context: CommandContext, input: CommandInput, typed: string, form: "pdf" | "original"): Promise<void> {
  const option = form === "pdf" ? "pdf" : "save";
  const example = `segur inbox show M12.1 --${option} FICHIER`;
  const put = await destination(context, givenText(input, option), { force: givenFlag(input, "force"), example });
  await put(await exportReceived(await context.cabinet(), typed, form, context.interrupted));
}

/** The command to run next, by what waits. */
function nextSteps(shown: ShownMessage, mayAck: boolean): readonly string[] {
  const { receipt } = shown;
  const asked = `L'expéditeur demande un accusé de lecture : segur mss receipts answer ${receipt?.id}`;
  return [...messageSteps(shown), ...documentSteps(shown, mayAck), ...(receipt === null ? [] : [asked])];
}

/** A message that has only words is answered, or put away. */
function messageSteps({ message: { id, kind, sender, done, problem, mss } }: ShownMessage): readonly string[] {
  if (done) return [];
  if (problem !== null) return [`Redemandez à l'expéditeur ce qui manque, puis : segur inbox done ${id}`];
  if (kind !== "text" || sender !== "patient") return [];
  const reply = mss.end ? [] : [`Pour répondre : segur inbox reply ${id} --body FICHIER`];
  return [...reply, `Si c'est fait autrement : segur inbox done ${id}`];
}

function documentSteps({ message, documents }: ShownMessage, mayAck: boolean): readonly string[] {
  if (message.documents.length > 1 && documents.length > 1)
    return [`Pour lire un document : segur inbox show ${documents[0]?.document.id}`];
  const [only] = documents;
  if (only === undefined) return [];
  const { id, alert, alerts, state } = only.document;
  const quarantined = state === "quarantined";
  const steps: string[] = [];
  if (quarantined)
    steps.push(`Redemandez-le à son émetteur. Pour le clore ensuite : segur inbox classify ${id} --set-aside MOTIF`);
  // What is not to be trusted is not acknowledged, but for a critical result: it stays until a doctor has seen it (BIO/va1.01).
  if (alert !== null && alert !== "resolved" && (!quarantined || alerts?.urgent === "yes")) {
    const how = alerts?.urgent === "yes" ? "--read, --called… puis --resolved" : "--read";
    steps.push(
      mayAck
        ? `Pour acquitter ce résultat : segur inbox ack ${id} ${how}`
        : `Seul un médecin acquitte ce résultat. Pour lui laisser une note : segur inbox ack ${id} --note FICHIER`,
    );
  }
  if (state === "new") steps.push(`Pour le classer : segur inbox classify ${id}`);
  if (state === "new_version" || state === "deletion") steps.push(`Pour accepter ou refuser : segur inbox classify ${id}`);
  return steps;
}
