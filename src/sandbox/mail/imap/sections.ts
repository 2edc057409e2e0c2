import { rawFields } from "../mime/header.js";
import type { MimePart, Span } from "../mime/structure.js";
import { BadCommand } from "./parser.js";

/** A part of a message that FETCH asks for (RFC 3501 §6.4.5). */
export interface Section {
  /** As it is told back: `BODY[1.2.MIME]`, without its `.PEEK`. */
  readonly label: string;
  readonly peek: boolean;
  readonly path: readonly number[];
  readonly what: "" | "HEADER" | "TEXT" | "MIME" | "FIELDS" | "NOT";
  readonly names: readonly string[];
  /** `<start.length>`, in bytes. */
  readonly partial: { readonly start: number; readonly length: number } | null;
}

/** `BODY[…]`, `BODY.PEEK[…]<0.100>`, `RFC822.HEADER`…; null when the atom is none of them. @throws {BadCommand} */
export function readSection(atom: string): Section | null {
  const short = { RFC822: "BODY[]", "RFC822.HEADER": "BODY.PEEK[HEADER]", "RFC822.TEXT": "BODY[TEXT]" };
  const upper = atom.toUpperCase();
  if (Object.hasOwn(short, upper)) {
    const section = readSection(short[upper as keyof typeof short]);
    return section === null ? null : { ...section, label: upper };
  }
  const [, peek, inside, start, length] = /^BODY(\.PEEK)?\[(.*)\](?:<(\d{1,10})\.(\d{1,10})>)?$/i.exec(atom) ?? [];
  if (inside === undefined) return null;
  const pattern =
    /^((?:[1-9]\d{0,3})(?:\.[1-9]\d{0,3})*)?\.?(HEADER\.FIELDS\.NOT|HEADER\.FIELDS|HEADER|TEXT|MIME)?(?: \((.*)\))?$/i;
  const [, numbers = "", word = "", list] = pattern.exec(inside) ?? [];
  if (inside !== "" && numbers === "" && word === "") throw new BadCommand("Invalid section");
  const what = ({ "HEADER.FIELDS": "FIELDS", "HEADER.FIELDS.NOT": "NOT" } as const)[word.toUpperCase()] ?? word.toUpperCase();
  const wantsNames = what === "FIELDS" || what === "NOT";
  if (wantsNames !== (list !== undefined) || (what === "MIME" && numbers === "")) throw new BadCommand("Invalid section");
  return {
    label: `BODY[${inside.toUpperCase()}]${start === undefined ? "" : `<${Number(start)}>`}`,
    peek: peek !== undefined,
    path: numbers === "" ? [] : numbers.split(".").map(Number),
    what: what as Section["what"],
    names: (list ?? "").split(" ").map((name) => name.replace(/^"|"$/g, "").toLowerCase()),
    partial: start === undefined ? null : { start: Number(start), length: Number(length) },
  };
}

/** Where the section stands in the message; null when the message has no such part. */
export function spanOf(root: MimePart, { path, what }: Section): Span | null {
  const inHeader = what === "HEADER" || what === "FIELDS" || what === "NOT";
  if (path.length === 0) {
    if (what === "") return { start: root.header.start, end: root.body.end };
    return inHeader ? root.header : root.body;
  }
  const part = partAt(root, path);
  if (part === null) return null;
  if (what === "") return part.body;
  if (what === "MIME") return part.header;
  // HEADER and TEXT of a part are those of the message that it holds.
  const [inner] = part.type === "message" ? part.parts : [];
  if (inner === undefined) return null;
  return inHeader ? inner.header : inner.body;
}

function partAt(root: MimePart, path: readonly number[]): MimePart | null {
  let at: MimePart | null = null;
  let from = root;
  for (const number of path) {
    if (at !== null) {
      const [inner] = at.type === "message" ? at.parts : [];
      from = inner ?? at;
      // A part that holds nothing has no part of its own.
      if (inner === undefined && at.type !== "multipart") return null;
    }
    // What is no multipart is its own part 1.
    at = from.type === "multipart" ? (from.parts[number - 1] ?? null) : number === 1 ? from : null;
    if (at === null) return null;
  }
  return at;
}

/** The bytes told, once the lines that were not asked for are left out, and the rest cut as asked. */
export function cut(bytes: Buffer, { what, names, partial }: Section): Buffer {
  const kept = what === "FIELDS" || what === "NOT" ? fieldsOnly(bytes, new Set(names), what === "FIELDS") : bytes;
  return partial === null ? kept : kept.subarray(partial.start, partial.start + partial.length);
}

function fieldsOnly(bytes: Buffer, names: ReadonlySet<string>, wanted: boolean): Buffer {
  const fields = rawFields(bytes.toString("latin1")).filter((raw) => {
    const name = /^([!-9;-~]+)[ \t]*:/.exec(raw)?.[1];
    return name !== undefined && names.has(name.toLowerCase()) === wanted;
  });
  return Buffer.from(`${fields.join("")}\r\n`, "latin1");
}
