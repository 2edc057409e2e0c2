import { SegurError } from "../../domain/errors.js";
import { TransportFailure } from "../transport.js";
import { downError, type PscProblem, pscError, transportError } from "./errors.js";
import { ServiceDown } from "./exchange.js";

/** What was being done: the same OAuth error does not mean the same thing everywhere. */
export type PscStep = "discovery" | "ask" | "poll" | "code" | "refresh" | "user_info";

/** What PSC answered to a request that it read. */
export interface OAuthAnswer {
  readonly error: string;
  readonly description: string;
}

/** Codes of openid-client and of oauth4webapi under it. */
const BY_CODE: Readonly<Record<string, PscProblem>> = {
  OAUTH_TIMEOUT: "expired",
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: "clock",
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: "token",
  OAUTH_KEY_SELECTION_FAILED: "token",
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: "subject",
};

/**
 * Any failure as an error of ours. Nothing of the library's error is kept: its cause may hold a code, a token or claims.
 */
export function toPscError(error: unknown, step: PscStep, signal?: AbortSignal): SegurError {
  if (error instanceof SegurError) return error;
  if (signal?.aborted === true) return pscError("interrupted");
  for (const one of chain(error)) {
    if (one instanceof ServiceDown)
      return one.oauthError === "server_error" && step === "ask" ? pscError("channel") : downError(one.status);
    // A 5xx with Retry-After outside of a poll, which the library does not wait for.
    if (one instanceof Response && one.status >= 500) return downError(one.status);
    // Not by the person: the two minutes of the request were over in the middle of a poll.
    if (one instanceof TransportFailure) return one.reason === "aborted" ? pscError("expired") : transportError(one);
  }
  const answer = oauthAnswer(error);
  if (answer !== null) return oauthError(answer, step);
  if (propertyOf(error, "status") === 401) return pscError(step === "user_info" ? "session_expired" : "client");
  if (isAbout(error, "nonce")) return pscError("nonce");
  // The library has no code of its own for it.
  if (chain(error).some((one) => one instanceof Error && /signature verification failed/.test(one.message)))
    return pscError("token");
  const code = propertyOf(error, "code");
  const problem = typeof code === "string" ? BY_CODE[code] : undefined;
  if (problem !== undefined) return pscError(problem);
  return pscError(
    step === "discovery" ? "not_psc" : "answer",
    typeof code === "string" ? { why: `Cause technique : ${code}.` } : {},
  );
}

/** Keycloak's errors (psc.md §1.6). */
export function oauthError({ error, description }: OAuthAnswer, step: PscStep): SegurError {
  switch (error) {
    case "access_denied":
      return pscError("refused");
    case "expired_token":
      return pscError("expired");
    case "unknown_user_id":
      return pscError("unknown_user");
    case "invalid_client":
      return pscError("client");
    case "unauthorized_client":
      return pscError("client_not_allowed");
    case "invalid_token":
      return pscError("session_expired");
    case "invalid_request":
      if (description === "invalid_user") return pscError("unknown_user");
      break;
    case "invalid_grant":
      if (/disabled/i.test(description)) return pscError("user_disabled");
      if (/not allowed/i.test(description)) return pscError("client_not_allowed");
      if (step === "refresh") return pscError("session_expired");
      if (step === "code") return pscError("code_expired");
      return pscError("expired");
    case "server_error":
    case "temporarily_unavailable":
      return pscError(step === "ask" ? "channel" : "down");
  }
  return pscError("rejected", {
    why: `Réponse du service : ${quoted(error)}${description === "" ? "" : ` (${quoted(description)})`}.`,
  });
}

function oauthAnswer(error: unknown): OAuthAnswer | null {
  for (const one of chain(error)) {
    const name = propertyOf(one, "error");
    if (typeof name === "string") return { error: name, description: String(propertyOf(one, "error_description") ?? "") };
    // 401 with a challenge: openid-client puts the challenges in the cause.
    const challenges = propertyOf(one, "cause");
    for (const challenge of Array.isArray(challenges) ? (challenges as unknown[]) : []) {
      const parameters = propertyOf(challenge, "parameters");
      const told = propertyOf(parameters, "error");
      if (typeof told === "string")
        return { error: told, description: String(propertyOf(parameters, "error_description") ?? "") };
    }
  }
  return null;
}

/** An error of the library about one claim of the identity token. */
function isAbout(error: unknown, claim: string): boolean {
  return chain(error).some((one) => propertyOf(one, "claim") === claim);
}

function chain(error: unknown): readonly unknown[] {
  const found: unknown[] = [];
  for (let one = error; one !== undefined && one !== null && found.length < 6; one = propertyOf(one, "cause")) found.push(one);
  return found;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

const LONGEST_QUOTE = 120;

/** A text of the service, fit to be shown: no control character, nothing that looks like an identifier or a token. */
export function quoted(value: string): string {
  return value
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, " ")
    .replace(/[\w.~+/-]{24,}=*/g, "…")
    .replace(/\d{8,}/g, "…")
    .slice(0, LONGEST_QUOTE);
}
