import type { ServerMetadata } from "openid-client";
import { pscError } from "./errors.js";
import { oauthError } from "./faults.js";

/** What a callback must match. */
export interface Expected {
  readonly redirectUri: string;
  readonly state: string;
  readonly metadata: Pick<ServerMetadata, "issuer" | "authorization_response_iss_parameter_supported">;
}

/**
 * The address where the browser was sent back, checked before anything is sent: state (RFC 6749 §10.12), issuer (RFC 9207),
 * error, code. A person may have pasted it: with spaces, without `http://`, or only what follows the `?`.
 * @returns the redirect address with these parameters and no other part of what was pasted
 * @throws {SegurError} `psc.callback`, `psc.state`, `psc.callback_issuer`, or what PSC says
 */
export function readCallback(text: string, { redirectUri, state, metadata }: Expected): URL {
  const query = text
    .trim()
    .split("#")[0]
    ?.split(/\?(.*)/s)[1];
  const params = new URLSearchParams(query ?? "");
  for (const name of ["state", "code", "error", "iss"]) if (params.getAll(name).length > 1) throw pscError("callback");
  if (!params.has("code") && !params.has("error")) throw pscError("callback");
  if (params.get("state") !== state) throw pscError("state");
  const iss = params.get("iss");
  const required = metadata.authorization_response_iss_parameter_supported === true;
  if (iss === null ? required : iss !== metadata.issuer) throw pscError("callback_issuer");
  const error = params.get("error");
  if (error !== null) throw oauthError({ error, description: params.get("error_description") ?? "" }, "code");
  const url = new URL(redirectUri);
  url.search = params.toString();
  return url;
}
