import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RIGHTS } from "../../../src/domain/users/rights.js";
import { addUser, changeUser } from "../../../src/services/users/change.js";
import { changedSettings, settingFlag, USER_SETTINGS } from "../../../src/services/users/settings.js";
import { testCabinet } from "../patients/cabinet.js";

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "accepted",
    (error: { code: string }) => error.code,
  );

async function practice(rights: readonly string[] = RIGHTS, userId = "U1") {
  const cabinet = testCabinet();
  await cabinet.users.add({ label: "Dr Exemple", rpps: "10001234567", role: "medecin", granted: ["administer"] });
  await cabinet.users.add({ label: "Accueil", rpps: null, role: "secretaire" });
  return {
    ...cabinet,
    actor: { userId, rpps: null, authMode: "password" as const },
    rights: new Set(RIGHTS.filter((right) => rights.includes(right))),
  };
}

describe("adding somebody", () => {
  it("takes a role, an RPPS in either form, rights and settings; the trace holds no password", async () => {
    const cabinet = await practice();
    const user = await addUser(cabinet, {
      label: "Dr Anne Leroy",
      role: "medecin",
      rpps: "8 10002345678",
      revoke: ["export"],
      settings: { finess: "630000404" },
      password: "CANARI de douze mots",
    });
    expect(user).toMatchObject({
      id: "U3",
      rpps: "10002345678",
      revoked: ["export"],
      settings: { finess: "630000404" },
      hasPassword: true,
    });
    const traces = await cabinet.traces.list({ kinds: ["user.added"], limit: 10 });
    expect(traces).toHaveLength(1);
    expect(JSON.stringify(traces)).not.toContain("CANARI");
  });

  it.each([
    [{ role: "chef" }, "user.value"],
    [{ label: " " }, "user.value"],
    [{ label: "a\u001b[2Jb" }, "user.value"],
    [{ rpps: "123" }, "cabinet.rpps"],
    [{ rpps: "10001234567" }, "user.rpps_taken"],
    [{ grant: ["tout"] }, "user.right"],
    [{ password: "court" }, "user.password_weak"],
    [{ settings: { mssEmail: "a@gmail.com" } }, "user.value"],
  ])("refuses %j", async (wrong, expected) => {
    const cabinet = await practice();
    expect(await code(addUser(cabinet, { label: "X", role: "medecin", ...wrong }))).toBe(expected);
    expect(await cabinet.users.list()).toHaveLength(2);
  });
});

describe("changing somebody", () => {
  it("a right that is granted is no longer revoked, and the other way round", async () => {
    const cabinet = await practice();
    await changeUser(cabinet, "U2", { revoke: ["export", "insi.call"] });
    const user = await changeUser(cabinet, "U2", { grant: ["insi.call"] });
    expect(user).toMatchObject({ granted: ["insi.call"], revoked: ["export"] });
  });

  it("who does not administer changes only their own settings and password (INS/va1.50)", async () => {
    const cabinet = await practice(["patients.read"], "U2");
    expect(await code(changeUser(cabinet, "U2", { settings: { city: "RIOM" }, password: "un nouveau secret" }))).toBe("accepted");
    for (const request of [
      { grant: ["administer"] },
      { role: "administrateur" },
      { label: "Chef" },
      { rpps: "10009999999" },
      { enabled: true },
    ]) {
      expect(await code(changeUser(cabinet, "U2", request)), JSON.stringify(request)).toBe("user.not_yours");
    }
    expect(await code(changeUser(cabinet, "U1", { settings: { city: "RIOM" } }))).toBe("user.not_yours");
    expect(await code(changeUser(cabinet, "U99", { settings: { city: "RIOM" } }))).toBe("user.not_yours");
  });

  it("what is refused to them is told in the journal", async () => {
    const cabinet = await practice(["patients.read"], "U2");
    await code(changeUser(cabinet, "U2", { grant: ["administer"] }));
    expect(await cabinet.traces.list({ kinds: ["rights.refused"], limit: 10 })).toMatchObject([
      { code: "user.not_yours", data: { right: "administer", command: "user set" } },
    ]);
  });

  it("the last one who administers stays", async () => {
    const cabinet = await practice();
    const other = { ...cabinet, actor: { ...cabinet.actor, userId: "U2" } };
    expect(await code(changeUser(cabinet, "U1", { revoke: ["administer"] }))).toBe("user.last_administrator");
    expect(await code(changeUser(other, "U1", { enabled: false }))).toBe("user.last_administrator");
    // Somebody who has no way to log in is nobody.
    await changeUser(cabinet, "U2", { grant: ["administer"] });
    expect(await code(changeUser(other, "U1", { enabled: false }))).toBe("user.last_administrator");
    await changeUser(cabinet, "U2", { password: "quatre mots pour entrer" });
    expect(await code(changeUser(other, "U1", { enabled: false }))).toBe("accepted");
    expect(await code(changeUser(cabinet, "U2", { enabled: false }))).toBe("user.last_administrator");
  });

  it("nobody closes their own account", async () => {
    const cabinet = await practice();
    await changeUser(cabinet, "U2", { grant: ["administer"], password: "quatre mots pour entrer" });
    expect(await code(changeUser(cabinet, "U1", { enabled: false }))).toBe("user.own_account");
  });

  it("nothing asked and nobody there are told", async () => {
    const cabinet = await practice();
    expect(await code(changeUser(cabinet, "U1", {}))).toBe("user.nothing");
    expect(await code(changeUser(cabinet, "U99", { label: "x" }))).toBe("user.unknown");
  });
});

describe("settings of a user", () => {
  it("take the example that their help gives, and an empty text takes them away", () => {
    for (const { key, example } of USER_SETTINGS) {
      const set = changedSettings({}, { [key]: example });
      expect(set[key], settingFlag(key)).toBe(key === "insi" ? true : example);
      expect(changedSettings(set, { [key]: "" })).toEqual({});
    }
  });

  it("leave alone what was not typed, and never hold a control character", () => {
    fc.assert(
      fc.property(fc.constantFrom(...USER_SETTINGS), fc.string({ unit: "binary" }), ({ key }, text) => {
        try {
          const after = changedSettings({ title: "Dr" }, { [key]: text });
          if (key !== "title") expect(after.title).toBe("Dr");
          expect(JSON.stringify(Object.values(after))).not.toMatch(/\\u00[01]/);
        } catch (error) {
          expect(error).toMatchObject({ code: "user.value" });
        }
      }),
    );
  });

  it("an MSSanté address belongs to the trusted space", () => {
    const mss = (mssEmail: string) => changedSettings({}, { mssEmail });
    expect(mss("p.marceau@medecin.mssante.fr").mssEmail).toBe("p.marceau@medecin.mssante.fr");
    for (const wrong of ["a@mssante.fr.exemple.com", "a@evilmssante.fr", "mssante.fr", "a b@x.mssante.fr"])
      expect(() => mss(wrong)).toThrow();
  });
});
