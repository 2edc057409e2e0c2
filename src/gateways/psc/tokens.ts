import type { TokenEndpointResponse } from "openid-client";
import { pscError } from "./errors.js";
import { textOf } from "./exchange.js";
import type { PscTokens } from "./port.js";

export type DirectTokens = Extract<PscTokens, { transport: "direct" }>;

/** psc.md §1.3: the two scopes that give everything, and the only level that PSC takes in a request. */
export const SCOPE = "openid scope_all";
export const REQUESTED_ACR = "eidas1";
/** BAS answers eidas3 to eidas1: any level from the requested one on (psc.md §1.4). */
const ACCEPTED_ACR: readonly string[] = ["eidas1", "eidas2", "eidas3"];

/** Seconds, when Keycloak does not say it (psc.md §1.4). */
const REFRESH_LIFETIME_S = 1_800;
const ACCESS_LIFETIME_S = 120;
/** Nothing of PSC lasts longer, whatever it says (psc.md §1.5). */
const SESSION_S = 14_400;

/**
 * Tokens as we keep them. A refresh may leave the identity token out: the one before stays.
 * @throws {SegurError} `psc.answer` when one is missing
 */
export function readTokens(answer: TokenEndpointResponse, now: Date, before?: DirectTokens): DirectTokens {
  const refreshToken = textOf(answer.refresh_token);
  const idToken = textOf(answer.id_token) ?? before?.idToken ?? null;
  if (refreshToken === null || idToken === null) throw pscError("answer", { why: "Un jeton manque dans la réponse." });
  const after = (seconds: number): string => new Date(now.getTime() + Math.min(seconds, SESSION_S) * 1_000).toISOString();
  return {
    transport: "direct",
    accessToken: answer.access_token,
    accessExpiresAt: after(answer.expires_in ?? ACCESS_LIFETIME_S),
    refreshToken,
    refreshExpiresAt: after(secondsOf(answer.refresh_expires_in) ?? REFRESH_LIFETIME_S),
    idToken,
  };
}

function secondsOf(value: unknown): number | null {
  return typeof value === "number" && value > 0 ? value : null;
}

/**
 * EX PSC 16: the level that PSC answers.
 * @throws {SegurError} `psc.acr` when it is absent or not accepted
 */
export function checkAcr(value: unknown, accepted: readonly string[] = ACCEPTED_ACR): string {
  if (typeof value === "string" && accepted.includes(value)) return value;
  throw pscError("acr");
}

/** The subject of an identity token that was verified when it came; null when it cannot be read. */
export function subjectOf(idToken: string): string | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null && "sub" in claims ? textOf(claims.sub) : null;
  } catch {
    return null;
  }
}
