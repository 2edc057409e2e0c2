import { openStore } from "../../src/store/open.js";
import { TEST_KEY } from "../support/key.js";
import { actor, NOW } from "./journal-lines.js";

/**
 * A process on the store named by its first argument (journal-processes.test.ts).
 * `append COUNT`: appends lines by twos until killed or until COUNT, telling on stdout how many are on the disk.
 * `purge`: says `go`, takes every line of kind `ins.accessed` away, says `done`.
 */
const [path = "", what, count = "0"] = process.argv.slice(2);
const store = openStore(path, { key: TEST_KEY });
const say = (text: string) => new Promise<void>((resolve) => process.stdout.write(`${text}\n`, () => resolve()));

if (what === "append") {
  for (let done = 0; done < Number(count); done += 2) {
    const line = { kind: "ins.accessed", at: NOW, actor, patientId: "P1", data: { where: String(process.pid) } } as const;
    await Promise.all([store.traces.append([line]), store.traces.append([line])]);
    await say(String(done + 2));
  }
} else {
  await say("go");
  const rule = {
    name: "access",
    kinds: ["ins.accessed"],
    before: "2999-01-01T00:00:00.000Z",
    sincePatientLastSeen: false,
  } as const;
  await store.journal.purge({ rules: [rule], at: NOW, actor, data: {} });
  await say("done");
}
await store.close();
