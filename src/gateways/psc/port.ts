import type { Professional } from "../../domain/professional/professional.js";

/** How the person is asked: the CPS card in its reader, or the e-CPS application (psc.md §1.6). */
export type PscChannel = "CARD" | "MOBILE";

/** Tokens of a direct session, or the proxy's session id; never printed, never logged. Dates are ISO 8601 UTC. */
export type PscTokens =
  | {
      readonly transport: "direct";
      readonly accessToken: string;
      readonly accessExpiresAt: string;
      readonly refreshToken: string;
      readonly refreshExpiresAt: string;
      /** Needed to end the session (`id_token_hint`). */
      readonly idToken: string;
    }
  | { readonly transport: "proxy"; readonly proxySessionId: string };

/** A person who has identified himself or herself. */
export interface PscLogin {
  readonly tokens: PscTokens;
  /** Through a proxy that gives no UserInfo: the national id alone, names empty, no activity. */
  readonly professional: Professional;
  /** Level that PSC answered: `eidas1`… Null through the proxy, which does not say it. */
  readonly acr: string | null;
  /** `CARD`, `MOBILE`… as PSC tells it, or null. */
  readonly authMode: string | null;
}

export interface CibaRequest {
  /** `8` + RPPS, or another form that PSC knows. */
  readonly nationalId: string;
  /** Two digits, drawn by the caller and shown to the person, who compares them. */
  readonly code: string;
  readonly channel: PscChannel;
  readonly signal?: AbortSignal;
}

/** A code flow that waits for its answer. */
export interface BrowserLogin {
  /** To open in a browser, on this machine or another. */
  readonly url: string;
  /**
   * Takes the whole address where the browser was sent back, received by the loopback server or pasted by the person.
   * Used once.
   */
  finish(callbackUrl: string, signal?: AbortSignal): Promise<PscLogin>;
}

/**
 * Pro Santé Connect, direct or through a proxy e-Santé. Every failure is a French `SegurError`: kind `auth` when the
 * person must log in again, `config` when the software is not known there, `unreachable`, or `interrupted`.
 */
export interface PscClient {
  readonly transport: "direct" | "proxy";
  /** Asks the person by telephone or card, and resolves when he or she approved. */
  ciba(request: CibaRequest): Promise<PscLogin>;
  /** Prepares the code flow with PKCE. Direct only: `usage` error through the proxy. */
  startBrowser(redirectUri: string): Promise<BrowserLogin>;
  /** New tokens; the refresh token rotates, the one given here must not be used again. Through the proxy: the same. */
  refresh(tokens: PscTokens): Promise<PscTokens>;
  /** Ends the PSC session. One that is over already is no error. */
  logout(tokens: PscTokens): Promise<void>;
  /** Closes the connections. */
  close(): Promise<void>;
}
