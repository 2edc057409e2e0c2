/** One header field as written: its name, and its value unfolded. Bytes are read as Latin-1, so that nothing is lost. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/** End of the header (after its blank line), and of its fields. A text that has no blank line is all header. */
export function headerEnd(bytes: Buffer, start: number, end: number): { readonly fields: number; readonly body: number } {
  let line = start;
  while (line < end) {
    const feed = bytes.indexOf(0x0a, line);
    const next = feed === -1 || feed >= end ? end : feed + 1;
    const length = next - line;
    if (length === 1 && bytes[line] === 0x0a) return { fields: line, body: next };
    if (length === 2 && bytes[line] === 0x0d && bytes[line + 1] === 0x0a) return { fields: line, body: next };
    line = next;
  }
  return { fields: end, body: end };
}

/** The fields in their order; a line that is none is left out. */
export function readFields(bytes: Buffer, start: number, end: number): readonly Field[] {
  const fields: Field[] = [];
  for (const raw of rawFields(bytes.toString("latin1", start, end))) {
    const [, name, value] = /^([!-9;-~]+)[ \t]*:([\s\S]*)$/.exec(raw) ?? [];
    if (name !== undefined && value !== undefined) fields.push({ name, value: value.replace(/\r?\n(?=[ \t])/g, "").trim() });
  }
  return fields;
}

/** Each field with its line ends and its folding. */
export function rawFields(text: string): readonly string[] {
  return text.match(/[^\n]*\n(?:[ \t][^\n]*(?:\n|$))*|[^\n]+$/g) ?? [];
}

/** Value of the first field of this name; null when there is none. */
export function field(fields: readonly Field[], name: string): string | null {
  const wanted = name.toLowerCase();
  return fields.find((one) => one.name.toLowerCase() === wanted)?.value ?? null;
}

export function allFields(fields: readonly Field[], name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return fields.filter((one) => one.name.toLowerCase() === wanted).map(({ value }) => value);
}

/** `text/plain; charset="utf-8"`: a value and its parameters (RFC 2045 §5.1), comments left out. */
export function readParameters(text: string): {
  readonly value: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
} {
  const [head = "", ...rest] = splitOutsideQuotes(withoutComments(text), ";");
  const parameters: [string, string][] = [];
  for (const one of rest) {
    const [, name, value] = /^\s*([^\s=]+)\s*=\s*([\s\S]*?)\s*$/.exec(one) ?? [];
    if (name !== undefined && value !== undefined) parameters.push([name, unquote(value)]);
  }
  return { value: head.trim(), parameters };
}

export function unquote(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, "$1") : text;
}

export function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\\" && quoted) at += 1;
    else if (text[at] === '"') quoted = !quoted;
    else if (text[at] === separator && !quoted) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** Comments in parentheses, nested or not, outside quotes (RFC 5322 §3.2.2). */
export function withoutComments(text: string): string {
  if (!text.includes("(")) return text;
  let out = "";
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at] ?? "";
    if (c === "\\" && (quoted || depth > 0)) {
      if (depth === 0) out += c + (text[at + 1] ?? "");
      at += 1;
    } else if (c === '"' && depth === 0) {
      quoted = !quoted;
      out += c;
    } else if (c === "(" && !quoted) depth += 1;
    else if (c === ")" && depth > 0) depth -= 1;
    else if (depth === 0) out += c;
  }
  return out;
}
