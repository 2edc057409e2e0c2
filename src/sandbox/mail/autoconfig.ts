import type { IncomingMessage, ServerResponse } from "node:http";
import { AUTOCONFIG_PATH, MAIL_DOMAIN } from "./names.js";

export interface MailPorts {
  readonly host: string;
  readonly smtp: number;
  readonly imap: number;
}

/** Answers `GET /mail/config-v1.1.xml` (mss.md §1.3, format of Thunderbird); anything else is 404. */
export function answerAutoconfig(request: IncomingMessage, response: ServerResponse, ports: MailPorts): void {
  request.resume();
  const { pathname } = new URL(request.url ?? "/", "https://localhost");
  const found = request.method === "GET" && pathname === AUTOCONFIG_PATH;
  const body = found ? autoconfig(ports) : "<h1>Not Found</h1>\n";
  response.writeHead(found ? 200 : 404, {
    "Content-Type": found ? "application/xml; charset=utf-8" : "text/html",
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
}

/** One pair of servers for PER and ORG mailboxes, by token, and the same for APP ones, by certificate. */
export function autoconfig({ host, smtp, imap }: MailPorts): string {
  const server = (element: string, type: string, port: number, authentication: string): string => `    <${element} type="${type}">
      <hostname>${host}</hostname>
      <port>${port}</port>
      <socketType>STARTTLS</socketType>
      <username>%EMAILADDRESS%</username>
      <authentication>${authentication}</authentication>
    </${element}>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="${MAIL_DOMAIN}">
    <domain>${MAIL_DOMAIN}</domain>
    <displayName>Messagerie du bac à sable</displayName>
    <displayShortName>Bac à sable</displayShortName>
${server("incomingServer", "imap", imap, "OAuth2")}
${server("incomingServer", "imap", imap, "client-certificate")}
${server("outgoingServer", "smtp", smtp, "OAuth2")}
${server("outgoingServer", "smtp", smtp, "client-certificate")}
  </emailProvider>
</clientConfig>
`;
}
