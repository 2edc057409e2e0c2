import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { NewReceived } from "../../src/domain/inbox/received.js";
import type { ReceivedDocument } from "../../src/store/inbox.port.js";
import { flag, pq, range, result, results } from "../documents/cda/biology/sample.js";
import { type RunResult, runSegur, temporaryHome } from "../support/cli.js";
import { MAILBOX, received, receivedDocument, URGENT } from "../support/inbox.js";
import { startOnTty } from "../support/tty.js";
import { writeStore } from "./support/ledger.js";

const CRITICAL = results(
  result(`${flag("HH")}${pq("6.8", "mmol/L")}${range("3.5", "5.1", "mmol/L")}`, { name: "Potassium" }),
  result(`${flag("N")}${pq("140", "mmol/L")}${range("136", "145", "mmol/L")}`, { name: "Sodium" }),
);
const MATRICULE = "280036322012367";
const HOSTILE = "\u001b]0;pwned\u0007\u001b[31mRésultat\u202etxet\r\nBcc: x@y.fr";

interface Inbox {
  readonly home: string;
  readonly store: string;
  segur(args: readonly string[], input?: string): Promise<RunResult>;
}

/** A cabinet whose inbox holds one critical report (M1), a hostile message (M2), a patient's answer (M3) and a quarantined one (M4). */
async function inbox(): Promise<Inbox> {
  const home = temporaryHome();
  const segur: Inbox["segur"] = (args, input) => runSegur(args, { home, ...(input === undefined ? {} : { input }) });
  expect((await segur(["cabinet", "init", "essai", "--environment", "sandbox"])).code).toBe(0);
  const store = join(home, "data", "cabinets", "essai", "cabinet.db");
  await writeStore(store, async (opened) => {
    const content = await opened.contents.write([Buffer.from(CRITICAL)]);
    const quarantine = { code: "hash_mismatch", message: "Son empreinte n'est pas celle qui est annoncée.", technical: false };
    const messages: NewReceived[] = [
      received(1, { documents: [receivedDocument({ content: content.id, alerts: URGENT })] }),
      received(2, {
        kind: "text",
        subject: HOSTILE,
        text: `Ligne 1\n\u001b[2J${MATRICULE}`,
        from: { address: "a@b.mssante.fr", name: HOSTILE },
        sender: "other",
        seen: true,
      }),
      received(3, {
        kind: "text",
        sender: "patient",
        subject: "Re: votre ordonnance",
        from: { address: `${MATRICULE}@patient.mssante.fr`, name: null },
      }),
      received(4, { documents: [receivedDocument({ quarantine, title: HOSTILE, alerts: null })] }),
    ];
    await opened.inbox.keep(messages, { mailbox: MAILBOX, uidValidity: "1700000000", lastUid: 4, modseq: null });
  });
  return { home, store, segur };
}

const json = ({ stdout }: RunResult) => JSON.parse(stdout) as Record<string, unknown>;
const items = (ran: RunResult) => json(ran).items as Record<string, unknown>[];

