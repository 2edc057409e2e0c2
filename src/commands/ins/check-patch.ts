import type { CheckedLine } from "../../services/ins/check-types.js";
import { csvLine } from "../../terminal/csv.js";
import { type Draft, openDraft } from "../../terminal/save.js";
import type { CommandContext } from "../context.js";

/** Why a row is in the patch; import knows this column and does not read it. */
const REASON = "motif";
/** Excel reads accents only with it; import accepts it. */
const BYTE_ORDER_MARK = "\uFEFF";

/** The proposed corrections as a CSV for `patient import`: one row for each line with at least one proposal. */
export interface Patch {
  /** It is the data of the command: nothing else may go to stdout. */
  readonly onStdout: boolean;
  /** Where it goes, for people; null on stdout. */
  readonly path: string | null;
  /** Rows that name neither a file number nor an id: import cannot tell whom they correct. */
  readonly nameless: number;
  add(checked: CheckedLine): Promise<void>;
  keep(): Promise<void>;
  drop(): Promise<void>;
}

/** `--patch FILE`, `--patch -`, or `--format csv`, whose rows are the corrections; null when none is asked for. */
export async function openPatch(
  context: CommandContext,
  path: string | undefined,
  columns: readonly string[],
): Promise<Patch | null> {
  const onStdout = path === "-" || (path === undefined && context.output.format === "csv");
  if (path === undefined && !onStdout) return null;
  const draft: Draft | null = onStdout || path === undefined ? null : await openDraft(path);
  const write = (text: string): Promise<void> => (draft === null ? context.io.out(text) : draft.write(text));
  let nameless = 0;
  await write((draft === null ? "" : BYTE_ORDER_MARK) + csvLine([...columns, REASON]));
  return {
    onStdout,
    path: draft === null || path === undefined ? null : path,
    get nameless() {
      return nameless;
    },
    async add(checked) {
      const row = new Map<string, string>(checked.patch ?? []);
      if (!row.has("dossier") && !row.has("id")) nameless += 1;
      await write(csvLine([...columns.map((name) => row.get(name) ?? ""), reasons(checked)]));
    },
    keep: async () => draft?.keep(),
    drop: async () => draft?.drop(),
  };
}

/** What a person reads again before importing: each correction with its reason, and whether it is sure. */
function reasons({ findings }: CheckedLine): string {
  return findings
    .filter((finding) => finding.proposal !== null)
    .map(({ column, message, certainty }) => `${column} (${certainty === "sure" ? "sûr" : "probable"}) : ${message}`)
    .join(" | ");
}
