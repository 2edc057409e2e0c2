import { SegurError } from "../../domain/errors.js";
import type { CommandContext } from "../context.js";
import { understand } from "../program.js";
import type { CommandInput } from "../spec.js";
import { TREE } from "../tree.js";
import { TOPICS } from "./topics.js";

export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const [given] = input.args;
  const words = Array.isArray(given) ? given : [];
  const text = await textOf(context, words);
  await context.output.one("segur.help/1", { id: words.join(" "), text }, () => text);
}

async function textOf(context: CommandContext, words: readonly string[]): Promise<string> {
  const [topic] = words;
  if (words.length === 1 && topic === "reference") {
    const [{ referenceText }, { loadTree }] = await Promise.all([import("../reference.js"), import("../tree.js")]);
    return referenceText(await loadTree());
  }
  const known = words.length === 1 && topic !== undefined ? TOPICS.get(topic) : undefined;
  if (known !== undefined) return known;
  if (topic !== undefined && !(await isCommand(words))) throw unknownTopic();
  const device = { style: context.output.style, columns: context.io.columns };
  const understood = await understand([...words, "--help"], device);
  if (understood.kind !== "help") throw new Error("--help was not understood as a request for help");
  return understood.text;
}

/** Commander shows the help of the nearest parent for a word it does not know; asking for help must not mislead. */
async function isCommand(words: readonly string[]): Promise<boolean> {
  const [first, ...rest] = words;
  const entry = TREE.find((each) => each.name === first);
  if (entry === undefined) return false;
  if (rest.length === 0) return true;
  const typed = rest.join(" ");
  return (
    entry.kind === "group" && (await entry.load()).commands.some(({ name }) => name === typed || name.startsWith(`${typed} `))
  );
}

/** What was typed is not repeated: it may be a name. */
function unknownTopic(): SegurError {
  const topics = [...TOPICS.keys(), "reference"].join(", ");
  const commands = TREE.map((each) => each.name).join(", ");
  return new SegurError({
    kind: "usage",
    code: "usage.unknown_topic",
    message: "Ce n'est ni un sujet d'aide ni une commande.",
    why: `Sujets : ${topics}. Commandes : ${commands}.`,
    advice: "segur --help",
  });
}
