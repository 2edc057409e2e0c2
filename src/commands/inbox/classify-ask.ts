import type { Candidate } from "../../domain/inbox/filing.js";
import { plainLine } from "../../domain/message/plain-line.js";
import { acceptVersion, refuseVersion } from "../../services/inbox/answer-version.js";
import { type Classified, classifyByHand, classifyCertain, type FilingCabinet } from "../../services/inbox/classify.js";
import { UNPROVEN } from "../../services/inbox/filing-errors.js";
import { showReceived } from "../../services/inbox/show.js";
import { patientNameOf } from "../../services/inbox/shown.js";
import { type ToDecide, toDecide } from "../../services/inbox/to-decide.js";
import type { CommandContext } from "../context.js";
import { whoIs, whoIsIt } from "../dmp/who.js";
import { PIPE_WIDTH } from "../doc/drawn.js";
import { candidateTable, documentTitle, likeness } from "./candidate-table.js";
import { findPatient } from "./find-patient.js";
import { RULE_WORDS } from "./proposal.js";
import { setAsideAsked } from "./set-aside.js";
import { drawMessage } from "./show-drawn.js";
import { versionsTable } from "./versions-table.js";

interface Said {
  readonly type: string | undefined;
  readonly date: string | undefined;
  readonly title: string | undefined;
  readonly author: string | undefined;
}

type Choice = { readonly to: string } | "other" | "aside" | "later" | "accept" | "refuse" | "read";

const LATER = { name: "Plus tard", value: "later" as const };
const READ = { name: "Lire le document", value: "read" as const };
const ASIDE = { name: "Écarter : il ne va dans aucun dossier", value: "aside" as const };

/** One document, its traits beside those of each candidate; null when it is left for later. */
export async function askWhere(
  context: CommandContext,
  cabinet: FilingCabinet,
  id: string,
  said: Said,
): Promise<Classified | null> {
  const decided = await toDecide(cabinet, id);
  const { document, version, filing, message } = decided;
  context.io.err(`\n${documentTitle(message, document)}\n`);
  if (document.state === "filed" || document.state === "set_aside" || document.quarantine !== null)
    return classifyCertain(cabinet, id);
  if (version.kind === "new_version" || version.kind === "deletion") return askVersion(context, cabinet, decided, version);
  const candidates = filing.certain ? [filing.candidate] : filing.candidates;
  context.io.err(`${RULE_WORDS[filing.rule]}\n`);
  for (const candidate of candidates) {
    context.io.err(`${await whoIsIt(context, candidate.patientId)}\n${candidateTable(context.output, candidate)}\n`);
  }
  const offered = candidates.map((candidate) => ({
    name: `Classer dans le dossier de ${candidate.patientId} (${likeness(candidate)})`,
    value: { to: candidate.patientId } as const,
  }));
  const other = { name: candidates.length === 0 ? "Chercher le patient…" : "Un autre patient…", value: "other" as const };
  // What is certain comes first; nobody files a doubtful one by pressing Enter.
  const choices = filing.certain ? [...offered, other, READ, ASIDE, LATER] : [LATER, ...offered, other, READ, ASIDE];
  const choice = await context.prompt.choose<Choice>("Que faire de ce document ?", choices, { flag: "--patient" });
  if (choice === "read") {
    await read(context, document.id);
    return askWhere(context, cabinet, id, said);
  }
  if (choice === "aside") return aside(context, cabinet, document.id);
  if (typeof choice === "object") return fileIn(context, cabinet, decided, choice.to, candidates, said);
  return choice === "other" ? search(context, cabinet, decided, candidates, said) : null;
}

type Answerable = Extract<ToDecide["version"], { readonly kind: "new_version" | "deletion" }>;
const SAME_PATIENT = "Il ne dit pas assez de quel patient il est. L'avez-vous lu, et est-il bien du même patient ?";

