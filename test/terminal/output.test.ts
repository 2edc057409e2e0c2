import { describe, expect, it } from "vitest";
import type { Format, Listing } from "../../src/terminal/io.port.js";
import { createOutput } from "../../src/terminal/output.js";
import { fakeIo } from "../support/io.js";

interface Row {
  readonly id: string;
  readonly label: string;
  readonly count: number | null;
}
const ROWS: readonly Row[] = [
  { id: "R1", label: 'Été "42" ; fin', count: 3 },
  { id: "R2", label: "a\tb\nc", count: null },
];

type More = Pick<Partial<Listing<Row>>, "next" | "extra" | "empty">;

function listing(items: Listing<Row>["items"], more: More = {}): Listing<Row> {
  return {
    schema: "segur.test.list/1",
    items,
    columns: [
      { key: "id", title: "Id", value: (row) => row.id, machineOnly: true },
      { key: "label", title: "Libellé", value: (row) => row.label, text: (row) => `« ${row.label} »` },
      { key: "count", title: "Nombre", value: (row) => row.count, align: "right", tone: () => "good" },
    ],
    ...more,
  };
}

async function write(
  format: Format,
  items: Listing<Row>["items"],
  options: { tty?: boolean; fields?: string[]; quiet?: boolean; colour?: boolean; columns?: number } & More = {},
) {
  const { tty, fields, quiet = false, colour, columns, ...more } = options;
  const io = fakeIo({ ...(tty ? { tty } : {}), ...(colour ? { colour } : {}), ...(columns ? { columns } : {}) });
  const output = await createOutput(io, { format, fields, quiet });
  await output.list(listing(items, more));
  return { out: io.written(), err: io.told() };
}

describe("listing, byte for byte", () => {
  it("json: the common shape, one item a line", async () => {
    const { out } = await write("json", ROWS, { next: () => "c1", extra: () => ({ order: "name" }) });
    expect(out).toBe(
      '{"schema":"segur.test.list/1","items":[\n' +
        '{"id":"R1","label":"Été \\"42\\" ; fin","count":3},\n' +
        '{"id":"R2","label":"a\\tb\\nc","count":null}\n' +
        '],"truncated":true,"next":"c1","order":"name"}\n',
    );
  });

  it("json: nothing found is still the common shape, and says nothing on stderr", async () => {
    const { out, err } = await write("json", []);
    expect(out).toBe('{"schema":"segur.test.list/1","items":[],"truncated":false,"next":null}\n');
    expect(err).toBe("");
  });

  it("ndjson: each item has its schema", async () => {
    const { out } = await write("ndjson", ROWS.slice(0, 1));
    expect(out).toBe('{"schema":"segur.test.list/1","id":"R1","label":"Été \\"42\\" ; fin","count":3}\n');
  });

  it("csv: semicolons, quotes as RFC 4180, CRLF, headings without the machine-only columns", async () => {
    const { out } = await write("csv", ROWS);
    expect(out).toBe('Libellé;Nombre\r\n"Été ""42"" ; fin";3\r\n"a\tb\nc";\r\n');
  });

  it("csv: an empty listing has its headings", async () => {
    expect((await write("csv", [])).out).toBe("Libellé;Nombre\r\n");
  });

  it("table on a pipe: raw values, tabs, one line a row, no colour even when forced", async () => {
    const { out } = await write("table", ROWS);
    expect(out).toBe('Été "42" ; fin\t3\na b c\t\n');
  });

  it("table on a terminal: a box with human texts and colours", async () => {
    const { out } = await write("table", ROWS.slice(0, 1), { tty: true, colour: true });
    expect(out).toBe(
      "┌────────────────────┬────────┐\n" +
        "│ \u001b[1mLibellé\u001b[22m            │ \u001b[1mNombre\u001b[22m │\n" +
        "├────────────────────┼────────┤\n" +
        '│ « Été "42" ; fin » │      \u001b[32m3\u001b[39m │\n' +
        "└────────────────────┴────────┘\n",
    );
  });

  it("table on a terminal without colour has no escape at all", async () => {
    expect((await write("table", ROWS, { tty: true })).out).not.toContain("\u001b");
  });

  it("a box never goes over the terminal: cells wrap and nothing is lost", async () => {
    const label = "mot ".repeat(60).trim();
    const { out } = await write("table", [{ id: "R1", label, count: 1 }], { tty: true, columns: 40 });
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(40);
    expect(out.match(/mot/g)).toHaveLength(60);
  });

  it("above 200 rows: aligned lines, every row, in time linear in their number", async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => ({ id: `R${index}`, label: `é${index}`, count: index }));
    const { out } = await write("table", rows, { tty: true });
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(20_001);
    expect(lines[0]).toBe("Libellé   Nombre");
    expect(lines[11]).toBe("« é10 »       10");
    expect(out).not.toContain("│");
  });
});

