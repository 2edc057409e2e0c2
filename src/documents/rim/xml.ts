/** A text that XML 1.0 cannot hold (§2.2): a control character, half of a surrogate pair. Dropping it would change a metadata in silence. */
export class IllegalCharacter extends Error {
  constructor() {
    super("a metadata holds a character that XML forbids");
    this.name = "IllegalCharacter";
  }
}

const ILLEGAL = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * Escapes a value for element content or an attribute.
 * @throws {IllegalCharacter}
 */
export function escapeXml(value: string): string {
  if (ILLEGAL.test(value)) throw new IllegalCharacter();
  return value.replace(/[&<>"'\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}
