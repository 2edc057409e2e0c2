import { expect, test } from "vitest";
import { adviceOf } from "../../src/commands/mss/status-advice.js";
import { smtpMeaning } from "../../src/domain/message/smtp-meaning.js";
import type { MessageStatus } from "../../src/services/mss/status.js";

const failed = (code: string, sentCopy: boolean | null, audience: "patient" | "professional" = "patient") =>
  adviceOf({
    ...{ id: "O23", audience, documents: ["D2"], handledAt: null, sentCopy },
    recipients: [{ address: "x@y", state: "failed", code, at: "2026-11-26T04:00:00.000Z", cause: null, rule: null }],
  } as unknown as MessageStatus);

test("what the operator refuses has one advice, that of the sending, with the code and the line", () => {
  const [advice, ...more] = failed("5.7.1", null);
  expect(advice).toBe(
    smtpMeaning("550 5.7.1")
      .advice.replace("le code ci-dessus", "le code 5.7.1")
      .replace(/retry$/, "retry O23"),
  );
  expect(more).toEqual([]);
  expect(failed("5.7.1", true)[0]).toMatch(/^Demandez à l'opérateur .* puis renvoyez-le : segur mss send/);
});

test("other causes keep theirs", () => {
  expect(failed("mes.closed", null)).toEqual([expect.stringContaining("autrement"), "Quand c'est fait : segur mss done O23"]);
  expect(failed("5.1.1", null, "professional")[0]).toContain("Vérifiez l'adresse");
});
