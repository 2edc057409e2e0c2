import { createHash } from "node:crypto";

/** Identifiers that are a function of what they name: the same week has the same bytes on every machine. */
export function uuidFrom(...parts: readonly (string | number)[]): string {
  const bytes = createHash("sha256").update(parts.join("|")).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
