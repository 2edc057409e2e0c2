import { isatty } from "node:tty";
import { SegurError } from "../../src/domain/errors.js";
import { createIo } from "../../src/terminal/io.js";
import { createPrompter } from "../../src/terminal/prompt.js";

/** A program that asks one question and prints the answer, for the tests of the prompter on a terminal. */
const [kind = "confirm", colour = "auto"] = process.argv.slice(2);
const io = createIo({
  stdin: () => process.stdin,
  stdinIsTty: isatty(0),
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  colour: colour === "never" ? "never" : "auto",
  input: true,
  machine: false,
});
const prompt = createPrompter(io, process.stderr);

async function ask(): Promise<unknown> {
  if (kind === "confirm") return prompt.confirm("Envoyer ?", { flag: "--yes" });
  if (kind === "ask") {
    const check = (text: string) => (text.length === 11 ? true : "11 chiffres sont attendus.");
    return prompt.ask("RPPS ?", { flag: "--rpps", check });
  }
  if (kind === "long") {
    const name = "Dr MARTIN Anne-Sophie, hépatologie et gastroentérologie, Saint-Symphorien-de-Lay, martin@exemple.fr";
    return prompt.choose("Lequel de ces nombreux médecins parmi les destinataires possibles ?", [{ name, value: 1 }], {
      flag: "--to",
    });
  }
  const choices = [
    { name: "Carte d'identité", value: "CN" },
    { name: "Passeport", value: "PA", description: "français ou étranger" },
  ];
  return prompt.choose("Pièce ?", choices, { flag: "--proof" });
}

try {
  process.stdout.write(`réponse=${JSON.stringify(await ask())}\n`);
} catch (error) {
  process.stdout.write(`erreur=${error instanceof SegurError ? `${error.kind}:${error.code}` : String(error)}\n`);
  process.exitCode = 1;
}
