import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DOCTOR, type MailBench, openMail, sources } from "./support.js";

let bench: MailBench;
beforeEach(async () => {
  bench = await openMail();
});
afterEach(() => bench.end());

describe("submission", () => {
  it("smoke", async () => {
    const sent = await bench.send({
      to: "repondeur@bac-a-sable.mssante.fr",
      dsn: { id: "seg-1", return: "headers", notify: ["success", "failure"], recipient: DOCTOR },
      headers: { "Disposition-Notification-To": DOCTOR },
    });
    expect(sent.accepted).toEqual(["repondeur@bac-a-sable.mssante.fr"]);
    await bench.settle();
    const client = await bench.imap();
    const all = await sources(client);
    expect(all).toHaveLength(3);
    console.log(all.join("\n=======\n"));
  });
});
