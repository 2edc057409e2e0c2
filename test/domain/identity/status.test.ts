import { describe, expect, it } from "vitest";
import { type IdentityEvent, isLocked, mayCallInsi, transition } from "../../../src/domain/identity/status.js";
import type { Identity } from "../../../src/domain/identity/types.js";
import { answered, RUTH, RUTH_INS, ruth } from "./people.js";

const PROOF = { type: "CN", checkedOn: "2026-11-23", checkedBy: "U1" };
const HIGH: IdentityEvent = { type: "proof", proof: PROOF, highConfidence: true };
const LOW: IdentityEvent = { type: "proof", proof: { ...PROOF, type: "PC" }, highConfidence: false };
const FOUND: IdentityEvent = { type: "insiAccepted", individual: answered() };
const KO: IdentityEvent = { type: "verificationKo" };
const set = (attribute: "homonyme" | "douteuse" | "fictive", value = true): IdentityEvent => ({
  type: "attribute",
  attribute,
  value,
});
const edit = (changes: Partial<typeof RUTH>, superUser = false): IdentityEvent => ({
  type: "traitsChanged",
  traits: { ...RUTH, ...changes },
  superUser,
});

function apply(identity: Identity, ...events: IdentityEvent[]): Identity {
  let now = identity;
  for (const event of events) {
    const step = transition(now, event);
    if (!step.ok) throw step.refusal;
    now = step.identity;
  }
  return now;
}
function effects(identity: Identity, event: IdentityEvent) {
  const step = transition(identity, event);
  if (!step.ok) throw step.refusal;
  return [...step.effects].sort();
}
function refusal(identity: Identity, event: IdentityEvent) {
  const step = transition(identity, event);
  if (step.ok) throw new Error("should be refused");
  return { code: step.refusal.code, rule: step.refusal.rule };
}

const PROVISIONAL = ruth();
const VALIDATED = apply(PROVISIONAL, HIGH);
const RECOVERED = apply(PROVISIONAL, FOUND);
const QUALIFIED = apply(VALIDATED, FOUND);

describe("the table of insi.md §6.4", () => {
  it("qualifies by the document and INSi, in either order", () => {
    expect([PROVISIONAL, VALIDATED, RECOVERED, QUALIFIED].map((identity) => identity.status)).toEqual([
      "provisoire",
      "validee",
      "recuperee",
      "qualifiee",
    ]);
    expect(apply(RECOVERED, HIGH)).toEqual(QUALIFIED);
    expect(QUALIFIED).toMatchObject({ ins: RUTH_INS, proof: PROOF });
    expect([PROVISIONAL, VALIDATED, RECOVERED, QUALIFIED].map(isLocked)).toEqual([false, false, true, true]);
  });

  it("strict trait changed by a super user: the INS is invalidated and the status lowered", () => {
    const history = [{ number: "2770763220829", key: "10", oid: RUTH_INS.oid, from: null, to: null }];
    const known = apply(VALIDATED, { type: "insiAccepted", individual: answered({}, { history }) });
    expect(known.insHistory).toEqual(history);
    const changed = apply(known, edit({ birthName: "AUTRE" }, true));
    expect(changed).toMatchObject({ status: "validee", ins: null, insHistory: [], traits: { birthName: "AUTRE" } });
    expect(apply(RECOVERED, edit({ birthPlace: "63113" }, true))).toMatchObject({ status: "provisoire", ins: null });
    expect(effects(known, edit({ sex: "M" }, true))).toEqual([
      "ins.invalidated",
      "proof.removed",
      "status.changed",
      "traits.changed",
    ]);
  });

  it("verification KO: provisional, INS invalidated, on the work list (INS/va1.08)", () => {
    for (const known of [RECOVERED, QUALIFIED]) {
      expect(apply(known, KO)).toMatchObject({ status: "provisoire", ins: null });
      expect(effects(known, KO)).toEqual(["ins.invalidated", "status.changed", "work_list.ins_ko"]);
    }
    expect(apply(VALIDATED, KO)).toEqual(VALIDATED);
    expect(effects(PROVISIONAL, KO)).toEqual(["work_list.ins_ko"]);
  });

  it("a document removed takes its status away, not the INS", () => {
    expect(apply(VALIDATED, { type: "proofRemoved" })).toEqual(PROVISIONAL);
    expect(apply(QUALIFIED, { type: "proofRemoved" })).toEqual(RECOVERED);
    expect(effects(RECOVERED, { type: "proofRemoved" })).toEqual([]);
  });

  it("a received INS verified OK recovers, never qualifies", () => {
    const verified: IdentityEvent = { type: "insVerified", ins: RUTH_INS };
    expect(apply(PROVISIONAL, verified)).toMatchObject({ status: "recuperee", ins: RUTH_INS });
    expect(apply(QUALIFIED, verified)).toEqual(QUALIFIED);
    expect(refusal(VALIDATED, verified).code).toBe("identity.verification_not_enough");
    const other = { ...RUTH_INS, matricule: "275126322074974" };
    expect(refusal(RECOVERED, { type: "insVerified", ins: other }).code).toBe("identity.ins_differs");
  });
});