describe("segur inbox", { timeout: 90_000 }, () => {
  it("lists one line a document, critical results then newest first, by conditions, and says what to run next", async () => {
    const { segur } = await inbox();
    const all = await segur(["inbox", "list"]);
    expect(all.code, all.stderr).toBe(0);
    expect(
      all.stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split("\t")[0]),
    ).toEqual(["M1.1", "M4.1", "M3", "M2"]);
    expect(all.stderr).toContain("3 messages non lus, 1 urgent à acquitter.");
    expect(all.stderr).toContain("segur inbox show M1.1");
    const listed = async (...options: string[]) =>
      items(await segur(["inbox", "list", "--json", ...options])).map(({ id }) => id);
    expect(await listed("--unread", "--sender", "professional")).toEqual(["M4.1", "M1.1"]);
    expect(await listed("--alert=urgent", "--unresolved")).toEqual(["M1.1"]);
    expect(await listed("--state", "quarantined", "--state", "new")).toEqual(["M4.1", "M1.1"]);
    expect(await listed("--text", "ORDONNANCE")).toEqual(["M3"]);
    expect(await listed("--type", "biologie")).toEqual(["M4.1", "M1.1"]);
    const page = await segur(["inbox", "list", "--json", "--limit", "1"]);
    expect(json(page)).toMatchObject({ truncated: true, next: "M4", unread: 3, urgent: 1 });
    expect(await listed("--limit", "1", "--after", "M4")).toEqual(["M3"]);
    const wrong = await segur(["inbox", "list", "--alert=grave", "--json"]);
    expect([wrong.code, JSON.parse(wrong.stderr).code]).toEqual([2, "inbox.alert"]);
    const first = await segur(["inbox", "list", "--limit", "1"]);
    expect(first.stderr).toContain("1 résultat critique n'est pas dans cette page");
    const codes = [];
    for (const option of [
      ["--since", "demain"],
      ["--limit", "0"],
    ])
      codes.push(JSON.parse((await segur(["inbox", "list", ...option, "--json"])).stderr).code);
    expect(codes).toEqual(["inbox.since", "inbox.limit"]);
    const csv = (await segur(["inbox", "list", "--format", "csv"])).stdout;
    expect(csv.split("\r\n")[0]).toMatch(/Né le;Dossier;Classé en/);
    expect((await segur(["quarantine", "list"])).stderr).toContain("segur inbox list --state quarantined");
    expect((await segur(["inbox", "list", "--count"])).stdout).toBe("3 non lus, 1 urgent\n");
    expect(json(await segur(["inbox", "list", "--count", "--json"]))).toMatchObject({ unread: 3, urgent: 1 });
  });

  it("shows nothing of what drives a terminal, and no matricule, in any format", async () => {
    const { segur, home } = await inbox();
    for (const line of [
      ["inbox", "list"],
      ["inbox", "show", "M2"],
      ["inbox", "show", "M3"],
      ["inbox", "show", "M4.1"],
    ]) {
      const piped = await segur(line);
      expect(piped.code, piped.stderr).toBe(0);
      expect(piped.stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
      const machine = await segur([...line, "--json"]);
      expect(`${piped.stdout}${machine.stdout}`).not.toContain(MATRICULE);
      const tty = startOnTty(line, { home, columns: 80, env: { NO_COLOR: "1" } });
      expect(await tty.ended()).toBe(0);
      expect(tty.screen()).not.toMatch(/\u001b\]0|\u202e|\u001b\[2J/);
    }
  });

  it("hides a matricule that somebody wrote in a subject, a title or the name of a file, until it is asked for", async () => {
    const { segur, home, store } = await inbox();
    const written = "2-80-03-63-220-123-67";
    await writeStore(store, async (opened) => {
      const content = await opened.contents.write([Buffer.from(CRITICAL.replace(/<title>[^<]*/, `<title>CR ${written}`))]);
      const attachment = { part: "2", fileName: `CR ${written}.pdf`, mediaType: "application/pdf", size: 10 };
      const document = receivedDocument({ content: content.id, attachment, title: `CR ${written}`, type: null });
      const message = received(5, { subject: `Re ${written}`, attachments: [attachment], documents: [document] });
      await opened.inbox.keep([message], { mailbox: MAILBOX, uidValidity: "1700000000", lastUid: 5, modseq: null });
    });
    writeFileSync(
      join(home, "m.eml"),
      `From: a@b.mssante.fr\r\nSubject: CR ${written}\r\nDate: Wed, 25 Nov 2026 08:00:00 +0100\r\n\r\nBonjour\r\n`,
    );
    for (const line of [["add", join(home, "m.eml")], ["list"], ["show", "M5"]]) {
      for (const format of [[], ["--json"], ["--format", "csv"]]) {
        if (line[0] === "show" && format[1] === "csv") continue;
        const { stdout, stderr } = await segur(["inbox", ...line, ...format]);
        expect(stdout + stderr, line[0]).toContain("•••");
        expect(stdout + stderr, line[0]).not.toContain(written);
      }
    }
    expect((await segur(["inbox", "show", "M5", "--reveal"])).stdout).toContain(`CR ${written}.pdf`);
  });

  it("tells who sent a document from who is said to have written it, and who writes from outside", async () => {
    const { segur, store, home } = await inbox();
    await writeStore(store, async (opened) => {
      const messages = [
        received(5, { documents: [receivedDocument()] }),
        received(6, { documents: [receivedDocument()], from: { address: "x@autre.mssante.fr", name: "Quidam" } }),
        received(7, { documents: [receivedDocument()], sender: "other", from: { address: "evil@example.fr", name: null } }),
      ];
      await opened.inbox.keep(messages, { mailbox: MAILBOX, uidValidity: "1700000000", lastUid: 7, modseq: null });
    });
    const listed = items(await segur(["inbox", "list", "--json"])).slice(0, 3);
    expect(listed.map(({ from, author }) => [from, author])).toEqual([
      ["evil@example.fr", "LEFEVRE Paul"],
      ["Quidam", "LEFEVRE Paul"],
      ["Laboratoire des Écoles", "LEFEVRE Paul"],
    ]);
    const tty = startOnTty(["inbox", "list"], { home, columns: 240, env: { NO_COLOR: "1" } });
    expect(await tty.ended()).toBe(0);
    const line = (id: string) =>
      tty
        .screen()
        .split("\n")
        .find((each) => each.includes(id));
    expect(line("M5.1")).toContain("LEFEVRE Paul");
    expect(line("M5.1")).not.toContain("auteur déclaré");
    expect(line("M6.1")).toContain("Quidam (auteur déclaré : LEFEVRE Paul)");
    expect(line("M7.1")).toContain("hors MSSanté : evil@example.fr");
    expect((await segur(["inbox", "show", "M7"])).stdout).toContain("De : hors MSSanté : evil@example.fr");
  });

  it("keeps the question of a patient among what waits until somebody says that it is done", async () => {
    const { segur } = await inbox();
    const shown = await segur(["inbox", "show", "M3"]);
    expect(shown.stderr).toContain("segur inbox reply M3");
    const waits = async () => items(await segur(["inbox", "list", "--pending", "--json"])).map(({ id }) => id);
    expect(await waits()).toEqual(["M3"]);
    expect((await segur(["inbox", "done", "M3"])).code).toBe(0);
    expect(await waits()).toEqual([]);
    expect((await segur(["inbox", "show", "M3"])).stdout).toContain("Traité");
    expect(JSON.parse((await segur(["inbox", "done", "M1", "--json"])).stderr).code).toBe("inbox.done_documents");
    await segur(["inbox", "done", "M3", "--undo"]);
    expect(await waits()).toEqual(["M3"]);
  });

  it("is readable in eighty columns", async () => {
    const { home } = await inbox();
    const tty = startOnTty(["inbox", "list"], { home, columns: 80, env: { NO_COLOR: "1" } });
    expect(await tty.ended()).toBe(0);
    const lines = tty.screen().replaceAll("\r", "").split("\n");
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(tty.screen()).toContain("‼");
    expect(tty.screen()).toContain("quarantaine");
  });

  it("shows a report with its values, marks it read once, and keeps it unread when asked", async () => {
    const { segur, store } = await inbox();
    await segur(["inbox", "show", "M1", "--keep-unread"]);
    expect((await segur(["inbox", "list", "--count"])).stdout).toContain("3 non lus");
    const shown = await segur(["inbox", "show", "m1.1"]);
    expect(shown.code, shown.stderr).toBe(0);
    expect(shown.stdout).toMatch(/Potassium.*6,8 mmol\/L.*3,5 – 5,1.*critique haut/s);
    expect(shown.stdout).toContain("immédiat");
    expect(shown.stderr).toContain("segur inbox ack M1.1");
    expect((await segur(["inbox", "list", "--count"])).stdout).toContain("2 non lus");
    const fields = json(await segur(["inbox", "show", "M1.1", "--json"]));
    const [document] = fields.documents as Record<string, unknown>[];
    expect(document).toMatchObject({ id: "M1.1", state: "new", alert: "waiting", type: "11502-2" });
    expect(document?.results).toMatchObject([{ label: "Potassium" }, { label: "Sodium" }]);
    const unknown = await segur(["inbox", "show", "M77", "--json"]);
    expect([unknown.code, JSON.parse(unknown.stderr).code]).toEqual([1, "inbox.not_found"]);
    await writeStore(store, async ({ traces }) => {
      const read = await traces.list({ kinds: ["document.read"], limit: 10 });
      expect(read.map(({ data }) => data?.document)).toEqual(["M1.1", "M1.1", "M1.1"]);
    });
  });

  it("saves what was received, and says where the rest is when the mailbox is not open", async () => {
    const { segur, home } = await inbox();
    const path = join(home, "resultat.xml");
    const saved = await segur(["inbox", "show", "M1", "--save", path]);
    expect(saved.code, saved.stderr).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(CRITICAL);
    const again = await segur(["inbox", "show", "M1", "--save", path]);
    expect(again.code).toBe(2);
    const pdf = await segur(["inbox", "show", "M1", "--pdf", join(home, "r.pdf"), "--json"]);
    expect([pdf.code, JSON.parse(pdf.stderr).code]).toEqual([1, "document.no_pdf"]);
  });

  it("brings a file that stayed where the message is, and says so when that mailbox is not open", async () => {
    const { segur, home, store } = await inbox();
    const pdf = "%PDF-1.4\n%âãÏÓ\ntexte\n%%EOF\n";
    const headers = ["From: labo@bio.mssante.fr", "Subject: Courrier", "Date: Wed, 25 Nov 2026 08:00:00 +0100"];
    const part = [
      "Content-Type: application/pdf; name=courrier.pdf",
      "Content-Transfer-Encoding: base64",
      "",
      Buffer.from(pdf).toString("base64"),
    ];
    const eml = [...headers, "Content-Type: multipart/mixed; boundary=x", "", "--x", ...part, "--x--", ""].join("\r\n");
    writeFileSync(join(home, "courrier.eml"), eml);
    const added = await segur(["inbox", "add", join(home, "courrier.eml"), "--json"]);
    expect(added.code, added.stderr).toBe(0);
    const path = join(home, "courrier.pdf");
    const saved = await segur(["inbox", "show", "M5", "--pdf", path]);
    expect(saved.code, saved.stderr).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(pdf);
    await writeStore(store, async (opened) => {
      const attachment = { part: "2", fileName: "a.pdf", mediaType: "application/pdf", size: 10 };
      const message = received(9, { documents: [receivedDocument({ attachment, mediaType: "application/pdf" })] });
      const position = { mailbox: MAILBOX, uidValidity: "1700000000", lastUid: 9, modseq: null };
      await opened.inbox.keep([message], position);
      const exported = await opened.traces.list({ kinds: ["document.exported"], limit: 10 });
      expect(exported.map(({ data }) => data)).toEqual([{ document: "M5.1", format: "pdf" }]);
    });
    const elsewhere = await segur(["inbox", "show", "M6", "--pdf", join(home, "b.pdf"), "--json"]);
    expect(elsewhere.code).not.toBe(0);
    expect(existsSync(join(home, "b.pdf"))).toBe(false);
    // No sandbox runs: whatever stopped it, a person is told what to do.
    expect(JSON.parse(elsewhere.stderr)).toMatchObject({ schema: "segur.error/1", advice: expect.stringContaining("segur ") });
    // The same of the page; what is on the screen is told without it.
    const page = await segur(["inbox", "show", "M6", "--open", "--json"]);
    expect([page.code, JSON.parse(page.stderr).code]).toEqual([elsewhere.code, JSON.parse(elsewhere.stderr).code]);
    const shown = await segur(["inbox", "show", "M6", "--json"]);
    expect([shown.code, json(shown).documents]).toMatchObject([0, [{ text: null, fault: expect.stringContaining("segur ") }]]);
  });

  it("says that a document is in quarantine before its words, in its file and in what is next", async () => {
    const { segur, home, store } = await inbox();
    await writeStore(store, async (opened) => {
      const content = await opened.contents.write([Buffer.from(CRITICAL)]);
      const quarantine = { code: "hash_mismatch", message: "Altéré.", technical: false };
      const documents = [receivedDocument({ content: content.id, alerts: { ...URGENT, urgent: "no" }, quarantine })];
      const position = { mailbox: MAILBOX, uidValidity: "1700000000", lastUid: 5, modseq: null };
      await opened.inbox.keep([received(5, { documents })], position);
    });
    const shown = await segur(["inbox", "show", "M5"]);
    expect(shown.stdout.indexOf("EN QUARANTAINE")).toBeGreaterThanOrEqual(0);
    expect(shown.stdout.indexOf("EN QUARANTAINE")).toBeLessThan(shown.stdout.indexOf("Potassium"));
    expect(shown.stderr).toContain("segur inbox classify M5.1 --set-aside");
    expect(shown.stderr).not.toContain("acquitter");
    const saved = await segur(["inbox", "show", "M5", "--save", join(home, "x.xml")]);
    expect([saved.code, saved.stderr]).toEqual([0, expect.stringContaining("EN QUARANTAINE")]);
  });

  it("acknowledges a critical result in sight of its value, until it is resolved", async () => {
    const { segur, home, store } = await inbox();
    const asked = await segur(["inbox", "ack", "M1.1", "--called", "--json"]);
    expect([asked.code, JSON.parse(asked.stderr).advice]).toEqual([2, expect.stringContaining("--yes")]);
    const tty = startOnTty(["inbox", "ack", "M1.1", "--called"], { home, env: { NO_COLOR: "1" } });
    await tty.shows(/MARTIN JEANNE 12\/03\/1980[\s\S]*Potassium : 6,8 mmol\/L/);
    tty.type("o\r");
    expect(await tty.ended()).toBe(0);
    expect((await segur(["inbox", "list", "--count"])).stdout).toContain("1 urgent");
    const none = await segur(["inbox", "ack", "M1.1", "--json"]);
    expect([none.code, JSON.parse(none.stderr).code]).toEqual([2, "inbox.which_ack"]);
    const long = await segur(["inbox", "ack", "M1.1", "--note", "-", "--json"], "é".repeat(501));
    expect([long.code, JSON.parse(long.stderr).code]).toEqual([2, "inbox.note_wrong"]);
    const done = await segur(["inbox", "ack", "M1.1", "--resolved", "--note", "-", "--yes", "--json"], "Adressé aux urgences\n");
    expect(json(done)).toMatchObject({ id: "M1.1", ack: "resolved", alert: "resolved" });
    expect((await segur(["inbox", "list", "--count"])).stdout).not.toContain("urgent");
    await writeStore(store, async (opened) => {
      const events = await opened.inbox.events("M1.1");
      expect(events.map(({ ack, note }) => [ack, note])).toEqual([
        ["patient_called", null],
        ["resolved", "Adressé aux urgences"],
      ]);
      const traces = await opened.traces.list({ kinds: ["inbox.acknowledged"], limit: 10 });
      expect(traces.map(({ code, data }) => [code, data?.alert])).toEqual([
        ["patient_called", "in_progress"],
        ["resolved", "resolved"],
      ]);
      expect(JSON.stringify(traces)).not.toContain("urgences");
    });
  });

  it("says who writes from outside MSSanté", async () => {
    const { segur } = await inbox();
    expect((await segur(["inbox", "show", "M2"])).stdout).toContain("(hors MSSanté)");
    expect((await segur(["inbox", "show", "M1"])).stdout).not.toContain("hors MSSanté");
  });

  it("sets a critical result aside only once a person has said yes", async () => {
    const { segur } = await inbox();
    const asked = await segur(["inbox", "classify", "M1.1", "--set-aside", "double envoi", "--json"]);
    expect([asked.code, JSON.parse(asked.stderr).advice]).toEqual([2, expect.stringContaining("--yes")]);
    expect(items(await segur(["inbox", "list", "--state", "set_aside", "--json"]))).toEqual([]);
    const done = await segur(["inbox", "classify", "M1.1", "--set-aside", "double envoi", "--yes", "--json"]);
    expect(items(done)).toMatchObject([{ outcome: "set_aside" }]);
  });

  it("lets a secretary write a note, that puts out no alert, and nothing else", async () => {
    const { segur, home } = await inbox();
    const phrase = join(home, "phrase.txt");
    writeFileSync(phrase, "quatre mots pour entrer\n", { mode: 0o600 });
    await segur(["user", "add", "S", "--role", "secretaire", "--password-file", phrase]);
    const login = await segur(["login", "--password", "--user", "U5", "--password-file", phrase]);
    expect(login.code, login.stderr).toBe(0);
    const refused = await segur(["inbox", "ack", "M1.1", "--resolved", "--yes", "--json"]);
    expect([refused.code, JSON.parse(refused.stderr).code]).toEqual([6, "rights.missing"]);
    const noted = await segur(["inbox", "ack", "M1.1", "--note", "-", "--json"], "Le laboratoire a appelé");
    expect(json(noted)).toMatchObject({ ack: "note", alert: "waiting" });
    const told = await segur(["inbox", "show", "M1"]);
    expect([told.code, told.stderr]).toEqual([0, expect.stringContaining("Seul un médecin acquitte")]);
    expect((await segur(["inbox", "list", "--count"])).stdout).toContain("1 urgent");
    const saved = await segur(["inbox", "show", "M1", "--save", join(home, "x.xml"), "--json"]);
    expect([saved.code, JSON.parse(saved.stderr).code]).toEqual([6, "rights.missing"]);
  });
});

