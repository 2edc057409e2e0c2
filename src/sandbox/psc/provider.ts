import { createHash, type KeyObject, randomBytes } from "node:crypto";
import Provider, { type Account, type Configuration, errors, type KoaContextWithOIDC } from "oidc-provider";
import type { FaultRules } from "../fault-rules.js";
import { speakJwt } from "./access-token.js";
import { certificateOf, isVerified, registeredClients, subjectOf } from "./clients.js";
import { speakLikeKeycloak } from "./keycloak.js";
import { ProviderMemory } from "./memory.js";
import { problemPage } from "./mire.js";
import { ACR, type Channel, CLIENT_ID_SECRET, ENDPOINTS, INTERACTION_PATH, KEY_ID, LIFETIMES, REALM_PATH } from "./names.js";
import type { Phone } from "./phone.js";
import { PROFESSIONALS, type SandboxProfessional, USER_INFO_CLAIMS } from "./professionals.js";
import type { PscFaultKind } from "./script.js";

export interface ProviderOptions {
  readonly issuer: string;
  readonly script: FaultRules<PscFaultKind>;
  readonly phone: Phone;
  readonly secret: string;
  readonly signingKey: KeyObject;
  /** Seconds between two polls of one CIBA request. */
  readonly interval: number;
}

/** The library with what the routes around it need. */
export interface PscProvider {
  readonly provider: Provider;
  /** Ends the PSC session that an identity token speaks of; false when there is none any more. */
  endSession(sid: string, subject: string): boolean;
  /** An access token of this person, as if he or she had just identified himself or herself; null when nobody has this national id. */
  issueToken(nationalId: string, lifetimeS?: number): Promise<string | null>;
}

const GRANT_SCOPE = "openid scope_all offline_access";

