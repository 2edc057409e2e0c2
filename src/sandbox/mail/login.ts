import { createHash, type KeyObject } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { jwtVerify } from "jose";
import { MSS_CN, STRUCTURE_ID } from "../pki/names.js";
import { subjectOf } from "../psc/professionals.js";
import { type MailAccount, mailAccounts } from "./accounts.js";

export interface LoginRules {
  /** What Pro Santé Connect publishes. */
  readonly publicKey: () => Promise<KeyObject>;
  readonly issuer: string;
  readonly now: () => Date;
  /** Draws whether a right token is held for expired, from now on: the client has to come back with another. */
  readonly expires: () => boolean;
  /** The tokens that were held for expired, by their digest. */
  readonly expired: Set<string>;
}

/** Who called, by the certificate of the handshake. */
export interface TlsIdentity {
  readonly authorized: boolean;
  readonly commonName: string;
  readonly unit: string;
}

export function identityOf(socket: TLSSocket): TlsIdentity {
  const { CN, OU } = socket.getPeerCertificate().subject ?? {};
  const one = (value: unknown): string => [value].flat().find((text): text is string => typeof text === "string") ?? "";
  return { authorized: socket.authorized, commonName: one(CN), unit: one(OU) };
}

/**
 * Personal and shared mailboxes (mss.md CONF.07): the token must be a JWT of Pro Santé Connect in force, of somebody to whom the mailbox
 * is open. Null when it is refused, whatever the reason.
 */
export async function byToken(rules: LoginRules, address: string, token: string): Promise<MailAccount | null> {
  const account = mailAccounts().get(address.toLowerCase());
  if (account === undefined || account.type === "APP") return null;
  const digest = createHash("sha256").update(token).digest("hex");
  if (rules.expires()) rules.expired.add(digest);
  if (rules.expired.has(digest)) return null;
  try {
    const { payload } = await jwtVerify(token, await rules.publicKey(), {
      issuer: rules.issuer,
      algorithms: ["RS256"],
      typ: "JWT",
      requiredClaims: ["sub", "iat", "exp", "azp"],
      currentDate: rules.now(),
    });
    return account.openedBy.some((nationalId) => payload.sub === subjectOf(nationalId)) ? account : null;
  } catch {
    return null;
  }
}

/** An applicative mailbox (CONF.12): the structure's certificate, verified by the handshake; the password says nothing. */
export function byCertificate(identity: TlsIdentity | null, address: string): MailAccount | null {
  const account = mailAccounts().get(address.toLowerCase());
  if (account?.type !== "APP" || identity?.authorized !== true) return null;
  return identity.commonName === MSS_CN && identity.unit === STRUCTURE_ID ? account : null;
}

/** What follows a refused token (RFC 7628 as Google words it; mss.md §6.1). */
export const REFUSED_TOKEN = { status: "401", schemes: "bearer", scope: "mail" } as const;

/** `user=<address>^Aauth=Bearer <token>^A^A`, decoded; null when it is anything else. */
export function readXoauth2(text: string): { readonly address: string; readonly token: string } | null {
  const [, address, token] = /^user=([^\x01]+)\x01auth=Bearer ([^\x01]+)\x01\x01$/i.exec(text) ?? [];
  return address === undefined || token === undefined ? null : { address, token };
}
