import { SegurError } from "../../domain/errors.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { loadTree } from "../tree.js";
import { bashScript } from "./bash.js";
import { fishScript } from "./fish.js";
import { completionWords } from "./words.js";
import { zshScript } from "./zsh.js";

const SHELLS: ReadonlyMap<string, typeof bashScript> = new Map([
  ["bash", bashScript],
  ["zsh", zshScript],
  ["fish", fishScript],
]);

export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const shell = textArgument(input, 0);
  const write = SHELLS.get(shell);
  if (write === undefined) throw shellUnknown();
  const script = write(completionWords(await loadTree()));
  await context.output.one("segur.completion/1", { id: shell, script }, () => script);
}

function shellUnknown(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "completion.shell",
    message: "Ce shell n'est pas reconnu.",
    why: "Shells : bash, zsh, fish.",
    advice: "segur completion bash",
  });
}
