/**
 * The OID that a UUID names (`2.25.` and the UUID as one integer, ITU-T X.667): at most 44 of the 64 characters that XDS allows
 * (EX_2.1-1130). The same UUID always gives the same OID.
 */
export function oidOfUuid(uuid: string): string {
  return `2.25.${BigInt(`0x${uuid.replaceAll("-", "")}`)}`;
}
