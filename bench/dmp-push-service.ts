// The sandbox of bench/dmp-push.ts, in a process of its own: prints one line when it is ready, ends with its stdin.
import { startSandbox } from "../src/sandbox/sandbox.js";

const [directory = "", seed = "7", people = "50"] = process.argv.slice(2);
const sandbox = await startSandbox({ directory, seed: Number(seed), people: Number(people) });
console.log("ready");
process.stdin.on("end", () => void sandbox.stop());
process.stdin.resume();
