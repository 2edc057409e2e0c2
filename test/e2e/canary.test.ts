import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../src/store/open.js";
import { runOnTty, startOnTty } from "../support/tty.js";
import { CANARY_FILE, leaksIn, RIGHT_MATRICULE, type Secret, WRONG_MATRICULE } from "./support/canaries.js";
import { keyOf } from "./support/ledger.js";
import { type Watched, watchedPlace } from "./support/watched.js";

/** Exit code, command, what is asked to be shown on stdout, what it reads. */
type Step = readonly [exit: number, line: string, shows?: readonly Secret[], input?: string];

const NONE: readonly Secret[] = [];
const NAME: readonly Secret[] = ["name"];
const BOTH: readonly Secret[] = ["name", "matricule"];
const today = new Date().toISOString().slice(0, 10);
const BATCH = "ins qualify people.csv --rate 0 --concurrency 4 --verbose";

const PREPARE: readonly Step[] = [
  [0, "sandbox start --detach"],
  [0, "cabinet init canari --environment sandbox --verbose"],
  [0, "config set insi.timeout 1s"],
  [3, "patient import people.csv --dry-run --format ndjson"],
  [3, "patient import people.csv --verbose"],
  [3, "patient import people.csv --json"],
  [2, "patient import no-headings.csv --verbose"],
  [2, "patient import - --verbose", NONE, CANARY_FILE.replaceAll(";", "|")],
  // A proposed correction is what is asked for.
  [3, "ins check people.csv --verbose --json", NAME],
  [3, "ins check people.csv --patch patch.csv"],
];

/** Faults of the service and how a run that meets them ends; C3 and C5 are asked again each time. */
const FAULTS: readonly (readonly [fault: string, exit: number])[] = [
  ["timeout --count 1", 0],
  ["truncate --count 2", 0],
  ["reset --count 2", 0],
  ["siram_40 --count 2", 0],
  ["siram_10 --count 1", 0],
  ["desir_560 --count 1", 2],
  ["refuse", 5],
];
const RUNS: readonly Step[] = [
  [0, `${BATCH} --dry-run --json`],
  [3, `${BATCH} --format ndjson`],
  [3, `${BATCH} --json`],
  [3, `${BATCH} --new --format csv`],
  ...FAULTS.flatMap(([fault, exit]): Step[] => [
    [0, `sandbox fault insi ${fault}`],
    [exit, "ins qualify --ids C3,C5 --new --rate 0 --verbose --format ndjson"],
    [0, "sandbox fault insi off"],
  ]),
  [0, "ins runs --verbose"],
  [0, "ins review --list --json"],
  [7, "ins review"],
  // The second run replaced the two answers of the first.
  [7, "ins review V3 --json"],
  [0, "ins review --accept V3 --verbose --json"],
  [0, "ins review --refuse V4 --verbose"],
  [0, "ins verify C1 C4 --verbose --format ndjson"],
  [0, `ins proof C1 --type PA --date ${today} --by Secretaire --verbose`],
  [0, "ins status --json"],
  [0, "ins status C1 --verbose"],
  [0, "ins status C1 --reveal --json", ["matricule"]],
  [0, "ins attribute C4 --set douteuse --yes --verbose"],
  [0, "ins datamatrix C1 --as text", BOTH],
  [0, "ins datamatrix C1 --output c1.png --verbose"],
  [2, "ins datamatrix --read - --verbose", NONE, `IS0100000000000000000000000000S1${RIGHT_MATRICULE}TCHITCHI`],
];

const PATIENTS: readonly Step[] = [
  [0, "patient search tchitchi --verbose", NAME],
  [0, "patient search --ins - --json", NAME, RIGHT_MATRICULE],
  [2, "patient search --ins - --json", NONE, WRONG_MATRICULE],
  [2, `patient search ${WRONG_MATRICULE} --verbose`],
  [0, "patient search --filter ins-ko --verbose", NAME],
  [0, "patient show C1 --json", NAME],
  [0, "patient show C1 --reveal --verbose", BOTH],
  [0, "patient export --format ndjson", NAME],
  [0, "patient duplicates --json", NAME],
  [0, "patient consent C1 --dmp-feed accord --verbose"],
  [6, "patient edit C1 --birth-name XYLOPHANTE --verbose"],
  [0, "patient edit C3 --used-name Quetzaline", NAME],
];

/** The whole store, in a file and under another key. */
const KEEPING: readonly Step[] = [
  [0, "cabinet backup --verbose"],
  [0, "cabinet backup --to copy.segur --json"],
  [0, "cabinet restore copy.segur --yes --verbose"],
  // A restoration closes the session.
  [0, "sandbox approve"],
  [0, "login --ciba --rpps 899700000001 --verbose"],
  [0, "cabinet rekey --verbose"],
  [0, "cabinet check --json"],
];

/** After everything else: all that the journal holds, in every form. */
const JOURNAL: readonly Step[] = [
  [0, "journal list --limit 1000 --verbose"],
  [0, "journal list --limit 1000 --json"],
  [0, "journal export --verbose"],
  [0, "journal export --format ndjson"],
  [0, "journal export --format syslog"],
  [0, "journal export --output journal.csv"],
  [0, "journal verify --verbose"],
  [0, "journal purge --dry-run --json"],
  [1, "journal list --patient TCHITCHI --verbose"],
  [2, "journal list --kind TCHITCHI --verbose"],
  [2, "journal list --user TCHITCHI --rpps 1 --verbose"],
  [2, "journal export --from TCHITCHI --verbose"],
  [2, `journal list --after ${RIGHT_MATRICULE} --verbose`],
  [2, `journal verify --expect ${RIGHT_MATRICULE} --verbose`],
];

