import { describe, expect, it } from "vitest";
import type { MssClient } from "../../../src/gateways/mss/port.js";
import { outgoing, testClient } from "./support/client.js";
import { startDoor } from "./support/door.js";
import { mailPki } from "./support/pki.js";

const TO = "paul.durand@cardio.mssante.fr";
const CALLS = {
  smtp: (client: MssClient) => client.send(outgoing("Subject: x\r\n\r\nx\r\n", [TO]), () => expect.fail("nothing may leave")),
  imap: (client: MssClient) => client.isInSent("<a@b.fr>"),
};

async function refused(protocol: "smtp" | "imap", version: "tls1_2" | "tls1_3", name: "revokedClient" | "foreignClient" | null) {
  const port = await startDoor(protocol, version);
  const pair = name === null ? undefined : { certPem: mailPki()[name].chain, keyPem: mailPki()[name].key };
  const authentication = { kind: "certificate" } as const;
  return CALLS[protocol](testClient({ [protocol]: { port }, authentication, certificate: pair })).then(
    () => expect.fail("must be refused"),
    (error: unknown) => error,
  );
}

describe.each(["smtp", "imap"] as const)("a client certificate that the handshake of %s refuses", (protocol) => {
  it.each([
    ["tls1_2", "revokedClient"],
    ["tls1_3", "revokedClient"],
    ["tls1_2", "foreignClient"],
    ["tls1_3", "foreignClient"],
    ["tls1_3", null],
  ] as const)("is told as such, with what to look at (%s, %s)", async (version, name) => {
    expect(await refused(protocol, version, name)).toMatchObject({
      code: "mss.network.tls_client_refused",
      kind: "config",
      retry: "stop",
      rule: "MSS/CONF.12",
      uncertain: false,
      message: "Le serveur MSSanté refuse le certificat du cabinet.",
      advice: expect.stringContaining("segur doctor"),
    });
  });
});
