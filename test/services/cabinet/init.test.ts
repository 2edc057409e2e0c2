import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createStores } from "../../../src/cabinet-store.js";
import { run as runVerify } from "../../../src/commands/journal/verify.js";
import { createVault } from "../../../src/platform/vault.js";
import { type InitRequest, initCabinet } from "../../../src/services/cabinet/init.js";
import { listJournal } from "../../../src/services/journal/read.js";
import type { Store } from "../../../src/store/open.js";
import { openDatabase } from "../../../src/store/open.js";
import { testContext, typed } from "../../commands/support/context.js";
import { keyOf } from "../../e2e/support/ledger.js";
import { testCabinet } from "../support/cabinet.js";

const REQUEST: InitRequest = {
  name: "essai",
  environment: "sandbox",
  directory: undefined,
  userLabel: undefined,
  userRpps: undefined,
  password: undefined,
  use: false,
};

/** A cabinet made by the service, with the path of its store and a way to open it. */
async function made(request: Partial<InitRequest> = {}) {
  const { context, folder } = await testContext();
  const { cabinet } = await initCabinet(context, { ...REQUEST, ...request });
  const keys = join(folder, "config", "keys");
  const vault = createVault({ folder: keys, keyring: false });
  const stores = createStores({ vault, folder: keys, variable: undefined, cwd: folder }, context.clock);
  const path = join(cabinet.directory, "cabinet.db");
  const withStore = async <T>(work: (store: Store) => Promise<T>) => {
    const store = await stores.open(path);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };
  return { path, withStore };
}

describe("cabinet init", () => {
  test.each([
    ["sandbox", undefined, "demo", "99700000001"],
    ["bas", "un mot de passe assez long", "password", null],
  ] as const)(
    "in %s writes the first lines of the journal: the cabinet, and the session it opens",
    async (environment, password, authMode, rpps) => {
      const { withStore } = await made({ environment, password });
      await withStore(async (store) => {
        const { entries } = await listJournal({ ...(await testCabinet()), ...store }, {}, { limit: 9 });
        const line = { user: "U1", authMode, rpps };
        expect(entries).toEqual([
          expect.objectContaining({ id: "T2", kind: "session.opened", label: "session ouverte", ...line }),
          expect.objectContaining({
            id: "T1",
            kind: "cabinet.created",
            label: "cabinet créé",
            details: { environment },
            ...line,
          }),
        ]);
        expect(await store.journal.verify()).toMatchObject({ lines: 2, broken: null });
      });
    },
  );

  test("emptied with its head, the journal of a cabinet that nobody has used yet is found, and said so", async () => {
    const { path, withStore } = await made();
    const database = openDatabase(path, keyOf(path), { readOnly: false });
    database.exec(
      `DROP TRIGGER traces_never_go; DELETE FROM traces; UPDATE journal_head SET seq = 0, digest = '${"0".repeat(64)}'`,
    );
    database.close();
    await withStore(async (store) => {
      const { context, io } = await testContext({ cabinet: { ...(await testCabinet()), ...store } });
      expect(await runVerify(context, typed([]))).toBe(1);
      expect(io.written()).toContain("Journal rompu à la ligne T1 : le journal d'un cabinet n'est jamais vide.");
      expect(io.written()).not.toContain("tiennent");
    });
  });
});
