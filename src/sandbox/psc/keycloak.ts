import type Provider from "oidc-provider";
import type { KoaContextWithOIDC } from "oidc-provider";
import { LIFETIMES, WALLET_PATH } from "./names.js";

export interface KeycloakManners {
  /** Seconds between two polls. */
  readonly interval: number;
  /** `session_state` of a grant. */
  readonly sidOf: (grantId: string) => string;
}

/** What Keycloak says at its token endpoint (psc.md §1.6). */
const TOKEN_WORDINGS: Readonly<Record<string, string>> = {
  authorization_pending: "The authorization request is still pending as the end-user hasn't yet been authenticated.",
  slow_down: "too early to access",
  access_denied: "not authorized",
  expired_token: "authentication timed out",
  invalid_client: "Invalid client or Invalid client credentials",
};
const INVALID_GRANT: Readonly<Record<string, string>> = {
  "urn:openid:params:grant-type:ciba": "Invalid Auth Req ID",
  authorization_code: "Code not valid",
  refresh_token: "Invalid refresh token",
};

/** Gives the answers of the library the shape and the wording of Keycloak, which is what a client of PSC meets. */
export function speakLikeKeycloak(provider: Provider, manners: KeycloakManners): void {
  const polls = new Map<string, number>();
  provider.use(async (ctx, next) => {
    await next();
    const { oidc } = ctx as Partial<KoaContextWithOIDC>;
    if (oidc === undefined || !isRecord(ctx.body)) return;
    const body = ctx.body;
    const { route, params, entities } = oidc;
    if (route === "discovery") describe(body, "wallet" in ctx.req && ctx.req.wallet === true, new URL(provider.issuer).origin);
    else if (route === "backchannel_authentication") {
      if (body.error === "unknown_user_id") Object.assign(body, { error: "invalid_request", error_description: "invalid_user" });
      else if (body.error === undefined) body.interval = manners.interval;
    } else if (route === "token" && body.error === undefined) {
      body.refresh_expires_in = entities.RefreshToken?.expiration ?? LIFETIMES.refreshToken;
      body["not-before-policy"] = 0;
      const grantId = entities.AccessToken?.grantId;
      if (grantId !== undefined) body.session_state = manners.sidOf(grantId);
    } else if (route === "token") {
      if (body.error === "authorization_pending" && tooEarly(String(params?.auth_req_id))) body.error = "slow_down";
      const wording =
        body.error === "invalid_grant" ? INVALID_GRANT[String(params?.grant_type)] : TOKEN_WORDINGS[String(body.error)];
      if (wording !== undefined) body.error_description = wording;
    }
  });

  function tooEarly(id: string): boolean {
    const now = performance.now();
    const last = polls.get(id);
    if (polls.size > 500) polls.clear();
    polls.set(id, now);
    // A timer of the client may fire a millisecond early.
    return last !== undefined && now - last < manners.interval * 1_000 - 5;
  }
}

/** The discovery document of the wallet names the page of the wallet; Keycloak's own names Keycloak's (psc.md §1.1). */
function describe(body: Record<string, unknown>, wallet: boolean, origin: string): void {
  if (wallet) body.authorization_endpoint = origin + WALLET_PATH;
  const aliases = ["token", "userinfo", "introspection", "revocation", "backchannel_authentication"].map((name) => [
    `${name}_endpoint`,
    body[`${name}_endpoint`],
  ]);
  body.mtls_endpoint_aliases = Object.fromEntries(aliases);
  body.require_pushed_authorization_requests = false;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Buffer.isBuffer(value);
}
