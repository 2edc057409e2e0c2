import { openStore } from "../../src/store/open.js";
import { TEST_KEY } from "../support/key.js";
import { actor, NOW } from "./journal-lines.js";

/**
 * A process on the store named by its first argument (exchanges-processes.test.ts): journals exchanges of a few lineages until it is killed
 * or until COUNT, two at once, one of which comes back now and then; tells on stdout how many are on the disk.
 */
const [path = "", count = "0", name = ""] = process.argv.slice(2);
const store = openStore(path, { key: TEST_KEY });
const say = (text: string) => new Promise<void>((resolve) => process.stdout.write(`${text}\n`, () => resolve()));

for (let done = 0; done < Number(count); done += 2) {
  const line = (index: number, state: "sent" | "failed", kind: "mss.sent" | "mss.report") => ({
    ...{ kind, at: NOW, actor, patientId: "P1" },
    data: {
      exchange: [
        {
          ...{ service: "mss-pro", state, exchange: `O${name}${index}`, document: `D${index}`, lineage: `1.2^${index % 5}` },
          ...{ type: "11488-4", identityStatus: "qualifiee", testOid: false, rpps: null, finess: null, others: 1, cause: null },
        },
      ],
    },
  });
  await Promise.all([
    store.traces.append([line(done, "sent", "mss.sent")]),
    store.traces.append([line(done + 1, "sent", "mss.sent"), ...(done % 3 === 0 ? [line(done, "failed", "mss.report")] : [])]),
  ]);
  await say(String(done + 2));
}
await store.close();
