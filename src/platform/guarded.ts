import { spawn } from "node:child_process";
import { once } from "node:events";
import { platform } from "node:os";

/** A program that is not ours, at work on data that nobody vouches for. */
export interface Guard {
  readonly program: string;
  readonly args: readonly string[];
  /** Where it works; removed when it had to be killed. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly longestMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * It never outlives us: a shell holds it beside a reader of our end of a pipe, which the system closes when we end, even by a kill. What
 * was killed goes with its files and its whole process group. Its processor time is bounded by the system too. `$1`: folder, `$2`: seconds, then the command.
 */
const SCRIPT = `
folder=$1; ulimit -t "$2"; shift 2
exec 3<&0
"$@" </dev/null 3<&- & work=$!
( read -r _ <&3; kill -9 "$work" ) & watch=$!
exec 3<&-
wait "$work"; status=$?
kill -9 "$watch"
[ "$status" -le 128 ] || { rm -rf "$folder"; kill -9 0; }
exit "$status"`;

/**
 * True when it ended well. It is killed after {@link Guard.longestMs}, or when the signal aborts.
 * @throws the reason of the signal
 */
export async function runGuarded({ program, args, folder, env, longestMs, signal }: Guard): Promise<boolean> {
  signal?.throwIfAborted();
  const grouped = platform() !== "win32";
  const shell = ["-c", SCRIPT, "sh", folder, String(Math.ceil(longestMs / 1000)), program, ...args];
  const child = spawn(grouped ? "/bin/sh" : program, grouped ? shell : args, {
    cwd: folder,
    env,
    stdio: ["pipe", "ignore", "ignore"],
    detached: grouped,
  });
  const kill = () => {
    if (grouped) child.stdin.destroy();
    else child.kill("SIGKILL");
  };
  const timer = setTimeout(kill, longestMs);
  signal?.addEventListener("abort", kill, { once: true });
  try {
    const ended = await once(child, "close").then(
      ([code]) => code === 0,
      // There is no such program here.
      () => false,
    );
    signal?.throwIfAborted();
    return ended;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", kill);
  }
}
