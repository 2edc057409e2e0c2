import { expect, test } from "vitest";
import { toPdfA } from "../../../src/documents/pdf/convert.js";
import { SegurError } from "../../../src/domain/errors.js";
import { draftFor } from "../../../src/services/documents/header.js";
import { showDocument } from "../../../src/services/documents/show.js";
import { ccitt, JPEG_COLOUR, tiff } from "../../documents/pdf/images.js";
import { documentCabinet } from "./support.js";

/** The same sequence each time (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A few bytes changed, repeated, taken out, or everything after one of them. */
function damaged(good: Buffer, next: (below: number) => number): Buffer {
  let file = Buffer.from(good);
  for (let times = 1 + next(4); times > 0 && file.length > 8; times--) {
    const at = 4 + next(file.length - 4);
    const what = next(5);
    if (what === 0) file = file.subarray(0, at);
    else if (what === 1) file = Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + next(8))]);
    else if (what === 2) file = Buffer.concat([file.subarray(0, at), file.subarray(Math.max(0, at - next(64)))]);
    else file[at] = [0, 0x7f, 0x80, 0xff, next(256)][next(5)] ?? 0;
  }
  return file;
}

const RTF = Buffer.from(
  "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}\\f0\\b Bonjour\\b0\\par \\'e9t\\'e9 \\u233?" +
    "{\\pict\\pngblip\\bin4 abcd}\\trowd\\cell a\\cell b\\row\\par}",
);
const TIFF = tiff(
  { width: 16, height: 4, compression: 4, data: ccitt(4) },
  { width: 16, height: 4, compression: 4, data: ccitt(4) },
);
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** Nothing but what is known and told in French; anything else is a defect. */
async function outcome(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return "done";
  } catch (error) {
    if (!(error instanceof SegurError) || error.kind === "internal" || error.kind === "storage") throw error;
    return error.code;
  }
}

test.each([
  ["RTF", RTF, 1],
  ["TIFF", TIFF, 2],
  ["JPEG", JPEG_COLOUR, 3],
  ["PNG", PNG, 4],
] as const)(
  "200 damaged %s are filed, shown and converted, or refused in words",
  async (name, good, seed) => {
    const { cabinet, patient, file } = await documentCabinet();
    const next = seeded(seed);
    const seen: Record<string, number> = {};
    const count = (code: string) => {
      seen[code] = (seen[code] ?? 0) + 1;
    };
    for (let round = 0; round < 200; round++) {
      const bytes = damaged(good, next);
      // Before each, so that a defect can be found again.
      const about = `${name} ${round} ${bytes.toString("base64")}`;
      const started = performance.now();
      await expect(
        (async () => {
          let id: string | null = null;
          count(await outcome(async () => (id = (await file(bytes)).filed?.id ?? null)));
          if (id === null) return;
          const filed = await cabinet.documents.get(id);
          await outcome(() => showDocument(cabinet, String(id), { width: 80, reveal: false }));
          if (filed === null || round % 5 !== 0) return;
          const draft = await draftFor(cabinet, filed, patient);
          count(`pdf ${await outcome(() => toPdfA(bytes, filed.mimeType, draft))}`);
        })(),
        about,
      ).resolves.toBeUndefined();
      expect(performance.now() - started, about).toBeLessThan(5_000);
    }
    // Some were taken: the damage is not such that nothing is ever looked at.
    expect(seen.done, JSON.stringify(seen)).toBeGreaterThan(40);
  },
  60_000,
);
