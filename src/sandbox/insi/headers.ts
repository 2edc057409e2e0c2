import { ASSUMED, BAM_VERSION, LPS_VERSIONS } from "./assumed.js";
import { ATTESTED, ServiceRefusal } from "./faults.js";
import { NS } from "./namespaces.js";
import { isDateTime, isUuid, readSequence, type Slot, textOf } from "./schema.js";
import type { XmlElement } from "./xml.js";

/** What the header blocks say, once they are known to be well-formed (insi.md §1.3 to §1.5). */
export interface Headers {
  readonly action: string;
  /** As sent, `uuid:` included: faults echo it. */
  readonly messageId: string;
  /** Both contexts name the same emitter, or one of them none. */
  readonly emitters: readonly string[];
  readonly idam: string | null;
}

/** The value of `wsa:MessageID` if there is one, before any check: even a refusal echoes it. */
export function peekMessageId(header: XmlElement | null): string | null {
  for (const block of header?.children ?? []) {
    if (block.namespace === NS.wsa && block.name === "MessageID") return block.text.trim();
  }
  return null;
}

/** Reads the four blocks in any order (insi.md §1.2), each once. Throws a refusal. */
export function readHeaders(header: XmlElement): Headers {
  const blocks = new Map<string, XmlElement>();
  for (const block of header.children) {
    const name = `${block.namespace} ${block.name}`;
    if (blocks.has(name)) throw new ServiceRefusal(ASSUMED.header);
    blocks.set(name, block);
  }
  if (blocks.has(`${NS.wsse} Security`)) throw new ServiceRefusal(ASSUMED.security);
  const block = (namespace: string, name: string): XmlElement => {
    const found = blocks.get(`${namespace} ${name}`);
    if (found === undefined) throw new ServiceRefusal(ASSUMED.header);
    return found;
  };
  const messageId = block(NS.wsa, "MessageID").text.trim();
  if (!messageId.startsWith("uuid:") || !isUuid(messageId.slice(5))) throw new ServiceRefusal(ASSUMED.messageId);
  const lps = readLps(block(NS.ctxlps, "ContexteLPS"));
  const bamEmitter = readBam(block(NS.ctxbam, "ContexteBAM"));
  const emitters: string[] = [];
  for (const emitter of [lps.emitter, bamEmitter]) if (emitter !== null) emitters.push(emitter);
  return { action: block(NS.wsa, "Action").text.trim(), messageId, emitters, idam: lps.idam };
}

const CONTEXT: readonly Slot[] = [
  ["Id", 1, 1],
  ["Temps", 1, 1],
  ["Emetteur", 0, 1],
];

function checkContext(context: XmlElement, nature: string, versions: readonly string[]): void {
  const { Nature, Version } = context.attributes;
  if (Nature !== undefined && Nature !== nature) throw new ServiceRefusal(ASSUMED.header);
  if (Version === undefined || !versions.includes(Version)) throw new ServiceRefusal(ASSUMED.header);
}

function checkIdAndTime(found: ReadonlyMap<string, readonly XmlElement[]>): void {
  if (!isUuid(textOf(found, "Id") ?? "") || !isDateTime(textOf(found, "Temps") ?? "")) throw new ServiceRefusal(ASSUMED.header);
}

function readLps(context: XmlElement): { readonly emitter: string | null; readonly idam: string | null } {
  checkContext(context, "CTXLPS", LPS_VERSIONS);
  const found = readSequence(context, NS.ctxlps, [...CONTEXT, ["LPS", 0, 1]], ASSUMED.header);
  checkIdAndTime(found);
  const software = found.get("LPS")?.[0];
  // The schema lets the software be absent; without its authorisation number it is unknown.
  if (software === undefined) throw new ServiceRefusal(ATTESTED.desir_550);
  const slots: readonly Slot[] = [
    ["IDAM", 0, 1],
    ["Version", 0, 1],
    ["Instance", 0, 1],
    ["Nom", 0, 1],
  ];
  const parts = readSequence(software, NS.ctxlps, slots, ASSUMED.header);
  const idam = parts.get("IDAM")?.[0];
  const instance = textOf(parts, "Instance");
  if (instance === null || !isUuid(instance)) throw new ServiceRefusal(ASSUMED.header);
  if (textOf(parts, "Version") === null || textOf(parts, "Nom") === null) throw new ServiceRefusal(ASSUMED.header);
  return { emitter: textOf(found, "Emetteur"), idam: idam?.attributes.R === "4" ? idam.text : null };
}

function readBam(context: XmlElement): string | null {
  checkContext(context, "CTXBAM", [BAM_VERSION]);
  const slots: readonly Slot[] = [...CONTEXT, ["DateRef", 0, 1], ["COUVERTURE", 1, 1]];
  const found = readSequence(context, NS.ctxbam, slots, ASSUMED.header);
  checkIdAndTime(found);
  const reference = textOf(found, "DateRef");
  if (reference !== null && !isDateTime(reference)) throw new ServiceRefusal(ASSUMED.header);
  const cover = found.get("COUVERTURE")?.[0];
  if (cover !== undefined) readCover(cover);
  return textOf(found, "Emetteur");
}

/** Empty in a search by traits, filled from the card in a search by Vitale: the same schema for both. */
function readCover(cover: XmlElement): void {
  const slots: readonly Slot[] = [
    ["GrandRegime", 0, 1],
    ["Organisme", 0, 1],
    ["CodeCentre", 0, 1],
    ["ASSURE", 0, 1],
    ["BENEFICIAIRE", 0, 1],
  ];
  const parts = readSequence(cover, NS.ctxbam, slots, ASSUMED.header);
  const insured = parts.get("ASSURE")?.[0];
  if (insured !== undefined) {
    const id = readSequence(insured, NS.ctxbam, [["Id", 0, 1]], ASSUMED.header).get("Id")?.[0];
    if (id !== undefined) readNumber(id, []);
  }
  const beneficiary = parts.get("BENEFICIAIRE")?.[0];
  if (beneficiary === undefined) return;
  const inner: readonly Slot[] = [
    ["Nir", 0, 1],
    ["DateNai", 0, 1],
    ["Rang", 0, 1],
    ["Porteur", 0, 1],
  ];
  const found = readSequence(beneficiary, NS.ctxbam, inner, ASSUMED.header);
  const nir = found.get("Nir")?.[0];
  if (nir !== undefined) readNumber(nir, [["DateCertification", 0, 1]]);
  const birth = textOf(found, "DateNai");
  const rank = textOf(found, "Rang");
  if (birth !== null && !/^\d{4}-\d{2}-\d{2}$/.test(birth)) throw new ServiceRefusal(ASSUMED.header);
  if (rank !== null && !/^\d+$/.test(rank)) throw new ServiceRefusal(ASSUMED.header);
}

function readNumber(element: XmlElement, more: readonly Slot[]): void {
  const found = readSequence(element, NS.ctxbam, [["Num", 0, 1], ["Cle", 0, 1], ...more], ASSUMED.header);
  const number = textOf(found, "Num");
  const key = textOf(found, "Cle");
  const certified = textOf(found, "DateCertification");
  if (number !== null && !/^\d{6}[AB0-9]\d{6}$/.test(number)) throw new ServiceRefusal(ASSUMED.header);
  if (key !== null && !/^\d{2}$/.test(key)) throw new ServiceRefusal(ASSUMED.header);
  if (certified !== null && !/^\d{4}-\d{2}-\d{2}$/.test(certified)) throw new ServiceRefusal(ASSUMED.header);
}
