import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { User } from "../../src/domain/users/user.js";
import { actor, failure, NOW, reopen, tempFolder, tempStore } from "./support.js";

const doctor = { label: "Dr Exemple", rpps: "10001234567", role: "medecin" } as const;

const withPassword = (passwordHash: string) => () => ({ change: {}, passwordHash, traces: [] });

describe("users", () => {
  test("are numbered in the order they are added, and read back as they were", async () => {
    const { users } = tempStore();
    expect(await users.list()).toEqual([]);
    const made = await users.add({ ...doctor, granted: ["administer"], settings: { title: "Dr", insi: true } });
    expect(made).toEqual({
      id: "U1",
      ...doctor,
      granted: ["administer"],
      revoked: [],
      settings: { title: "Dr", insi: true },
      hasPassword: false,
      pscSubject: null,
      nationalId: null,
      createdAt: NOW,
      disabledAt: null,
    });
    await users.add({ label: "Secrétariat", rpps: null, role: "secretaire" });
    expect((await users.list()).map(({ id, label }) => [id, label])).toEqual([
      ["U1", "Dr Exemple"],
      ["U2", "Secrétariat"],
    ]);
    expect(await users.get("U9")).toBeNull();
    expect(await users.get("P1")).toBeNull();
  });

  test("change what is given and nothing else, with the trace in the same transaction", async () => {
    const { users, traces } = tempStore();
    await users.add(doctor);
    const told = { kind: "user.changed", at: NOW, actor, data: { user: "U1" } } as const;
    const changed = await users.change("U1", { role: "administrateur", revoked: ["journal"] }, [told]);
    expect(changed).toMatchObject({ label: "Dr Exemple", rpps: doctor.rpps, role: "administrateur", revoked: ["journal"] });
    expect(await users.change("U2", { label: "x" }, [told])).toBeNull();
    expect((await traces.list({ limit: 10 })).map(({ kind }) => kind)).toEqual(["user.changed"]);
  });

  test("one RPPS names one enabled user: new, renumbered or back", async () => {
    const { users } = tempStore();
    await users.add(doctor);
    await users.add({ label: "Autre", rpps: null, role: "medecin" });
    const taken = { code: "user.rpps_taken" };
    expect(await failure(users.add(doctor))).toMatchObject(taken);
    expect(await failure(users.change("U2", { rpps: doctor.rpps }))).toMatchObject(taken);
    await users.change("U1", { disabledAt: NOW });
    expect(await users.findByRpps(doctor.rpps)).toBeNull();
    await users.change("U2", { rpps: doctor.rpps });
    expect((await users.findByRpps(doctor.rpps))?.id).toBe("U2");
    expect(await failure(users.change("U1", { disabledAt: null }))).toMatchObject(taken);
    expect(await users.list()).toHaveLength(2);
  });

  test("the password is never part of the user, and a disabled one has none", async () => {
    const { users } = tempStore();
    await users.add(doctor);
    await users.revise("U1", withPassword("scrypt$CANARI"));
    const user = (await users.get("U1")) as User;
    expect(user.hasPassword).toBe(true);
    expect(JSON.stringify(user)).not.toContain("CANARI");
    expect((await users.password("U1")).hash).toBe("scrypt$CANARI");
    await users.change("U1", { disabledAt: NOW });
    expect((await users.password("U1")).hash).toBeNull();
  });

  test("tries add up over two processes, each counted before it is made, and a new password forgets them", async () => {
    const path = join(tempFolder(), "cabinet.db");
    const [one, two] = [reopen(path, { create: true }).users, reopen(path).users];
    await one.add(doctor);
    const three = ({ failures }: { failures: number }) => failures < 3;
    const tries = await Promise.all([one, two, one, two, one].map((users) => users.takeTry("U1", NOW, three)));
    expect(tries.filter(({ taken }) => taken)).toHaveLength(3);
    expect(await two.password("U1")).toMatchObject({ failures: 3, lastFailureAt: NOW });
    await one.revise("U1", withPassword("scrypt$new"));
    expect(await two.password("U1")).toEqual({ hash: "scrypt$new", failures: 0, lastFailureAt: null });
    expect(await one.takeTry("U7", NOW, three)).toMatchObject({ before: { hash: null, failures: 0 }, taken: true });
  });

  test("a revision is decided on what is there then: of two processes that each take one away, one is left", async () => {
    const path = join(tempFolder(), "cabinet.db");
    const [one, two] = [reopen(path, { create: true }).users, reopen(path).users];
    await one.add({ ...doctor, granted: ["administer"] });
    await one.add({ label: "Chef", rpps: null, role: "administrateur" });
    const close = (users: typeof one, id: string) =>
      users.revise(id, (_before, all) => {
        if (all.filter((user) => user.disabledAt === null).length < 2) throw new Error("the last one");
        return { change: { disabledAt: NOW }, traces: [] };
      });
    const results = await Promise.allSettled([close(one, "U1"), close(two, "U2")]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await one.list()).filter((user) => user.disabledAt === null)).toHaveLength(1);
  });

  test("a revision that fails changes nothing, the password neither", async () => {
    const { users, traces } = tempStore();
    await users.add(doctor);
    await users.add({ label: "Autre", rpps: null, role: "medecin", passwordHash: "scrypt$old" });
    const told = { kind: "user.changed", at: NOW, actor, data: { user: "U2" } } as const;
    const taken = users.revise("U2", () => ({ change: { rpps: doctor.rpps }, passwordHash: "scrypt$new", traces: [told] }));
    expect(await failure(taken)).toMatchObject({ code: "user.rpps_taken" });
    expect((await users.password("U2")).hash).toBe("scrypt$old");
    expect(await traces.list({ limit: 10 })).toEqual([]);
    expect(await users.revise("U9", () => ({ change: {}, traces: [] }))).toBeNull();
  });
});
