import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  isDecisionOrder,
  isDmpFilling,
  isMailFilling,
  isNewDirectoryFault,
  isNewDmpFault,
  isNewFault,
  isNewMssFault,
  isNewPscFault,
  isPopulation,
  isTokenOrder,
} from "./checks.js";
import type { SandboxControl } from "./messages.js";

export interface ControlServer {
  readonly url: string;
  close(): Promise<void>;
}

type Route = (control: SandboxControl, body: unknown) => Promise<unknown>;

/** Answers nothing to read: the order was carried out. */
const DONE = { done: true };
class BadRequest extends Error {}

const ROUTES: Readonly<Record<string, Route>> = {
  "GET /status": (control) => control.status(),
  "GET /calls": (control) => control.calls(),
  "DELETE /calls": async (control) => {
    await control.clearCalls();
    return DONE;
  },
  "POST /faults": (control, body) => {
    if (!isNewFault(body)) throw new BadRequest();
    return control.addFault(body);
  },
  "DELETE /faults": async (control) => {
    await control.clearFaults();
    return DONE;
  },
  "POST /psc/faults": (control, body) => {
    if (!isNewPscFault(body)) throw new BadRequest();
    return control.addPscFault(body);
  },
  "DELETE /psc/faults": async (control) => {
    await control.clearPscFaults();
    return DONE;
  },
  "POST /dmp/faults": (control, body) => {
    if (!isNewDmpFault(body)) throw new BadRequest();
    return control.addDmpFault(body);
  },
  "DELETE /dmp/faults": async (control) => {
    await control.clearDmpFaults();
    return DONE;
  },
  "POST /mss/faults": (control, body) => {
    if (!isNewMssFault(body)) throw new BadRequest();
    return control.addMssFault(body);
  },
  "DELETE /mss/faults": async (control) => {
    await control.clearMssFaults();
    return DONE;
  },
  "GET /mss/deliveries": (control) => control.mailDeliveries(),
  "POST /mss/messages": (control, body) => {
    if (!isMailFilling(body)) throw new BadRequest();
    return control.fillMail(body);
  },
  "POST /directory/faults": (control, body) => {
    if (!isNewDirectoryFault(body)) throw new BadRequest();
    return control.addDirectoryFault(body);
  },
  "DELETE /directory/faults": async (control) => {
    await control.clearDirectoryFaults();
    return DONE;
  },
  "POST /psc/tokens": (control, body) => {
    if (!isTokenOrder(body)) throw new BadRequest();
    return control.pscToken(body);
  },
  "GET /dmp/calls": (control) => control.dmpCalls(),
  "GET /dmp/documents": (control) => control.dmpDocuments(),
  "POST /dmp/documents": (control, body) => {
    if (!isDmpFilling(body)) throw new BadRequest();
    return control.fillDmp(body);
  },
  "POST /psc/decisions": (control, body) => {
    if (!isDecisionOrder(body)) throw new BadRequest();
    return control.decide(body);
  },
  "POST /populations": async (control, body) => {
    if (!isPopulation(body)) throw new BadRequest();
    await control.addPopulation(body);
    return DONE;
  },
  "POST /reset": async (control) => {
    await control.reset();
    return DONE;
  },
  "POST /stop": async () => DONE,
};

/**
 * Control over loopback HTTP, so that it works without signals (Windows). Every order carries the token of the state file.
 * `onStop` runs once the answer to `POST /stop` has left.
 */
export async function startControlServer(control: SandboxControl, token: string, onStop: () => void): Promise<ControlServer> {
  const server = createServer((request, response) => {
    answer(control, token, request, response, onStop).catch(() => respond(response, 500, { error: "internal" }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return { url: `http://127.0.0.1:${portOf(server)}`, close: () => close(server) };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(
  control: SandboxControl,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
  onStop: () => void,
): Promise<void> {
  if (!isAuthorised(request.headers.authorization, token)) return respond(response, 401, { error: "token" });
  const name = `${request.method ?? ""} ${request.url ?? ""}`;
  const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (route === undefined) return respond(response, 404, { error: "unknown" });
  try {
    const result = await route(control, await readJson(request));
    if (name === "POST /stop") response.once("close", onStop);
    respond(response, 200, result);
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    respond(response, 400, { error: "request" });
  }
}

function isAuthorised(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? "");
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const part of request) {
    text += String(part);
    if (text.length > 65_536) throw new BadRequest();
  }
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest();
  }
}

function respond(response: ServerResponse, status: number, value: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "Content-Type": "application/json", Connection: "close" });
  response.end(JSON.stringify(value));
}
