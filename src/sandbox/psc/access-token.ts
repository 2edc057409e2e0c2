import { createPublicKey, type KeyObject } from "node:crypto";
import { compactVerify, SignJWT } from "jose";
import type Provider from "oidc-provider";
import { KEY_ID } from "./names.js";

export interface JwtManners {
  readonly issuer: string;
  /** RS256. */
  readonly signingKey: KeyObject;
  /** What a token says besides whose it is, from whom, to whom and for how long. */
  readonly claimsOf: (grantId: string, subject: string) => Readonly<Record<string, unknown>>;
}

/**
 * Access tokens as Keycloak writes them: a JWT (`typ: JWT`, RS256) that a mailbox operator reads with the published keys, which mss.md
 * CONF.07 calls the « JWT PSC ». The library's own JWT format is for resource servers only: such a token opens neither the
 * UserInfo nor the introspection. So the tokens stay the library's opaque ones, and the JWT is what they look like outside: its `jti`
 * is the opaque value.
 */
export function speakJwt(provider: Provider, { issuer, signingKey, claimsOf }: JwtManners): void {
  const { AccessToken } = provider;
  const verificationKey = createPublicKey(signingKey);
  const save = AccessToken.prototype.save;
  AccessToken.prototype.save = async function (this: InstanceType<typeof AccessToken>) {
    const opaque: string = await save.call(this);
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({
      typ: "Bearer",
      azp: this.clientId,
      scope: this.scope,
      ...claimsOf(this.grantId ?? "", this.accountId),
    })
      .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: KEY_ID })
      .setJti(opaque)
      .setIssuer(issuer)
      .setSubject(this.accountId)
      .setIssuedAt(now)
      .setExpirationTime(now + this.expiration)
      .sign(signingKey);
  };
  const find = AccessToken.find.bind(AccessToken);
  const findJwt = async (value: string, options?: { ignoreExpiration?: boolean }): Promise<unknown> =>
    find(await opaqueOf(value), options);
  Object.assign(AccessToken, { find: findJwt });

  async function opaqueOf(value: string): Promise<string> {
    try {
      const { payload } = await compactVerify(value, verificationKey);
      const { jti }: { jti?: unknown } = JSON.parse(Buffer.from(payload).toString("utf8"));
      return typeof jti === "string" ? jti : "";
    } catch {
      return ""; // not one of ours, or the opaque value itself, which nobody was given
    }
  }
}