describe("what a listing says beside its data", () => {
  it("an empty one, to a person, on stderr", async () => {
    expect(await write("table", [], { tty: true, empty: "Aucun patient." })).toEqual({ out: "", err: "Aucun patient.\n" });
    expect((await write("table", [], { quiet: true })).err).toBe("");
  });

  it("a cut one, always, even with --quiet", async () => {
    const { err } = await write("table", ROWS, { next: () => "c9", quiet: true });
    expect(err).toContain("--after c9");
  });

  it("a cut one, in JSON on stderr with a machine format", async () => {
    const { err } = await write("ndjson", ROWS, { next: () => "c9" });
    expect(JSON.parse(err)).toMatchObject({ schema: "segur.notice/1", level: "warning" });
  });
});

describe("--fields", () => {
  it("chooses and orders; JSON keeps the id", async () => {
    expect((await write("ndjson", ROWS.slice(0, 1), { fields: ["count"] })).out).toBe(
      '{"schema":"segur.test.list/1","id":"R1","count":3}\n',
    );
    expect((await write("table", ROWS.slice(0, 1), { fields: ["count", "id"] })).out).toBe("3\tR1\n");
    expect((await write("csv", ROWS.slice(0, 1), { fields: ["id"] })).out).toBe("Id\r\nR1\r\n");
  });

  it("an unknown one lists those that exist, before anything is written", async () => {
    const io = fakeIo();
    const output = await createOutput(io, { format: "json", fields: ["id", "nom"], quiet: false });
    await expect(output.list(listing(ROWS))).rejects.toMatchObject({
      kind: "usage",
      code: "usage.unknown_field",
      details: { unknown: ["nom"], known: ["id", "label", "count"] },
    });
    await expect(output.one("segur.test/1", { id: "x" }, () => "x")).rejects.toMatchObject({ code: "usage.unknown_field" });
    expect(io.written()).toBe("");
  });
});

describe("a source that fails halfway", () => {
  async function failing(format: Format, rows: readonly Row[], tty = false) {
    const io = fakeIo({ tty });
    const output = await createOutput(io, { format, fields: undefined, quiet: false });
    const items = (async function* () {
      yield* rows;
      throw new Error("cut");
    })();
    await expect(output.list(listing(items))).rejects.toThrow("cut");
    return { out: io.written(), err: io.told() };
  }

  it("leaves on stdout what came before, in every form, and a JSON document that can be read", async () => {
    expect((await failing("ndjson", ROWS)).out.split("\n")).toHaveLength(ROWS.length + 1);
    expect((await failing("csv", ROWS)).out).toContain("a\tb");
    expect((await failing("table", ROWS)).out.split("\n")).toHaveLength(ROWS.length + 1);
    expect((await failing("table", ROWS, true)).out).toContain("Été");
    const { items, truncated } = JSON.parse((await failing("json", ROWS)).out);
    expect({ count: items.length, truncated }).toEqual({ count: ROWS.length, truncated: true });
  });

  it("says nothing of an empty listing: the error is the answer", async () => {
    for (const format of ["json", "ndjson", "table"] as const) expect(await failing(format, [])).toEqual({ out: "", err: "" });
  });
});

describe("one thing", () => {
  const value = { id: "X", list: ["a", "b"], nested: { a: 1 }, empty: null };
  const one = async (format: Format, fields?: string[]) => {
    const io = fakeIo();
    const output = await createOutput(io, { format, fields, quiet: false });
    await output.one("segur.test/1", value, () => "pour une personne");
    return io.written();
  };

  it("in every format", async () => {
    expect(await one("json")).toBe('{"schema":"segur.test/1","id":"X","list":["a","b"],"nested":{"a":1},"empty":null}\n');
    expect(await one("ndjson")).toBe(await one("json"));
    expect(await one("csv")).toBe('id;list;nested;empty\r\nX;a b;"{""a"":1}";\r\n');
    expect(await one("table")).toBe("pour une personne\n");
    expect(await one("table", ["list"])).toBe("list\ta b\n");
    expect(await one("json", ["list"])).toBe('{"schema":"segur.test/1","list":["a","b"]}\n');
  });
});
