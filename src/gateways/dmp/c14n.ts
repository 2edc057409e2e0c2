import { createHash } from "node:crypto";
import { TextDecoder } from "node:util";
import { XmlError } from "../xml.js";
import { canonicalAttribute, canonicalText } from "./canonical.js";
import type { Digest } from "./config.js";
import { dmpConfigError } from "./config-errors.js";

/** Declarations in force, as the parser knows them: prefix → URI. */
type Scope = ReadonlyMap<string, string>;

interface ParsedAttribute {
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly value: string;
}

/**
 * Digest of a document in canonical form, with its comments (Canonical XML 1.0): read and hashed as it comes, so that a large CDA costs no
 * memory. A DOCTYPE is refused: its default attributes would be part of the form.
 * @returns base64 @throws {SegurError} `dmp.config.not_xml`
 */
export async function digestOfCanonical(content: AsyncIterable<Uint8Array>, digest: Digest): Promise<string> {
  const hash = createHash(digest);
  try {
    for await (const piece of canonicalize(content)) hash.update(piece);
  } catch (error) {
    throw error instanceof XmlError ? dmpConfigError("not_xml", { cause: error }) : error;
  }
  return hash.digest("base64");
}

/** Canonical form of a whole document, in pieces. @throws {XmlError} */
export async function* canonicalize(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const { SaxesParser } = await import("saxes");
  const parser = new SaxesParser({ xmlns: true });
  const scopes: Scope[] = [new Map()];
  let output = "";
  let rootClosed = false;
  parser.on("error", () => {
    throw new XmlError("malformed", `XML malformé (ligne ${parser.line})`);
  });
  parser.on("doctype", () => {
    throw new XmlError("doctype", "DOCTYPE refusé");
  });
  // Outside the root, each comment or instruction has a line of its own.
  const aside = (text: string): void => {
    if (scopes.length > 1) output += text;
    else output += rootClosed ? `\n${text}` : `${text}\n`;
  };
  parser.on("opentag", ({ name, attributes }) => {
    const { declarations, scope, others } = split(Object.values(attributes), scopes.at(-1) ?? new Map());
    scopes.push(scope);
    output += `<${name}${declarations}${others}>`;
  });
  parser.on("closetag", ({ name }) => {
    scopes.pop();
    output += `</${name}>`;
    rootClosed = scopes.length === 1;
  });
  const onText = (text: string): void => {
    if (scopes.length > 1) output += canonicalText(text);
  };
  parser.on("text", onText);
  parser.on("cdata", onText);
  parser.on("comment", (text) => aside(`<!--${text.replaceAll("\r", "&#xD;")}-->`));
  parser.on("processinginstruction", ({ target, body }) => {
    aside(`<?${target}${body === "" ? "" : ` ${body.replaceAll("\r", "&#xD;")}`}?>`);
  });
  for await (const text of decode(content)) {
    parser.write(text);
    if (output !== "") yield output;
    output = "";
  }
  parser.close();
  if (output !== "") yield output;
}

/** Declarations that change something, by prefix; then the other attributes, by namespace and name (C14N §2.2). */
function split(attributes: readonly ParsedAttribute[], above: Scope) {
  const scope = new Map(above);
  const declared: [string, string][] = [];
  const others: ParsedAttribute[] = [];
  for (const attribute of attributes) {
    const prefix = attribute.name === "xmlns" ? "" : attribute.prefix === "xmlns" ? attribute.local : null;
    if (prefix === null) {
      others.push(attribute);
      continue;
    }
    if ((above.get(prefix) ?? "") !== attribute.value) declared.push([prefix, attribute.value]);
    scope.set(prefix, attribute.value);
  }
  declared.sort(([one], [other]) => compare(one, other));
  others.sort((one, other) => compare(one.uri, other.uri) || compare(one.local, other.local));
  return {
    scope,
    declarations: declared
      .map(([prefix, uri]) => ` xmlns${prefix === "" ? "" : `:${prefix}`}="${canonicalAttribute(uri)}"`)
      .join(""),
    others: others.map(({ name, value }) => ` ${name}="${canonicalAttribute(value)}"`).join(""),
  };
}

/** By code point, not by UTF-16 unit. */
function compare(one: string, other: string): number {
  return one === other ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** Text of a document in the encoding that it says (XML 1.0 appendix F): UTF-8 unless a mark or the declaration says otherwise. */
async function* decode(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let head = Buffer.alloc(0);
  for await (const chunk of content) {
    if (decoder === null) {
      head = Buffer.concat([head, chunk]);
      // The declaration is at the very beginning; a document shorter than this is whole.
      if (head.length < 256) continue;
      decoder = decoderOf(head);
      yield text(decoder, head, true);
    } else yield text(decoder, chunk, true);
  }
  yield decoder === null ? text(decoderOf(head), head, false) : text(decoder, new Uint8Array(), false);
}

function text(decoder: TextDecoder, bytes: Uint8Array, stream: boolean): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch {
    throw new XmlError("malformed", "octets qui ne suivent pas l'encodage annoncé");
  }
}

function decoderOf(head: Buffer): TextDecoder {
  const mark = head[0] === 0xff && head[1] === 0xfe ? "utf-16le" : head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : null;
  const declared = /^(?:\xef\xbb\xbf)?<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(head.toString("latin1"))?.[1];
  try {
    return new TextDecoder(mark ?? declared ?? "utf-8", { fatal: true });
  } catch {
    throw new XmlError("malformed", "encodage inconnu");
  }
}
