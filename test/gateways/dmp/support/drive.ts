import { SaxesParser } from "saxes";
import type { XmlAttributes, XmlHandler } from "../../../../src/gateways/dmp/transport.port.js";

const XMLNS = "http://www.w3.org/2000/xmlns/";

/**
 * Reads a document with a real parser and gives its events to a handler, as the transport does: from the child of soap:Body when it is
 * an envelope. `step` cuts the text in pieces, so that texts come in several.
 */
export function drive(handler: XmlHandler, xml: string, step = 0): void {
  const parser = new SaxesParser({ xmlns: true });
  const enveloped = /<(?:[\w.-]+:)?Envelope[\s>]/.test(xml.slice(0, 3000));
  let depth = 0;
  let inside = enveloped ? 0 : 1;
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", (tag) => {
    depth += 1;
    if (inside > 0 || !enveloped) {
      if (enveloped) inside += 1;
      const all = Object.values(tag.attributes)
        .filter(({ uri }) => uri !== XMLNS)
        .map(({ uri, local, value }) => ({ uri, local, value }));
      const attributes: XmlAttributes = {
        all,
        get: (local, uri = "") => all.find((one) => one.local === local && one.uri === uri)?.value,
      };
      handler.open(tag.uri, tag.local, attributes);
    } else if (depth === 2 && tag.local === "Body") inside = 1;
  });
  const text = (piece: string): void => {
    if (inside > (enveloped ? 1 : 0) || (!enveloped && depth > 0)) handler.text(piece);
  };
  parser.on("text", text);
  parser.on("cdata", text);
  parser.on("closetag", (tag) => {
    depth -= 1;
    if (!enveloped) handler.close(tag.uri, tag.local);
    else if (inside > 1) {
      inside -= 1;
      handler.close(tag.uri, tag.local);
    } else if (inside === 1) inside = 0;
  });
  if (step === 0) parser.write(xml);
  else for (let at = 0; at < xml.length; at += step) parser.write(xml.slice(at, at + step));
  parser.close();
}
