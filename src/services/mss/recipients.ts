import { parseAddress } from "../../domain/message/address.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { type ResolveOptions, resolveRecipient } from "../directory/resolve.js";

/** Whom `--to` means, each mailbox once, in the order given. @throws {SegurError} `directory.…` */
export async function professionals(cabinet: OpenCabinet, typed: readonly string[], options: ResolveOptions) {
  const found = new Map<string, { address: string; name: string | null }>();
  for (const text of typed) {
    const { address, mailbox } = await resolveRecipient(cabinet, text, options);
    const parsed = parseAddress(address);
    const names = [mailbox?.givenName, mailbox?.familyName].filter((part) => part != null && part !== "").join(" ");
    found.set(address.toLowerCase(), { address: parsed.ok ? parsed.value : address, name: names === "" ? null : names });
  }
  return [...found.values()];
}
