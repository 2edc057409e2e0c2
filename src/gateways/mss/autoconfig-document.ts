import { isIP } from "node:net";
import { childrenOf, type XmlElement } from "../xml.js";
import type { MssServer, MssServers } from "./config.js";

export type MailboxKind = "PER" | "ORG" | "APP";

/** Why a document is of no use; the texts are in `autoconfig-faults.ts`. */
export class AutoconfigError extends Error {
  constructor(readonly reason: "shape" | "no_server" | "plain_socket" | "ip_literal" | "foreign_host" | "port" | "username") {
    super(reason);
    this.name = "AutoconfigError";
  }
}

const SECURITY: Readonly<Record<string, MssServer["security"]>> = { STARTTLS: "starttls", SSL: "tls", TLS: "tls" };
/** Values seen in the documents of operators: nothing settles them (mss.md §1.3). */
const AUTHENTICATION = {
  token: /oauth|bearer|psc|openid/i,
  certificate: /certificate|client-cert|tls|mtls/i,
} as const;

/**
 * The servers that a `config-v1.1.xml` names for this kind of mailbox.
 * @param roots domains under which a server may stand: that of the mailbox
 * @throws {AutoconfigError} whatever stands beside a good server, one that is in clear or elsewhere spoils the document
 */
export function readAutoconfig(root: XmlElement, kind: MailboxKind, roots: readonly string[]): MssServers {
  const provider = root.name === "clientConfig" ? children(root, "emailProvider")[0] : undefined;
  if (provider === undefined) throw new AutoconfigError("shape");
  const pick = (element: string, type: string) => {
    const offered = children(provider, element).filter((each) => each.attributes.get("type")?.toLowerCase() === type);
    return chosen(
      offered.map((each) => readServer(each, roots)),
      kind,
    );
  };
  return { imap: pick("incomingServer", "imap"), smtp: pick("outgoingServer", "smtp") };
}

interface Offer {
  readonly server: MssServer;
  readonly authentication: readonly string[];
}

function readServer(element: XmlElement, roots: readonly string[]): Offer {
  const text = (name: string) => children(element, name)[0]?.text ?? "";
  const host = text("hostname").toLowerCase().replace(/\.$/, "");
  if (isIP(host.replace(/^\[|\]$/g, "")) !== 0 || /^[\d.]+$/.test(host)) throw new AutoconfigError("ip_literal");
  if (!isUnder(host, roots)) throw new AutoconfigError("foreign_host");
  const port = Number(text("port"));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new AutoconfigError("port");
  const security = SECURITY[text("socketType").toUpperCase()];
  if (security === undefined) throw new AutoconfigError("plain_socket");
  const username = text("username");
  if (username !== "" && username !== "%EMAILADDRESS%") throw new AutoconfigError("username");
  return { server: { host, port, security }, authentication: children(element, "authentication").map((each) => each.text) };
}

/** By kind of authentication; else the only one there is; else the first that is not for the other kind. STARTTLS before TLS. */
function chosen(offers: readonly Offer[], kind: MailboxKind): MssServer {
  const [mine, other] = kind === "APP" ? (["certificate", "token"] as const) : (["token", "certificate"] as const);
  const says = (offer: Offer, what: "token" | "certificate") =>
    offer.authentication.some((text) => AUTHENTICATION[what].test(text));
  const rank = (offer: Offer) =>
    (says(offer, mine) ? 0 : says(offer, other) ? 2 : 1) + (offer.server.security === "starttls" ? 0 : 0.5);
  const best = [...offers].sort((a, b) => rank(a) - rank(b))[0];
  if (best === undefined) throw new AutoconfigError("no_server");
  return best.server;
}

/** True for a domain or one below it: letters, digits, hyphens and dots only. */
export function isUnder(host: string, roots: readonly string[]): boolean {
  const lower = host.toLowerCase();
  if (!/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(lower)) return false;
  return roots.some((root) => lower === root.toLowerCase() || lower.endsWith(`.${root.toLowerCase()}`));
}

/** Operators write no namespace; one that did would mean the same. */
function children(parent: XmlElement, name: string): XmlElement[] {
  return childrenOf(parent, parent.ns, name);
}