describe("proofs", () => {
  it("a lower-confidence document never changes the status nor replaces a better one", () => {
    expect(apply(PROVISIONAL, LOW)).toMatchObject({ status: "provisoire", proof: { type: "PC" } });
    expect(apply(RECOVERED, LOW)).toMatchObject({ status: "recuperee", proof: { type: "PC" } });
    expect(apply(QUALIFIED, LOW)).toEqual(QUALIFIED);
    expect(effects(VALIDATED, LOW)).toEqual(["proof.kept"]);
    expect(apply(PROVISIONAL, LOW, FOUND).status).toBe("recuperee");
  });

  it("a second good document replaces the first", () => {
    const passport = { ...PROOF, type: "PA" };
    const again = apply(QUALIFIED, { type: "proof", proof: passport, highConfidence: true });
    expect(again).toEqual({ ...QUALIFIED, proof: passport });
  });

  it("an old document does not qualify again after a KO", () => {
    expect(apply(QUALIFIED, KO, FOUND).status).toBe("recuperee");
  });
});

describe("attributes (rule 25)", () => {
  it.each(["douteuse", "fictive"] as const)("%s: provisional, no INS, no call, no document", (attribute) => {
    const marked = apply(QUALIFIED, set(attribute));
    expect(marked).toMatchObject({ status: "provisoire", ins: null });
    expect(effects(QUALIFIED, set(attribute))).toEqual(["attribute.changed", "ins.invalidated", "status.changed"]);
    expect(refusal(marked, FOUND)).toEqual({ code: "identity.insi_blocked", rule: "INS/va1.20" });
    expect(refusal(marked, HIGH)).toEqual({ code: "identity.proof_blocked", rule: "INS/va1.44" });
    expect(refusal(marked, { type: "insVerified", ins: RUTH_INS }).code).toBe("identity.insi_blocked");
    expect(mayCallInsi(marked)).toMatchObject({ ok: false, refusal: { rule: "INS/va1.20" } });
    const lifted = apply(marked, set(attribute, false));
    expect(lifted.status).toBe("provisoire");
    expect(mayCallInsi(lifted)).toEqual({ ok: true });
  });

  it("homonyme goes with any status and with douteuse; fictive goes with nothing", () => {
    expect(apply(QUALIFIED, set("homonyme"))).toMatchObject({ status: "qualifiee", ins: RUTH_INS });
    expect(apply(PROVISIONAL, set("homonyme"), set("douteuse")).attributes).toEqual({
      homonyme: true,
      douteuse: true,
      fictive: false,
    });
    const exclusive = { code: "identity.attributes_exclusive", rule: "INS/va1.44" };
    expect(refusal(ruth({}, { homonyme: true }), set("fictive"))).toEqual(exclusive);
    expect(refusal(ruth({}, { douteuse: true }), set("fictive"))).toEqual(exclusive);
    expect(refusal(ruth({}, { fictive: true }), set("homonyme"))).toEqual(exclusive);
    expect(refusal(ruth({}, { fictive: true }), set("douteuse"))).toEqual(exclusive);
    expect(effects(PROVISIONAL, set("fictive", false))).toEqual([]);
  });

  it("an undetermined sex is never sent", () => {
    expect(mayCallInsi(ruth({ sex: "I" }))).toMatchObject({ ok: false, refusal: { code: "identity.sex_not_sendable" } });
  });
});

