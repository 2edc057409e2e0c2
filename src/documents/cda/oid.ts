/** `2.25.<the UUID as an integer>` (ITU-T X.667): an OID of at most 44 characters, for documents and for this installation. */
export function oidOf(uuid: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)) throw new RangeError("not a UUID");
  return `2.25.${BigInt(`0x${uuid.replaceAll("-", "")}`)}`;
}

/** Whether XDS can name a document so: an OID, with a short extension when the id of its CDA has one (ITI TF-3 §4.2.3.2.26). */
export function isUniqueId(text: string): boolean {
  const [root = "", ...rest] = text.split("^");
  return isOid(root) && (rest.length === 0 || (rest.length === 1 && /^[^\s&]{1,16}$/.test(rest[0] ?? "")));
}

/** Whether a text is an OID that XDS accepts as a uniqueId: 64 characters at most (ITI TF-3 §4.2.3.2.26). */
export function isOid(text: string): boolean {
  return text.length <= 64 && /^[0-2](\.(0|[1-9]\d*))+$/.test(text);
}
