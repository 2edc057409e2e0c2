import { renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openPractice } from "./support/practice.js";
import { mountSmallDisk, whyNoSmallDisk } from "./support/small-disk.js";

const HEAD = "Type de BAL|Adresse BAL|Identifiant PP|Nom d'exercice|";
const extraction = (count: number) =>
  [HEAD, ...Array.from({ length: count }, (_, at) => `PER|p${at}.martin@medecin.mssante.fr|${10_000_000_000 + at}|MARTIN|`)].join(
    "\n",
  );

describe("a disk that is full", () => {
  it("leaves the copy of the annuaire that was there, and no draft that fills it", { timeout: 90_000 }, async (context) => {
    const why = whyNoSmallDisk();
    if (why !== null) context.skip(why);
    const practice = await openPractice();
    const [small, large] = [join(practice.home, "petit.txt"), join(practice.home, "grand.txt")];
    writeFileSync(small, extraction(1));
    writeFileSync(large, extraction(60_000));
    const disk = await mountSmallDisk(practice, "6m");
    // The data folder, hence the copy, is on this disk.
    renameSync(join(practice.home, "data"), join(practice.home, "data-before"));
    symlinkSync(disk.path, join(practice.home, "data"));
    const made = await disk.segur(["cabinet", "init", "petit", "--environment", "sandbox", "--use"]);
    expect(made.code, made.stderr).toBe(0);
    expect((await disk.segur(["mss", "directory", "import", small])).code).toBe(0);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const full = await disk.segur(["mss", "directory", "import", large, "--json"]);
      expect(full.code).toBe(2);
      expect(JSON.parse(full.stderr)).toMatchObject({ code: "directory.disk_full", kind: "storage" });
    }
    const found = await disk.segur(["mss", "directory", "search", "martin", "--json"]);
    expect(JSON.parse(found.stdout).items).toHaveLength(1);
    await disk.resize("60m");
    expect(JSON.parse((await disk.segur(["mss", "directory", "import", large, "--json"])).stdout)).toMatchObject({
      mailboxes: 60_000,
    });
  });
});
