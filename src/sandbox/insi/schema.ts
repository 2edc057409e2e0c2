import { ASSUMED } from "./assumed.js";
import { type ServiceFault, ServiceRefusal } from "./faults.js";
import type { XmlElement } from "./xml.js";

/** One entry of an `xsd:sequence`: name, least and most occurrences. */
export type Slot = readonly [name: string, least: number, most: number];

/**
 * Checks that the children of an element follow an `xsd:sequence` of one namespace, and returns them by name.
 * Throws a refusal otherwise: order, namespace, unknown or missing elements.
 */
export function readSequence(
  parent: XmlElement,
  namespace: string,
  slots: readonly Slot[],
  fault: ServiceFault = ASSUMED.schema,
): ReadonlyMap<string, readonly XmlElement[]> {
  const found = new Map<string, XmlElement[]>();
  let at = 0;
  for (const [name, least, most] of slots) {
    const list: XmlElement[] = [];
    for (let child = parent.children[at]; child !== undefined && list.length < most; child = parent.children[at]) {
      if (child.name !== name || child.namespace !== namespace) break;
      list.push(child);
      at += 1;
    }
    if (list.length < least) throw new ServiceRefusal(fault);
    found.set(name, list);
  }
  if (at !== parent.children.length || parent.text.trim() !== "") throw new ServiceRefusal(fault);
  return found;
}

/** The text of the first element of that name, or null when there is none. An element inside it is refused. */
export function textOf(found: ReadonlyMap<string, readonly XmlElement[]>, name: string): string | null {
  const element = found.get(name)?.[0];
  if (element === undefined) return null;
  if (element.children.length > 0) throw new ServiceRefusal(ASSUMED.schema);
  return element.text;
}

const DATE_TIME = /^-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;
export const isDateTime = (text: string): boolean => DATE_TIME.test(text);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
export const isUuid = (text: string): boolean => UUID.test(text);
