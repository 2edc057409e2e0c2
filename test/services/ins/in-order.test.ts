import { describe, expect, it } from "vitest";
import { inOrder } from "../../../src/services/ins/in-order.js";

async function* numbers(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) yield i;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const tick = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("inOrder", () => {
  it("gives the results in the order of the items, whoever ends first", async () => {
    const work = async (n: number): Promise<number> => {
      await tick(n % 2 === 0 ? 8 : 1);
      return n * 10;
    };
    expect(await collect(inOrder(numbers(7), 3, work))).toEqual([0, 10, 20, 30, 40, 50, 60]);
  });

  it.each([1, 2, 5])("never has more than %i under way", async (concurrency) => {
    let under = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      under += 1;
      most = Math.max(most, under);
      await tick(2);
      under -= 1;
    };
    await collect(inOrder(numbers(12), concurrency, work));
    expect(most).toBe(concurrency);
  });

  it("awaits what is under way before it throws the first error", async () => {
    const ended: number[] = [];
    const work = async (n: number): Promise<number> => {
      if (n === 0) throw new Error("first");
      await tick(10);
      ended.push(n);
      return n;
    };
    await expect(collect(inOrder(numbers(10), 3, work))).rejects.toThrow("first");
    expect(ended).toEqual([1, 2]);
  });
});
