import { readGlobals } from "../../src/commands/globals.js";
import { type Understood, understand } from "../../src/commands/program.js";

/** A `segur …` that a document tells to type, with its words as a shell gives them. */
export interface QuotedCommand {
  readonly text: string;
  readonly words: readonly string[];
}

/**
 * Every `segur …` of a Markdown page: at the beginning of a command in a fenced block (after a prompt, a pipe, `;`, `&&`, `trap`),
 * and in code between backquotes. Left out: the generated synopses, which end with `[options]`, and what is said not to exist
 * (« No `segur x` yet »).
 */
export function* quotedCommands(page: string): Generator<QuotedCommand> {
  const blocks = page.match(/^```(?:sh|console)\n[\s\S]*?^```/gm) ?? [];
  for (const block of blocks) {
    for (const line of block.split("\n")) {
      if (line.endsWith(" [options]")) continue;
      for (const command of shellCommands(line)) if (command.words[0] === "segur") yield command;
    }
  }
  const prose = page.replace(/^```[\s\S]*?^```/gm, "").replace(/No `segur [^`]+` yet/g, "");
  for (const [, code = ""] of prose.matchAll(/`(segur [^`]+)`/g)) yield* shellCommands(code);
}

/** Reads the command against the real tree, global flags included. Throws the usage error a person would get. */
export async function read({ words }: QuotedCommand): Promise<Understood> {
  const { rest, mistake } = readGlobals(words.slice(1), {});
  if (mistake !== undefined) throw mistake;
  return understand(rest, { style: (_, text) => text, columns: null });
}

/** The simple commands of a shell line: quotes kept together, prompts, redirections and comments taken out. */
export function shellCommands(line: string): QuotedCommand[] {
  const source = line.replace(/^[$>] /, "").replace(/^trap '([^']*)'.*$/, "$1");
  const commands: string[][] = [[]];
  for (const [token] of source.matchAll(/"[^"]*"|'[^']*'|\|\||&&|[|;<>]|#.*$|[^\s"'|;<>#]+(?:#[^\s"'|;<>]*)?/g)) {
    if (token.startsWith("#")) break;
    if (["|", "||", "&&", ";"].includes(token)) commands.push([]);
    else commands.at(-1)?.push(token.replace(/^["']|["']$/g, ""));
  }
  return commands.map((words) => {
    const redirection = words.findIndex((word) => word === ">" || word === "<");
    const kept = redirection === -1 ? words : words.slice(0, redirection);
    return { text: kept.join(" "), words: kept };
  });
}
