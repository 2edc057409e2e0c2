import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../src/store/open.js";
import { CANARY_FILE, leaksIn, type Secret } from "./support/canaries.js";
import { keyOf } from "./support/ledger.js";
import { type Watched, watchedPlace } from "./support/watched.js";

/** Exit code, command, what is asked to be shown on stdout, what it reads. */
type Step = readonly [exit: number | readonly number[], line: string, shows?: readonly Secret[], input?: string];

const NONE: readonly Secret[] = [];
const NAME: readonly Secret[] = ["name"];
const today = new Date().toISOString().slice(0, 10);
const TO = "--to repondeur@bac-a-sable.mssante.fr";
const BODY = "Chère consœur, QUETZALINE XYLOPHANTE vient de ma part.\n";
const PASSPHRASE = "quatre mots de canari jaune";
/** A JSON Web Token, or the line that shows one to a server: the base64 of `user=…^Aauth=Bearer `. */
const TOKEN = /eyJ[\w-]{10,}\.[\w-]{10,}|dXNlcj1[\w+/]{20,}|Bearer [\w.-]{12,}/;
const SECRETS = [TOKEN, new RegExp(PASSPHRASE)];

const PREPARE: readonly Step[] = [
  [0, "sandbox start --detach"],
  [0, "cabinet init canari --environment sandbox"],
  [3, "patient import people.csv"],
  [0, "ins qualify C1 --yes"],
  [0, `ins proof C1 --type PA --date ${today} --by Secretaire`],
  [0, "doc add C1 lettre.txt --type 11488-4 --title Bilan --verbose"],
  [0, "user add Nuit --role secretaire --password-file phrase.txt --verbose"],
];

const SENDS: readonly Step[] = [
  [0, `mss send ${TO} --doc D1 --read-receipt --yes --verbose`],
  [0, "mss send --to-patient C1 --doc D1 --body - --yes --verbose --json", NONE, BODY],
  [0, `mss send ${TO} --subject Nouvelles --body - --yes --json`, NONE, BODY],
  [7, `mss send ${TO} --doc D1 --dry-run --json`],
  [7, `mss send ${TO} --doc D1 --yes --verbose`],
  [0, `mss send ${TO} --doc D1 --again --dry-run --json`],
  [0, "mss send --to-patient C1 --doc D1 --again --dry-run --verbose", NAME],
  [0, "doc share D1 --dmp --patient --to repondeur@bac-a-sable.mssante.fr --yes --verbose"],
  [0, "doc share D1 --patient --to repondeur@bac-a-sable.mssante.fr --again --yes --verbose"],
  [6, "mss send --to-patient C3 --doc D1 --yes --verbose"],
  [1, "mss send --to-patient TCHITCHI --doc D1 --yes --verbose"],
  // The directory of the sandbox answers: nobody is called so.
  [1, "mss send --to TCHITCHI --doc D1 --yes --verbose"],
];

/** Faults of the operator and how a message that meets them ends. */
const FAULTS: readonly (readonly [fault: string, exit: Step[0]])[] = [
  ["refuse --count 1", 6],
  ["tempfail --count 1", 3],
  ["cut-lost --count 1", 7],
  // A report may come before the message is looked for.
  ["cut-kept --count 1", [0, 7]],
  ["expired --count 1", 0],
  ["revoked", 2],
  ["too-big --count 1", 6],
  ["down", 5],
  ["mes-closed --count 1", 0],
  ["bounce --count 1", 0],
];
const FAILURES: readonly Step[] = FAULTS.flatMap(([fault, exit], index): Step[] => [
  // A document of its own: the same one again, while the message before waits, would be refused.
  [0, `doc add C1 lettre.txt --type 11488-4 --title Bilan --date 2026-01-${index + 11}`],
  [0, `sandbox fault mss ${fault}`],
  [exit, `mss send ${fault.startsWith("mes") ? "--to-patient C1" : TO} --doc D${index + 2} --yes --verbose --json`],
  // One that is counted ends by itself.
  ...(fault.includes("--count") ? [] : [[0, "sandbox fault mss off"] as const]),
]);

const AFTER: readonly Step[] = [
  [0, "config set mss.kind APP"],
  [0, "config set mss.contact cabinet@bac-a-sable.mssante.fr"],
  [0, `mss send ${TO} --doc D1 --again --yes --verbose`],
  [0, "config unset mss.kind"],
  // The one that was cut and lost: no report tells of it.
  [3, "outbox retry --all --verbose"],
  [0, "outbox list --all --verbose"],
  [0, "outbox list --all --json"],
  [0, "outbox show O1 --verbose", NAME],
  [0, "outbox show O2 --json"],
  [0, "mss status --verbose", NAME],
  [0, "mss status --json"],
  [0, "mss status O2 --format ndjson"],
  [0, "mss status --failed --format csv"],
  [0, "mss receipts list --all --verbose"],
  [0, "mss receipts list --json"],
  [0, "journal list --limit 1000 --verbose"],
  [0, "journal list --limit 1000 --json"],
  [0, "journal export --format ndjson"],
  [0, "journal export --format syslog"],
  [0, "doctor --verbose"],
];

describe("messages say nothing where they should not", () => {
  it("neither name, nor matricule, nor token, whatever fails", { timeout: 240_000 }, async () => {
    const place = watchedPlace(SECRETS, { SEGUR_DEBUG: "1" });
    writeFileSync(join(place.work, "people.csv"), CANARY_FILE);
    writeFileSync(join(place.work, "lettre.txt"), "Mme ADRUN va bien.\n");
    writeFileSync(join(place.work, "phrase.txt"), PASSPHRASE, { mode: 0o600 });
    try {
      for (const step of [...PREPARE, ...SENDS, ...FAILURES, ...AFTER]) await expectDiscreet(place, step);
    } finally {
      await place.run(["sandbox", "stop"]);
    }
    // The other side keeps what it was sent, which names the patient as it must.
    const sent = /^home\/state\/sandbox\/(?:mail\/(?:received|boxes|spool)|dmp\/(?:contents|events))\//;
    expect([...place.leaks].filter((leak) => !sent.test(leak))).toEqual([]);
    expect([...place.leaks].filter((leak) => leak.includes("/mail/received/")).length).toBeGreaterThan(3);
    expect([...place.temporary]).toEqual([]);
    const path = join(place.home, "data", "cabinets", "canari", "cabinet.db");
    const database = openDatabase(path, keyOf(path), { readOnly: true });
    const payloads = JSON.stringify(database.prepare("SELECT payload FROM outbox").all());
    database.close();
    expect(new Set(leaksIn(payloads).map(({ secret }) => secret))).toEqual(new Set(["name", "matricule"]));
  });
});

async function expectDiscreet(place: Watched, [exit, line, shows = NONE, input]: Step): Promise<void> {
  const { code, stdout, stderr } = await place.run(line.split(" "), input === undefined ? {} : { input });
  const expected = typeof exit === "number" ? [exit] : exit;
  expect({ line, code, stderr: expected.includes(code ?? -1) ? "" : stderr, expected }).toEqual({
    line,
    code,
    stderr: "",
    expected,
  });
  expect({ line, stderr: leaksIn(stderr) }).toEqual({ line, stderr: [] });
  const told = leaksIn(stdout).filter(({ secret }) => !shows.includes(secret));
  expect({ line, stdout: told }).toEqual({ line, stdout: [] });
  for (const secret of SECRETS) expect({ line, shown: secret.test(stdout + stderr) }).toEqual({ line, shown: false });
}
