import { showDocument } from "../../services/documents/show.js";
import { requireRight } from "../../services/session/access.js";
import { otherApproved } from "../../services/vsm/errors.js";
import { vsmToShare } from "../../services/vsm/share.js";
import type { CommandContext } from "../context.js";
import { plainText } from "../doc/drawn.js";
import { shareDocuments } from "../doc/share.js";
import { firstArg, givenFlag, givenList, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

const WIDTH = 100;

/** `segur vsm share PATIENT|D12 [--dmp] [--patient] [--to ADDR]… [--approve D12]`: one summary, and the approval of a person for it. */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const cabinet = await context.cabinet();
  // The deposit asks for its own right, as for any document.
  if (givenFlag(input, "patient") || givenList(input, "to").length > 0) await requireRight(cabinet, "mss.send", "vsm share");
  const { document, patient, outdated } = await vsmToShare(cabinet, firstArg(input) ?? "");
  const approved = givenText(input, "approve")?.trim().toUpperCase();
  if (approved !== undefined && approved !== document.id) throw otherApproved(document.id);
  if (outdated) {
    context.output.warn(
      `Le dossier a changé depuis que ${document.id} est établie : segur vsm generate ${patient.id} en fait la nouvelle version.`,
    );
  }
  const ask = approved === undefined && context.io.canPrompt && !givenFlag(input, "dryRun");
  const width = Math.min(context.io.errColumns ?? WIDTH, WIDTH);
  const shown = ask ? plainText((await showDocument(cabinet, document.id, { width, reveal: false })).lines) : "";
  return shareDocuments(context, input, [document.id], {
    schema: "segur.vsm.share/1",
    given: approved !== undefined,
    question: `Partager cette synthèse (${document.id}) ?`,
    flag: `--approve ${document.id}`,
    before: shown,
    advise: (advice) =>
      advice
        .replaceAll(/segur doc share D\d+/g, `segur vsm share ${document.id}`)
        .replaceAll(/\bPATIENT\b/g, patient.id)
        .replaceAll(/segur vsm share (D\d+) --dmp --patient --to ADRESSE/g, "segur vsm share $1 --dmp"),
  });
}
