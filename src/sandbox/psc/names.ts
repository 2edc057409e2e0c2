import { CLIENT_CN, PROXY_CN, STRUCTURE_ID, STRUCTURE_NAME } from "../pki/names.js";

/** Path of the issuer and of its endpoints, those of Keycloak (psc.md §1.1). */
export const REALM_PATH = "/auth/realms/esante-wallet";
export const WALLET_DISCOVERY = "/.well-known/wallet-openid-configuration";
/** The page where a person identifies himself, on the host of the wallet. */
export const WALLET_PATH = "/auth";
const PROTOCOL = "/protocol/openid-connect";
export const ENDPOINTS = {
  authorization: `${PROTOCOL}/auth`,
  token: `${PROTOCOL}/token`,
  userinfo: `${PROTOCOL}/userinfo`,
  introspection: `${PROTOCOL}/token/introspect`,
  revocation: `${PROTOCOL}/revoke`,
  end_session: `${PROTOCOL}/logout`,
  jwks: `${PROTOCOL}/certs`,
  backchannel_authentication: `${PROTOCOL}/ext/ciba/auth`,
} as const;
export const INTERACTION_PATH = "/login-actions";

/** Seconds (psc.md §1.4, §1.5, §1.6). */
export const LIFETIMES = { accessToken: 120, refreshToken: 1_800, session: 14_400, ciba: 120, code: 60 } as const;

/** The software as PSC knows it: by its secret, by its certificate; and the proxy e-Santé, by its certificate. */
export const CLIENT_ID_SECRET = "segur";
export const CLIENT_ID_CERTIFICATE = "segur-mtls";
export const CLIENT_ID_PROXY = "proxy-esante";
/** The client id that the software gives to the proxy e-Santé (psc.md §1.7). */
export const PROXY_CLIENT_ID = "segur-lps";

/** Subject of the client certificates, in the order of RFC 4514. */
const dn = (commonName: string): string => `CN=${commonName},OU=${STRUCTURE_ID},O=${STRUCTURE_NAME},C=FR`;
export const CLIENT_DN = dn(CLIENT_CN);
export const PROXY_DN = dn(PROXY_CN);

/** What `acr` says of each way to identify oneself: a card is eidas3 in real BAS tokens (psc.md §1.4). */
export const ACR = { CARD: "eidas3", MOBILE: "eidas1" } as const;
export type Channel = keyof typeof ACR;

/** `kid` of the key that signs identity and access tokens. */
export const KEY_ID = "sandbox";
