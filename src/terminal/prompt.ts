import { Writable } from "node:stream";
import { promptCancelled, promptImpossible } from "./errors.js";
import type { TtyWritable } from "./io.js";
import type { Io, Prompter } from "./io.port.js";
import { TEXTS } from "./texts.fr.js";

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

  return {
    async confirm(question, { flag, initial }) {
      const prompt = await session(question, flag);
      const theme = { keywords: TEXTS.prompt.confirm };
      const asked = { type: "confirm" as const, name: "answer" as const, message: question, default: initial ?? false, theme };
      return answerOf<boolean>(prompt([asked]));
    },
    async choose(question, choices, { flag }) {
      const prompt = await session(question, flag);
      const list = choices.map(({ name, description }, value) => ({ name, value, ...(description ? { description } : {}) }));
      const theme = { style: { keysHelpTip: () => TEXTS.prompt.selectHelp } };
      const asked = { type: "select" as const, name: "answer" as const, message: question, choices: list, theme };
      const chosen = choices[await answerOf<number>(prompt([asked]))];
      if (chosen === undefined) throw promptCancelled();
      return chosen.value;
    },
    async ask(question, { flag, initial, check, signal }) {
      const prompt = await session(question, flag, signal);
      const asked = {
        type: "input" as const,
        name: "answer" as const,
        message: question,
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
        prompt([{ type: "password" as const, name: "answer" as const, message: question, mask: "•", toggleMask: false, theme }]),
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
