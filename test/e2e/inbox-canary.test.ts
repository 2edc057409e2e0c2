import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kindAt, type WeekKind } from "../../src/sandbox/mail/week/kinds.js";
import { CANARY_FILE, leaksIn, type Secret } from "./support/canaries.js";
import { type Watched, watchedPlace } from "./support/watched.js";

/** Exit codes, command, what is asked to be shown on stdout, what it reads. */
type Step = readonly [exit: number | readonly number[], line: string, shows?: readonly Secret[], input?: string];

const NONE: readonly Secret[] = [];
const NAME: readonly Secret[] = ["name"];
const BOTH: readonly Secret[] = ["name", "matricule"];
const today = new Date().toISOString().slice(0, 10);
const NOTE = "QUETZALINE XYLOPHANTE a été rappelée\n";
/** A JSON Web Token, or the line that shows one to a server: the base64 of `user=…^Aauth=Bearer `. */
const TOKEN = /eyJ[\w-]{10,}\.[\w-]{10,}|dXNlcj1[\w+/]{20,}|Bearer [\w.-]{12,}/;
const SEED = 3;

function idOf(kind: WeekKind): string {
  for (let index = 0; index < 60; index += 1) if (kindAt(SEED, index).kind === kind) return `M${index + 1}`;
  throw new Error(kind);
}

const STEPS: readonly Step[] = [
  [0, "sandbox start --detach"],
  [0, "cabinet init canari --environment sandbox"],
  [3, "patient import people.csv"],
  [0, "ins qualify C1 --yes"],
  [0, `ins proof C1 --type PA --date ${today} --by Secretaire`],
  [0, `sandbox mail --count 60 --seed ${SEED} --verbose`],
  [0, "inbox sync --verbose"],
  [0, "inbox sync --verbose --json"],
  [0, "inbox list --verbose", NAME],
  [0, "inbox list --json --limit 200 --reports", NAME],
  [0, "inbox list --format csv", NAME],
  [0, "inbox list --count"],
  [0, `inbox show ${idOf("bio_urgent_high")} --verbose`, NAME],
  [0, `inbox show ${idOf("bio_urgent_high")} --json`, NAME],
  [0, `inbox show ${idOf("bio_urgent_high")} --json --reveal`, BOTH],
  [0, `inbox show ${idOf("patient_reply")} --verbose --json`],
  [0, `inbox show ${idOf("broken")} --verbose`],
  [0, `inbox show ${idOf("metadata_other")} --verbose --json`, NAME],
  [7, "inbox classify --all --auto --dry-run --verbose", NAME],
  [7, "inbox classify --all --auto --verbose --json", NAME],
  [[0, 1, 2, 6, 7], `inbox classify ${idOf("traits_differ")} --verbose --json`, NAME],
  [[0, 1, 2, 6, 7], `inbox undo ${idOf("bio_normal")} --verbose --json`, NAME],
  [0, `inbox ack ${idOf("bio_urgent_high")} --resolved --note - --yes --verbose`, NAME, NOTE],
  [0, `inbox reply ${idOf("text")} --body - --quote --dry-run --verbose`, NAME, NOTE],
  [0, `inbox reply ${idOf("text")} --body - --quote --yes --verbose --json`, NONE, NOTE],
  [0, `inbox reply ${idOf("patient_reply")} --body - --yes --verbose --json`, NONE, NOTE],
  [6, `inbox reply ${idOf("text_end")} --body - --yes --verbose`, NONE, NOTE],
  [1, "inbox reply TCHITCHI --body - --yes --verbose", NONE, NOTE],
  [1, "inbox show ADRUN --verbose"],
  [0, "sandbox fault mss down"],
  [[2, 3, 5], "inbox sync --verbose --json"],
  [0, "sandbox fault mss off"],
  [[0, 1], "todo --verbose"],
  [[0, 1], "todo --json"],
  [0, "journal list --limit 1000 --verbose"],
  [0, "journal export --format ndjson"],
  [0, "mss status --verbose", NAME],
  [0, "outbox list --all --json"],
];

describe("the inbox says nothing where it should not", () => {
  it("neither name, nor matricule, nor token, whatever comes", { timeout: 240_000 }, async () => {
    const place = watchedPlace([TOKEN], { SEGUR_DEBUG: "1" });
    writeFileSync(join(place.work, "people.csv"), CANARY_FILE);
    try {
      for (const step of STEPS) await expectDiscreet(place, step);
    } finally {
      await place.run(["sandbox", "stop"]);
    }
    // The other side keeps what it was sent and what it writes to us, which name the patients as they must.
    const theirs = /^home\/state\/sandbox\/mail\/(?:received|boxes|spool)\//;
    expect([...place.leaks].filter((leak) => !theirs.test(leak))).toEqual([]);
    expect([...place.leaks].filter((leak) => leak.includes("/mail/boxes/")).length).toBeGreaterThan(3);
    expect([...place.temporary]).toEqual([]);
  });
});

async function expectDiscreet(place: Watched, [exit, line, shows = NONE, input]: Step): Promise<void> {
  const { code, stdout, stderr } = await place.run(line.split(" "), input === undefined ? {} : { input });
  const expected = typeof exit === "number" ? [exit] : exit;
  const right = expected.includes(code ?? -1);
  expect({ line, code: right ? expected : code, stderr: right ? "" : stderr }).toEqual({ line, code: expected, stderr: "" });
  expect({ line, stderr: leaksIn(stderr) }).toEqual({ line, stderr: [] });
  const told = leaksIn(stdout).filter(({ secret }) => !shows.includes(secret));
  expect({ line, stdout: told }).toEqual({ line, stdout: [] });
  expect({ line, shown: TOKEN.test(stdout + stderr) }).toEqual({ line, shown: false });
}
