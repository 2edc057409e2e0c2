import { type KeyObject, verify } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readText, sendHtml, sendJson } from "../http.js";
import { endedPage } from "./mire.js";

export interface IdentityKeys {
  readonly publicKey: KeyObject;
}

export interface LogoutOptions {
  readonly issuer: string;
  readonly keys: IdentityKeys;
  readonly psc: { endSession(sid: string, subject: string): boolean };
}

/**
 * The end of a session as Keycloak does it: a right `id_token_hint`, expired or not, ends it without a question (psc.md
 * §1.5), where the library would ask the person. The browser may be absent: the proxy of ANS posts from its server.
 */
export async function endSession(request: IncomingMessage, response: ServerResponse, options: LogoutOptions): Promise<void> {
  const url = new URL(request.url ?? "/", options.issuer);
  const given = request.method === "POST" ? new URLSearchParams((await readText(request)) ?? "") : url.searchParams;
  const claims = readIdentityToken(given.get("id_token_hint") ?? url.searchParams.get("id_token_hint") ?? "", options);
  if (claims === null) {
    sendJson(response, 400, { error: "invalid_request", error_description: "Invalid parameter: id_token_hint" });
    return;
  }
  options.psc.endSession(claims.sid, claims.sub);
  if (request.method === "POST") {
    response.writeHead(204).end();
    return;
  }
  sendHtml(response, 200, endedPage());
}

/** The session of an identity token that we signed, whatever its age; null for any other text. */
function readIdentityToken(token: string, { issuer, keys }: LogoutOptions): { sid: string; sub: string } | null {
  const [header = "", payload = "", signature = "", ...rest] = token.split(".");
  if (rest.length > 0 || signature === "") return null;
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify("sha256", signed, keys.publicKey, Buffer.from(signature, "base64url"))) return null;
  const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  if (typeof claims !== "object" || claims === null) return null;
  const { iss, sid, sub } = claims as Readonly<Record<string, unknown>>;
  return iss === issuer && typeof sid === "string" && typeof sub === "string" ? { sid, sub } : null;
}