async function askVersion(
  context: CommandContext,
  cabinet: FilingCabinet,
  { document, message }: ToDecide,
  version: Answerable,
): Promise<Classified | null> {
  const { about, proven, samePatient } = version;
  const held = about === null ? null : await cabinet.documents.get(about);
  const whose = held === null ? "" : `, dossier de ${await whoIsIt(context, held.patientId)}`;
  const replaces = version.kind === "new_version";
  const what = replaces
    ? `Nouvelle version de ${about}${whose}`
    : `Suppression demandée de ${about ?? "ce qui n'est pas classé"}${whose}`;
  const accept = replaces
    ? "Accepter : elle remplace l'ancienne, qui reste au dossier"
    : "Accepter : le document est retiré, sa trace reste";
  for (;;) {
    if (held !== null) {
      context.io.err(`Auteur du document classé : ${authorOf(held.author)}\n`);
      context.io.err(`${await versionsTable(context.output, cabinet, { held, document, message })}\n`);
    }
    // Who may replace it, and whose both are, is what a person answers for (901, UX.05).
    context.io.err(`Auteur de celui-ci : ${authorOf(document.author)} ; envoyé par ${plainLine(message.from.address)}\n`);
    context.io.err(`Patient de celui-ci : ${patientNameOf(document) || "non dit"}\n`);
    if (!proven) context.output.warn(UNPROVEN);
    const choice = await context.prompt.choose<Choice>(
      what,
      [LATER, { name: accept, value: "accept" }, { name: "Refuser : le dossier ne change pas", value: "refuse" }, READ],
      { flag: "--accept ou --refuse" },
    );
    if (choice === "refuse") return refuseVersion(cabinet, document.id, null);
    if (choice === "read") {
      await read(context, document.id);
      continue;
    }
    if (choice !== "accept") return null;
    if (!samePatient && !(await context.prompt.confirm(SAME_PATIENT, { flag: "--same-patient", initial: false }))) return null;
    return acceptVersion(cabinet, document.id, { samePatient: !samePatient, signal: context.interrupted });
  }
}

function authorOf(author: ToDecide["document"]["author"]): string {
  const words = [author?.name, author?.institution].filter(Boolean).map((text) => plainLine(text ?? ""));
  return words.join(", ") || "non dit";
}

/** As `inbox show` draws it, among the questions: on the error output, which the list of what was done does not use. */
async function read(context: CommandContext, id: string): Promise<void> {
  const { io, output } = context;
  const options = { width: io.columns ?? PIPE_WIDTH, marks: io.stdoutIsTty, reveal: false, keepUnread: false };
  const shown = await showReceived(await context.cabinet(), id, { ...options, signal: context.interrupted });
  io.err(`\n${drawMessage(shown, { style: output.style, output, marks: io.stdoutIsTty, reveal: false })}\n\n`);
}

async function search(
  context: CommandContext,
  cabinet: FilingCabinet,
  decided: ToDecide,
  candidates: readonly Candidate[],
  said: Said,
): Promise<Classified | null> {
  const patient = await findPatient(context);
  if (patient === null) return null;
  const question = `Classer ${decided.document.id} dans le dossier de ${await whoIs(context, patient)} ?`;
  if (!(await context.prompt.confirm(question, { flag: "--patient", initial: false }))) return null;
  return fileIn(context, cabinet, decided, patient.id, candidates, said);
}

async function fileIn(
  context: CommandContext,
  cabinet: FilingCabinet,
  { document }: ToDecide,
  patientId: string,
  candidates: readonly Candidate[],
  said: Said,
): Promise<Classified | null> {
  const verdict = candidates.find((each) => each.patientId === patientId)?.comparison.verdict;
  const doubtful = document.patient !== null && (verdict === "contradicts" || verdict === "unknown");
  const question = `L'identité du document est incomplète ou diffère. L'avez-vous lu, et est-il bien de ${patientId} ?`;
  if (doubtful && !(await context.prompt.confirm(question, { flag: "--same-patient", initial: false }))) return null;
  const type = said.type ?? (document.type === null ? await askType(context) : undefined);
  return classifyByHand(cabinet, document.id, patientId, {
    ...{ ...said, type, samePatient: doubtful, signal: context.interrupted },
  });
}

function askType(context: CommandContext): Promise<string> {
  return context.prompt.ask("Type du document (courrier, biologie, consultation… ou code)", { flag: "--type" });
}

async function aside(context: CommandContext, cabinet: FilingCabinet, id: string): Promise<Classified | null> {
  const reason = await context.prompt.ask("Pourquoi ?", {
    flag: "--set-aside",
    check: (text) => (text.trim() === "" ? "Un motif est nécessaire." : true),
  });
  return setAsideAsked(context, cabinet, id, { reason, yes: false });
}
