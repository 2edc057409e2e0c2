import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canonical } from "../../src/services/mom/evidence.js";
import { IN_ORDER, RPPS } from "./support/exchanges.js";
import { momPractice } from "./support/mom-practice.js";

const has = (program: string) => spawnSync(program, ["-v"]).error === undefined;

async function reported() {
  const practice = await momPractice();
  const { tell, run, home } = practice;
  await tell(IN_ORDER);
  const folder = join(home, "preuve");
  const { code, stdout, stderr } = await run("mom", "report", "--out", folder);
  expect(code, stderr).toBe(0);
  const day = /mom-(\d{4}-\d\d-\d\d)\.json/.exec(stdout)?.[1];
  const file = (form: string) => join(folder, `mom-${day}.${form}`);
  const compare = async (path: string) => {
    const said = await run("mom", "report", "--check", path, "--json");
    return { code: said.code, ...JSON.parse(said.stdout || said.stderr) };
  };
  return { ...practice, folder, file, compare, stdout };
}

describe("segur mom report", () => {
  it("writes evidence that the journal confirms, as long as it grows, for its owner only", async () => {
    const { run, file, compare, tell, home } = await reported();
    const text = readFileSync(file("json"), "utf8");
    const evidence = JSON.parse(text);
    expect(canonical(evidence)).toBe(text);
    expect(evidence).toMatchObject({
      schema: "segur.mom.evidence/1",
      verdict: "met",
      practitioners: [{ rpps: RPPS, met: true }],
    });
    const [dmp] = evidence.practitioners[0].indicators;
    expect(dmp.items).toHaveLength(10);
    expect(await run("journal", "verify", "--expect", evidence.journal.head)).toMatchObject({ code: 0 });
    const lines = JSON.parse((await run("journal", "list", "--json", "--limit", "200")).stdout).items;
    for (const { trace, digest } of dmp.items)
      expect(lines.find(({ id }: { id: string }) => id === trace)).toMatchObject({ digest });
    for (const form of ["json", "html", "pdf"]) expect(statSync(file(form)).mode & 0o777, form).toBe(0o600);
    expect(statSync(join(home, "preuve")).mode & 0o777).toBe(0o700);
    expect(await compare(file("json"))).toMatchObject({ code: 0, ok: true, confirmed: 21, purged: 0, differences: [] });
    const [told] = lines;
    expect(told).toMatchObject({ kind: "mom.reported", code: "met", details: { journal: evidence.journal.head } });
    await tell([{ service: "dmp", exchange: "O900" }]);
    expect(await compare(file("json"))).toMatchObject({ code: 0, ok: true });
  });

  it("holds neither a name nor a matricule, in any form", async () => {
    const { file } = await reported();
    const html = readFileSync(file("html"), "utf8");
    const json = readFileSync(file("json"), "utf8");
    for (const text of [html, json]) {
      expect(text).not.toMatch(/MARCEAU|Paul/);
      expect(text).toContain(RPPS);
      expect(text).toContain("D101");
    }
    expect(html).toContain(JSON.parse(json).journal.head);
    expect(html).toContain("Content-Security-Policy");
  });

  it.skipIf(!has("pdftotext"))("its PDF says the same", async () => {
    const { file } = await reported();
    const { stdout } = spawnSync("pdftotext", ["-layout", file("pdf"), "-"], { encoding: "utf8" });
    const { journal, practitioners } = JSON.parse(readFileSync(file("json"), "utf8"));
    expect(stdout.replace(/\s/g, "")).toContain(journal.head);
    for (const { items } of practitioners[0].indicators)
      for (const { exchange, trace, digest } of items) {
        expect(stdout).toContain(exchange);
        expect(stdout).toContain(trace);
        expect(stdout).toContain(digest.slice(0, 20));
      }
    expect(stdout).not.toMatch(/MARCEAU/);
    expect(readFileSync(file("pdf")).toString("latin1")).toContain("<pdfaid:conformance>B</pdfaid:conformance>");
  });

  it("altered evidence is refused, and told where", async () => {
    const { file, compare, home } = await reported();
    const text = readFileSync(file("json"), "utf8");
    const other = join(home, "autre.json");
    const changed = async (change: (evidence: ReturnType<typeof JSON.parse>) => void) => {
      const evidence = JSON.parse(text);
      change(evidence);
      writeFileSync(other, canonical(evidence));
      const { code, differences } = await compare(other);
      return { code, codes: differences?.map((each: { code: string }) => each.code) };
    };
    const item = (evidence: ReturnType<typeof JSON.parse>) => evidence.practitioners[0].indicators[0].items[0];
    const tried = [
      [(e) => (e.verdict = "not_met"), "mom.not_reported"],
      [(e) => (e.practitioners[0].indicators[2].counted = 4), "mom.not_reported"],
      [(e) => (e.practitioners[0].indicators[2].counted = 0), "mom.figures_differ"],
      [(e) => (item(e).trace = "T1"), "mom.line_differs"],
      [(e) => (item(e).trace = "T99999"), "mom.line_missing"],
      [(e) => (item(e).digest = null), "mom.line_missing"],
      [(e) => (item(e).digest = "0".repeat(64)), "mom.line_differs"],
      [(e) => (item(e).document = "D1"), "mom.item_differs"],
      [(e) => (item(e).identityStatus = "validee"), "mom.item_differs"],
      [(e) => (item(e).rpps = "10000000018"), "mom.item_differs"],
      [(e) => (e.practitioners[0].indicators[0].service = "mss-pro"), "mom.item_differs"],
      [(e) => (e.cabinet.instanceId = "autre"), "mom.other_cabinet"],
      [(e) => (e.journal.head = `3:${"0".repeat(64)}`), "mom.head_absent"],
    ] as const satisfies readonly (readonly [(evidence: ReturnType<typeof JSON.parse>) => unknown, string])[];
    for (const [change, expected] of tried) {
      const { code, codes } = await changed(change);
      expect([code, expected], String(change)).toEqual([1, expected]);
      expect(codes, String(change)).toEqual(expect.arrayContaining(["mom.not_reported", expected]));
    }
    writeFileSync(other, text.replace(",", ", "));
    expect(await compare(other)).toMatchObject({
      code: 1,
      ok: false,
      differences: [{ code: "mom.not_canonical" }, { code: "mom.not_reported" }],
    });
  });

  it("a file that is no evidence is refused", async () => {
    const { run, home, file } = await reported();
    const other = join(home, "autre.json");
    const deep = `{"schema":"segur.mom.evidence/1","x":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
    for (const text of ["", "{}", "[]", "null", "é", '{"schema":"segur.mom.evidence/1"}', deep, readFileSync(file("pdf"))]) {
      writeFileSync(other, text);
      const { code, stdout, stderr } = await run("mom", "report", "--check", other, "--json");
      expect([code, stdout, JSON.parse(stderr).code], String(text).slice(0, 40)).toEqual([2, "", "mom.evidence_unreadable"]);
    }
    expect((await run("mom", "report", "--check", file("json"), "--force")).stderr).toContain("mom.check_alone");
  });

  it("is not written over what is there, nor where it cannot be, and tells the journal nothing then", async () => {
    const { run, file, folder, home } = await reported();
    const before = readFileSync(file("json"));
    const traces = async () => JSON.parse((await run("journal", "list", "--kind", "mom", "--json")).stdout).items.length;
    expect(await run("mom", "report", "--out", `${folder}/`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("output.file_exists"),
    });
    mkdirSync(join(home, "plein"), { mode: 0o700 });
    writeFileSync(join(home, "plein", "fichier"), "");
    const within = await run("mom", "report", "--out", join(home, "plein", "fichier", "x.json"));
    expect([within.code, within.stdout]).toEqual([2, ""]);
    for (const [args, code] of [
      [["--out", join(home, "x.docx")], "mom.form_unknown"],
      [["--out", join(home, "x.pdf"), "--format", "html"], "mom.form_contradicted"],
    ] as const)
      expect((await run("mom", "report", ...args)).stderr).toContain(code);
    expect(readFileSync(file("json"))).toEqual(before);
    expect(await traces()).toBe(1);
    expect((await run("mom", "report", "--out", `${folder}/`, "--force")).code).toBe(0);
    expect(await traces()).toBe(2);
    const piped = await run("mom", "report", "--format", "json");
    expect(JSON.parse(piped.stdout)).toMatchObject({ schema: "segur.mom.evidence/1" });
  });

  it("a journal or a ledger that does not hold gives no evidence", async () => {
    const { run, edit, file, compare, home } = await reported();
    edit("UPDATE exchange_sums SET count = count + 1");
    const ledger = await run("mom", "report", "--out", join(home, "x.json"));
    expect([ledger.code, ledger.stdout]).toEqual([2, ""]);
    expect(ledger.stderr).toContain("mom.ledger_wrong");
    edit(
      "UPDATE exchange_sums SET count = count - 1; DROP TRIGGER traces_never_change; UPDATE traces SET code = 'x' WHERE id = 5",
    );
    const broken = await run("mom", "report", "--out", join(home, "x.json"));
    expect(broken.stderr).toContain("mom.journal_broken");
    expect(await compare(file("json"))).toMatchObject({
      code: 1,
      differences: expect.arrayContaining([expect.objectContaining({ code: "mom.journal_broken" })]),
    });
  });
});
