import { CLIENT_ID_PROXY, ENDPOINTS } from "./names.js";
import type { Wire, WireAnswer } from "./wire.js";

/** What the proxy keeps of one person's connection; the software only gets its identifier. */
export interface ProxySession {
  readonly sessionState: string;
  accessToken: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  refreshToken: string;
  readonly idToken: string;
}

/** PSC said no. `message` has the form of the real proxy: `400 - access_denied : not authorized`. */
export class PscRefusal extends Error {}
/** PSC does not answer, or answers that it is down. */
export class PscDown extends Error {}

export interface ConnectRequest {
  readonly nationalId: string;
  readonly bindingMessage: string;
  readonly channel: string;
}

/** CIBA from its request to its tokens (psc.md §1.6), in the name of the proxy's own client id and certificate. */
export async function connect(wire: Wire, issuer: string, request: ConnectRequest, signal: AbortSignal): Promise<ProxySession> {
  const form = {
    client_id: CLIENT_ID_PROXY,
    scope: "openid scope_all",
    acr_values: "eidas1",
    login_hint: request.nationalId,
    binding_message: request.bindingMessage,
    channel: request.channel,
  };
  const asked = await ask(wire, issuer + ENDPOINTS.backchannel_authentication, form, signal);
  if (asked.status !== 200) throw refusal(asked);
  const interval = Number(asked.json?.interval ?? 5) * 1_000;
  const poll = {
    client_id: CLIENT_ID_PROXY,
    grant_type: "urn:openid:params:grant-type:ciba",
    auth_req_id: String(asked.json?.auth_req_id),
  };
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, interval));
    const answer = await ask(wire, issuer + ENDPOINTS.token, poll, signal);
    if (answer.status === 200) return sessionOf(answer);
    if (answer.json?.error !== "authorization_pending") throw refusal(answer);
  }
}

/** The UserInfo of the person, with an access token that still lives. */
export async function userInfo(wire: Wire, issuer: string, session: ProxySession): Promise<WireAnswer> {
  if (session.expiresAt < Date.now() + 5_000) {
    const form = { client_id: CLIENT_ID_PROXY, grant_type: "refresh_token", refresh_token: session.refreshToken };
    const answer = await ask(wire, issuer + ENDPOINTS.token, form);
    if (answer.status !== 200) throw refusal(answer);
    Object.assign(session, tokensOf(answer));
  }
  const answer = await reach(wire.send(issuer + ENDPOINTS.userinfo, { bearer: session.accessToken }));
  if (answer.status >= 500) throw new PscDown();
  return answer;
}

export async function disconnect(wire: Wire, issuer: string, session: ProxySession): Promise<void> {
  await ask(wire, issuer + ENDPOINTS.end_session, { id_token_hint: session.idToken });
}

async function ask(wire: Wire, url: string, form: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<WireAnswer> {
  const answer = await reach(wire.send(url, { method: "POST", form, ...(signal === undefined ? {} : { signal }) }));
  if (answer.status >= 500) throw new PscDown();
  return answer;
}

async function reach(sending: Promise<WireAnswer>): Promise<WireAnswer> {
  try {
    return await sending;
  } catch {
    throw new PscDown();
  }
}

function refusal({ status, json }: WireAnswer): PscRefusal {
  return new PscRefusal(`${status} - ${String(json?.error)} : ${String(json?.error_description)}`);
}

function tokensOf({ json }: WireAnswer): Pick<ProxySession, "accessToken" | "expiresAt" | "refreshToken"> {
  return {
    accessToken: String(json?.access_token),
    expiresAt: Date.now() + Number(json?.expires_in) * 1_000,
    refreshToken: String(json?.refresh_token),
  };
}

function sessionOf(answer: WireAnswer): ProxySession {
  const { session_state, id_token } = answer.json ?? {};
  return { sessionState: String(session_state), idToken: String(id_token), ...tokensOf(answer) };
}
