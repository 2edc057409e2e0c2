import type { Professional } from "../../domain/professional/professional.js";

export type PscChannel = "CARD" | "MOBILE";

/** Tokens of a direct session, or the proxy's session id; never printed, never logged. */
export type PscTokens =
  | {
      readonly transport: "direct";
      readonly accessToken: string;
      readonly accessExpiresAt: string;
      readonly refreshToken: string;
      readonly refreshExpiresAt: string;
      readonly idToken: string;
    }
  | { readonly transport: "proxy"; readonly proxySessionId: string };

export interface PscLogin {
  readonly tokens: PscTokens;
  readonly professional: Professional;
  readonly acr: string | null;
  readonly authMode: string | null;
}

export interface PscClient {
  readonly transport: "direct" | "proxy";
  ciba(request: { nationalId: string; code: string; channel: PscChannel; signal?: AbortSignal }): Promise<PscLogin>;
  startBrowser(
    redirectUri: string,
  ): Promise<{ readonly url: string; finish(callbackUrl: string, signal?: AbortSignal): Promise<PscLogin> }>;
  refresh(tokens: PscTokens): Promise<PscTokens>;
  logout(tokens: PscTokens): Promise<void>;
  close(): Promise<void>;
}
