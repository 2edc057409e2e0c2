import { SegurError } from "../../domain/errors.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { loadTree } from "../tree.js";
import { type ManPage, manPages } from "./pages.js";

/** `segur man [page] [--all]`. */
export async function run(context: CommandContext, input: CommandInput): Promise<number | void> {
  const pages = manPages(await loadTree());
  const [word] = input.args;
  if (input.options.all === true) {
    if (typeof word === "string") throw pageAndAll();
    return all(context, pages);
  }
  const name = typeof word === "string" ? `segur-${word}` : "segur";
  const page = pages.find((each) => each.name === name);
  if (page === undefined) throw unknownPage(pages);
  await context.output.one("segur.man/1", { id: page.name, text: page.text }, () => page.text);
}

async function all({ output, io }: CommandContext, pages: readonly ManPage[]): Promise<void> {
  if (!output.machine) return io.out(pages.map((page) => page.text).join(""));
  await output.list({
    schema: "segur.man/1",
    items: pages,
    columns: [
      { key: "id", title: "Page", value: ({ name }) => name },
      { key: "text", title: "Texte", value: ({ text }) => text },
    ],
  });
}

function pageAndAll(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "man.page_and_all",
    message: "--all donne toutes les pages : ne nommez pas de page.",
    advice: "segur man --all",
  });
}

/** What was typed is not repeated: it may be a name. */
function unknownPage(pages: readonly ManPage[]): SegurError {
  const names = pages.map(({ name }) => name.replace(/^segur-?/, "")).filter((name) => name !== "");
  return new SegurError({
    kind: "usage",
    code: "man.unknown_page",
    message: "Il n'y a pas de page de ce nom.",
    why: `Pages : ${names.join(", ")}.`,
    advice: "segur man donne la page générale.",
  });
}
