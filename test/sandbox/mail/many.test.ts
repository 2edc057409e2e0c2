import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directoryEntry } from "../../../src/sandbox/directory/people.js";
import { hashOfAddress } from "../../../src/sandbox/mail/delivery-log.js";
import { DOCTOR, type MailBench, openMail } from "./support.js";

let bench: MailBench;
beforeAll(async () => {
  bench = await openMail({ pool: true });
});
afterAll(() => bench.end());

describe("many messages", () => {
  it("each is told once, with its recipient, whatever the number of connections", async () => {
    const to = Array.from({ length: 400 }, (_, index) => directoryEntry(1, index + 6))
      .flatMap(({ boxes }) => boxes.slice(0, 1))
      .slice(0, 120);
    const transport = bench.smtp();
    const pieces = { filename: "IHE_XDM.zip", content: randomBytes(20_000), contentType: "application/zip" };
    // Three connections at once, each with its messages one after the other.
    const lanes = [0, 1, 2].map((lane) => to.filter((_, index) => index % 3 === lane));
    await Promise.all(
      lanes.map(async (lane, rank) => {
        for (const [index, { address }] of lane.entries()) {
          await transport.sendMail({
            from: `Dr_Paul_MARCEAU <${DOCTOR}>`,
            to: address,
            subject: "Essai",
            text: "Bonjour",
            messageId: `<${rank}.${index}@x>`,
            attachments: [pieces],
            dsn: { id: `seg-${rank}-${index}`, return: "headers", notify: ["success", "failure"], recipient: address },
          });
        }
      }),
    );
    transport.close();
    const taken = await bench.sandbox.control.mailDeliveries();
    expect(taken).toHaveLength(to.length);
    const expected = lanes.flatMap((lane, rank) =>
      lane.map(({ address }, index) => `<${rank}.${index}@x> seg-${rank}-${index} ${hashOfAddress(address)}`),
    );
    expect(taken.map((one) => `${one.messageId} ${one.envelopeId} ${one.recipients}`).sort()).toEqual(expected.sort());
    await bench.settle();
    const client = await bench.imap();
    await client.mailboxOpen("INBOX");
    const reports = await client.search({ subject: "Successful Mail Delivery Report" });
    expect(reports).toHaveLength(to.length);
  });
});
