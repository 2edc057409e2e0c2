import type { Io, Progress } from "./io.port.js";

export interface ProgressOptions {
  readonly io: Io;
  readonly label: string;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly quiet: boolean;
  readonly machine: boolean;
  /** `SEGUR_ACCESSIBLE` or `ACCESSIBLE`: text lines even on a terminal (screen readers). */
  readonly accessible: boolean;
}

type State = Parameters<Progress["update"]>[0];

/** Progress on stderr: a bar on a TTY, about twenty lines at most elsewhere, JSON lines with a machine format. */
export function createProgress(options: ProgressOptions): Progress {
  if (options.quiet) return { update: () => {}, end: () => {} };
  const bar = options.io.stderrIsTty && !options.machine && !options.accessible;
  return bar ? createBar(options) : createLines(options);
}

const BAR_WIDTH = 24;
const BAR_EVERY_MS = 100;

function createBar({ io, label, now }: ProgressOptions): Progress {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let shown = false;
  return {
    update(state) {
      if (now() - drawnAt < BAR_EVERY_MS && state.done !== state.total) return;
      drawnAt = now();
      shown = true;
      const text = state.text === undefined ? "" : `  ${state.text}`;
      io.err(`\r\u001b[2K${cut(`${label} ${drawing(state)}${text}`, io.errColumns)}`);
    },
    end() {
      if (shown) io.err("\r\u001b[2K");
      shown = false;
    },
  };
}

/** A bar longer than the terminal would leave a line behind each time it is drawn. */
function cut(line: string, width: number | null): string {
  return width === null ? line : [...line].slice(0, width - 1).join("");
}

function drawing({ done, total }: State): string {
  if (total === null || total === 0) return String(done);
  const part = Math.min(1, done / total);
  const full = Math.round(part * BAR_WIDTH);
  return `${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)} ${percent(part)} ${done}/${total}`;
}

function percent(part: number): string {
  return `${Math.floor(part * 100)} %`;
}

const STEPS = 20;
const FIRST_LINE_MS = 2_000;
const LONGEST_MS = 30 * 60_000;

/** With a total: one line each 5 %. Without: at 2 s, 4 s, 8 s… so that even a night makes few lines. */
function createLines({ io, label, now, machine }: ProgressOptions): Progress {
  const startedAt = now();
  let step = 0;
  let waitMs = FIRST_LINE_MS;
  const say = (state: State) => {
    if (machine) {
      const { done, total } = state;
      io.err(`${JSON.stringify({ schema: "segur.progress/1", label, done, total })}\n`);
      return;
    }
    const amount =
      state.total === null
        ? String(state.done)
        : `${percent(state.done / Math.max(1, state.total))} ${state.done}/${state.total}`;
    io.err(`${label} ${amount}${state.text === undefined ? "" : `  ${state.text}`}\n`);
  };
  return {
    update(state) {
      if (state.total === null) {
        if (now() - startedAt < waitMs) return;
        waitMs = Math.min(waitMs * 2, waitMs + LONGEST_MS);
        say(state);
        return;
      }
      const reached = Math.floor((state.done / Math.max(1, state.total)) * STEPS);
      if (reached <= step) return;
      step = reached;
      say(state);
    },
    end() {},
  };
}
