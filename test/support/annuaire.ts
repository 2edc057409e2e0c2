import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { createPki } from "../gateways/support/server.js";

export interface Annuaire {
  /** `https://127.0.0.1:…` */
  readonly origin: string;
  /** PEM of the authority of its certificate. */
  readonly ca: string;
  /** Path and query of each request, in order. */
  readonly asked: readonly string[];
  /** Value of ESANTE-API-KEY of each request. */
  readonly keys: readonly (string | undefined)[];
}

export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** An HTTPS server on a free port that answers as it is told, ended with the test. */
export async function startAnnuaire(answer: Answer): Promise<Annuaire> {
  const pki = createPki();
  const asked: string[] = [];
  const keys: (string | undefined)[] = [];
  const server = createServer({ cert: pki.server.chain, key: pki.server.key }, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    keys.push(request.headers["esante-api-key"]?.toString());
    request.resume();
    answer(request, response, new URL(request.url ?? "/", "https://annuaire"));
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { origin: `https://127.0.0.1:${port}`, ca: pki.authority.certificate, asked, keys };
}

export function json(response: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/fhir+json", ...headers });
  response.end(typeof value === "string" ? value : JSON.stringify(value));
}

export function bundle(...resources: readonly unknown[]) {
  return { resourceType: "Bundle", type: "searchset", entry: resources.map((resource) => ({ resource })) };
}

/** An MSSanté telecom, with what the annuaire says of it. */
export function mssante(value: string, metadata: readonly unknown[] = []) {
  return {
    system: "email",
    value,
    extension: [
      {
        url: "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-contact-point-email-type",
        valueCoding: { code: "MSSANTE" },
      },
      {
        url: "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/as-ext-mailbox-mss-metadata",
        extension: metadata,
      },
    ],
  };
}

export function practitioner(id: string, family: string, telecom: readonly unknown[], rpps = "10003456789") {
  return {
    resourceType: "Practitioner",
    id,
    active: true,
    identifier: [{ system: "https://rpps.esante.gouv.fr", value: rpps }],
    name: [{ family, given: ["Anne"], suffix: ["DR"] }],
    telecom,
    qualification: [
      {
        code: {
          coding: [{ system: "https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante", code: "10" }],
        },
      },
    ],
  };
}
