import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { openDatabase, openStore } from "../../../src/store/open.js";
import { runSegur, temporaryHome } from "../../support/cli.js";
import { type Exchange, RPPS, told } from "./exchanges.js";
import { keyOf } from "./ledger.js";

/** A cabinet in which exchanges were journaled, as the real binary sees it. */
export async function momPractice(environment: "sandbox" | "bas" | "production" = "sandbox") {
  const home = temporaryHome();
  const env = { TZ: "Europe/Paris" };
  const run = (...args: readonly string[]) => runSegur(args, { home, env });
  const phrase = join(home, "phrase.txt");
  writeFileSync(phrase, "quatre mots pour entrer\n", { mode: 0o600 });
  const named = environment === "sandbox" ? [] : ["--user", "Dr Essai", "--user-rpps", RPPS, "--password-file", phrase];
  const made = await run("cabinet", "init", "essai", "--environment", environment, ...named);
  expect(made.code, made.stderr).toBe(0);
  const store = join(home, "data", "cabinets", "essai", "cabinet.db");
  return {
    home,
    env,
    run,
    store,
    /** In Paris, in summer. */
    tell: async (exchanges: readonly Exchange[]) => {
      const opened = openStore(store, { key: keyOf(store), zone: () => 120 });
      await told(opened, exchanges);
      await opened.close();
    },
    /** Behind the back of segur. */
    edit: (sql: string) => {
      const database = openDatabase(store, keyOf(store), { readOnly: false });
      database.exec(sql);
      database.close();
    },
    check: async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await run("mom", "check", "--json", ...args);
      return { code, report: stdout === "" ? null : JSON.parse(stdout), error: stderr === "" ? null : stderr };
    },
  };
}
