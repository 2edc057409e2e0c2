import type { OpenCabinet } from "../../../src/services/cabinet.port.js";

const actor = { userId: "U1", rpps: "99700000001", authMode: "certificate" } as const;
const call = { actor, patientId: "P1", runId: "R20261125-ABCD", messageId: "m-1" } as const;
const at = (second: number) => `2026-11-25T18:02:${second}.000Z`;

/** Four lines of a journal: a call, its answer, what came of it, and somebody who was refused. */
export async function runSteps(cabinet: OpenCabinet): Promise<void> {
  const operation = { operation: "search.traits", automatic: true };
  await cabinet.traces.append([
    { ...call, kind: "insi.intended", at: at(11), data: { ...operation, criteria: { birthName: "QUETZALINE" } } },
    { ...call, kind: "insi.answered", at: at(12), code: "00", data: { ...operation, answer: { traits: "QUETZALINE" } } },
    { ...call, kind: "identity.status", at: at(13), data: { from: "provisoire", to: "recuperee", event: "insiAccepted" } },
    {
      kind: "session.refused",
      at: at(14),
      actor: { userId: "U0", rpps: null, authMode: "none" },
      data: { mode: "password", user: "U3", typed: "QUETZALINE" },
    },
  ]);
}
