import type { Attachment, NewReceivedDocument, Problem } from "../../domain/inbox/received.js";
import { documentsOfArchive, joinedPdf, looseCda, type ReceiveDeps } from "./documents-of.js";
import { isDocumentPart, kindOfBytes, kindOfPart } from "./part-kinds.js";
import { leftInMailbox, problemOf } from "./problems.js";
import { choiceOfParts } from "./wanted.js";

const FORWARDED = "Ce document vient d'un message transféré : celui qui l'a transféré n'est pas celui qui l'a écrit.";
const UNREADABLE: Problem = {
  code: "inbox.forwarded_unreadable",
  message: "Un message transféré, joint à celui-ci, ne peut pas être lu ; il reste dans la boîte.",
  technical: false,
};
/** Forwarded, and forwarded again. */
const DEEPEST = 3;

/**
 * The documents of a message that is joined to another (message/rfc822), each of them in the store or, when it cannot be read, in that
 * part of the mailbox. Nothing vouches for them: whoever forwards a message may have changed it.
 * @param attachment the part of the message that came
 */
export async function documentsOfForwarded(
  bytes: Buffer,
  attachment: Attachment,
  deps: ReceiveDeps,
  { at, depth = 1 }: { readonly at: string; readonly depth?: number },
): Promise<{ readonly documents: readonly NewReceivedDocument[]; readonly problems: readonly Problem[] }> {
  if (deps.messageFiles === undefined || depth > DEEPEST) return { documents: [], problems: [UNREADABLE] };
  const read = await deps.messageFiles();
  const { head, contents } = await read(bytes, { now: at });
  if (head.fault !== null) return { documents: [], problems: [UNREADABLE] };
  const documents: NewReceivedDocument[] = [];
  const problems: Problem[] = [];
  const choices = choiceOfParts(head);
  for (const part of head.parts) {
    const content = contents.get(part.part);
    const [said, choice] = [kindOfPart(part), choices.get(part.part)];
    if (content === undefined) continue;
    if (choice !== undefined && "left" in choice) {
      if (isDocumentPart({ kind: said })) problems.push(leftInMailbox(choice.left, said));
      continue;
    }
    const kind = said === "unknown" ? kindOfBytes(content) : said;
    try {
      if (kind === "archive") {
        const found = await documentsOfArchive(content, attachment, deps);
        documents.push(...found.documents);
        if (found.problem !== null) problems.push(found.problem);
      } else if (kind === "cda") documents.push(...(await looseCda(content, attachment, deps)));
      else if (kind === "pdf") documents.push(await joinedPdf(content, part.fileName, attachment, deps));
      else if (kind === "message") {
        const found = await documentsOfForwarded(content, attachment, deps, { at, depth: depth + 1 });
        documents.push(...found.documents);
        problems.push(...found.problems);
      }
    } catch (error) {
      const problem = problemOf(error);
      if (problem.code !== "xdm.not_xdm" || /ihe_?xdm/i.test(part.fileName ?? "")) problems.push(problem);
    }
  }
  const warned = documents.map((each) => ({
    ...each,
    vouched: false,
    warnings: [...new Set([...each.warnings, FORWARDED])],
  }));
  return { documents: warned, problems };
}
