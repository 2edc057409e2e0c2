import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import { BINARY } from "./build.js";

/** A command of a page, `$ segur …`, and the lines that the page shows under it. */
export interface ShownCommand {
  readonly command: string;
  readonly shown: readonly string[];
  /** Index, among the lines of the page, of the first line shown. */
  readonly at: number;
}

/** The commands of the ```console blocks of a page. */
export function shownCommands(page: string): readonly ShownCommand[] {
  const found: { command: string; shown: string[]; at: number }[] = [];
  let inside = false;
  for (const [index, line] of page.split("\n").entries()) {
    if (line.startsWith("```")) inside = !inside && line === "```console";
    else if (inside && line.startsWith("$ ")) found.push({ command: line.slice(2), shown: [], at: index + 1 });
    else if (inside) found.at(-1)?.shown.push(line);
  }
  return found;
}

/** The page with what was really shown under each command; a place that says « … » keeps what its author chose. */
export function rewritten(page: string, outputs: readonly string[]): string {
  const lines = page.split("\n");
  for (const [index, { shown, at }] of [...shownCommands(page).entries()].reverse()) {
    if (!shown.includes("…")) lines.splice(at, shown.length, ...(outputs[index] ?? "").split("\n").filter((line) => line !== ""));
  }
  return lines.join("\n");
}

/**
 * What two runs of the same command have in common, whatever the day and the machine: its words, without the drawing of tables. Dates
 * of these years, hours, durations, ports, numbers of processes and of runs, hashes are one mark each: births stay what they are.
 */
export function words(text: string): readonly string[] {
  return (
    text
      .replace(/[\u2500-\u259f]/g, " ")
      .replace(/\b[0-9a-f]{12,}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "‹hash›")
      .replace(/\bR20\d{6}-\w{4}\b/g, "‹lot›")
      .replace(/\d{8}T\d{6}Z/g, "‹quand›")
      .replace(/(?:\b\d{2}\/\d{2}(?:\/20[2-9]\d)? )?\b\d{2}:\d{2}\b|\b\d{2}\/\d{2}\/20[2-9]\d\b/g, "‹quand›")
      .replace(/(?<![\d/])\d{2}\/\d{2}(?![\d/])/g, "‹quand›")
      .replace(/127\.0\.0\.1:\d+/g, "‹port›")
      .replace(/processus \d+/g, "processus ‹n›")
      // A line of the journal: how many there are depends on how many times a mailbox was asked.
      .replace(/\bT\d+\b/g, "‹trace›")
      .replace(/\b\d+(?:,\d+)? (?:ms|s|min|h|j|mois|Ko|Mo)\b/g, "‹mesure›")
      .split(/\s+/)
      .filter((word) => word !== "")
  );
}

/** Words that a page shows and that the run did not, and, where the page does not say « … », the other way round. */
export function differences(
  shown: readonly string[],
  real: string,
): { readonly onlyShown: string[]; readonly onlyReal: string[] } {
  const told = words(shown.filter((line) => line !== "…").join("\n"));
  const happened = words(real);
  return { onlyShown: without(told, happened), onlyReal: shown.includes("…") ? [] : without(happened, told) };
}

function without(some: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const word of others) left.set(word, (left.get(word) ?? 0) + 1);
  return some.filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count <= 0;
  });
}

const END = "\u0001end\u0001";

/** A folder where `segur` is a word of the shell; its own home, read as `~`. */
export function shellIn(home: string): (line: string) => Promise<string> {
  const program = join(home, "segur");
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${BINARY}' "$@"\n`);
  chmodSync(program, 0o755);
  const env = { PATH: `${home}:${process.env.PATH ?? ""}`, HOME: home, SEGUR_KEYRING: "off", NO_COLOR: "1", LANG: "C.UTF-8" };
  return (line) =>
    new Promise((resolve) => {
      // The end is said on the terminal itself: what a process wrote last may come after the news of its end.
      const pty = spawn("bash", ["-c", `${line}\nprintf '%s' '${END}'`], { name: "xterm", cols: 100, rows: 50, cwd: home, env });
      let drawn = "";
      pty.onData((data) => {
        drawn += data;
        const end = drawn.indexOf(END);
        if (end !== -1) resolve(plain(drawn.slice(0, end)).replaceAll(home, "~"));
      });
    });
}

/** What stays on the screen: lines drawn again over themselves (progress) leave their last state. */
function plain(drawn: string): string {
  return drawn
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => line.split(/\u001b\[2K|\r/).at(-1) ?? "")
    .join("\n")
    .replace(/\u001b\[[0-9;?]*[a-zA-Z]/g, "");
}
