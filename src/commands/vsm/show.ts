import { type VsmView, viewVsm, vsmLines, vsmPage } from "../../services/vsm/view.js";
import type { CommandContext } from "../context.js";
import { coloured, PIPE_WIDTH } from "../doc/drawn.js";
import { openPageOf } from "../doc/open-page.js";
import { firstArg, givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { itemFields, measured, tellGaps, wanted } from "./making.js";

/** `segur vsm show PATIENT [--sections a,b] [--without a,b] [--open]`: nothing is written. */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const view = await viewVsm(await context.cabinet(), firstArg(input) ?? "", wanted(input));
  const { built, sections, last } = view;
  if (givenFlag(input, "open")) {
    const { id } = built.patient;
    const words = { schema: "segur.vsm.open/1", fields: { id }, subject: `La synthèse de ${id}` };
    return openPageOf(context, words, await vsmPage(built));
  }
  const value = {
    id: built.patient.id,
    version: built.draft.header.versionNumber,
    ...measured(built),
    sections: sections.map(({ leaf, kind, title, state, items }) => ({
      section: leaf,
      ...{ kind, title, state },
      items: items.map(itemFields),
    })),
    last: last === null ? null : { document: last.document.id, date: last.document.actDate, same: last.same },
  };
  const lines = await vsmLines(built, context.io.columns ?? PIPE_WIDTH);
  await context.output.one("segur.vsm.show/1", value, (style) => coloured(lines, style).join("\n"));
  tellGaps(context, built);
  context.output.note(lastWords(view));
}

function lastWords({ last, built }: VsmView): string {
  if (last === null) return `Aucune n'est établie ici : segur vsm generate ${built.patient.id}`;
  const { id } = last.document;
  const next = built.draft.header.patient.ins === null ? `segur ins qualify ${built.patient.id}` : `segur vsm share ${id} --dmp`;
  return last.same
    ? `${id}, la dernière établie, dit la même chose : ${next}`
    : `${id}, la dernière établie, dit autre chose : segur vsm generate ${built.patient.id}`;
}