describe("locks (rule 26, INS/va1.18)", () => {
  const changes = [
    { birthName: "AUTRE" },
    { birthGivenNames: ["RUTH", "ANNE"] },
    { birthDate: "1977-07-15" },
    { sex: "M" as const },
    { birthPlace: "63113" },
  ];
  it.each(changes)("refuses %j on a recovered or qualified identity", (change) => {
    for (const locked of [RECOVERED, QUALIFIED]) {
      expect(refusal(locked, edit(change))).toEqual({ code: "identity.locked", rule: "INS/va1.18" });
    }
    expect(apply(VALIDATED, edit(change))).toMatchObject({ status: "validee", traits: change });
    expect(apply(PROVISIONAL, edit(change))).toMatchObject({ status: "provisoire", traits: change });
  });

  it("lets the first given name follow its list", () => {
    const jean = { birthGivenNames: ["JEAN", "PIERRE", "PAUL"], firstBirthGivenName: "JEAN" };
    const individual = answered({ givenNames: "JEAN PIERRE PAUL" });
    const locked = apply(ruth(jean), { type: "insiAccepted", individual });
    const rewritten = apply(locked, edit({ ...jean, firstBirthGivenName: "JEAN-PIERRE" }));
    expect(rewritten).toMatchObject({ status: "recuperee", ins: RUTH_INS, traits: { firstBirthGivenName: "JEAN-PIERRE" } });
    expect(refusal(locked, edit({ ...jean, firstBirthGivenName: "PAUL" })).code).toBe("identity.first_given_name");
    expect(apply(locked, edit({ ...jean, firstBirthGivenName: "PAUL" }, true))).toMatchObject({
      status: "provisoire",
      ins: null,
    });
  });

  it("does nothing when nothing changes", () => {
    expect(transition(QUALIFIED, edit({}))).toEqual({ ok: true, identity: QUALIFIED, effects: [] });
  });
});

describe("insiAccepted", () => {
  it("fills the strict traits but never the first given name (INS/va1.52)", () => {
    const individual = answered({ birthName: "NESSY", givenNames: "RUTHE ANNE", birthPlace: "" });
    const filled = apply(PROVISIONAL, { type: "insiAccepted", individual });
    expect(filled.traits).toEqual({ ...RUTH, birthName: "NESSY", birthGivenNames: ["RUTHE", "ANNE"] });
    expect(effects(PROVISIONAL, { type: "insiAccepted", individual })).toContain("first_given_name.mismatch");
    expect(effects(PROVISIONAL, FOUND)).toEqual(["ins.recorded", "status.changed", "traits.filled"]);
  });

  it("refuses what must not be imported, with its rule", () => {
    const dayZero: IdentityEvent = { type: "insiAccepted", individual: answered({ birthDate: "1977-07-00" }) };
    expect(refusal(PROVISIONAL, dayZero)).toEqual({ code: "answer.birth_date", rule: "INS/va1.28" });
    const noName: IdentityEvent = { type: "insiAccepted", individual: answered({ birthName: "" }) };
    expect(refusal(VALIDATED, noName)).toEqual({ code: "answer.birth_name", rule: "INS/va1.31" });
    const test: IdentityEvent = {
      type: "insiAccepted",
      individual: answered({}, { oid: "1.2.250.1.213.1.4.10" }),
      environment: "production",
    };
    expect(refusal(PROVISIONAL, test).code).toBe("answer.test_oid");
  });

  it("keeps the traits a document proved", () => {
    const other: IdentityEvent = { type: "insiAccepted", individual: answered({ birthName: "NESSY" }) };
    expect(refusal(VALIDATED, other)).toEqual({ code: "identity.traits_differ", rule: "INS/va1.52" });
    const completed: IdentityEvent = { type: "insiAccepted", individual: answered({ givenNames: "RUTH ANNE" }) };
    expect(apply(VALIDATED, completed)).toMatchObject({ status: "qualifiee", traits: { birthGivenNames: ["RUTH", "ANNE"] } });
  });

  it("never replaces the INS of a locked identity", () => {
    expect(effects(QUALIFIED, FOUND)).toEqual([]);
    const other: IdentityEvent = { type: "insiAccepted", individual: answered({}, { number: "2751263220749", key: "74" }) };
    for (const locked of [RECOVERED, QUALIFIED]) expect(refusal(locked, other).code).toBe("identity.ins_differs");
    const renamed: IdentityEvent = { type: "insiAccepted", individual: answered({ birthName: "NESSY" }) };
    expect(refusal(QUALIFIED, renamed).code).toBe("identity.traits_differ");
  });
});
