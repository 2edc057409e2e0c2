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
    await all(context, pages);
    return hint(context, "segur man --all");
  }
  const name = typeof word === "string" ? `segur-${word}` : "segur";
  const page = pages.find((each) => each.name === name);
  if (page === undefined) throw unknownPage(pages);
  await context.output.one("segur.man/1", { id: page.name, text: page.text }, () => page.text);
  hint(context, words(word));
}

function words(word: unknown): string {
  return typeof word === "string" ? `segur man ${word}` : "segur man";
}

/** On a screen the page shows its marks: what draws them is the program man. */
function hint({ output, io }: CommandContext, typed: string): void {
  if (io.stdoutIsTty && !output.machine) output.note(`Pour la lire mise en page : ${typed} | man -l -`);
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
