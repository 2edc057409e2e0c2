import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { describe, expect, it } from "vitest";
import { sandboxMailToken, sandboxMssConnection } from "../../src/sandbox/connection.js";
import { sandboxDirectory } from "../../src/sandbox/files.js";
import { hashOfAddress } from "../../src/sandbox/mail/delivery-log.js";
import { openPractice, type Practice } from "./support/practice.js";
import { receivedBy } from "./support/received.js";

const DOCTOR = "paul.marceau@bac-a-sable.mssante.fr";
const SENDER = "cabinet@bac-a-sable.mssante.fr";
const json = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout);

/** Somebody writes to the doctor, by another client than ours; the doctor's token opens the mailbox of the practice too. */
async function write({ home }: Practice, headers: Readonly<Record<string, string>>, messageId: string): Promise<void> {
  const directory = sandboxDirectory(join(home, "state"));
  const { smtp, ca, crl } = await sandboxMssConnection(directory);
  const lists = readFileSync(crl, "utf8").split(/(?<=-----END X509 CRL-----\n)/);
  const transport = createTransport({
    ...{ ...smtp, secure: false, requireTLS: true },
    tls: { ca: readFileSync(ca, "utf8"), crl: lists.filter((one) => one !== "") },
    auth: { type: "OAuth2", user: SENDER, accessToken: await sandboxMailToken(directory) },
  });
  const message = { from: `Cabinet <${SENDER}>`, to: DOCTOR, subject: "Avis", text: "Bonjour", messageId };
  await transport.sendMail({ ...message, headers: { ...headers, "X-MSS-NIL": "DEVSEGUR01" } });
  transport.close();
}

const asking = { "Disposition-Notification-To": SENDER };

describe("a receipt that is asked for", () => {
  it("is offered once, sent once when a person says so, and never to who did not write", { timeout: 90_000 }, async () => {
    const practice = await openPractice({ people: 10 });
    await write(practice, asking, "<un@x>");
    await write(practice, asking, "<deux@x>");
    await write(practice, {}, "<sans@x>");
    await write(practice, { ...asking, "Auto-Submitted": "auto-generated" }, "<machine@x>");
    await write(practice, { "Disposition-Notification-To": "repondeur@bac-a-sable.mssante.fr" }, "<ailleurs@x>");
    const status = await practice.segur(["mss", "status"]);
    expect(status.stderr).toContain("segur mss receipts list");
    const asked = json(await practice.segur(["mss", "receipts", "list", "--json"])).items;
    expect(asked).toMatchObject([
      { id: "A2", from: SENDER, answer: null },
      { id: "A1", from: SENDER, answer: null },
    ]);
    // Reading the mailbox again offers nothing twice.
    expect(json(await practice.segur(["mss", "receipts", "list", "--json"])).items).toEqual(asked);

    const before = (await practice.sandbox.control.mailDeliveries()).length;
    // Nobody can be asked, and nobody said yes.
    expect((await practice.segur(["mss", "receipts", "answer", "A1", "--json"])).code).toBe(2);
    const answered = await practice.segur(["mss", "receipts", "answer", "A1", "--yes", "--json"]);
    expect(answered.code, answered.stderr).toBe(0);
    const declined = await practice.segur(["mss", "receipts", "answer", "A2", "--decline", "--json"]);
    expect(json(declined)).toMatchObject({ id: "A2", answer: "declined" });
    for (const id of ["A1", "A2"]) {
      const again = await practice.segur(["mss", "receipts", "answer", id, "--yes", "--json"]);
      expect([again.code, JSON.parse(again.stderr)]).toMatchObject([6, { code: "mss.receipt_answered", rule: "MSS/UX.34" }]);
    }
    expect(json(await practice.segur(["mss", "receipts", "list", "--json"])).items).toEqual([]);
    expect(json(await practice.segur(["mss", "receipts", "list", "--all", "--json"])).items).toMatchObject([
      { id: "A2", answer: "declined" },
      { id: "A1", answer: "sent" },
    ]);

    const deliveries = (await practice.sandbox.control.mailDeliveries()).slice(before);
    expect(deliveries.map(({ recipients }) => recipients)).toEqual([[hashOfAddress(SENDER)]]);
    const receipt = (await receivedBy(practice)).at(-1);
    const [notification] = receipt?.attachments.filter(({ mimeType }) => mimeType === "message/disposition-notification") ?? [];
    const text = Buffer.from((notification?.content ?? "") as ArrayBuffer).toString();
    expect(text).toContain("Original-Message-ID: <un@x>");
    expect(text).toMatch(/Disposition: manual-action\/MDN-sent-manually; displayed/);
    const kinds = await practice.segur(["journal", "list", "--json"]);
    expect(kinds.stdout).toContain("mss.receipt");
  });
});
