import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runOnTty } from "../support/tty.js";
import { IN_ORDER } from "./support/exchanges.js";
import { JUNIT_XSD } from "./support/junit-10.js";
import { momPractice } from "./support/mom-practice.js";

const SOME = [
  ...IN_ORDER.slice(0, 10),
  { service: "mss-pro", exchange: "O201" },
  { service: "mss-pro", exchange: "O299", identityStatus: "recuperee", at: "2026-11-12T09:00:00.000Z" },
] as const;

describe("forms of segur mom check", () => {
  it("on a pipe: the same words, tables in tabulations, not a byte of colour", async () => {
    const { run, tell } = await momPractice();
    await tell(SOME);
    const { code, stdout, stderr } = await run("mom", "check");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).not.toMatch(/\u001b|[│┌]/);
    expect(stdout.split("\n")).toEqual([
      "Mise en ordre de marche du cabinet essai (bac à sable)",
      "Pas atteint : il manque des envois à 1 praticien.",
      expect.stringContaining("Cabinet d'essai (bac à sable) : les identités de test y comptent"),
      "",
      "Dr Paul MARCEAU, RPPS 99700000001 : pas atteint",
      "Indicateur\tComptés\tVoulus\tManquent\tAtteint",
      "Dépôts dans le DMP\t10\t10\t\toui",
      "Envois MSSanté à un autre professionnel\t1\t10\t9\tnon",
      "Messages MSSanté à un patient\t0\t1\t1\tnon",
      "Dépôts dans le DMP",
      `  Comptent : ${SOME.slice(0, 10)
        .map(({ exchange }) => `D${exchange.slice(1)} (${exchange}, 10/11/2026)`)
        .join(", ")}`,
      "Envois MSSanté à un autre professionnel",
      "  Comptent : D201 (O201, 10/11/2026)",
      "  Ne comptent pas, identité non qualifiée au moment de l'envoi : 1 (D299 (O299, 12/11/2026))",
      expect.stringContaining("  Il manque 9 envois. Aucun à proposer"),
      "    Pour en classer un : segur doc add PATIENT FICHIER --type TYPE ; pour qualifier : segur ins qualify PATIENT",
      "Messages MSSanté à un patient",
      expect.stringContaining("  Il manque 1 message. Aucun à proposer"),
      "    Pour en classer un : segur doc add PATIENT FICHIER --type TYPE ; pour qualifier : segur ins qualify PATIENT",
      "",
      expect.stringContaining("Seuils : version 1 du 26/11/2026."),
      "",
    ]);
  });

  it("on a terminal: a boxed table, within its width, in colour when it is asked", async () => {
    const { home, env, tell } = await momPractice();
    await tell(SOME);
    const plain = await runOnTty(["mom", "check"], { home, env: { ...env, NO_COLOR: "1" }, columns: 80 });
    expect(plain.code).toBe(1);
    expect(plain.screen).not.toContain("\u001b[3");
    expect(plain.screen).toMatch(/│ Dépôts dans le DMP +│ +10 │ +10 │ +│ oui +│|│ Dépôts dans le DMP +│ 10 +│ 10 +│ +│ oui +│/);
    for (const line of plain.screen.split("\n")) expect([...line].length, line).toBeLessThanOrEqual(80);
    const coloured = await runOnTty(["mom", "check", "--color", "always"], { home, env, columns: 80 });
    expect(coloured.screen).toContain("\u001b[3");
  });

  it("JUnit is what xmllint takes for it, met, not met, undetermined and impossible; the code is that of the check", async () => {
    const { home, run, tell } = await momPractice();
    const schema = join(home, "junit.xsd");
    writeFileSync(schema, JUNIT_XSD);
    const take = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await run("mom", "check", "--format", "junit", ...args);
      const said = spawnSync("xmllint", ["--noout", "--nonet", "--schema", schema, "-"], { input: stdout, encoding: "utf8" });
      expect(said.status, said.stderr).toBe(0);
      return { code, xml: stdout, stderr };
    };
    await tell(IN_ORDER.slice(1));
    expect(await take()).toMatchObject({ code: 1, xml: expect.stringContaining('tests="3" failures="1" errors="0"') });
    expect(await take("--rpps", "10000000018")).toMatchObject({
      code: 2,
      xml: expect.stringContaining('type="mom.rpps_unknown"'),
    });
    const impossible = await take("--thresholds", join(home, "absent.json"));
    expect(impossible).toMatchObject({ code: 2, xml: expect.stringContaining('type="input.file_missing"') });
    expect(JSON.parse(impossible.stderr)).toMatchObject({ schema: "segur.error/1", code: "input.file_missing" });
    await tell(IN_ORDER.slice(0, 1));
    expect(await take()).toMatchObject({ code: 0, xml: expect.stringContaining('failures="0" errors="0"') });
    expect(await run("mom", "check", "--format", "junit", "--quiet")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("CSV and NDJSON have a line for each indicator, and a form that it has not is refused", async () => {
    const { run, tell } = await momPractice();
    await tell(SOME);
    const csv = await run("mom", "check", "--format", "csv", "--fields", "rpps,service,counted,missing");
    expect(csv.stdout).toBe(
      "RPPS;Service;Comptés;Manquent\r\n99700000001;dmp;10;0\r\n99700000001;mss-pro;1;9\r\n99700000001;mss-patient;0;1\r\n",
    );
    const lines = (await run("mom", "check", "--format", "ndjson")).stdout.trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { schema: "segur.mom.check/1", id: "99700000001:dmp", met: true },
      { id: "99700000001:mss-pro" },
      { id: "99700000001:mss-patient" },
    ]);
    for (const format of ["syslog", "html", "pdf"]) expect((await run("mom", "check", "--format", format)).code).toBe(2);
  });
});