describe("segur todo", { timeout: 90_000 }, () => {
  it("tells all that waits, the gravest first, and fails while a critical result is late", async () => {
    const { segur } = await inbox();
    const late = await segur(["todo", "--json"]);
    expect(late.code).toBe(1);
    expect(json(late)).toMatchObject({ late: true });
    const found = items(late);
    expect(found.map(({ id, count }) => [id, count])).toEqual([
      ["results.urgent", 1],
      ["inbox.quarantined", 1],
      ["inbox.unfiled", 1],
      ["inbox.patients", 1],
    ]);
    expect(found[0]).toMatchObject({ oldest: received(1).receivedAt, late: true });
    await segur(["inbox", "ack", "M1.1", "--resolved", "--yes"]);
    const settled = await segur(["todo", "--json"]);
    expect([settled.code, items(settled).map(({ id }) => id)]).toEqual([
      0,
      ["inbox.quarantined", "inbox.unfiled", "inbox.patients"],
    ]);
    const people = await segur(["todo"]);
    expect(people.stdout).toContain("segur inbox list --state quarantined");
  });
});

describe("a patient's file", { timeout: 90_000 }, () => {
  it("shows the alert of a filed result in the list, on the document and on the patient, until it is resolved", async () => {
    const { segur, home, store } = await inbox();
    const create =
      "patient create --birth-name MARTIN --first-given-name JEANNE --birth-date 12/03/1980 --sex F --birth-place 63220";
    expect((await segur([...create.split(" "), "--allow-duplicate", "--json"])).code).toBe(0);
    const path = join(home, "a.txt");
    writeFileSync(path, "Résultat\n");
    const { stdout } = await segur(["patient", "search", "martin", "jeanne", "--json"]);
    const patient = String((JSON.parse(stdout) as { items: { id: string }[] }).items[0]?.id);
    expect((await segur(["doc", "add", patient, path, "--type", "biologie"])).code).toBe(0);
    await writeStore(store, async (opened) => {
      const found = (await opened.inbox.document("M1.1")) as ReceivedDocument;
      const [filed] = (await opened.documents.list({ patientId: patient, limit: 1 })).items;
      const next = { state: "filed", patientId: patient, document: String(filed?.id), filing: null } as const;
      const event = { at: "2026-11-25T08:00:00.000Z", userId: "U1", kind: "filed", ack: null, note: null, data: null } as const;
      expect(await opened.inbox.decide(found, next, event)).toBe(true);
    });
    const seen = async () => {
      const [listed] = items(await segur(["doc", "list", patient, "--json"]));
      const shown = json(await segur(["doc", "show", String(listed?.id), "--json"]));
      const card = json(await segur(["patient", "show", patient, "--json"]));
      const { results: open } = card.inbox as { results: { id: string }[] };
      return [listed?.alert, (shown.alert as { received: string } | null)?.received ?? null, open.map(({ id }) => id)];
    };
    expect(await seen()).toEqual(["waiting", "M1.1", ["M1.1"]]);
    expect((await segur(["patient", "show", patient])).stdout).toContain("segur inbox show M1.1");
    await segur(["inbox", "ack", "M1", "--called", "--yes"]);
    expect((await segur(["patient", "show", patient])).stdout).toMatch(/immédiat.*\(D\d+ ; en cours\)/);
    await segur(["inbox", "ack", "M1", "--resolved", "--yes"]);
    expect(await seen()).toEqual([null, null, []]);
  });
});
