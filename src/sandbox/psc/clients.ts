import { X509Certificate } from "node:crypto";
import { TLSSocket } from "node:tls";
import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import { CLIENT_DN, CLIENT_ID_CERTIFICATE, CLIENT_ID_PROXY, CLIENT_ID_SECRET, PROXY_DN } from "./names.js";

const CIBA = "urn:openid:params:grant-type:ciba";

/** The software by its secret, the software by its certificate, and the proxy e-Santé. */
export function registeredClients(secret: string): Configuration["clients"] {
  const common = {
    grant_types: ["authorization_code", "refresh_token", CIBA],
    response_types: ["code" as const],
    backchannel_token_delivery_mode: "poll" as const,
    id_token_signed_response_alg: "RS256" as const,
    // A native application on the loopback: any port then matches (RFC 8252 §7.3).
    application_type: "native" as const,
    redirect_uris: ["http://127.0.0.1/callback", "http://localhost/callback"],
  };
  const byCertificate = (client_id: string, tls_client_auth_subject_dn: string) => ({
    ...common,
    client_id,
    token_endpoint_auth_method: "tls_client_auth" as const,
    tls_client_auth_subject_dn,
  });
  return [
    {
      ...common,
      client_id: CLIENT_ID_SECRET,
      client_secret: secret,
      token_endpoint_auth_method: "client_secret_basic",
    },
    byCertificate(CLIENT_ID_CERTIFICATE, CLIENT_DN),
    byCertificate(CLIENT_ID_PROXY, PROXY_DN),
  ];
}

/** Whether the handshake verified the certificate: authority, dates, usage, revocation lists. */
export function isVerified(ctx: KoaContextWithOIDC): boolean {
  return ctx.req.socket instanceof TLSSocket && ctx.req.socket.authorized;
}

export function certificateOf(ctx: KoaContextWithOIDC): X509Certificate | undefined {
  const { socket } = ctx.req;
  if (!(socket instanceof TLSSocket)) return undefined;
  const { raw } = socket.getPeerCertificate();
  return raw === undefined ? undefined : new X509Certificate(raw);
}

/** Subject in the order of RFC 4514: the most specific first. */
export function subjectOf(certificate: X509Certificate | undefined): string {
  return (certificate?.subject ?? "").split("\n").reverse().join(",");
}
