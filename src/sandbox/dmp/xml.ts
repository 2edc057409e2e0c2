import type { XmlElement } from "../insi/xml.js";

export { escapeXml, parseXml, type XmlElement, XmlRefused } from "../insi/xml.js";

/** First child of this name, whatever its prefix. */
export function child(element: XmlElement | undefined, namespace: string, name: string): XmlElement | undefined {
  return element?.children.find((one) => one.name === name && one.namespace === namespace);
}

export function childrenOf(element: XmlElement | undefined, namespace: string, name: string): readonly XmlElement[] {
  return element?.children.filter((one) => one.name === name && one.namespace === namespace) ?? [];
}

/** Follows names of one namespace down from an element. */
export function path(element: XmlElement | undefined, namespace: string, ...names: readonly string[]): XmlElement | undefined {
  let at = element;
  for (const name of names) at = child(at, namespace, name);
  return at;
}

/** An attribute by its local name. */
export function attribute(element: XmlElement | undefined, name: string): string | undefined {
  if (element === undefined) return undefined;
  const own = element.attributes[name];
  if (own !== undefined) return own;
  for (const key of Object.keys(element.attributes)) if (key.endsWith(`:${name}`)) return element.attributes[key];
  return undefined;
}
