import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Week } from "../../../../src/sandbox/mail/week/week.js";

const OPTIONS = { seed: 3, directorySeed: 1, total: 300, to: "cabinet@bac-a-sable.mssante.fr", population: null };
it("speed", async () => {
  const week = new Week(OPTIONS);
  const start = performance.now();
  let bytes = 0;
  for (let i = 0; i < 300; i += 1) { const m = await week.message(i); bytes += m.bytes.length; if (i % 60 === 59) console.log(i, Math.round(performance.now() - start), bytes); }
});
