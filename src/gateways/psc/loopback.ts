import { createServer, type Server, type ServerResponse } from "node:http";
import { pscError } from "./errors.js";

/** Waits for the browser on this machine (RFC 8252 §7.3). */
export interface Loopback {
  /** `http://127.0.0.1:<port>/callback` */
  readonly redirectUri: string;
  /**
   * The whole address of the first callback of this login, which is then answered with an end page. Later ones find nobody.
   * @param state that of the login: a callback with another one is not ours, and does not end the wait
   * @throws {SegurError} `psc.interrupted` when the signal aborts
   */
  wait(signal?: AbortSignal, state?: string): Promise<string>;
  /** Ends a wait that is no longer useful (the person pasted the address) and frees the port. */
  close(): Promise<void>;
}

const PATH = "/callback";

/** Opens any free port of 127.0.0.1, which no other machine can reach. */
export async function openLoopback(): Promise<Loopback> {
  let found: ((url: string) => void) | null = null;
  let expected: string | undefined;
  const received = new Promise<string>((resolve) => {
    found = resolve;
  });
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", redirectUri);
    // Another name for this address would be another page's trick (DNS rebinding).
    const isOurs = request.headers.host === new URL(redirectUri).host || request.headers.host === `localhost:${port}`;
    if (!isOurs || url.pathname !== PATH || request.method !== "GET") return page(response, 404, NOT_FOUND);
    const { searchParams } = url;
    const isAnswer = searchParams.has("state") && (searchParams.has("code") || searchParams.has("error"));
    const isOther = expected !== undefined && searchParams.get("state") !== expected;
    if (!isAnswer || isOther || found === null) return page(response, 400, found === null ? USED : NOT_FOUND);
    page(response, 200, searchParams.has("error") ? FAILED : DONE);
    found(url.href);
    found = null;
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const redirectUri = `http://127.0.0.1:${port}${PATH}`;
  const closing = new AbortController();
  return {
    redirectUri,
    wait: (signal, state) => {
      expected = state;
      return untilAborted(received, signal === undefined ? [closing.signal] : [closing.signal, signal]);
    },
    close: () => {
      closing.abort();
      return close(server);
    },
  };
}

function untilAborted(received: Promise<string>, signals: readonly AbortSignal[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      for (const signal of signals) signal.removeEventListener("abort", abort);
    };
    const abort = (): void => {
      stop();
      reject(pscError("interrupted"));
    };
    for (const signal of signals) {
      if (signal.aborted) return abort();
      signal.addEventListener("abort", abort);
    }
    void received.then((url) => {
      stop();
      resolve(url);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // The page that was just sent goes out first; a browser keeps its connection open otherwise.
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 200).unref();
  });
}

interface Page {
  readonly title: string;
  readonly text: string;
}

const DONE: Page = { title: "C'est fait", text: "Pro Santé Connect a répondu. Fermez cette page et revenez au terminal." };
const FAILED: Page = { title: "Connexion refusée", text: "Fermez cette page : le terminal dit ce qui s'est passé." };
const USED: Page = { title: "Réponse déjà reçue", text: "Fermez cette page et revenez au terminal." };
const NOT_FOUND: Page = { title: "Rien ici", text: "Cette page n'est pas celle d'un retour de Pro Santé Connect." };

/** Nothing of the address is written in the page: it holds a code. */
function page(response: ServerResponse, status: number, { title, text }: Page): void {
  const html = `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>segur : ${title}</title>
<style>body { font: 1.2rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem }</style></head>
<body><h1>${title}</h1><p>${text}</p></body>
</html>
`;
  response.writeHead(status, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Length": Buffer.byteLength(html),
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    Connection: "close",
  });
  response.end(html);
}
