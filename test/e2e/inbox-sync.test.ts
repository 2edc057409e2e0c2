import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ImapFlow } from "imapflow";
import { expect, test } from "vitest";
import { sandboxMailToken, sandboxMssConnection } from "../../src/sandbox/connection.js";
import { sandboxDirectory } from "../../src/sandbox/files.js";
import { exitOf, startSegur } from "../support/cli.js";
import { messageOfRank } from "../support/mail-messages.js";
import { openPractice, type Practice } from "./support/practice.js";

const DOCTOR = "paul.marceau@bac-a-sable.mssante.fr";
const SHARED = "cabinet@bac-a-sable.mssante.fr";

/** Into the mailbox, as the operator would. */
async function arrive({ home }: Practice, address: string, ...messages: readonly string[]): Promise<void> {
  const directory = sandboxDirectory(join(home, "state"));
  const { imap, ca, crl } = await sandboxMssConnection(directory);
  const lists = (await readFile(crl, "utf8")).split(/(?<=-----END X509 CRL-----\n)/).filter((one) => one !== "");
  const client = new ImapFlow({
    ...{ ...imap, secure: false, doSTARTTLS: true, logger: false, tls: { ca: await readFile(ca, "utf8"), crl: lists } },
    auth: { user: address, accessToken: await sandboxMailToken(directory) },
  });
  await client.connect();
  for (const message of messages) await client.append("INBOX", Buffer.from(message));
  await client.logout();
}

const json = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout);

test("the mailboxes of the practice, by a server that knows neither marks nor changes", { timeout: 120_000 }, async () => {
  const practice = await openPractice({ people: 10 });
  const { segur, sandbox } = practice;
  await arrive(
    practice,
    DOCTOR,
    messageOfRank(1),
    messageOfRank(2),
    "From: a@medecin.mssante.fr\r\nSubject: Bonjour\r\n\r\nSans document\r\n",
  );
  const first = await segur(["inbox", "sync", "--json"]);
  expect(first.code, first.stderr).toBe(0);
  expect(json(first)).toMatchObject({
    ...{ schema: "segur.inbox.sync/1", messages: 3, documents: 2, urgent: 0 },
    items: [{ id: DOCTOR, mailbox: DOCTOR, messages: 3, documents: 2, unreadable: 0, problem: null }],
  });
  const nothing = await segur(["inbox", "sync"]);
  expect([nothing.code, nothing.stderr]).toMatchObject([0, expect.stringContaining("Rien de nouveau.")]);
  expect(nothing.stdout).toContain(DOCTOR);

  await arrive(practice, SHARED, messageOfRank(3));
  expect((await segur(["config", "set", "mss.inboxes", `${SHARED.toUpperCase()},${DOCTOR}`])).code).toBe(0);
  const both = await segur(["inbox", "sync", "--full", "--json"]);
  expect(json(both).items).toMatchObject([
    { mailbox: DOCTOR, messages: 0 },
    { mailbox: SHARED, messages: 1, documents: 1 },
  ]);
  const list = json(await segur(["inbox", "list", "--json"]));
  expect(list.items).toHaveLength(4);

  const other = await segur(["inbox", "sync", "--mailbox", "autre@x.fr", "--json"]);
  expect([other.code, JSON.parse(other.stderr)]).toMatchObject([2, { code: "inbox.mailbox_unknown" }]);
  await sandbox.stop();
  const gone = await segur(["inbox", "sync", "--mailbox", SHARED, "--json"], { timeoutMs: 60_000 });
  expect([gone.code, JSON.parse(gone.stderr.trim().split("\n").at(-1) ?? "")]).toMatchObject([
    5,
    { code: "sandbox.not_running" },
  ]);
});

test("--watch says each message that comes, and ends with Ctrl-C", { timeout: 90_000 }, async () => {
  const practice = await openPractice({ people: 10 });
  await arrive(practice, DOCTOR, messageOfRank(1));
  const child = startSegur(["inbox", "sync", "--watch", "--format", "ndjson"], { home: practice.home });
  const exit = exitOf(child);
  child.stderr?.resume();
  if (child.stdout === null) expect.fail("no output");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value ?? "null");
  expect(await next()).toMatchObject({ schema: "segur.inbox.arrival/1", id: "M1", subject: "CR 1", documents: ["M1.1"] });
  await arrive(practice, DOCTOR, messageOfRank(2));
  expect(await next()).toMatchObject({ id: "M2", mailbox: DOCTOR, from: "Dr DURAND", urgent: false, problem: null });
  child.kill("SIGINT");
  expect(await exit).toBe(130);
});
