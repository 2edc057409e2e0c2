import { Writable } from "node:stream";
import { promptCancelled, promptImpossible } from "./errors.js";
import type { TtyWritable } from "./io.js";
import type { Io, Prompter } from "./io.port.js";
import { TEXTS } from "./texts.fr.js";
import { wrapScreen } from "./wrap.js";

const YES = /^(?:o|ou|oui|y|ye|yes)$/i;
const NO = /^(?:n|no|non)$/i;
/** What inquirer puts before a line, and the first letters of an answer after it. */
const ROOM = 6;
/** Lines of choices on screen; the arrows show the others. */
const PAGE = 12;

/**
 * Questions by inquirer, drawn on stderr. inquirer alone would print a stack and exit 0 without a terminal: here a
 * question that nobody can answer is refused before the library is even loaded, and names the flag to give.
 */
export function createPrompter(io: Io, stderr: TtyWritable): Prompter {
  const session = async (question: string, flag: string, signal?: AbortSignal) => {
    if (!io.canPrompt) throw promptImpossible(question, flag);
    const { createPromptModule } = (await import("inquirer")).default;
    const output = io.colour.err ? stderr : withoutColour(stderr);
    return createPromptModule({ input: io.stdin, output, ...(signal === undefined ? {} : { signal }) });
  };

  /** Runs one question; Ctrl-C and Esc become one `interrupted` error. */
  const answerOf = async <T>(running: Promise<{ answer: T }> & { ui: { close(): void } }): Promise<T> => {
    const onKey = (_text: string, key: { readonly name?: string } | undefined) => {
      if (key?.name === "escape") running.ui.close();
    };
    io.stdin.on("keypress", onKey);
    try {
      return (await running).answer;
    } catch (cause) {
      throw isCancel(cause) ? promptCancelled() : cause;
    } finally {
      io.stdin.off("keypress", onKey);
    }
  };

  /** inquirer cuts long lines in the middle of words. */
  const broken = (text: string) => wrapScreen(text, io.errColumns === null ? null : io.errColumns - ROOM);

  return {
    async confirm(question, { flag, initial }) {
      const prompt = await session(question, flag);
      // inquirer's own confirm keeps a wrong answer on the line, before the right one that is typed next.
      const { yes, no, hint, error } = TEXTS.prompt.confirm;
      const isYes = (text: string) => (text === "" ? initial === true : YES.test(text));
      const asked = {
        type: "input" as const,
        name: "answer" as const,
        message: broken(`${question} (${initial === true ? hint.yes : hint.no})`),
        validate: (text: string) => (text.trim() === "" || YES.test(text.trim()) || NO.test(text.trim()) ? true : error),
        transformer: (text: string, { isFinal }: { isFinal?: boolean }) => (isFinal ? (isYes(text.trim()) ? yes : no) : text),
        theme: { validationFailureMode: "clear" as const },
      };
      return isYes((await answerOf<string>(prompt([asked]))).trim());
    },
    async choose(question, choices, { flag }) {
      const prompt = await session(question, flag);
      const list = choices.map(({ name, description }, value) => ({
        name: broken(name).replaceAll("\n", "\n  "),
        short: name.split("\n")[0] ?? name,
        value,
        ...(description ? { description: broken(description) } : {}),
      }));
      const theme = { style: { keysHelpTip: () => broken(TEXTS.prompt.selectHelp) } };
      const asked = { type: "select" as const, name: "answer" as const, message: broken(question), choices: list, theme };
      const chosen = choices[await answerOf<number>(prompt([{ ...asked, loop: false, pageSize: PAGE }]))];
      if (chosen === undefined) throw promptCancelled();
      return chosen.value;
    },
    async ask(question, { flag, initial, check, signal }) {
      const prompt = await session(question, flag, signal);
      const asked = {
        type: "input" as const,
        name: "answer" as const,
        message: broken(question),
        ...(initial === undefined ? {} : { default: initial }),
        ...(check === undefined ? {} : { validate: check }),
      };
      return answerOf<string>(prompt([asked]));
    },
    async secret(question, { flag }) {
      const prompt = await session(question, flag);
      // The library's own help is in English.
      const theme = { style: { keysHelpTip: () => undefined } };
      return answerOf<string>(
        prompt([
          { type: "password" as const, name: "answer" as const, message: broken(question), mask: "•", toggleMask: false, theme },
        ]),
      );
    },
  };
}

/** inquirer's own errors when the person gives up. */
function isCancel(cause: unknown): boolean {
  return cause instanceof Error && ["ExitPromptError", "AbortPromptError", "CancelPromptError"].includes(cause.name);
}

const COLOUR_SEQUENCE = /\u001b\[[0-9;]*m/g;

/** inquirer colours whatever the environment says; this drops colours and keeps the cursor moves. */
function withoutColour(target: TtyWritable): TtyWritable {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      target.write(String(chunk).replace(COLOUR_SEQUENCE, ""));
      done();
    },
  });
  return Object.assign(stream, { isTTY: true, columns: target.columns });
}
