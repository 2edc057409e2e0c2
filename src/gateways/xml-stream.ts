import { XmlError } from "./xml.js";

/** Attributes of one element, by local name; namespace declarations are left out. */
export interface StreamedAttributes {
  /** @param uri namespace, none when absent */
  get(local: string, uri?: string): string | undefined;
  readonly all: readonly { readonly uri: string; readonly local: string; readonly value: string }[];
}

/** What is told of a document while it is read. What it throws ends the reading and comes out of `write` as it is. */
export interface XmlEvents {
  open(uri: string, local: string, attributes: StreamedAttributes): void;
  /** Text and CDATA, in one or several pieces. */
  text(text: string): void;
  close(uri: string, local: string): void;
}

export interface XmlLimits {
  readonly depth: number;
  /** Characters of one text or tag: the parser keeps it whole. */
  readonly text: number;
}

/** One document, given piece by piece. @throws {XmlError} */
export interface XmlStream {
  write(text: string): void;
  /** The document must be whole. */
  end(): void;
}

const DEFAULTS: XmlLimits = { depth: 60, text: 4_000_000 };

/**
 * Loads the parser and returns what starts a document: well formed, without DOCTYPE, namespaces resolved. Nothing of it is kept.
 * Messages never quote the text.
 */
export async function loadXmlStream(): Promise<(events: XmlEvents, limits?: Partial<XmlLimits>) => XmlStream> {
  const { SaxesParser } = await import("saxes");
  return (events, limits) => {
    const { depth: maxDepth, text: maxText } = { ...DEFAULTS, ...limits };
    const parser = new SaxesParser({ xmlns: true });
    let depth = 0;
    let pending = 0;
    parser.on("error", () => {
      throw new XmlError("malformed", `XML malformé (ligne ${parser.line})`);
    });
    parser.on("doctype", () => {
      throw new XmlError("doctype", "DOCTYPE refusé");
    });
    parser.on("opentag", ({ uri, local, attributes }) => {
      pending = 0;
      depth += 1;
      if (depth > maxDepth) throw new XmlError("malformed", "XML trop profond");
      events.open(uri, local, new Attributes(attributes));
    });
    const onText = (text: string): void => {
      pending = 0;
      if (depth > 0) events.text(text);
    };
    parser.on("text", onText);
    parser.on("cdata", onText);
    parser.on("closetag", ({ uri, local }) => {
      pending = 0;
      depth -= 1;
      events.close(uri, local);
    });
    return {
      write(text) {
        // Long enough to be worth cutting: a single piece must not hide a text beyond the limit.
        for (let at = 0; at < text.length; at += 65_536) {
          const piece = text.slice(at, at + 65_536);
          pending += piece.length;
          parser.write(piece);
          if (pending > maxText + 65_536) throw new XmlError("malformed", "texte XML trop long");
        }
      },
      end() {
        parser.close();
      },
    };
  };
}

interface ParsedAttribute {
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly value: string;
}

class Attributes implements StreamedAttributes {
  constructor(private readonly parsed: Readonly<Record<string, ParsedAttribute>>) {}

  get(local: string, uri = ""): string | undefined {
    for (const name in this.parsed) {
      const attribute = this.parsed[name];
      if (attribute?.local === local && attribute.uri === uri && name !== "xmlns") return attribute.value;
    }
    return undefined;
  }

  get all(): { uri: string; local: string; value: string }[] {
    const found: { uri: string; local: string; value: string }[] = [];
    for (const name in this.parsed) {
      const attribute = this.parsed[name];
      if (attribute === undefined || attribute.prefix === "xmlns" || name === "xmlns") continue;
      found.push(attribute);
    }
    return found;
  }
}
