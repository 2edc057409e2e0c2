import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDmpPractice } from "./support/dmp-practice.js";
import { writeStore } from "./support/ledger.js";
import { metadataOf, receivedBy } from "./support/received.js";

const COLLEAGUE = "repondeur@bac-a-sable.mssante.fr";
const CONTACT = "cabinet@bac-a-sable.mssante.fr";
const errorOf = ({ stderr }: { readonly stderr: string }) => JSON.parse(stderr.trim().split("\n").at(-1) ?? "{}");

describe("a secretary who came in by a password", () => {
  it("sends from the applicative mailbox of the practice, and from no other (MSS/CONF.07, .12)", {
    timeout: 90_000,
  }, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [filed] = await practice.file(1);
    const document = filed?.document ?? "";
    const phrase = join(practice.home, "phrase.txt");
    writeFileSync(phrase, "quatre mots pour entrer\n", { mode: 0o600 });
    const segur = async (...args: readonly string[]) => {
      const result = await practice.segur([...args, "--json"]);
      expect(result.code, `${args.join(" ")}: ${result.stderr}`).toBe(0);
      return JSON.parse(result.stdout === "" ? "{}" : result.stdout);
    };
    // The doctor prepares: the archive holds what they answer for.
    await segur("config", "set", "mss.kind", "ORG");
    const { id } = await segur("user", "add", "Claire Petit", "--role", "secretaire", "--password-file", phrase);
    await segur("config", "set", "mss.contact", CONTACT);
    await segur("logout");
    await segur("login", "--password", "--user", id, "--password-file", phrase);

    const send = () => practice.segur(["mss", "send", "--to", COLLEAGUE, "--doc", document, "--yes", "--json"]);
    const refused = await send();
    expect([refused.code, errorOf(refused)]).toMatchObject([4, { code: "mss.psc_needed", rule: "MSS/CONF.07" }]);
    expect(await practice.read((store) => store.outbox.list({ limit: 9 }))).toEqual([]);

    // Whoever administers chooses the mailbox of the cabinet; a secretary does not.
    expect((await practice.segur(["config", "set", "mss.kind", "APP", "--json"])).code).toBe(6);
    await writeStore(practice.store, (store) => store.settings.set("mss.kind", "APP"));
    const sent = await send();
    expect(sent.code, sent.stderr).toBe(0);
    const [message] = await receivedBy(practice);
    expect(message?.from?.address).toBe("segur.app@bac-a-sable.mssante.fr");
    // ECO.2.2.5: a machine says so, and says to whom one may answer.
    expect(message?.replyTo).toMatchObject([{ address: CONTACT }]);
    expect(message?.text).toMatch(/généré automatiquement/i);
    // The structure is that of the sandbox: FINESS 0B0152872.
    expect(message === undefined ? "" : metadataOf(message)).toMatch(new RegExp(`30B0152872/${id}\\^Claire Petit\\^`));
    expect((await practice.sandbox.control.mailDeliveries()).flatMap(({ anomalies }) => anomalies)).toEqual([]);
    await practice.sandbox.mail.settle();
    const { items } = await segur("mss", "status", "O1");
    expect(items).toMatchObject([{ state: "delivered", sentCopy: true }]);
  });
});
