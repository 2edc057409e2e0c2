import { describe, expect, it } from "vitest";
import { type AskedRequest, type Decision, Phone } from "../../../src/sandbox/psc/phone.js";

/** A request that notes its answer. */
function request(
  id: string,
  expiresAt = Date.now() + 120_000,
): AskedRequest & { answered: Promise<Decision>; given: Decision[] } {
  const given: Decision[] = [];
  let tell: (decision: Decision) => void = () => {};
  const answered = new Promise<Decision>((resolve) => {
    tell = resolve;
  });
  const answer = async (decision: Decision) => {
    given.push(decision);
    tell(decision);
  };
  return { id, channel: "MOBILE", code: id, expiresAt, answer, answered, given };
}

describe("phone", () => {
  it("gives a decision to the oldest request that has none", async () => {
    const phone = new Phone();
    const [one, two] = [request("01"), request("02")];
    phone.ask(one);
    phone.ask(two);
    expect(phone.decide("refuse", 0)).toEqual({
      decision: "refuse",
      target: "pending",
      afterMs: 0,
      channel: "MOBILE",
      code: "01",
    });
    expect(phone.decide("approve", 0)).toMatchObject({ target: "pending", code: "02" });
    expect([await one.answered, await two.answered]).toEqual(["refuse", "approve"]);
    expect(phone.status()).toEqual({ pending: [], armed: [] });
  });

  it("keeps decisions for the next requests, in order, each for one", async () => {
    const phone = new Phone();
    expect(phone.decide("approve", 0)).toMatchObject({ target: "next", code: null });
    expect(phone.decide("refuse", 1)).toMatchObject({ target: "next" });
    expect(phone.status().armed).toEqual([
      { decision: "approve", afterMs: 0 },
      { decision: "refuse", afterMs: 1 },
    ]);
    const [one, two, three] = [request("01"), request("02"), request("03")];
    for (const asked of [one, two, three]) phone.ask(asked);
    expect([await one.answered, await two.answered]).toEqual(["approve", "refuse"]);
    expect(phone.status()).toMatchObject({ pending: [{ code: "03" }], armed: [] });
    phone.clear();
    expect(three.given).toEqual([]);
  });

  it("gives no decision to a request that has expired", async () => {
    let now = 1_000;
    const phone = new Phone(() => now);
    phone.ask(request("01", 2_000));
    now = 2_000;
    expect(phone.status().pending).toEqual([]);
    expect(phone.decide("approve", 0)).toMatchObject({ target: "next" });
    const two = request("02", 5_000);
    phone.ask(two);
    expect(await two.answered).toBe("approve");
  });

  it("forgets everything when it is cleared, decisions on their way included", async () => {
    const phone = new Phone();
    const one = request("01");
    phone.ask(one);
    phone.decide("approve", 5);
    phone.decide("refuse", 0);
    phone.clear();
    expect(phone.status()).toEqual({ pending: [], armed: [] });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(one.given).toEqual([]);
  });
});