/** Mistakes with a name or a matricule where it does not belong. */
const MISTAKES: readonly Step[] = [
  [1, "patient show TCHITCHI --verbose"],
  [1, "ins qualify TCHITCHI --verbose"],
  [1, "ins status TCHITCHI --verbose"],
  [1, "ins verify TCHITCHI --verbose"],
  [1, "ins proof TCHITCHI --type PA --verbose"],
  [1, "ins review TCHITCHI --verbose"],
  [1, "ins runs TCHITCHI --verbose"],
  [1, "ins resume TCHITCHI --verbose"],
  [1, `patient show ${RIGHT_MATRICULE} --verbose`],
  [1, `ins qualify ${RIGHT_MATRICULE} --verbose`],
  [2, "patient serch TCHITCHI --verbose"],
  [2, "patient TCHITCHI --verbose"],
  [2, "patient search --nom=TCHITCHI --verbose"],
  [2, "patient search --birth-date TCHITCHI --verbose"],
  [2, "patient create --birth-name XYLOPH4NTE --first-given-name QUETZALINE --birth-date 31/02/1980 --sex F --birth-place 1"],
  [7, "patient create --birth-name ADRUN --first-given-name ZOE --birth-date 31/12/1975 --sex F --birth-place 63220 --verbose"],
  [2, "ins qualify C3 --vitale vitale.json --verbose"],
  [2, "ins qualify C3 --vitale people.csv --verbose"],
];

describe("no matricule and no name where it does not belong", () => {
  it("neither in stderr, nor in a batch's output, nor in a file, a title or a temporary file", { timeout: 120_000 }, async () => {
    const place = watchedPlace();
    writeFileSync(join(place.work, "people.csv"), CANARY_FILE);
    writeFileSync(join(place.work, "no-headings.csv"), CANARY_FILE.split("\n").slice(1).join("\n"));
    writeFileSync(join(place.work, "vitale.json"), JSON.stringify({ nom: "TCHITCHI", nir: RIGHT_MATRICULE }).replace("}", ""));
    try {
      for (const step of [...PREPARE, ...RUNS, ...PATIENTS, ...KEEPING, ...MISTAKES, ...JOURNAL])
        await expectDiscreet(place, step);
      await place.run(["ins", "qualify", "people.csv", "--new", "--rate", "20/s"], { killAfterMs: 450 });
      await expectScreens(place);
      await expectDamageTold(place);
    } finally {
      await place.run(["sandbox", "stop"]);
    }
    expect([...place.leaks]).toEqual([]);
    expect([...place.temporary]).toEqual([]);
    expectCanariesSing(place);
  });
});

async function expectDiscreet(place: Watched, [exit, line, shows = NONE, input]: Step): Promise<void> {
  const { code, stdout, stderr } = await place.run(line.split(" "), input === undefined ? {} : { input });
  expect({ line, code, stderr: code === exit ? "" : stderr }).toEqual({ line, code: exit, stderr: "" });
  expect({ line, stderr: leaksIn(stderr) }).toEqual({ line, stderr: [] });
  const told = leaksIn(stdout).filter(({ secret }) => !shows.includes(secret));
  expect({ line, stdout: told }).toEqual({ line, stdout: [] });
}

/** Cells that cannot be what segur wrote: the error speaks of the file, never of what it holds. */
async function expectDamageTold(place: Watched): Promise<void> {
  const database = openDatabase(storeOf(place), keyOf(storeOf(place)), { readOnly: false });
  database.exec(`UPDATE patients SET birth_given_names = '["TCHITCHI' WHERE file_number = 'C2'`);
  database.close();
  await expectDiscreet(place, [2, "patient show C2 --verbose"]);
  await expectDiscreet(place, [2, "patient export --verbose", NAME]);
  await expectDiscreet(place, [2, "ins qualify --ids C2 --new --verbose --json"]);
}

/** A person at a terminal sees the names asked for, and never a matricule. */
async function expectScreens({ home, work, env }: Watched): Promise<void> {
  const options = { home, cwd: work, env, columns: 200 };
  const shown = await runOnTty(["patient", "show", "C1"], options);
  expect(leaksIn(shown.screen).map(({ secret }) => secret)).toEqual(["name"]);
  const review = startOnTty(["ins", "qualify", "C6"], options);
  // Which question comes depends on how far the batch that was killed had gone.
  await review.shows(/Est-ce bien ce patient|pièce d'identité a-t-elle été vue/);
  review.type("\u0003");
  await review.ended();
  expect(leaksIn(review.screen()).filter(({ secret }) => secret !== "name")).toEqual([]);
  const lists = await runOnTty(["patient", "search", "--all"], options);
  expect(leaksIn(lists.screen).filter(({ secret }) => secret === "matricule")).toEqual([]);
}

/** The test itself: what it looks for is really there, in the store, for who has the key; the file itself was watched as any other. */
function expectCanariesSing(place: Watched): void {
  const database = openDatabase(storeOf(place), keyOf(storeOf(place)), { readOnly: true });
  const found = leaksIn(JSON.stringify(database.prepare("SELECT * FROM patients").all()));
  database.close();
  expect(new Set(found.map(({ secret }) => secret))).toEqual(new Set(["name", "matricule"]));
  expect(leaksIn(readFileSync(join(place.work, "people.csv"))).length).toBeGreaterThan(10);
}

function storeOf({ home }: Watched): string {
  return join(home, "data", "cabinets", "canari", "cabinet.db");
}
