import { expect, test } from "vitest";
import { planValue, previewText } from "../../../src/commands/mss/preview.js";
import { sendFailure } from "../../../src/commands/mss/send-failure.js";
import { replyFault } from "../../../src/gateways/mss/smtp-faults.js";
import { COLLEAGUE, down, messageCabinet } from "../../services/mss/support.js";
import { testContext } from "../support/context.js";

const REQUEST = { to: [COLLEAGUE], documents: ["D1"] };

test("the preview says what a message replaces or takes out of the queue, and who has its documents already", async () => {
  const { cabinet, file, operator, plan, send } = await messageCabinet();
  const { context } = await testContext({ cabinet, tty: true });
  await file("Texte");
  operator.fault = down();
  await send(REQUEST);
  const cancelling = await plan({ ...REQUEST, replaces: "O1" });
  expect(await previewText(context, cancelling)).toMatch(
    /Prend la place du message O1 \(D1\), .* : il n.est pas parti, et ne partira plus/,
  );
  expect(planValue(cancelling)).toMatchObject({ replaces: "O1", replaced: "cancels" });
  operator.fault = null;
  await cabinet.outbox.cancel("O1", "2026-11-25T10:00:00.000Z");
  await send(REQUEST);
  expect(await previewText(context, await plan(REQUEST))).toMatch(/Déjà envoyé : D1 à anne@x\.mssante\.fr, le .* \(O2\)/);
  await file("Corrigé", { replaces: "D1" });
  const text = await previewText(context, await plan({ replaces: "O2", documents: ["D2"] }));
  expect(text).toMatch(/Annule et remplace le message O2 \(D1\), écrit le \d/);
});

test("the preview to a minor says who reads their mailbox", async () => {
  const { cabinet, patient, file, plan } = await messageCabinet();
  const { context } = await testContext({ cabinet, tty: true });
  await file("Texte");
  const request = { toPatient: "P1", documents: ["D1"] };
  expect(await previewText(context, await plan(request))).not.toContain("mineur");
  const birthDate = `${cabinet.clock.now().getUTCFullYear() - 10}-01-01`;
  const identity = { ...patient.identity, traits: { ...patient.identity.traits, birthDate } };
  await cabinet.patients.save({ updates: [{ patient: { ...patient, identity }, expectedVersion: patient.version }] });
  expect(await previewText(context, await plan(request))).toContain("Patient mineur : ses représentants légaux lisent");
});

test("a message that was refused says that it stays in the queue", async () => {
  const { file, operator, send } = await messageCabinet();
  await file("Texte");
  operator.fault = replyFault("554 5.7.1 policy");
  expect(sendFailure(await send(REQUEST))).toMatchObject({
    advice: expect.stringMatching(/segur outbox retry O1 .*O1 reste dans la file, refusé : segur outbox cancel O1/),
  });
});
