import { runShell } from "./shell.js";
import { exitCode } from "./terminal/exit-codes.js";

/** The entry: `bin/segur.js` loads this file for anything but `--version` alone. It owns the life of the process. */

// The arguments may hold a name: nothing of them stays in the process list.
process.title = "segur";

const interruption = new AbortController();

/** First Ctrl-C or SIGTERM: the command is asked to end. Second: the process ends at once. */
function onSignal(): void {
  if (interruption.signal.aborted) process.exit(exitCode("interrupted"));
  interruption.abort();
}

process.on("SIGINT", onSignal);
process.on("SIGTERM", onSignal);
// Ctrl-Break; only Windows sends it.
if (process.platform === "win32") process.on("SIGBREAK", onSignal);

// Never process.exit here: it would cut what a pipe has not taken yet.
process.exitCode = await runShell(process.argv.slice(2), interruption.signal);
