import type { TokenEndpointResponse, TokenEndpointResponseHelpers } from "openid-client";
import { readCallback } from "./browser.js";
import type { DirectPscConfig } from "./config.js";
import { pscError } from "./errors.js";
import { type PscStep, toPscError } from "./faults.js";
import { type Connection, createConnector } from "./oidc.js";
import type { BrowserLogin, CibaRequest, PscClient, PscLogin, PscTokens } from "./port.js";
import { checkRequest } from "./request.js";
import { checkAcr, type DirectTokens, REQUESTED_ACR, readTokens, SCOPE, subjectOf } from "./tokens.js";
import { readUserInfo } from "./user-info.js";

/** PSC gives two minutes; a service that says more does not make us wait for ever. */
const LONGEST_WAIT_S = 600;

type TokenAnswer = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** Pro Santé Connect without a proxy, by openid-client. @throws {SegurError} kind `config` */
export function createDirectClient(options: DirectPscConfig, issuer: string): PscClient {
  const connector = createConnector(options, issuer);
  const { clock } = options;

  /** Who it is, once there are tokens: level, then UserInfo of the same subject. */
  async function identify({ library, config }: Connection, answer: TokenAnswer, signal?: AbortSignal): Promise<PscLogin> {
    const received = clock.now();
    const claims = answer.claims();
    if (claims === undefined) throw pscError("token");
    const acr = checkAcr(claims.acr, options.acceptedAcr);
    const info = await attempt("user_info", signal, () => library.fetchUserInfo(config, answer.access_token, claims.sub));
    const authMode = info.authMode ?? claims.authMode;
    return {
      tokens: readTokens(answer, received),
      professional: readUserInfo(info),
      acr,
      authMode: typeof authMode === "string" && authMode !== "" ? authMode : null,
    };
  }

  async function ciba(request: CibaRequest): Promise<PscLogin> {
    checkRequest(request);
    const { signal } = request;
    const connection = await connector.open(signal);
    const { library, config } = connection;
    const asked = await attempt("ask", signal, () =>
      library.initiateBackchannelAuthentication(config, {
        scope: SCOPE,
        login_hint: request.nationalId,
        binding_message: request.code,
        acr_values: REQUESTED_ACR,
        channel: request.channel,
      }),
    );
    const limit = AbortSignal.timeout(Math.min(asked.expires_in, LONGEST_WAIT_S) * 1_000);
    const until = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    const answer = await attempt("poll", signal, () =>
      library.pollBackchannelAuthenticationGrant(config, asked, undefined, { signal: until }),
    );
    return identify(connection, answer, signal);
  }

  async function startBrowser(redirectUri: string): Promise<BrowserLogin> {
    const { library, config } = await connector.open();
    const verifier = library.randomPKCECodeVerifier();
    const [state, nonce] = [library.randomState(), library.randomNonce()];
    const url = library.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: SCOPE,
      acr_values: REQUESTED_ACR,
      state,
      nonce,
      code_challenge: await library.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    return {
      url: url.href,
      async finish(callbackUrl, signal) {
        const callback = readCallback(callbackUrl, { redirectUri, state, metadata: config.serverMetadata() });
        const connection = await connector.open(signal);
        const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
        const answer = await attempt("code", signal, () =>
          connection.library.authorizationCodeGrant(connection.config, callback, checks),
        );
        return identify(connection, answer, signal);
      },
    };
  }

  return {
    transport: "direct",
    ciba,
    startBrowser,
    async refresh(tokens) {
      const before = directOnly(tokens);
      const { library, config } = await connector.open();
      const answer = await attempt("refresh", undefined, () => library.refreshTokenGrant(config, before.refreshToken));
      const after = readTokens(answer, clock.now(), before);
      // OpenID Connect Core §12.2: a refreshed identity token is that of the same person.
      if (subjectOf(after.idToken) !== subjectOf(before.idToken)) throw pscError("subject");
      return after;
    },
    async logout(tokens) {
      const { idToken } = directOnly(tokens);
      const { library, config } = await connector.open();
      // By POST: the token is in no address, hence in no log.
      const url = library.buildEndSessionUrl(config);
      const form = new URLSearchParams({ id_token_hint: idToken, client_id: options.clientId });
      url.search = "";
      const status = await attempt("refresh", undefined, () => connector.post(url, form));
      if (status >= 400) throw pscError("logout_refused", { why: `Statut HTTP ${status}.` });
    },
    close: () => connector.close(),
  };
}

async function attempt<T>(step: PscStep, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toPscError(error, step, signal);
  }
}

/** A session begun through another transport cannot be continued here: the settings of the cabinet changed meanwhile. */
function directOnly(tokens: PscTokens): DirectTokens {
  if (tokens.transport !== "direct") throw pscError("session_expired", { why: "Elle a été ouverte par un proxy e-Santé." });
  return tokens;
}
