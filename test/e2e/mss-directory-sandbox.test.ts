import { readFileSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:https";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { sandboxDirectoryConnection } from "../../src/sandbox/connection.js";
import { type DirectoryPerson, directoryEntry } from "../../src/sandbox/directory/people.js";
import { sandboxDirectory } from "../../src/sandbox/files.js";
import { runSegur, temporaryHome } from "../support/cli.js";
import { startTestSandbox } from "../support/pki.js";
import { startOnTty } from "../support/tty.js";

const COUNT = 700;
const PEOPLE = Array.from({ length: COUNT }, (_, index) => directoryEntry(1, index)).filter(
  (one): one is DirectoryPerson => one.kind === "person" && one.active,
);
const boxesOf = (one: DirectoryPerson) => one.boxes.filter(({ unlisted }) => !unlisted).map(({ address }) => address);
const WITH_BOX = PEOPLE.filter((one) => boxesOf(one).length > 0);
const alike = (one: DirectoryPerson) => WITH_BOX.filter(({ family }) => family.startsWith(one.family));

function found(what: string, one: DirectoryPerson | undefined): DirectoryPerson {
  if (one === undefined) throw new Error(`the sandbox has no ${what}`);
  return one;
}
const ALONE = found(
  "unique name",
  WITH_BOX.find((one) => boxesOf(one).length === 1 && alike(one).length === 1 && /^[A-Z]+$/.test(one.family)),
);
const NAMESAKE = found(
  "namesake",
  WITH_BOX.find((one) => alike(one).length > 1 && /^[A-Z]+$/.test(one.family)),
);
const WITHOUT = found(
  "person without a box",
  PEOPLE.find((one) => one.boxes.length === 0 && one.structure !== null),
);

/** A sandbox of this process, and a cabinet that asks it. */
async function practice() {
  const home = temporaryHome();
  const directory = sandboxDirectory(join(home, "state"));
  const sandbox = await startTestSandbox({ directory, directoryCount: COUNT });
  onTestFinished(() => sandbox.stop());
  const options = { home, env: { SEGUR_KEYRING: "off" }, timeoutMs: 30_000 };
  const segur = (args: readonly string[], input = "") => runSegur(args, { ...options, input });
  expect((await segur(["cabinet", "init", "essai", "--environment", "sandbox"])).code).toBe(0);
  return { directory, sandbox, segur, options };
}

const SEND = ["mss", "send", "--subject", "Essai", "--body", "-", "--dry-run", "--json"];
const SEARCH = ["mss", "directory", "search", "--json", "--limit", "1000"];
const ids = ({ stdout }: { readonly stdout: string }): readonly string[] =>
  JSON.parse(stdout).items.map(({ id }: { id: string }) => id);

describe("the directory of the sandbox", () => {
  it("answers where no copy does: by RPPS, by name page after page, for a recipient", { timeout: 120_000 }, async () => {
    const { segur, options } = await practice();
    const byRpps = await segur([...SEARCH, "--rpps", ALONE.rpps, "--online"]);
    expect(byRpps.code, byRpps.stderr).toBe(0);
    expect(ids(byRpps)).toEqual(boxesOf(ALONE));
    // Fifty a page: the names of one letter take several.
    const initial = "M";
    const all = await segur([...SEARCH, "--name", initial, "--online"]);
    const named = PEOPLE.filter(({ family }) => family.startsWith(initial));
    expect(named.length).toBeGreaterThan(50);
    expect([...ids(all)].sort()).toEqual(named.flatMap(boxesOf).sort());
    for (const to of [ALONE.rpps, `${ALONE.family} ${ALONE.given}`]) {
      const sent = await segur([...SEND, "--to", to], "Bonjour");
      expect(sent.code, sent.stderr).toBe(0);
      expect(JSON.parse(sent.stdout).to).toEqual(boxesOf(ALONE));
    }
    for (const command of [
      ["mss", "book", "add", NAMESAKE.family, "--json"],
      [...SEND, "--to", NAMESAKE.family],
    ]) {
      const several = await segur(command, "Bonjour");
      expect([several.code, several.stdout]).toEqual([7, ""]);
      const told = JSON.parse(several.stderr);
      expect(told.code).toBe("directory.recipient_ambiguous");
      const candidates = told.details.candidates.map(({ address }: { address: string }) => address);
      expect(candidates).toEqual(expect.arrayContaining(boxesOf(NAMESAKE)));
    }
    // Where somebody can answer, they choose.
    const tty = startOnTty(["mss", "book", "add", NAMESAKE.family], { ...options, columns: 140 });
    await tty.shows("Laquelle ?");
    // « Aucune » is first: Enter alone chooses nobody.
    tty.type("\u001b[B\r");
    await tty.shows("est au carnet");
    expect(await tty.ended()).toBe(0);
    const body = join(options.home, "corps.txt");
    writeFileSync(body, "Bonjour");
    const written = ["--subject", "Essai", "--body", body, "--dry-run"];
    const send = startOnTty(["mss", "send", "--to", NAMESAKE.family, ...written], { ...options, columns: 140 });
    await send.shows("Laquelle ?");
    send.type("\r");
    await send.shows("Aucune des boîtes proposées");
    expect(await send.ended()).toBe(7);
    const again = startOnTty(["mss", "send", "--to", NAMESAKE.family, ...written], { ...options, columns: 140 });
    await again.shows("Laquelle ?");
    again.type("\u001b[B\r");
    await again.shows("rien n'est écrit ni envoyé");
    expect(await again.ended()).toBe(0);
  });

  it("refuses a wrong key, too many calls, and says that it does not run", { timeout: 120_000 }, async () => {
    const { segur, sandbox, directory, options } = await practice();
    const search = [...SEARCH, "--rpps", ALONE.rpps, "--online"];
    const { url, ca, apiKey } = await sandboxDirectoryConnection(directory);
    const agent = new Agent({ ca: readFileSync(ca), keepAlive: true, maxSockets: 8 });
    onTestFinished(() => agent.destroy());
    const call = () =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { "esante-api-key": apiKey };
        get(`${url}/Practitioner?_count=1`, { agent, headers }, (answer) => {
          answer.resume().on("end", () => resolve(answer.statusCode));
        }).on("error", reject);
      });
    // Seventeen calls in a second are all that a key has. However slow the machine, some burst has eighteen.
    for (let answers: (number | undefined)[] = []; !answers.includes(429); )
      answers = await Promise.all(Array.from({ length: 60 }, call));
    // Ours waits as it is told to, and is answered.
    const waited = await segur(search);
    expect([waited.code, ids(waited)], waited.stderr).toEqual([0, boxesOf(ALONE)]);
    await sandbox.control.addDirectoryFault({ kind: "429", count: 1 });
    const again = await segur(search);
    expect([again.code, ids(again)], again.stderr).toEqual([0, boxesOf(ALONE)]);
    await sandbox.control.addDirectoryFault({ kind: "429" });
    const busy = await segur(search);
    expect([busy.code, JSON.parse(busy.stderr).code]).toEqual([5, "directory.too_many_calls"]);
    await sandbox.control.clearDirectoryFaults();
    const key = join(options.home, "cle.txt");
    writeFileSync(key, "une-autre-cle\n", { mode: 0o600 });
    expect((await segur(["config", "set", "directory.apiKeyFile", key])).code).toBe(0);
    const refused = await segur(search);
    expect(JSON.parse(refused.stderr)).toMatchObject({ code: "directory.key_refused" });
    expect(refused.stderr).not.toContain("une-autre-cle");
    await sandbox.stop();
    const stopped = await segur(search);
    expect([stopped.code, JSON.parse(stopped.stderr).code]).toEqual([5, "sandbox.not_running"]);
  });

  it("gives its extractions: mailboxes alone, then completed by the professionals", { timeout: 120_000 }, async () => {
    const { segur } = await practice();
    const load = ["mss", "directory", "import", "--download", "--json"];
    const boxes = new Set(WITH_BOX.flatMap(boxesOf));
    const first = await segur(load);
    expect(first.code, first.stderr).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ imported: true, refused: 0, extractedAt: "2026-11-24T08:15:00.000Z" });
    expect(JSON.parse(first.stdout).mailboxes).toBeGreaterThanOrEqual(boxes.size);
    expect(JSON.parse((await segur(load)).stdout)).toMatchObject({ imported: false, people: null });
    const unknown = await segur(["mss", "directory", "show", WITHOUT.rpps, "--json"]);
    expect([unknown.code, JSON.parse(unknown.stderr).code]).toEqual([1, "directory.recipient_unknown"]);
    const both = await segur([...load, "--people"]);
    expect(JSON.parse(both.stdout)).toMatchObject({ imported: true, people: { people: PEOPLE.length, refused: 0 } });
    const shown = await segur(["mss", "directory", "show", WITHOUT.rpps, "--json"]);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      address: null,
      familyName: WITHOUT.family,
      activities: [{ city: WITHOUT.structure?.city }],
    });
    const sent = await segur([...SEND, "--to", WITHOUT.rpps], "Bonjour");
    expect([sent.code, JSON.parse(sent.stderr).code]).toEqual([1, "directory.no_mailbox"]);
    const doctor = await segur(["doctor"]);
    expect(doctor.stdout).toMatch(/boîtes, copie (d'aujourd'hui|de \d+ jour)/);
    expect(doctor.stdout).toMatch(/professionnels, copie (d'aujourd'hui|de \d+ jour)/);
    for (const format of ["json", "ndjson", "csv", "table"]) {
      const listed = await segur(["mss", "directory", "search", "--rpps", ALONE.rpps, "--format", format]);
      expect([listed.code, listed.stdout.includes(boxesOf(ALONE)[0] ?? "-")], listed.stderr).toEqual([0, true]);
    }
    for (const format of ["json", "ndjson"]) {
      const listed = await segur(["mss", "directory", "show", ALONE.rpps, "--format", format]);
      expect([listed.code, JSON.parse(listed.stdout).address], listed.stderr).toEqual([0, boxesOf(ALONE)[0]]);
    }
  });
});
