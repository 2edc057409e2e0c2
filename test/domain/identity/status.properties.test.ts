import fc from "fast-check";
import { expect, it } from "vitest";
import { SegurError } from "../../../src/domain/errors.js";
import { proofConfidence } from "../../../src/domain/identity/proofs.js";
import { type IdentityEvent, isLocked, mayCallInsi, transition } from "../../../src/domain/identity/status.js";
import { answered, RUTH, RUTH_INS, ruth } from "./people.js";

const proofs = fc.constantFrom("CN", "PA", "PC", "LE", "CV").map((type): IdentityEvent => {
  const proof = { type, checkedOn: "2026-11-23", checkedBy: "U1" };
  return { type: "proof", proof, highConfidence: proofConfidence(type) === "high" };
});
const answers = fc
  .record({
    birthName: fc.constantFrom("NESSI", "NESSY", "NES-SI", ""),
    givenNames: fc.constantFrom("RUTH", "RUTH ANNE", "ANNE"),
    birthDate: fc.constantFrom("1977-07-14", "1977-07-00"),
    number: fc.constantFrom("2770763220829", "2751263220749"),
  })
  .map(({ number, ...traits }): IdentityEvent => ({ type: "insiAccepted", individual: answered(traits, { number, key: null }) }));
const edits = fc
  .record({
    birthName: fc.constantFrom("NESSI", "NESSY"),
    firstBirthGivenName: fc.constantFrom("RUTH", "ANNE"),
    sex: fc.constantFrom("F" as const, "M" as const),
    superUser: fc.boolean(),
  })
  .map(({ superUser, ...traits }): IdentityEvent => ({ type: "traitsChanged", traits: { ...RUTH, ...traits }, superUser }));
const attributes = fc
  .record({ attribute: fc.constantFrom("homonyme" as const, "douteuse" as const, "fictive" as const), value: fc.boolean() })
  .map((change): IdentityEvent => ({ type: "attribute", ...change }));
const others = fc.constantFrom<IdentityEvent>(
  { type: "verificationKo" },
  { type: "proofRemoved" },
  { type: "insVerified", ins: RUTH_INS },
);
const weighted = fc.oneof({ weight: 3, arbitrary: answers }, { weight: 3, arbitrary: proofs }, edits, attributes, others);

it("no sequence of events breaks the invariants of the status machine", () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(fc.array(weighted, { minLength: 1, maxLength: 25 }), (events) => {
      let identity = ruth();
      for (const event of events) {
        const before = structuredClone(identity);
        const step = transition(identity, event);
        expect(identity).toEqual(before);
        if (!step.ok) {
          expect(step.refusal).toBeInstanceOf(SegurError);
          // Never a name or a number in what a user or a log may read.
          expect(`${step.refusal.message}${step.refusal.why}${step.refusal.advice}`).not.toMatch(/NESS|RUTH|\d{13}/);
          continue;
        }
        const was = identity;
        identity = step.identity;
        reached.add(identity.status);
        const { status, ins, proof } = identity;
        expect(ins !== null).toBe(isLocked(identity));
        if (identity.attributes.douteuse || identity.attributes.fictive) {
          expect(status).toBe("provisoire");
          expect(mayCallInsi(identity).ok).toBe(false);
        }
        if (identity.attributes.fictive) expect(identity.attributes).toEqual({ homonyme: false, douteuse: false, fictive: true });
        if (status === "qualifiee") expect(proofConfidence(proof?.type ?? "")).toBe("high");
        // A validated identity whose traits became another person's keeps its status, as the official table says, but no document.
        if (status === "validee") expect(proof === null ? "high" : proofConfidence(proof.type)).toBe("high");
        if (was.proof !== null && proof === null) expect(["traitsChanged", "proofRemoved"]).toContain(event.type);
        if (was.ins !== null && ins !== null) expect(ins).toEqual(was.ins);
        if (event.type === "proof" && !event.highConfidence) expect(status).toBe(was.status);
        if (event.type === "insiAccepted") expect(identity.traits.firstBirthGivenName).toBe(was.traits.firstBirthGivenName);
        expect(step.effects.includes("status.changed")).toBe(status !== was.status);
        expect(step.effects.includes("ins.invalidated")).toBe(was.ins !== null && ins === null);
        expect(step.effects.includes("ins.recorded")).toBe(was.ins === null && ins !== null);
      }
    }),
    { numRuns: 2_000 },
  );
  expect([...reached].sort()).toEqual(["provisoire", "qualifiee", "recuperee", "validee"]);
});