/** A Keycloak-shaped OpenID provider (psc.md §1, §2.3): CIBA by polling, code flow, secret or ORG AUTH_CLI certificate. */
export function buildProvider(options: ProviderOptions): PscProvider {
  const memory = new ProviderMemory();
  /** How each session began; the key is the grant. */
  const channels = new Map<string, Channel>();
  /** Grants by `sid`. */
  const grants = new Map<string, string>();
  const sidOf = (grantId: string): string => {
    const sid = createHash("sha256").update(grantId).digest("hex").slice(0, 32);
    grants.set(sid, grantId);
    return sid;
  };

  const findAccount = (
    _ctx: KoaContextWithOIDC,
    subject: string,
    token?: { grantId?: string | undefined },
  ): Account | undefined => {
    const professional = PROFESSIONALS.find((one) => one.subject === subject);
    if (professional === undefined) return undefined;
    const claims = (use: string) => {
      const authMode = channels.get(token?.grantId ?? "") ?? "MOBILE";
      if (use !== "userinfo") {
        const sid = token?.grantId === undefined ? undefined : sidOf(token.grantId);
        return { sub: subject, sid, session_state: sid, authMode, preferred_username: professional.nationalId };
      }
      const shown = options.script.happens("wrong_subject") ? otherThan(professional) : professional;
      return { ...shown.userInfo, authMode, sub: shown.subject };
    };
    return { accountId: subject, claims };
  };

  const configuration: Configuration = {
    adapter: memory.adapter,
    clients: registeredClients(options.secret),
    jwks: { keys: [{ ...options.signingKey.export({ format: "jwk" }), alg: "RS256", use: "sig", kid: KEY_ID } as never] },
    cookies: { keys: [randomBytes(16).toString("base64url")] },
    routes: ENDPOINTS,
    findAccount,
    scopes: ["openid", "scope_all", "offline_access"],
    acrValues: ["eidas1", "eidas2", "eidas3"],
    claims: {
      openid: ["sub", "sid", "session_state", "authMode", "preferred_username"],
      scope_all: [...USER_INFO_CLAIMS],
      acr: null,
      amr: null,
      auth_time: null,
      iss: null,
    },
    clientAuthMethods: ["client_secret_basic", "client_secret_post", "tls_client_auth"],
    enabledJWA: { idTokenSigningAlgValues: ["RS256"] },
    extraParams: { channel: checkChannel, acr_values: checkAcr },
    pkce: { methods: ["S256"], required: () => false },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    expiresWithSession: async () => false,
    interactions: { url: (_ctx, interaction) => `${REALM_PATH}${INTERACTION_PATH}/${interaction.uid}` },
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope(GRANT_SCOPE);
      await grant.save();
      return grant;
    },
    ttl: {
      AccessToken: LIFETIMES.accessToken,
      IdToken: LIFETIMES.accessToken,
      AuthorizationCode: LIFETIMES.code,
      Session: LIFETIMES.session,
      Grant: LIFETIMES.session,
      Interaction: 600,
      BackchannelAuthenticationRequest: LIFETIMES.ciba,
      RefreshToken: (_ctx, token) => {
        // The idle timer restarts at each refresh, within the four hours of the session.
        const begun = token.iiat ?? Math.floor(Date.now() / 1_000);
        const left = begun + LIFETIMES.session - Math.floor(Date.now() / 1_000);
        return Math.max(1, Math.min(LIFETIMES.refreshToken, left));
      },
    },
    clientBasedCORS: () => false,
    renderError: (ctx) => {
      ctx.type = "html";
      ctx.body = problemPage();
    },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      mTLS: {
        enabled: true,
        tlsClientAuth: true,
        getCertificate: certificateOf,
        certificateAuthorized: isVerified,
        certificateSubjectMatches: (ctx, _property, expected) => subjectOf(certificateOf(ctx)) === expected,
      },
      ciba: {
        enabled: true,
        deliveryModes: ["poll"],
        processLoginHint: (_ctx, hint) => {
          if (options.script.happens("unknown")) return undefined;
          return PROFESSIONALS.find(({ nationalId }) => nationalId === hint)?.subject;
        },
        processLoginHintToken: () => undefined,
        verifyUserCode: () => undefined,
        validateRequestContext: () => undefined,
        validateBindingMessage: (_ctx, message) => {
          if (!/^\d{2}$/.test(message ?? "")) throw new errors.InvalidBindingMessage("two digits expected");
        },
        triggerAuthenticationDevice: (ctx, request, account) => ask(ctx.oidc.params?.channel, request, account),
      },
    },
  };
  const provider = new Provider(options.issuer, configuration);

  async function ask(
    param: unknown,
    request: { jti: string; clientId?: string | undefined; params?: Record<string, unknown> | undefined },
    account: Account,
  ): Promise<void> {
    const channel: Channel = param === "CARD" ? "CARD" : "MOBILE";
    const grantAll = async (): Promise<void> => {
      const grant = new provider.Grant({ clientId: request.clientId, accountId: account.accountId });
      grant.addOIDCScope(GRANT_SCOPE);
      channels.set(await grant.save(), channel);
      const acr = options.script.happens("no_acr") ? undefined : ACR[channel];
      await provider.backchannelResult(request.jti, grant, { acr, amr: [channel], authTime: Math.floor(Date.now() / 1_000) });
    };
    const refuse = (): Promise<void> => provider.backchannelResult(request.jti, new errors.AccessDenied("not authorized"));
    if (options.script.happens("refused")) return refuse();
    if (options.script.happens("expired")) {
      return provider.backchannelResult(request.jti, new errors.ExpiredToken("authentication timed out"));
    }
    options.phone.ask({
      id: request.jti,
      channel,
      code: String(request.params?.binding_message ?? ""),
      expiresAt: Date.now() + LIFETIMES.ciba * 1_000,
      answer: (decision) => (decision === "approve" ? grantAll() : refuse()),
    });
  }

  provider.on("authorization.success", (_ctx: KoaContextWithOIDC, out: Record<string, unknown>) => {
    if (options.script.happens("no_iss")) delete out.iss;
    if (options.script.happens("expired")) void memory.adapter("AuthorizationCode").destroy(String(out.code));
  });
  speakJwt(provider, {
    issuer: options.issuer,
    signingKey: options.signingKey,
    claimsOf: (grantId, subject) => {
      const authMode = channels.get(grantId) ?? "MOBILE";
      const national = PROFESSIONALS.find((one) => one.subject === subject)?.nationalId;
      return { acr: ACR[authMode], authMode, session_state: sidOf(grantId), sid: sidOf(grantId), preferred_username: national };
    },
  });
  speakLikeKeycloak(provider, { interval: options.interval, sidOf });
  return {
    provider,
    endSession(sid, subject) {
      const grantId = grants.get(sid);
      memory.endSessions(subject);
      if (grantId === undefined) return false;
      memory.revoke(grantId);
      grants.delete(sid);
      channels.delete(grantId);
      return true;
    },
    async issueToken(nationalId, lifetimeS) {
      const subject = PROFESSIONALS.find((one) => one.nationalId === nationalId)?.subject;
      const client = await provider.Client.find(CLIENT_ID_SECRET);
      if (subject === undefined || client === undefined) return null;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: subject });
      grant.addOIDCScope(GRANT_SCOPE);
      const grantId = await grant.save();
      const lasting = lifetimeS === undefined ? {} : { expiresIn: lifetimeS };
      const token = new provider.AccessToken({
        accountId: subject,
        client,
        grantId,
        gty: "ciba",
        scope: GRANT_SCOPE,
        ...lasting,
      });
      return token.save();
    },
  };
}

function otherThan(professional: SandboxProfessional): SandboxProfessional {
  return PROFESSIONALS.find((one) => one !== professional) ?? professional;
}

/** EX PSC 16: `acr_values=eidas1`, the only level that PSC takes, in both flows. */
function checkAcr(_ctx: KoaContextWithOIDC, value: string | undefined): void {
  if (value !== "eidas1") throw new errors.InvalidRequest("Invalid parameter: acr_values");
}

function checkChannel(ctx: KoaContextWithOIDC, value: string | undefined): void {
  if (ctx.oidc.route !== "backchannel_authentication") return;
  if (value !== "CARD" && value !== "MOBILE") throw new errors.InvalidRequest("Invalid parameter: channel");
}
