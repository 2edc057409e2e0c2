import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runSegur, temporaryHome } from "../support/cli.js";
import { value } from "./support/kept.js";

/** A home with a cabinet « nord », a backup of it and a second cabinet made from this backup when asked. */
async function kept(options: { copy?: boolean } = {}) {
  const home = temporaryHome();
  const segur = (line: string, env: Record<string, string> = {}) => runSegur([...line.split(" "), "--json"], { home, env });
  value(await segur("cabinet init nord --environment sandbox"));
  value(await segur("cabinet backup --to b.segur"));
  if (options.copy === true) value(await segur("cabinet init essai --from-backup b.segur"));
  const keys = () => readdirSync(join(home, "config", "keys")).filter((name) => name.startsWith("cabinet-"));
  return { home, segur, keys, folder: join(home, "data", "cabinets", "nord") };
}

describe("cabinet rekey --forget-old", () => {
  it("keeps the key that a copy made from a backup shares with the original, says why, and forgets it at last", async () => {
    const { segur, keys, folder } = await kept({ copy: true });
    const result = await segur("cabinet rekey --forget-old --cabinet essai");
    const rekeyed = value(result);
    expect(rekeyed).toMatchObject({
      forgotten: false,
      oldKeyUsers: [{ cabinet: "nord", path: join(folder, "cabinet.db"), why: "asks" }],
    });
    expect(result.stderr).toContain("L'ancienne clé est gardée");
    expect(value(await segur("cabinet check --cabinet nord"))).toMatchObject({ ok: true, keyId: rekeyed.from });
    expect(value(await segur("cabinet check --cabinet essai"))).toMatchObject({ ok: true, keyId: rekeyed.to });
    expect(value(await segur("cabinet rekey --forget-old --cabinet nord"))).toMatchObject({ forgotten: true, oldKeyUsers: [] });
    expect(keys()).not.toContain(`cabinet-${rekeyed.from}.key`);
  });

  it("keeps a key for two cabinets of one key file, for a store that a restoration kept, for a folder that cannot be read", async () => {
    const { home, segur, folder } = await kept();
    writeFileSync(join(home, "k"), randomBytes(32), { mode: 0o600 });
    const env = { SEGUR_CABINET_KEY_FILE: join(home, "k") };
    for (const name of ["sud", "est"]) value(await segur(`cabinet init ${name} --environment sandbox`, env));
    value(await segur("cabinet key --import k --cabinet sud"));
    const shared = value(await segur("cabinet rekey --forget-old --cabinet sud"));
    expect(shared).toMatchObject({ forgotten: false, oldKeyUsers: [{ cabinet: "est" }] });
    expect(value(await segur("cabinet check --cabinet est"))).toMatchObject({ ok: true });

    writeFileSync(join(folder, "cabinet.db.before-restore-20261125T101530123Z-wal"), "x");
    const old = join(folder, "cabinet.db.before-restore-20261125T101530123Z");
    writeFileSync(old, Buffer.concat([Buffer.from(String(value(await segur("cabinet key")).id), "hex"), randomBytes(500)]));
    const before = value(await segur("cabinet rekey --forget-old"));
    expect(before).toMatchObject({ forgotten: false, oldKeyUsers: [{ cabinet: "nord", path: old, why: "asks" }] });

    renameSync(join(home, "data", "cabinets", "est"), join(home, "away"));
    const away = value(await segur("cabinet rekey --forget-old"));
    expect(away).toMatchObject({ forgotten: false, oldKeyUsers: [{ cabinet: "est", why: "unreachable" }] });
    expect(existsSync(join(home, "config", "keys", `cabinet-${away.from}.key`))).toBe(true);
  });
});
