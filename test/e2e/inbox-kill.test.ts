import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../src/sandbox/random.js";
import { exitOf, startSegur } from "../support/cli.js";
import { openInboxPractice } from "./support/inbox-practice.js";
import { withStore } from "./support/ledger.js";

/** `SEGUR_TEST_SEED` plays another one: the moments of the kills change with it. */
const SEED = Number(process.env.SEGUR_TEST_SEED ?? 6_006);
const COUNT = 180;
const KILLS = 12;

describe(`a synchronisation killed ${KILLS} times (seed ${SEED})`, () => {
  it("loses no message and doubles none, each document with its contents", { timeout: 300_000 }, async () => {
    const practice = await openInboxPractice({ seed: 9, count: COUNT });
    const random = new SeededRandom(SEED);
    const kept = () => withStore(practice.store, async ({ inbox }) => (await inbox.counts({ reports: true })).messages);
    const seen = [await kept()];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = startSegur(["inbox", "sync", "--full"], { home: practice.home });
      const exit = exitOf(child);
      await Promise.race([exit, new Promise((resolve) => setTimeout(resolve, random.between(150, 1_800)))]);
      child.kill("SIGKILL");
      await exit;
      seen.push(await kept());
    }
    // What was on the disk when a process died stays there.
    expect(seen).toEqual([...seen].sort((a, b) => a - b));

    const last = await practice.segur(["inbox", "sync"], { timeoutMs: 180_000 });
    expect(last.code, last.stderr).toBe(0);
    await withStore(practice.store, async ({ inbox, contents }) => {
      const { items } = await inbox.list({ limit: 1_000, reports: true });
      expect(items).toHaveLength(COUNT);
      const uids = items.map(({ place }) => place.uid).sort((a, b) => a - b);
      expect(uids).toEqual(Array.from({ length: COUNT }, (_, index) => index + 1));
      for (const { documents } of items)
        for (const { content, id } of documents) {
          if (content === null) continue;
          let size = 0;
          for await (const piece of contents.read(content)) size += piece.length;
          expect(size, id).toBeGreaterThan(1_000);
        }
    });
    const again = await practice.segur(["inbox", "sync", "--json"], { timeoutMs: 60_000 });
    expect(again.code, again.stderr).toBe(0);
    expect(await kept()).toBe(COUNT);
  });
});
