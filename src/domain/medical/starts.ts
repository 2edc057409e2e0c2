/**
 * A CIM-10 code, or the start of one, as codes are compared: files write `E119`, `e11.9` and `E11.9`, which are one code. CIM-10 is
 * hierarchical, hence starts: `E11` takes `E11.9`, and `E11.9` its subdivisions (`E11.90`).
 */
export function bareCode(code: string): string {
  return code.trim().toUpperCase().replaceAll(".", "");
}

/** Every way to write a start of a CIM-10 code: the dot comes after the third character, or nowhere. */
export function writtenStarts(start: string): readonly string[] {
  const bare = bareCode(start);
  return bare.length > 3 ? [bare, `${bare.slice(0, 3)}.${bare.slice(3)}`] : [bare];
}

/** The name of a protocol of the practice as names are compared: whole, whatever its case. */
export function protocolKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
