import { SegurError } from "../../domain/errors.js";
import { wrapScreen } from "../../terminal/wrap.js";
import type { CommandContext } from "../context.js";
import { interruptedBetween, stepFailed, stoppedByPerson } from "./errors.js";
import { type InsideOptions, type Ran, runInside } from "./inside.js";

/** One command of a step. */
export interface StepCommand extends InsideOptions {
  readonly words: readonly string[];
  /** As a person would type it, where that is more than its words (a redirection). */
  readonly shown?: string;
  /** Exit codes that are no failure here: 3 of a file with a wrong line, 7 of what waits for a person. */
  readonly accepts?: readonly number[];
}

export interface Step {
  /** Stable, English: `dmp.push`. */
  readonly name: string;
  readonly title: string;
  readonly commands: readonly StepCommand[];
  /** What a person reads of it, and the figures that a program reads. */
  readonly tell: (ran: readonly Ran[]) => Told | Promise<Told>;
}
export interface Told {
  readonly lines: readonly string[];
  readonly figures: Readonly<Record<string, number | string | boolean>>;
}

/** A step as `--json` gives it. */
export interface StepRecord {
  readonly name: string;
  readonly command: string;
  readonly commands: number;
  readonly seconds: number;
  readonly outcome: "done" | "failed";
  readonly figures: Told["figures"];
  /** Code of the error that ended it. */
  readonly code: string | null;
}

/** Commands shown whole; of more alike, the first. */
const SHOWN = 3;

/** Plays the steps one after the other, shows each with the command that does it, and remembers how it went. */
export class Player {
  readonly records: StepRecord[] = [];
  #cabinet = "demo";
  #flag = "";

  constructor(
    private readonly context: CommandContext,
    private readonly waits: boolean,
  ) {}

  get cabinet(): string {
    return this.#cabinet;
  }
  /** What a person adds to work on this cabinet: nothing once it is the current one. */
  get flag(): string {
    return this.#flag;
  }

  /** From now on the commands work on this cabinet. */
  on(cabinet: string, isCurrent: boolean): void {
    this.#cabinet = cabinet;
    this.#flag = isCurrent ? "" : ` --cabinet ${cabinet}`;
  }

  async play(step: Step): Promise<readonly Ran[]> {
    return this.playing(step.name, step.title, step.commands, async () => {
      const ran: Ran[] = [];
      for (const command of step.commands) {
        if (this.context.interrupted.aborted) throw interruptedBetween(this.#cabinet);
        ran.push(await this.run(step.name, command));
      }
      return { result: ran, ...(await step.tell(ran)) };
    });
  }

  /** A step whose work is its own: starting the sandbox, agreeing on the telephone while the login waits. */
  async playing<T>(
    name: string,
    title: string,
    commands: readonly Pick<StepCommand, "words" | "shown">[],
    work: () => Promise<Told & { readonly result: T }>,
  ): Promise<T> {
    if (this.context.interrupted.aborted) throw interruptedBetween(this.#cabinet);
    const shown = commands.map((command) => this.shown(command));
    await this.announce(title, shown);
    const started = performance.now();
    const record = { name, command: shown[0] ?? "", commands: shown.length };
    const seconds = () => Math.round((performance.now() - started) / 10) / 100;
    try {
      const { result, lines, figures } = await work();
      this.records.push({ ...record, seconds: seconds(), outcome: "done", figures, code: null });
      for (const line of lines) await this.say(line);
      return result;
    } catch (error) {
      const code = error instanceof SegurError ? error.code : "internal";
      this.records.push({ ...record, seconds: seconds(), outcome: "failed", figures: {}, code });
      throw error;
    }
  }

  /** Runs a command on the cabinet of the demonstration. @throws {SegurError} `demo.step_failed` on an exit code that is not expected */
  async run(step: string, { words, accepts = [], ...options }: StepCommand): Promise<Ran> {
    const ran = await runInside(this.context, this.#cabinet, words, options);
    if (ran.exit !== 0 && !accepts.includes(ran.exit)) throw stepFailed(step, `segur ${words.join(" ")}${this.#flag}`, ran.exit);
    return ran;
  }

  /** Silent with a machine format. */
  async say(text: string): Promise<void> {
    const { io, output } = this.context;
    if (!output.machine) await io.out(`${wrapScreen(text, io.columns, { hang: 2 })}\n`);
  }

  private async announce(title: string, commands: readonly string[]): Promise<void> {
    const { style } = this.context.output;
    if (this.waits && this.records.length > 0) {
      await this.say("");
      const goOn = await this.context.prompt.confirm("Étape suivante ?", { flag: "sans --step", initial: true });
      if (!goOn) throw stoppedByPerson(this.#cabinet);
    }
    await this.say(`\n${style("strong", `${this.records.length + 1}. ${title}`)}`);
    const first = commands.length <= SHOWN ? commands : commands.slice(0, 1);
    for (const command of first) await this.say(`   ${style("muted", `$ ${command}`)}`);
    const more = commands.length - first.length;
    if (more > 0) await this.say(`   ${style("muted", `… et de même ${more} fois`)}`);
  }

  private shown({ words, shown }: Pick<StepCommand, "words" | "shown">): string {
    return shown ?? `segur ${words.map((word) => (/[\s"']/.test(word) ? `"${word}"` : word)).join(" ")}${this.#flag}`;
  }
}
